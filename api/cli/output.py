"""What commands write: one JSON document, or lines, tables and trees for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import typer

from ontology.errors import Conflict, Invalid

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

UNBOUNDED = 100_000
"""The width of what is not a terminal: lines are never broken for a program that reads them."""

_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ESCAPES = {place: f"\\x{place:02x}" for place in (*range(0x20), *range(0x7F, 0xA0))}
_ESCAPES |= {place: f"\\u{place:04x}" for place in _BIDI} | {0x09: " ", 0x0A: " "}
_BY_LINE = {place: text for place, text in _ESCAPES.items() if place != 0x0A}


def cleaned(text: object, lines: bool = False) -> str:
    """A text as a terminal may get it: what a source says must not move its cursor. `lines` keeps line ends."""
    return str(text).translate(_BY_LINE if lines else _ESCAPES)


def encoded(document: object) -> str:
    """A document as JSON; models of pydantic are documents as well."""
    return orjson.dumps(document, default=_plain, option=orjson.OPT_INDENT_2).decode() + "\n"


def emit(document: object) -> None:
    """Write the one JSON document of a command, in UTF-8 whatever the locale."""
    typer.echo(encoded(document).encode(), nl=False)


def console(stderr: bool = False) -> Console:
    """Where people read; nothing in a text is taken for markup."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else UNBOUNDED
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def show(*parts: RenderableType) -> None:
    """Write parts one after the other; elsewhere than on a terminal without blanks at the ends of lines."""
    target = console()
    if target.is_terminal:
        target.print(*parts, sep="\n")
        return
    with target.capture() as captured:
        target.print(*parts, sep="\n")
    typer.echo("".join(line.rstrip() + "\n" for line in captured.get().splitlines()), nl=False)


def say(text: object) -> None:
    """Write a text as it is, but for what would control the terminal."""
    typer.echo(cleaned(text, lines=True).rstrip("\n"))


def remark(text: str) -> None:
    """Write a line beside the answer, on standard error."""
    typer.echo(f"throughline: {cleaned(text)}", err=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], right: Collection[str] = ()) -> Table:
    """Rows under their headings; the columns of `right` hold numbers."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*("" if one is None else cleaned(one) for one in row))
    return made


def date(stamp: str | None) -> str:
    """A stored instant for the eye, in UTC: `2026-03-01 09:30:00`."""
    return (stamp or "")[:19].replace("T", " ")


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


def write_new(path: Path, text: str) -> None:
    """Write a new file, whole. Raises: Conflict, when there is one; Invalid, when it cannot be written."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Conflict(f"`{path}` is there already", "write to another file, and compare them") from None
    except OSError as error:
        raise Invalid(f"`{path}` cannot be written", str(error.strerror or error).lower()) from error
