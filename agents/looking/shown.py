"""Things in a few words, as lists show them."""

from __future__ import annotations

from collections.abc import Iterable

from agents.answer import Form, Said
from agents.wording import founder, label
from graph.model import Link, Thing, plain
from graph.reader import Snapshot
from ontology.vocabulary import Ontology


class Brief(Form):
    """A thing in short: its id, what it is called, its classes, its name if some system has one, its oldest key."""

    id: str
    label: str
    classes: list[str]
    name: Said
    key: str


def brief(snapshot: Snapshot, thing: Thing) -> Brief:
    """A thing in short, as of the snapshot."""
    name = snapshot.facts(thing).get("name")
    return Brief(
        id=thing.id,
        label=label(thing, snapshot.ontology),
        classes=sorted(thing.classes),
        name=plain(name.value) if name is not None else None,
        key=founder(thing).key.text,
    )


def briefs(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, Brief]:
    """Those of some things that were there, in short."""
    things = snapshot.things(sorted(set(ids)))
    return {id_: brief(snapshot, thing) for id_, thing in things.items()}


def reading(ontology: Ontology, link: Link) -> str:
    """The name by which a relation is read from the end it is seen from; `^name` where its inverse has none."""
    relation = next((one for one in ontology.relations.values() if one.type == link.relation), None)
    name = relation.name if relation is not None else link.relation.lower()
    if link.outward:
        return name
    return (relation.inverse if relation is not None else None) or f"^{name}"
