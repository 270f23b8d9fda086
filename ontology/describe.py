"""The words laid out for a person, as plain data: the whole vocabulary, or all that one name means."""

from __future__ import annotations

from typing import Any

from ontology import durations
from ontology.errors import NotFound, nearest
from ontology.vocabulary import Action, Class, Need, Ontology, Property, Relation

Plain = dict[str, Any]


def overview(ontology: Ontology) -> Plain:
    """Version, digest, and every word with its definition."""
    return {
        "version": ontology.version,
        "digest": ontology.digest,
        "classes": [
            {"name": one.name, "parents": list(one.parents), "definition": one.definition}
            for one in ontology.classes.values()
        ],
        "properties": [
            {"name": one.name, "of": sorted(one.domain), "datatype": one.datatype, "definition": one.definition}
            for one in ontology.properties.values()
        ],
        "relations": [
            {"name": one.name, "inverse": one.inverse, "from": sorted(one.domain), "to": sorted(one.range)}
            | {"definition": one.definition}
            for one in ontology.relations.values()
        ],
        "actions": [
            {"name": one.name, "subject": one.subject, "needs": len(one.needs), "definition": one.definition}
            for one in ontology.actions.values()
        ],
    }


def term(ontology: Ontology, name: str) -> list[Plain]:
    """All that a name means: a class, property or relation (by either name), and an action, which may share its name.

    Raises:
        NotFound: it means nothing; with the nearest name that does.
    """
    found: list[Plain] = []
    if name in ontology.classes:
        found.append(_class(ontology, ontology.classes[name]))
    if name in ontology.properties:
        found.append(_property(ontology, ontology.properties[name]))
    if name in ontology.readings:
        found.append(_relation(ontology, ontology.readings[name][0]))
    if name in ontology.actions:
        found.append(_action(ontology.actions[name]))
    if not found:
        names = {*ontology.classes, *ontology.properties, *ontology.readings, *ontology.actions}
        raise NotFound(f"nothing is called `{name}` in the ontology", nearest(name, names))
    return found


def _head(kind: str, word: Class | Property | Relation | Action) -> Plain:
    return {"kind": kind, "name": word.name, "label": word.label, "definition": word.definition}


def _class(ontology: Ontology, one: Class) -> Plain:
    above = ontology.ancestors(one.name)
    return _head("class", one) | {
        "parents": list(one.parents),
        "children": [other.name for other in ontology.classes.values() if one.name in other.parents],
        "disjoint": sorted({name for other in above for name in ontology.classes[other].disjoint}),
        "aligned": list(one.aligned),
        "matches": [f"{match.how} {match.address}" for match in one.matches],
        "dated_by": one.dated_by,
        "identified_by": sorted({name for _, name in ontology.identifying([one.name])}),
        "properties": [other.name for other in ontology.properties.values() if other.domain & above],
        "relations": sorted(
            name
            for name, (other, outward) in ontology.readings.items()
            if above & (other.domain if outward else other.range)
        ),
        "actions": [other.name for other in ontology.actions.values() if other.subject in above],
    }


def _property(ontology: Ontology, one: Property) -> Plain:
    return _head("property", one) | {
        "of": sorted(one.domain),
        "datatype": one.datatype,
        "functional": one.functional,
        "data_class": one.data_class,
        "sources": list(one.sources),
        "identifying": sorted(one.identifying),
        "guard": one.guard if one.identifying else None,
        "within": one.within if one.identifying else None,
        "strength": one.strength if one.identifying else None,
        "needed_by": _needed_by(ontology, one.name),
    }


def _relation(ontology: Ontology, one: Relation) -> Plain:
    return _head("relation", one) | {
        "inverse": one.inverse,
        "type": one.type,
        "from": sorted(one.domain),
        "to": sorted(one.range),
        "functional": one.functional,
        "inverse_functional": one.inverse_functional,
        "needed_by": sorted({*_needed_by(ontology, one.name), *_needed_by(ontology, one.inverse or "")}),
    }


def _action(one: Action) -> Plain:
    return _head("action", one) | {"subject": one.subject, "needs": [_need(need) for need in one.needs]}


def _need(need: Need) -> Plain:
    return {
        "path": need.path,
        "required": need.required,
        "freshness": durations.show(need.freshness) if need.freshness else None,
        "limit": need.limit,
        "window": durations.show(need.window) if need.window else None,
    }


def _needed_by(ontology: Ontology, name: str) -> list[str]:
    return [one.name for one in ontology.actions.values() if any(name in need.path.split("/") for need in one.needs)]
