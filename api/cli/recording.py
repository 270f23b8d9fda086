"""`throughline record | versions`: what one source said about one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.finding import asked, tell
from api.cli.output import cleaned, date, emit, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.looking.records import Version, Versioned

Record = Annotated[
    str, typer.Argument(metavar="RECORD", help="A key such as `erp/customers/C1`, or the URN or id of a version.")
]


def record(record: Record, as_of: options.AsOf = None, json: options.Json = False) -> None:
    """Show what a source says about a thing: one version of a record."""
    with opened() as wired:
        found = wired.lookups.record(record, wired.reader("look"), as_of)
    if json:
        emit(found)
    else:
        _record(found)


def versions(
    record: Record,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
    cursor: options.Cursor = None,
    json: options.Json = False,
) -> None:
    """List the versions of a record, oldest first."""
    with opened() as wired:
        page = wired.lookups.versions(asked(wired, "look", as_of, None, limit, cursor), record)
    if json:
        emit(page)
        return
    rows = [[one.since, one.until, date(one.learnt), _stands(one), _said(one), one.id] for one in page.items]
    tell(page, table(["since", "until", "learnt", "", "says", "id"], rows, right=["since", "until"]))


def _record(found: Version) -> None:
    from rich.text import Text

    from agents.wording import key_text

    until = f" until {found.until}" if found.until is not None else ""
    head = f"{key_text(found.key)}, from sequence {found.since}{until} {_stands(found)}".rstrip()
    show(Text(cleaned(head), style="bold"), ", ".join(found.classes))
    say(f"learnt {date(found.learnt)}" + (f", source's version {found.version}" if found.version is not None else ""))
    say(f"{found.urn}\ndescribes {found.thing}")
    show("", table(["field", "says"], _fields(found)))


def _stands(one: Version) -> str:
    words = [
        name for name, is_so in (("gone", one.gone), ("erased", one.erased), ("late", one.since == one.until)) if is_so
    ]
    return ", ".join(words)


def _fields(found: Version) -> Iterator[list[str]]:
    from agents.wording import key_text, value_text
    from graph.survivorship import CURRENCY

    for name, value in found.fields.items():
        unit = found.fields.get(name + CURRENCY)
        yield [name, value_text(value, None if unit is None else str(unit))]
    for ref in found.references:
        yield [ref.field, f"→ {key_text(ref.key)}"]


def _said(one: Versioned) -> str:
    from agents.wording import value_text

    return "; ".join(
        f"{change.property} {value_text(change.before, change.before_unit)} → "
        f"{value_text(change.after, change.after_unit)}"
        for change in one.changes
    )
