"""`throughline sync` and `throughline status`: bringing sources into the graph, and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import options
from api.cli.exits import INTERRUPTED, PROBLEMS
from api.cli.output import date, emit, remark, say, show, table
from api.cli.session import opened, reading, remark_on_ontology
from ontology.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from api.wiring import Wired
    from graph.claims import Run
    from graph.standing import StreamStatus
    from ingest.progress import Outcome, Watch

COUNTS = ("read", "new", "changed", "same", "gone", "late", "refused")

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="The sources to read.")]
All = Annotated[bool, typer.Option("--all", help="Read all sources.")]
Streams = Annotated[
    list[str] | None, typer.Option("--stream", metavar="STREAM", help="Only this stream of the one source.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count what would change, and write nothing.")]
Deletes = Annotated[
    bool, typer.Option("--deletes", help="Delete what is missing in the one source, however much it is.")
]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for a source that is being synced elsewhere.")]
Every = Annotated[str | None, typer.Option("--every", metavar="TIME", help="Sync again and again: `--every 15m`.")]
Scheduled = Annotated[
    bool, typer.Option("--scheduled", help="Sync again and again, each source as its file says (`every: 15m`).")
]
Breaches = Annotated[
    bool, typer.Option("--breaches", help="Take the one source as it is, though it breaches its contract.")
]


def sync(
    names: Names = None,
    every: All = False,
    streams: Streams = None,
    dry_run: DryRun = False,
    deletes: Deletes = False,
    wait: Wait = False,
    interval: Every = None,
    scheduled: Scheduled = False,
    breaches: Breaches = False,
    json: options.Json = False,
) -> None:
    """Bring in what is new, changed and gone in the sources.

    Ctrl-C finishes the batch; the next sync goes on from there.
    """
    from api.cli.running import keep_syncing

    chosen = list(dict.fromkeys(names or ()))
    if interval or scheduled:
        if dry_run or streams or deletes or breaches or wait:
            raise Invalid("`--every` and `--scheduled` read whole sources, and ask for nothing", "leave the others out")
        keep_syncing(chosen, every, interval, scheduled, json)
        return
    if every == bool(chosen):
        raise Invalid("say which sources to sync", "name them, or say `--all`")
    if (streams or deletes or breaches) and len(chosen) != 1:
        raise Invalid("`--stream`, `--deletes` and `--breaches` are about one source", "name one")
    outcomes, stopped = _once(chosen, streams or [], dry_run, deletes, breaches, wait)
    if json:
        emit({"dry_run": dry_run, "stopped": stopped, "streams": outcomes})
    else:
        tell(outcomes, dry_run)
    if stopped:
        remark(f"stopped: `throughline sync {' '.join(chosen) or '--all'}` goes on from here")
        raise typer.Exit(INTERRUPTED)
    if any(one.status in {"failed", "halted"} for one in outcomes):
        raise typer.Exit(PROBLEMS)


def _once(
    chosen: list[str], streams: list[str], dry: bool, deletes: bool, breaches: bool, wait: bool
) -> tuple[list[Outcome], bool]:
    """Sync the chosen sources, or all; and whether it was stopped."""
    from api.cli.progress import watching
    from ingest.stopping import Stopper

    with opened() as wired, Stopper() as stop, watching() as watch:
        remark_on_ontology(wired)
        if len(chosen) == 1:
            outcomes = _one(wired, chosen[0], streams, dry, deletes, breaches, wait, watch, stop)
        else:
            outcomes = _several(wired, chosen, dry, wait, watch, stop)
        return outcomes, stop()


def status(as_of: options.AsOf = None, json: options.Json = False) -> None:
    """Show how the streams stand, or stood.

    Their records, those that wait for what they refer to, the rows that were refused, and the last sync.
    """
    from graph import claims
    from graph.model import Reader
    from ingest import sources

    with opened() as wired:
        seq, at = wired.store.head()
        ontology, running, configured = wired.store.ontology, [], []
        if as_of is None:
            running = claims.runs(wired.store.engine)
            configured = sources.names(wired.settings.sources_folder)
        else:
            then = wired.store.read(Reader(wired.settings.user, "status"), as_of)
            seq, ontology = then.seq, then.ontology
            at = then.dates([seq]).get(seq, "")
        streams, where = wired.store.status(as_of), _where(wired)
    if json:
        emit(
            {
                "graph": where,
                "seq": seq,
                "at": at,
                "ontology": {"version": ontology.version, "digest": ontology.digest},
                "sources": configured,
                "streams": streams,
                "runs": running,
            }
        )
        return
    say(f"{where}, sequence {seq} ({date(at)}), ontology {ontology.version}")
    _show(streams, configured)
    for run in running:
        for line in _run(run):
            say(f"{run.source}: {line}")


def _show(streams: list[StreamStatus], configured: list[str]) -> None:
    """Write how the streams stand, and which sources have none yet."""
    rows = [
        [f"{one.source}/{one.stream}", one.records, one.awaiting, one.quarantined, *_last(one.sync)] for one in streams
    ]
    never = sorted(set(configured) - {one.source for one in streams})
    rows += [[name, 0, 0, 0, "never synced", ""] for name in never]
    if rows:
        names = ["stream", "records", "waiting", "refused", "last sync", "ended"]
        show("", table(names, rows, right=names[1:4]))
    else:
        say("no source yet: `throughline source add` adds one")


def _run(run: Run) -> Iterator[str]:
    """Who syncs a source, and when it is synced next."""
    from graph.processes import told

    if run.held:
        yield f"is being synced by {told(run.owner)}, since {date(run.since)}"
    if run.planned:
        yield f"is synced next at {date(run.due)} by {told(run.runner)}"
    elif run.due:
        yield f"was to be synced at {date(run.due)} by {told(run.runner)}, which is no more"


def _where(wired: Wired) -> str:
    found = wired.settings
    return f"embedded graph in {found.graph_folder}" if found.embedded else f"Neo4j at {found.graph}"


def _last(sync: Mapping[str, Any] | None) -> list[str]:
    found = sync or {}
    return [str(found.get("status") or ""), date(found.get("ended"))]


def _one(
    wired: Wired,
    name: str,
    streams: list[str],
    dry: bool,
    deletes: bool,
    breaches: bool,
    wait: bool,
    watch: Watch,
    stop: Callable[[], bool],
) -> list[Outcome]:
    """Sync one source; what stands in its way is an error of the command."""
    from ingest import sync as syncs

    with reading(wired, name) as job:
        return syncs.sync(
            wired.store, job, streams, dry=dry, deletes=deletes, breaches=breaches, wait=wait, watch=watch, stop=stop
        )


def _several(
    wired: Wired, names: list[str], dry: bool, wait: bool, watch: Watch, stop: Callable[[], bool]
) -> list[Outcome]:
    """Sync some sources or all; what stands in the way of one is its outcome."""
    from api.settings import environment
    from ingest import sync as syncs
    from ingest.survey import configured

    chosen = configured(wired.settings.sources_folder, names)
    return list(syncs.sync_all(wired.store, chosen, environment(), dry=dry, wait=wait, watch=watch, stop=stop))


def tell(outcomes: list[Outcome], dry: bool) -> None:
    """Write how streams were synced."""
    if not outcomes:
        say("nothing to sync")
        return
    rows = [
        [f"{one.source}/{one.stream}".rstrip("/"), one.status, *(getattr(one, name) for name in COUNTS)]
        for one in outcomes
    ]
    show(table(["stream", "", *COUNTS], rows, right=COUNTS))
    if dry:
        say("nothing was written")
    for one in outcomes:
        if one.remapped:
            say(f"{one.source}/{one.stream}: the mapping has changed: {one.remapped} stored rows were mapped again")
        for text in (one.reason, one.withheld, one.told, *one.notes):
            if text:
                say(f"{one.source}/{one.stream}: {text}".replace("/:", ":"))
        if one.refused and not dry:
            say(f"{one.source}/{one.stream}: see `throughline quarantine list {one.source} {one.stream}`")
