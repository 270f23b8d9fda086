"""The things of a class as of a sequence, in the order of their ids, page by page with bounded work.

Labels are of the present, so they find candidates only: those that have the label now, and those that were touched
since the sequence. Where too much was touched, every thing is a candidate. What a thing was is read from its records.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from graph.model import Thing
from graph.questions import cypher, labels
from graph.reader import Snapshot

RARE = 20_000
"""Up to so many things of a label are all looked at for a page."""
BATCH = 400
"""About so many candidates are looked at together."""
ROUNDS = 25
"""So many batches are looked at for one page; one that has found too few by then is short."""
FAR = 500
"""So many commits after the sequence are followed to find what they touched."""
TOUCHED = 50_000
END = "g"
"""Comes after every id: they are hexadecimal digests."""
DIGITS = 8
"""So many digits of an id are reckoned with, to part ids evenly."""


@dataclass(slots=True)
class _Touched:
    """The things that were touched after a sequence, as far as commits were followed; `all` when those are too many."""

    seq: int
    ids: set[str] = field(default_factory=set)
    all: bool = False

    def follow(self, snapshot: Snapshot) -> None:
        """Take in the commits that came meanwhile."""
        rows = snapshot.engine.ask(cypher("commit_things"), since=self.seq, limit=FAR + 1)
        self.ids.update(id_ for row in rows for id_ in row["things"])
        self.seq = rows[-1]["seq"] if rows else self.seq
        self.all = self.all or len(rows) > FAR or len(self.ids) > TOUCHED


def of_class(snapshot: Snapshot, name: str | None, after: str, limit: int) -> tuple[list[Thing], str | None]:
    """Up to `limit` things of a class (None: of any) after an id, and the id up to which was looked; None: to the end.

    Raises:
        NotFound: the ontology had no such class, and there was one.
    """
    if snapshot.seq == 0:
        return [], None
    ontology = snapshot.ontology
    classes = [one for one in ontology.classes if name is None or name in ontology.ancestors(one)]
    label = "Entity" if name is None else ontology.cls(name).name
    touched = _Touched(snapshot.seq)
    touched.follow(snapshot)
    found: list[Thing] = []
    for _ in range(ROUNDS):
        ids, until = _candidates(snapshot, label, after, touched)
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            found += _verified(snapshot, part, classes)
            if len(found) > limit:
                return found[:limit], found[limit - 1].id
        if until == END:
            return found, None
        after = until
    return found, after


def _verified(snapshot: Snapshot, ids: list[str], classes: list[str]) -> list[Thing]:
    """Those of some things that were of one of the classes, in order."""
    rows = snapshot.engine.ask(cypher("things_were"), ids=ids, seq=snapshot.seq, classes=classes)
    things = snapshot.things(sorted(row["id"] for row in rows))
    return [thing for _, thing in sorted(things.items()) if not thing.classes.isdisjoint(classes)]


def _candidates(snapshot: Snapshot, label: str, after: str, touched: _Touched) -> tuple[list[str], str]:
    """The next things that may have had a label, in order, and the id that all of them lie before."""
    slot = labels([label])
    many = int(snapshot.engine.ask(cypher("label_count", labels=slot))[0]["many"])
    if many <= RARE:
        until = END
        rows = snapshot.engine.ask(cypher("things_labelled", labels=slot), after=after, to=until)
    else:
        until = _ahead(after, many)
        rows = snapshot.engine.ask(cypher("things_ranged"), after=after, to=until, label=label)
    ids = {row["id"] for row in rows}
    touched.follow(snapshot)
    if touched.all and label != "Thing":
        return _candidates(snapshot, "Thing", after, touched)
    ordered = sorted(touched.ids)
    ids.update(one for one in ordered[bisect_right(ordered, after) :] if one < until)
    return sorted(ids), until


def _ahead(after: str, many: int) -> str:
    """The id before which about a batch of evenly spread ids follow another one."""
    space = 16**DIGITS
    place = int(after[:DIGITS].ljust(DIGITS, "0"), 16) + max(1, space * BATCH // many)
    return END if place >= space else f"{place:0{DIGITS}x}"
