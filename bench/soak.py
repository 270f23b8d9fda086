"""`python -m bench.soak [--seconds N] [--scale N] [--engine embedded|neo4j]`: everything at once, for a while.

Syncs of systems that move on day by day, contexts, decisions and people's Cypher run beside each other, each in a
thread of its own. Nothing may fail, memory must stay flat, and the graph must verify clean at the end.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agents.answer import Answer
from agents.decide import decide
from bench.cases import KEY, drawn
from bench.context import asked
from bench.decide import proposed
from bench.enterprise import SEED, SOURCES, activated, enterprise
from bench.places import ENGINES, Place, fresh
from bench.report import Ratio, Report
from graph.engines.base import Limits
from graph.gateway import ask
from graph.model import Reader
from graph.store import Store
from ingest import sources
from ingest.sample.applying import apply
from ingest.sync import sync
from ontology.errors import NotFound, Refused, ThroughlineError, Unavailable
from ontology.loading import load
from tests.graphs import reopen

DAYS = 30
SECONDS, SCALE = 300.0, 2_000
BEAT = 2.0
GROWTH = 1.2
"""How much more memory our process may have in the last quarter of the time than in the second."""

CASES = 50
READER = Reader("soak", "soak")
LIMITS = Limits(1_000, 20.0)
STATEMENTS = (
    "MATCH (c:Customer)-[:PLACED]->(o:Order) RETURN c.name AS name, count(o) AS orders ORDER BY orders DESC LIMIT 10",
    "MATCH (d:Decision)-[:WAS_DERIVED_FROM]->(c:Context) RETURN d.number AS number, c.seq AS seq LIMIT 100",
    "MATCH p = (c:Case)-[:CONCERNS]->(:Order)-[:HAS_INVOICE]->(:Invoice) RETURN p LIMIT 50",
)
WRITES = "MATCH (c:Customer) SET c.name = 'x' RETURN c"


@dataclass
class Life:
    """What has happened so far: how often each kind of thing was done, what went wrong, and the memory of both."""

    until: float
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until or bool(self.wrong)

    @property
    def growth(self) -> float:
        """The memory of the last quarter of the time, by that of the second."""
        quarter = len(self.memory) // 4
        if quarter == 0:
            return 1.0
        early = statistics.median(self.memory[quarter : 2 * quarter])
        return statistics.median(self.memory[-quarter:]) / early


def run(kind: str, scale: int, seconds: float) -> Report:
    """Live on one engine for so many seconds."""
    with enterprise(scale, DAYS) as folder, fresh(kind) as place:
        activated(place)
        life, differences = lived(place, folder, seconds)
        peak = place.peak
    for one in life.wrong:
        print(one, file=sys.stderr)
    figures: dict[str, float | int | None] = {"seconds": round(seconds), **dict(sorted(life.done.items()))}
    figures |= {"our process at the end, MB": life.memory[-1] if life.memory else None, "the engine, peak MB": peak}
    return Report(
        "soak", kind, scale, figures,
        {
            "errors": Ratio(len(life.wrong), 0, "lower", "none"),
            "memory, last quarter by second": Ratio(round(life.growth, 3), GROWTH, "lower", "the same run"),
            "differences that verify finds": Ratio(differences, 0, "lower", "what follows from the records held"),
        },
    )  # fmt: skip


def lived(place: Place, folder: Path, seconds: float) -> tuple[Life, int]:
    """What happened in so many seconds, and how many differences verify finds afterwards."""
    _synced(place, folder)
    life = Life(time.monotonic() + seconds)
    works: list[Callable[[Place, Path, Life], None]] = [_sync, _contexts, _decisions, _cypher, _watch]
    threads = [threading.Thread(target=_guarded, args=(work, place, folder, life)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return life, len(Store(place.engine, load()).verify())


def _guarded(work: Callable[[Place, Path, Life], None], place: Place, folder: Path, life: Life) -> None:
    try:
        work(place, folder, life)
    except (ThroughlineError, AssertionError, OSError) as error:
        life.wrong.append(f"{work.__name__.strip('_')}: {error}")


def _synced(place: Place, folder: Path) -> int:
    """Sync all sources once; how many records were written."""
    engine = reopen(place.address)
    try:
        store, written = Store(engine, load()), 0
        for name in SOURCES:
            job = sources.open_source(sources.get(folder / "sources", name), store.ontology, {})
            for one in sync(store, job):
                if one.status not in ("done", "unchanged"):
                    raise Unavailable(f"{one.source}/{one.stream}: {one.status}", one.reason or "")
                written += one.new + one.changed + one.gone
            job.connector.close()
        return written
    finally:
        engine.close()


def _sync(place: Place, folder: Path, life: Life) -> None:
    """Day after day the systems move on and are synced; after the last day they are synced as they are."""
    day = 0
    while not life.over:
        day += 1
        if day <= DAYS:
            apply(folder, day)
        life.done["records written"] += _synced(place, folder)
        life.done["syncs"] += len(SOURCES)


def _contexts(place: Place, _folder: Path, life: Life) -> None:
    store = Store(place.engine, load())
    for _ in _answers(store, life):
        life.done["contexts"] += 1


def _decisions(place: Place, _folder: Path, life: Life) -> None:
    store = Store(place.engine, load())
    for answer in _answers(store, life):
        decide(store, KEY, proposed(answer))
        life.done["decisions"] += 1


def _answers(store: Store, life: Life) -> Iterator[Answer]:
    """Contexts of cases, again and again; a case that left meanwhile is passed over."""
    dice, cases = random.Random(SEED), drawn(store, CASES)  # noqa: S311 (a sample, not a secret)
    while not life.over:
        case = dice.choice(cases)
        try:
            answer = asked(store, case)
        except NotFound:
            cases.remove(case)
            continue
        yield answer


def _cypher(place: Place, _folder: Path, life: Life) -> None:
    store = Store(place.engine, load())
    while not life.over:
        for statement in STATEMENTS:
            ask(store, statement, {}, LIMITS, READER)
            life.done["statements in Cypher"] += 1
        try:
            ask(store, WRITES, {}, LIMITS, READER)
        except Refused:
            life.done["writes refused"] += 1
        else:
            raise AssertionError("a statement that writes was let through")


def _watch(_place: Place, _folder: Path, life: Life) -> None:
    """Note the memory of this process, in MB."""
    while not life.over:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        life.memory.append(pages * 4096 // 2**20)
        time.sleep(min(BEAT, max(0.0, life.until - time.monotonic())))


def main() -> int:
    """Live for a while, and tell how it went; 1 when something did not go as it must."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description="Everything at once, for a while.")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--scale", type=int, default=SCALE, help="things of the graph")
    parser.add_argument("--engine", choices=ENGINES, default="embedded")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    given = parser.parse_args()
    report = run(given.engine, given.scale, given.seconds)
    print("\n".join(report.lines()), file=sys.stderr if given.json else sys.stdout)
    if given.json:
        print(report.line)
    return int(not all(one.reached for one in report.ratios.values()))


if __name__ == "__main__":
    sys.exit(main())
