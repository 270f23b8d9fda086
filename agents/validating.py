"""Holding the things that are present against the shapes of the ontology: what does not conform, and who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from agents.answer import Form
from agents.wording import label
from graph.describing import Described, describe, present
from graph.model import Reader
from graph.reader import Snapshot
from graph.store import Store
from ontology.errors import NotFound, nearest
from ontology.validation import BATCH, Validator, Violation

LIMIT = 1_000
"""How many violations are told one by one."""


class Breach(Form):
    """One thing that does not conform: where (`path`; *inward* when a relation is read towards it), why, who says so.

    `value` is what does not conform; nothing where something is missing or is there too often. `keys` are those of the
    records that say it, or, where nothing is said, of all that describe the thing.
    """

    thing: str
    label: str
    path: str
    inward: bool
    value: str | None
    message: str
    severity: str
    keys: list[str]


class Tally(Form):
    """How often one constraint is violated."""

    path: str
    inward: bool
    message: str
    severity: str
    count: int


class Validation(Form):
    """What holding the things against the shapes showed, as of a sequence; `hubs` had too many relations to be read."""

    seq: int
    things: int
    hubs: int
    counts: list[Tally]
    breaches: list[Breach]


def validate(
    store: Store, reader: Reader, folders: Sequence[Path] = (), source: str | None = None, limit: int = LIMIT
) -> Validation:
    """Every violation among the things that are present, counted; the first `limit` told one by one.

    `folders` are those of the vocabulary files, whose `shapes` are held against as ours are. With a `source`, only the
    things that it describes.

    Raises:
        Invalid: the files of shapes hold mistakes.
        NotFound: there is no such source.
    """
    known = [one["id"] for one in store.sources()]
    if source is not None and source not in known:
        raise NotFound(f"no source `{source}` in the graph", nearest(source, known))
    snapshot = store.read(reader)
    validator = Validator(snapshot.ontology, folders)
    counts: Counter[tuple[str, bool, str, str]] = Counter()
    breaches: list[Breach] = []
    things = hubs = 0
    for batch in _batches(snapshot, source):
        things, hubs = things + len(batch.things), hubs + len(batch.hubs)
        for one in validator.validate(batch.things, batch.beside):
            if one.thing in batch.hubs and one.path in snapshot.ontology.relations:
                continue
            counts[one.path, one.inward, one.message, one.severity] += 1
            if len(breaches) < limit:
                breaches.append(_breach(one, batch, snapshot))
    return Validation(seq=snapshot.seq, things=things, hubs=hubs, counts=_tallies(counts), breaches=breaches)


def _batches(snapshot: Snapshot, source: str | None) -> Iterator[Described]:
    ids = present(snapshot, source)
    while some := list(islice(ids, BATCH)):
        yield describe(snapshot, some)


def _breach(one: Violation, batch: Described, snapshot: Snapshot) -> Breach:
    return Breach(
        thing=one.thing,
        label=label(batch.members[one.thing], snapshot.ontology),
        path=one.path,
        inward=one.inward,
        value=one.value,
        message=one.message,
        severity=one.severity,
        keys=list(batch.keys(one.thing, one.path, one.inward, one.value)),
    )


def _tallies(counts: Counter[tuple[str, bool, str, str]]) -> list[Tally]:
    """The most frequent first."""
    return [
        Tally(path=path, inward=inward, message=message, severity=severity, count=count)
        for (path, inward, message, severity), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
