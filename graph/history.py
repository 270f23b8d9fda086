"""What was ever known of one thing: who described it in which spans, and what was judged of its records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.model import Judgement, Record
from graph.questions import cypher
from graph.reader import Snapshot
from graph.records import record


@dataclass(frozen=True, slots=True)
class Span:
    """A record version, and from when until when it described a thing; `until` may lie ahead of what is looked at."""

    since: int
    until: int
    record: Record


@dataclass(frozen=True, slots=True)
class Commit:
    """When a commit was made, by whom, and as what."""

    seq: int
    at: str
    by: str
    kind: str


def spans(snapshot: Snapshot, id_: str) -> list[Span]:
    """Every record version that ever described a thing, by key and in time; not those that never held."""
    rows = snapshot.engine.ask(cypher("described_ever"), id=id_, seq=snapshot.seq)
    found = [Span(one[0], one[1], record(one[2])) for row in rows for one in row["rows"] if one[0] < one[1]]
    return sorted(found, key=lambda one: (one.record.key.text, one.since))


def judged(snapshot: Snapshot, keys: Iterable[str]) -> list[Judgement]:
    """Every judgement that was ever made on some keys, in the order of their ids."""
    rows = snapshot.engine.ask(cypher("judged_ever"), keys=sorted(set(keys)), seq=snapshot.seq)
    found = {row["id"]: Judgement(**row) for row in rows}
    return [found[id_] for id_ in sorted(found)]


def commits(snapshot: Snapshot, seqs: Iterable[int]) -> Mapping[int, Commit]:
    """The commits of some sequences."""
    rows = snapshot.engine.ask(cypher("commits_named"), seqs=sorted(set(seqs)))
    return {row["seq"]: Commit(row["seq"], row["at"], row["by"], row["kind"]) for row in rows}
