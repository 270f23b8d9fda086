"""Finding things by words: of their names, codes and addresses, as their records held them as of a sequence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from agents.looking.shown import Brief, brief
from agents.pages import Asked, Listing, Page, listing
from graph.model import Thing
from graph.questions import cypher
from graph.reader import Snapshot
from graph.store import Store
from graph.words import Sought, sought

MOST = 5_000
"""So many record versions are looked at, the best that the engine finds."""
BATCH = 100


class Hit(Brief):
    """A thing that was found, and the record version whose words were."""

    record: str


@dataclass(frozen=True, slots=True, order=True)
class _Ranked:
    """A record that was found: how many terms only begin a word, how many words it has, the thing, the version."""

    misses: int
    words: int
    thing: str
    record: str


def search(store: Store, key: bytes, asked: Asked, text: str, cls: str | None = None) -> Page[Hit]:
    """The things of which a record holds all the words, or words that begin so; those nearest to them first.

    Versions of records keep their words for ever, so what was called so as of a sequence is found as of it.

    Raises:
        NotFound: no such class was in force.
        Invalid: there is no word in the text, or the cursor is none of this list.
    """
    wanted = sought(text)
    here = listing(store, key, {"search": [text, cls]}, asked)
    classes = _classes(here.snapshot, cls)
    ranked, cut = _ranked(here.snapshot, wanted)
    after = _Ranked(*here.after) if here.after is not None else None
    ahead = sorted(one for some in ranked.values() for one in some if after is None or one > after)
    found: list[tuple[_Ranked, Thing]] = []
    for start in range(0, len(ahead), BATCH):
        part = ahead[start : start + BATCH]
        things = here.snapshot.things([one.thing for one in part])
        held = [(one, things[one.thing]) for one in part if one.thing in things]
        found += [(one, thing) for one, thing in held if _fits(one, ranked[one.thing], thing, classes)]
        if len(found) > here.limit:
            break
    return _page(here, found, cut)


def _page(here: Listing, found: list[tuple[_Ranked, Thing]], cut: bool) -> Page[Hit]:
    shown = found[: here.limit]
    last = shown[-1][0] if len(found) > here.limit else None
    return Page(
        items=[Hit(**brief(here.snapshot, thing).model_dump(), record=one.record) for one, thing in shown],
        next=here.cursor([last.misses, last.words, last.thing, last.record] if last is not None else None),
        seq=here.snapshot.seq,
        gaps=[f"more than {MOST} record versions hold these words, and not all were looked at"] if cut else [],
    )


def _classes(snapshot: Snapshot, cls: str | None) -> frozenset[str] | None:
    if cls is None or snapshot.seq == 0:
        return None
    wanted = snapshot.ontology.cls(cls).name
    return frozenset(one for one in snapshot.ontology.classes if wanted in snapshot.ontology.ancestors(one))


def _fits(one: _Ranked, found: list[_Ranked], thing: Thing, classes: frozenset[str] | None) -> bool:
    """Whether it is the best of the records that were found of the thing and count, and its class is sought."""
    members = {record.id for record in thing.members}
    best = min((some for some in found if some.record in members), default=None)
    return one == best and (classes is None or bool(thing.classes & classes))


def _ranked(snapshot: Snapshot, wanted: Sought) -> tuple[dict[str, list[_Ranked]], bool]:
    """The records of each thing that hold all terms; and whether there were too many to look at."""
    rows = snapshot.engine.ask(cypher("records_found"), query=wanted.query(), most=MOST, seq=snapshot.seq)
    ranked: dict[str, list[_Ranked]] = defaultdict(list)
    for record, words, thing in rows[0]["found"]:
        held = words.split(" ")
        misses = wanted.misses(held)
        if misses is not None:
            ranked[thing].append(_Ranked(misses, len(held), thing, record))
    return ranked, rows[0]["looked"] >= MOST
