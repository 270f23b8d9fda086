"""`throughline quality`: how the rows of streams have been, sync by sync."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import date, emit, say, show, table
from api.cli.session import known_source, opened

if TYPE_CHECKING:
    from ingest.quality import Entry

NULLS = 4
"""How many columns are named with the share of rows that say nothing in them."""

NUMBERS = ("rows", "new", "changed", "gone", "refused")


def quality(
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="Of one source (default: of all).")] = None,
    stream: Annotated[str | None, typer.Argument(metavar="STREAM", help="Of one of its streams.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many syncs of each stream.")] = 10,
    json: options.Json = False,
) -> None:
    """Show how the rows of streams have been: their number, those refused, nulls, breaches, changes of schema."""
    from ingest.quality import history

    with opened() as wired:
        known_source(wired, source, stream)
        found = history(wired.store, source, stream, limit)
    if json:
        emit({"syncs": found})
    elif not found:
        say("no stream was synced yet: `throughline sync` does it")
    else:
        _tell(found)


def _tell(found: list[Entry]) -> None:
    names = ["stream", "sync", "", *NUMBERS, "breaches", "changes", "nulls"]
    rows = [
        [
            f"{one.source}/{one.stream}",
            date(one.started),
            one.status,
            *(getattr(one, name) for name in NUMBERS),
            *((len(one.breaches), len(one.changes), _nulls(one)) if one.mode else ("", "", "no contract")),
        ]
        for one in found
    ]
    show(table(names, rows, right=[*NUMBERS, "breaches", "changes"]))
    for one in found:
        told = [*(f"{breach}{' (accepted)' if breach.accepted else ''}" for breach in one.breaches)]
        told += map(str, one.changes)
        for text in told:
            say(f"{one.source}/{one.stream}, {date(one.started)}: {text}")


def _nulls(one: Entry) -> str:
    """The columns that most rows say nothing in."""
    worst = sorted(((rate, name) for name, rate in one.nulls.items() if rate), key=lambda pair: (-pair[0], pair[1]))
    more = f", … {len(worst) - NULLS} more" if len(worst) > NULLS else ""
    return ", ".join(f"{name} {100 * rate:.3g} %" for rate, name in worst[:NULLS]) + more
