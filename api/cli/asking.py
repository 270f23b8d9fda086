"""`throughline cypher`: a question of one's own, in Cypher, that only reads."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from api.cli import options
from api.cli.output import emit, remark, show, table
from api.cli.session import opened
from ontology.errors import Invalid

if TYPE_CHECKING:
    from agents.cypher import Table


class Form(StrEnum):
    """How the rows are written."""

    table = "table"
    json = "json"
    csv = "csv"


def cypher(
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="What is asked; `-` for standard input.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter, as JSON or text.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="ROWS", help="How many rows at most.")] = None,
    timeout: Annotated[float | None, typer.Option(min=0.1, metavar="SECONDS", help="How long at most.")] = None,
    form: Annotated[Form, typer.Option("--format", "-f", help="How the rows are written.")] = Form.table,
    purpose: options.Purpose = "look",
    json: options.Json = False,
) -> None:
    """Ask in Cypher, reading only.

    What may be asked, and what is shown: docs/cypher.md.
    """
    from agents.commands import formed
    from agents.cypher import ROWS, SECONDS, Query

    asked = formed(
        Query,
        statement=sys.stdin.read() if statement == "-" else statement,
        parameters=dict(map(_parameter, param or [])),
        limit=limit or ROWS,
        timeout=timeout or SECONDS,
    )
    with opened() as wired:
        answer = wired.commands.cypher(asked, wired.reader(purpose))
    for note in answer.notes:
        remark(note)
    _write(answer, Form.json if json else form)


def _write(answer: Table, form: Form) -> None:
    if form is Form.json:
        emit(answer)
        return
    if form is Form.csv:
        typer.echo(answer.csv().encode(), nl=False)
    else:
        from agents.cypher import cell

        show(table(answer.columns, ([cell(value) for value in row] for row in answer.rows)))
    if answer.cut:
        remark(f"there are more rows than {len(answer.rows):,}: raise `--limit`")


def _parameter(said: str) -> tuple[str, Any]:
    """A parameter: its value as JSON where it is that, else as text. Raises: Invalid."""
    name, found, value = said.partition("=")
    if not found or not name:
        raise Invalid(f"not a parameter: `{said}`", "write it as `name=value`")
    try:
        return name, orjson.loads(value)
    except orjson.JSONDecodeError:
        return name, value
