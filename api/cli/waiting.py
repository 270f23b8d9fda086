"""`throughline waiting`: references that lead nowhere, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import options
from api.cli.output import emit, say, show, table
from api.cli.session import known_source, opened

WHY = {
    "": "the key is not there",
    "nobody": "no record carries it",
    "several": "several things carry it",
    "shared": "more records carry it than its guard allows",
}


def waiting(
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="Of one source (default: of all).")] = None,
    stream: Annotated[str | None, typer.Argument(metavar="STREAM", help="Of one of its streams.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="How many at the most.")] = 50,
    json: options.Json = False,
) -> None:
    """Show what records refer to in vain, and why; the most awaited first."""
    from dataclasses import asdict

    with opened() as wired:
        known_source(wired, source, stream)
        found = wired.store.waiting(source, stream, limit)
    if json:
        emit({"waiting": [{**asdict(one), "target": one.target.text} for one in found]})
        return
    if not found:
        say("nothing is waited for")
        return
    rows = [[f"{one.source}/{one.stream}", one.field, str(one.target), WHY[one.why], one.records] for one in found]
    show(table(["stream", "refers by", "to", "in vain, for", "records"], rows, right=["records"]))
    if len(found) == limit:
        say(f"… the first {limit}: `--limit` shows more")
