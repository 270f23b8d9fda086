"""What a thing is related to, relation by relation."""

from __future__ import annotations

from agents.answer import Form
from agents.gather import Neighbourhood, supporters
from agents.looking.shown import Brief, brief
from agents.pages import Asked, Listing, Page, listing
from graph.model import Thing
from graph.store import Store
from graph.ties import neighbours as linked
from ontology.errors import NotFound, nearest

BATCH = 200
"""So many relations are read together at the least."""


class Neighbour(Form):
    """A thing at the other end of a relation, under the name by which the relation is read from here.

    `id` is that of the relation, `since` the sequence at which the graph learnt it; `keys` are the records that say so.
    """

    id: str
    relation: str
    thing: Brief
    since: int
    keys: list[str]


def neighbours(
    store: Store, key: bytes, asked: Asked, subject: str, relation: str | None = None, cls: str | None = None
) -> Page[Neighbour]:
    """What a thing is related to: by one relation or by all, and of one class where one is named.

    A hub's relations are not read; the page says so.

    Raises:
        NotFound: there is no such thing, relation or class.
        Conflict: the name means several things.
        Invalid: the cursor is none of this list.
    """
    here = listing(store, key, {"neighbours": [subject, relation, cls]}, asked)
    snapshot = here.snapshot
    id_ = snapshot.resolve(subject)
    thing = snapshot.things([id_])[id_]
    wanted = _classes(here, cls)
    if snapshot.wide([id_]):
        return Page(items=[], seq=snapshot.seq, gaps=[f"{brief(snapshot, thing).label} is a hub, and is not expanded"])
    found: list[Neighbour] = []
    name, after = _start(here)
    for one in (one for one in _names(here, thing, relation) if one >= name):
        found += _follow(here, thing, one, after if one == name else "", here.limit + 1 - len(found), wanted)
        if len(found) > here.limit:
            break
    shown = found[: here.limit]
    return Page(
        items=shown,
        next=here.cursor([shown[-1].relation, shown[-1].id] if len(found) > here.limit else None),
        seq=snapshot.seq,
    )


def _start(here: Listing) -> tuple[str, str]:
    """The relation, and the id of its instance, after which the page begins."""
    return (str(here.after[0]), str(here.after[1])) if here.after is not None else ("", "")


def _classes(here: Listing, cls: str | None) -> frozenset[str] | None:
    """The classes that are kinds of one; None for whatever there is."""
    if cls is None:
        return None
    ontology = here.snapshot.ontology
    wanted = ontology.cls(cls).name
    return frozenset(one for one in ontology.classes if wanted in ontology.ancestors(one))


def _names(here: Listing, thing: Thing, relation: str | None) -> list[str]:
    """The names by which relations are read from a thing of these classes; the one that was asked for."""
    ontology = here.snapshot.ontology
    above = ontology.closure(thing.classes)
    fitting = sorted(
        name for name, (one, outward) in ontology.readings.items() if above & (one.domain if outward else one.range)
    )
    if relation is None:
        return fitting
    if relation not in ontology.readings:
        raise NotFound(f"no relation `{relation}` in the ontology", nearest(relation, fitting))
    return [relation]


def _follow(
    here: Listing, thing: Thing, name: str, after: str, room: int, wanted: frozenset[str] | None
) -> list[Neighbour]:
    """Up to so many relations of one name that hold, with what they lead to."""
    snapshot = here.snapshot
    relation, outward = snapshot.ontology.readings[name]
    found: list[Neighbour] = []
    batch = max(room, BATCH)
    while len(found) < room:
        links = linked(snapshot, thing.id, relation.type, outward, after, batch) or []
        others = snapshot.things({link.other for link in links})
        around = Neighbourhood(thing.id, snapshot.at or "", {**others, thing.id: thing})
        for link in (one for one in links if one.other in others):
            keys = sorted({record.key.text for record, _ in supporters(around, link)})
            other = others[link.other]
            if keys and (wanted is None or other.classes & wanted):
                shown = brief(snapshot, other)
                found.append(Neighbour(id=link.rid, relation=name, thing=shown, since=link.since, keys=keys))
        if len(links) < batch:
            break
        after = links[-1].rid
    return found[:room]
