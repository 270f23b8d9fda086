"""`throughline prov check`: whether a document of PROV can be true."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import emit, say
from ontology.errors import Invalid

if TYPE_CHECKING:
    from agents.provenance.checking import Checked, Violated

app = typer.Typer(help="Documents of PROV.", no_args_is_help=True)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A document of PROV, `-` for standard input.")],
    format: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="provn, provjson, provxml, turtle, trig, rdfxml or jsonld."),
    ] = None,
    times: Annotated[bool, typer.Option("--times", help="Hold the times of events to their order as well.")] = False,
    recommendation: Annotated[
        bool, typer.Option("--recommendation", help="Hold to the Recommendation alone, without `unique-usage`.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Check a document against PROV-CONSTRAINTS: exit 0 if it is valid, 1 if not, 2 if it cannot be read."""
    from agents.provenance.checking import checked

    found = checked(str(file), _content(file), format, times, recommendation)
    if json:
        emit(found)
    else:
        _tell(found)
    if not found.valid:
        raise typer.Exit(PROBLEMS)


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"`{file}` cannot be read", str(error.strerror or error).lower()) from error


def _tell(found: Checked) -> None:
    from agents.wording import count

    of = count(found.statements, "statement") + (f", {count(found.bundles, 'bundle')}" if found.bundles else "")
    how = "valid" if found.valid else f"invalid, {count(len(found.violations), 'violation')}"
    say(f"{found.file}: {how} ({found.says}, {of})")
    for one in found.violations:
        say(
            "\n".join(
                ["", _head(one), *(f"  {line}" for line in one.statements), *(f"  · {line}" for line in one.because)]
            )
        )


def _head(one: Violated) -> str:
    where = f", in bundle {one.bundle}" if one.bundle is not None else ""
    number = f"constraint {one.number} " if one.number is not None else ""
    return f"{number}{one.title}{where}"
