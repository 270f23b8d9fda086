"""Syncs: every stream of a source, or of all sources, brought into the graph; what fails halts its own stream only."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata

from graph.claims import Claim
from graph.clock import now
from graph.store import Store
from graph.syncs import SyncEnd, SyncStart
from graph.writer import SyncMark
from ingest import sources
from ingest.connector import Retry
from ingest.contracts.inspector import Inspector
from ingest.contracts.report import past
from ingest.mapping import StreamMapping
from ingest.pace import steady
from ingest.plans import Terms
from ingest.progress import Outcome, Watch, unwatched
from ingest.quarantine import replay_all
from ingest.sinks import Dry, Live, Sink
from ingest.sources import Job, Source
from ingest.state import parse
from ingest.stopping import Halt, Stopped
from ingest.streamsync import StreamSync
from ingest.survey import Configured, Unreadable
from ingest.sweeping import ANY
from ontology.digest import identify
from ontology.errors import Conflict, ThroughlineError

TRIES = 5
"""How often a system that does not answer is asked again without having given a row in between."""

LONGEST = 30.0
"""The longest pause between two tries, in seconds; the first is one second, each further one twice the last."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


def unheard(outcome: Outcome) -> None:
    """Nobody hears of it before the end."""


def sync(
    store: Store, job: Job, streams: Iterable[str] = (), *, dry: bool = False, deletes: bool = False,
    breaches: bool = False, wait: bool = False, watch: Watch = unwatched, stop: Callable[[], bool] = never,
    sleep: Callable[[float], None] = time.sleep, claim: Claim | None = None,
    tell: Callable[[Outcome], object] = unheard,
) -> list[Outcome]:  # fmt: skip
    """Sync a source: the streams of those names, or all of them; `tell` is given each outcome as it is there.

    `dry` counts what would change and writes nothing. `deletes` believes whatever is missing, however much of a stream
    it is; `breaches` takes what breaches the contracts. `stop` is asked after every row; when it says so, the batch is
    finished and the next sync goes on from there. Only one process at a time syncs a source: with `wait`, this one
    waits for another to end. `claim` is that on the source, where it was taken already.

    Raises:
        NotFound: a stream is not mapped.
        Conflict: another process syncs the source.
        Unavailable: the graph does not answer.
    """
    mapped = frozenset(name for one in job.mapping.streams.values() for name in one.streams)
    outcomes: list[Outcome] = []
    with _claimed(store, job.source, dry, wait, stop, sleep, claim) as held, steady():
        terms = Terms(lambda: stop() or held.lost, watch, sleep, ANY if deletes else job.source.deletes, mapped)
        for mapping in job.streams(streams):
            if terms.stop():
                break
            with _sink(store, job.source, dry) as sink:
                outcome = _stream(store, sink, job, mapping, terms, dry, breaches)
            outcomes.append(outcome if dry or terms.stop() else _released(store, job, outcome))
            tell(outcomes[-1])
        if held.lost:
            reason = "another process has taken the source over, as this one gave no sign of life; it goes on there"
            outcomes.append(Outcome(job.source.name, "", "", "failed", reason=reason))
            tell(outcomes[-1])
    return outcomes


def _released(store: Store, job: Job, outcome: Outcome) -> Outcome:
    """The outcome of a stream, its rows in quarantine tried again if that is owed to a mapping that has changed."""
    state = parse(store.cursor(outcome.source, outcome.stream))
    if state is None or not state.owed:
        return outcome
    by = f"sync of {job.source.name}"
    found = replay_all(store, job.source.name, lambda _: (job.mapping, job.contract), by, outcome.stream)
    taken = sum(one.fate == "written" for one in found)
    paid = replace(state, owed=False).text
    with store.writer(by) as writer:
        writer.write((), SyncMark(outcome.sync, outcome.source, outcome.stream, paid, 0, outcome.status))
    told = [outcome.told, f"rows taken out of quarantine: {taken}" if taken else ""]
    return replace(outcome, told="; ".join(filter(None, told)))


def sync_all(
    store: Store,
    configured: Iterable[Configured],
    environ: Mapping[str, str],
    *,
    dry: bool = False,
    wait: bool = False,
    watch: Watch = unwatched,
    stop: Callable[[], bool] = never,
) -> Iterator[Outcome]:
    """Sync sources one after the other. One that cannot be read or opened, or is being synced elsewhere, is an outcome
    as well, with no stream."""
    for source in configured:
        if stop():
            return
        if isinstance(source, Unreadable):
            yield Outcome(source.name, "", "", "failed", reason=source.reason)
            continue
        try:
            job = sources.open_source(source, store.ontology, environ)
        except ThroughlineError as error:
            yield Outcome(source.name, "", "", "failed", reason=str(error))
            continue
        try:
            yield from sync(store, job, dry=dry, wait=wait, watch=watch, stop=stop)
        except Conflict as error:
            yield Outcome(source.name, "", "", "failed", reason=str(error))
        finally:
            job.connector.close()


@contextmanager
def _claimed(
    store: Store,
    source: Source,
    dry: bool,
    wait: bool,
    stop: Callable[[], bool],
    sleep: Callable[[float], None],
    claim: Claim | None,
) -> Iterator[Claim]:
    """The claim on a source; one that is not taken when nothing is written."""
    if dry:
        yield Claim(store.engine, source.name)
        return
    with claim or Claim(store.engine, source.name).take(wait, stop, sleep) as held:
        yield held


@contextmanager
def _sink(store: Store, source: Source, dry: bool) -> Iterator[Sink]:
    if dry:
        yield Dry(store)
        return
    with store.writer(f"sync of {source.name}") as writer:
        yield Live(writer, source.spec)


def _stream(
    store: Store, sink: Sink, job: Job, mapping: StreamMapping, terms: Terms, dry: bool, breaches: bool
) -> Outcome:
    """Sync one stream, and store how it went."""
    started, began = now(), time.monotonic()
    id_ = identify("sync", mapping.source, mapping.stream, started)
    inspector = _inspector(store, job, mapping, started, breaches)
    one = StreamSync(store, sink, job.connector, mapping, id_, terms, inspector)
    start = SyncStart(
        id_, mapping.source, mapping.stream, job.source.connector, versions(), mapping.digest, one.left, started
    )
    idle = not dry and one.idle
    if not (dry or idle):
        store.begin_sync(start, mapping.streams[1:])
    try:
        sink.register()
        _persevere(one, terms)
        outcome = one.outcome
    except Stopped:
        outcome = replace(one.outcome, status="stopped", reason="asked to stop; the next sync goes on from here")
    except Halt as halt:
        outcome = replace(one.outcome, status="halted", reason=str(halt))
    except ThroughlineError as error:
        outcome = replace(one.outcome, status="failed", reason=str(error))
    finally:
        one.close()
        inspector.close()
    report = inspector.report
    notes = tuple(map(str, report.changes)) if report and outcome.status != "halted" else ()
    found = tuple(map(str, report.breaches)) if report else ()
    outcome = replace(outcome, seconds=time.monotonic() - began, notes=notes, breaches=found)
    if not dry:
        end = SyncEnd(id_, outcome.status, now(), outcome.reason or outcome.withheld, report.text if report else None)
        store.end_sync(end, start if idle else None)
    return outcome


def _inspector(store: Store, job: Job, mapping: StreamMapping, started: str, accept: bool) -> Inspector:
    """What holds the rows of a stream against its contract, told how its earlier syncs were."""
    contract = job.contract.stream(mapping.stream)
    if not contract.declared:
        return Inspector()
    past_syncs = [past(row) for row in store.sync_history(mapping.source, mapping.stream)]
    return Inspector(f"{mapping.source}/{mapping.stream}", contract, past_syncs, started, accept, store.there)


def _persevere(one: StreamSync, terms: Terms) -> None:
    """Run a stream, again when its system does not answer: a bounded number of times, from the last batch each time."""
    tries, read = 0, -1
    while True:
        try:
            return one.run()
        except Retry:
            tries, read = (tries + 1 if one.outcome.read == read else 1), one.outcome.read
            if tries >= TRIES:
                raise
            one.waiting()
            _pause(min(2.0 ** (tries - 1), LONGEST), terms)


def _pause(seconds: float, terms: Terms) -> None:
    while seconds > 0:
        if terms.stop():
            raise Stopped
        step = min(seconds, 0.25)
        terms.sleep(step)
        seconds -= step


def versions() -> str:
    """Which Throughline syncs."""
    try:
        return f"throughline {metadata.version('throughline')}"
    except metadata.PackageNotFoundError:
        return "throughline, not installed"
