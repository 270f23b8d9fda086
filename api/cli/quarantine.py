"""`throughline quarantine`: rows that could not be taken, kept whole with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import date, emit, say, show, table
from api.cli.session import known_source, opened
from ontology.errors import Invalid

if TYPE_CHECKING:
    from api.wiring import Wired
    from ingest.quarantine import Replayed, Rules

app = typer.Typer(help="Rows that could not be taken.")
SHORT = 12
"""How many characters of an id are shown: its beginning is enough to name it."""

Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Only those whose reason has this text.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="Ids, or the beginnings of ids.")]


@app.command("list")
def list_(
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="Of one source (default: of all).")] = None,
    stream: Annotated[str | None, typer.Argument(metavar="STREAM", help="Of one of its streams.")] = None,
    reason: Reason = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also those that were replayed or dropped, or that the source has mended.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="How many at the most.")] = 1000,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """List the rows that could not be taken, with the reasons. `--json` shows them whole."""
    with opened() as wired:
        known_source(wired, source, stream)
        found = wired.store.quarantined(source, stream, reason, every, limit, as_of)
    if json:
        emit({"rows": found})
        return
    if not found:
        say("no row was refused" if reason is None else f"no row was refused with `{reason}` in its reason")
        return
    names = ["id", "stream", "row", "reason"]
    rows = [[one["id"][:SHORT], f"{one['source']}/{one['stream']}", one["position"], one["reason"]] for one in found]
    if every:
        names.insert(3, "")
        rows = [[*row[:3], _state(one), row[3]] for row, one in zip(rows, found, strict=True)]
    show(table(names, rows))
    if len(found) == limit:
        say(f"these are the first {limit}: `--limit` shows more")


@app.command("show")
def show_(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of a row, or its beginning.")],
    json: options.Json = False,
) -> None:
    """Show a row that could not be taken: whole, with the reason and what became of it."""
    with opened() as wired:
        found = wired.store.quarantined_row(id_)
    if json:
        emit(found)
        return
    said = {
        "id": found["id"],
        "stream": f"{found['source']}/{found['stream']}",
        "row": found["position"],
        "key": found.get("key"),
        "refused by": {"unreadable": "the connector", "double": "its key"}.get(kind := _kind(found), f"the {kind}"),
        "reason": found["reason"],
        "since": f"{date(found['at'])}, sequence {found['since']}",
        "state": _state(found),
        "because": found.get("because"),
        "now": found.get("successor"),
    }
    show(table(["", ""], [[name, value] for name, value in said.items() if value]))
    say(found["payload"])


@app.command()
def replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Ids, or the beginnings of ids.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="SOURCE", help="All of this source.")] = None,
    stream: Annotated[str | None, typer.Option("--stream", metavar="STREAM", help="… of one of its streams.")] = None,
    reason: Reason = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Take rows that can be taken now, after the mapping was mended.

    They are written as if they had come in time: what came after them is not overwritten. What still cannot be taken
    stays, with its reason.
    """
    from ingest import quarantine

    if bool(ids) == bool(source) or ((stream or reason) and not source):
        raise Invalid("say which rows to replay", "name their ids, or say `--source`, with `--stream` or `--reason`")
    with opened() as wired:
        known_source(wired, source, stream)
        rules, who = _rules(wired), by or wired.settings.user
        if ids:
            found = quarantine.replay(wired.store, ids, rules, who)
        else:
            found = list(quarantine.replay_all(wired.store, source or "", rules, who, stream, reason))
        counts = quarantine.tally(found)
    if json:
        emit({"counts": counts, "rows": found})
    else:
        _tell(found, counts)
    if counts.get("refused"):
        raise typer.Exit(PROBLEMS)


@app.command()
def drop(
    ids: Ids,
    because: Annotated[str, typer.Option("--because", metavar="WHY", help="Why they are not wanted.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Let rows go that are not wanted. Who did so and why stays with them, and equal rows stay dropped."""
    with opened() as wired:
        chosen = [wired.store.quarantined_row(id_)["id"] for id_ in ids]
        with wired.store.writer(wired.settings.user) as writer:
            dropped = writer.drop(sorted(set(chosen)), by or wired.settings.user, because)
    if json:
        emit({"dropped": dropped})
    else:
        say(f"dropped {dropped}" + ("" if dropped == len(set(chosen)) else "; the others had left before"))


def _rules(wired: Wired) -> Rules:
    from ingest import sources

    return lambda name: sources.rules(sources.get(wired.settings.sources_folder, name), wired.store.ontology)


def _tell(found: list[Replayed], counts: dict[str, int]) -> None:
    rows = [[one.id[:SHORT], f"{one.source}/{one.stream}", one.fate, one.reason] for one in found]
    if rows:
        show(table(["id", "stream", "", "reason"], rows))
    say(", ".join(f"{number} {fate}" for fate, number in counts.items()) or "no row was held back")


def _kind(row: dict[str, Any]) -> str:
    return str(row.get("kind") or "mapping")


def _state(row: dict[str, Any]) -> str:
    """How a row stands, in words."""
    if row.get("outcome"):
        how = {"replaced": "refused for another reason", "gone": "gone from its source"}
        return f"{how.get(row['outcome'], row['outcome'])}, {date(row['ended'])} by {row['by']}"
    return "held back" if row.get("overtaken") is None else "held back, and no longer what its source says"
