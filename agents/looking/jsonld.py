"""Entities, records and decisions as JSON-LD 1.1, for whoever reads RDF.

Words stand as everywhere in RDF of ours: those of the ontology as `urn:tl:ontology:NAME`, a thing as `urn:tl:thing:ID`,
a record version by its URN; provenance in the words of PROV-O, and in `urn:tl:provenance:` where that has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from agents.gather import Neighbourhood, supporters
from agents.looking.decisions import Decision
from agents.looking.records import Version
from agents.looking.shown import reading
from graph.history import commits
from graph.model import Key, Link, Reader, Thing, parse_target, plain
from graph.provenance import RECORD
from graph.reader import Snapshot
from graph.store import Store
from graph.ties import ties
from ontology.digest import identify
from ontology.vocabulary import Ontology

THING = "urn:tl:thing:"
WORDS = "urn:tl:ontology:"
OURS = "urn:tl:provenance:"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LINKS = 500
"""So many relations of a thing are written."""

_TYPES = {
    "string": "xsd:string",
    "integer": "xsd:integer",
    "decimal": "xsd:decimal",
    "money": "xsd:integer",
    "boolean": "xsd:boolean",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
}
_AGENTS = {"person": "Person", "team": "Organization", "software": "SoftwareAgent", "service": "SoftwareAgent"}
_SPACES = {"prov": PROV, "xsd": XSD, "tl": OURS}
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
Document = dict[str, Any]


def entity(
    store: Store, subject: str, reader: Reader, as_of: int | str | None = None, at: str | None = None
) -> Document:
    """A thing: its classes and all they are kinds of, what holds of it, and what it is related to, in both directions.

    What is multi-valued is a set. Of a hub no relations are written; of more than `LINKS` the first ones by their ids:
    `tl:gap` says so. `prov:wasDerivedFrom` names the record versions that describe it.

    Raises:
        NotFound: there is no such thing.
        Conflict: the name means several things.
    """
    snapshot = store.read(reader, as_of, at)
    id_ = snapshot.resolve(subject)
    thing = snapshot.things([id_])[id_]
    said = {name: plain(fact.value) for name, fact in snapshot.facts(thing).items() if fact.value is not None}
    links, gap = _links(snapshot, thing)
    related = _related(snapshot.ontology, links)
    return {
        "@context": _context(snapshot.ontology, [*said, *related]),
        "@id": THING + id_,
        "@type": sorted(snapshot.ontology.closure(thing.classes)),
        **said,
        **related,
        "prov:wasDerivedFrom": [{"@id": RECORD + record.id} for record in thing.members],
        "tl:seq": snapshot.seq,
        **({"tl:gap": gap} if gap is not None else {}),
    }


def record(store: Store, reader: Reader, one: Version) -> Document:
    """A record version: whose it is, when it was learnt and closed, and what it says of the thing that it describes."""
    snapshot = store.read(reader, one.seq)
    ontology = snapshot.ontology
    said = {name: value for name, value in one.fields.items() if value is not None}
    targets: dict[str, list[Document]] = {}
    for ref in one.references:
        found = _target(snapshot, ref.key)
        term = "tl:key" if isinstance(parse_target(ref.key), Key) else "tl:identifier"
        targets.setdefault(ref.field, []).append({term: ref.key, **({"@id": THING + found} if found else {})})
    closed = {"prov:invalidatedAtTime": _time(_dated(snapshot, one.until))} if one.until is not None else {}
    return {
        "@context": _context(ontology, [*said, *targets]),
        "@id": one.urn,
        "@type": ["prov:Entity", "tl:Record"],
        "prov:wasAttributedTo": {"@id": f"urn:tl:source:{_part(one.source, 'source')}"},
        "prov:generatedAtTime": _time(one.learnt),
        **closed,
        **({"prov:wasGeneratedBy": {"@id": f"urn:tl:sync:{_part(one.sync, 'sync')}"}} if one.sync is not None else {}),
        "tl:key": one.key,
        "tl:stream": one.stream,
        "tl:gone": one.gone,
        "tl:erased": one.erased,
        "tl:describes": {"@id": THING + one.thing} if one.thing is not None else None,
        "tl:says": {"@type": sorted(ontology.closure(one.classes)), **said, **targets},
        "tl:seq": one.seq,
    }


def decision(one: Decision) -> Document:
    """A decision: what was asked, weighed and cited, the activity that made it, and who had which part in that."""
    return {
        "@context": _SPACES,
        "@id": one.id,
        "@type": ["prov:Entity", "tl:Decision"],
        "prov:generatedAtTime": _time(one.at),
        "prov:wasGeneratedBy": _making(one),
        "prov:wasDerivedFrom": {"@id": one.context},
        **({"prov:wasRevisionOf": {"@id": one.revises}} if one.revises is not None else {}),
        "tl:number": one.number,
        "tl:status": one.status,
        "tl:action": one.action,
        "tl:question": one.question,
        "tl:choice": one.choice,
        "tl:because": one.because,
        "tl:confidence": {"@type": "xsd:decimal", "@value": one.confidence},
        "tl:subject": {"@id": THING + one.subject},
        "tl:considered": [
            {"tl:name": option.name, "tl:chosen": option.chosen, "tl:reason": option.reason} for option in one.options
        ],
        "tl:cites": [{"@id": f"{rest.record}#{name}"} for rest in one.evidence for name in rest.fields],
        "tl:payload": {"@type": "@json", "@value": one.payload},
    }


def _making(one: Decision) -> Document:
    """The activity that made a decision, and who had which part in it."""
    return {
        "@id": one.activity,
        "@type": ["prov:Activity", "tl:DecisionMaking"],
        "prov:used": [{"@id": one.context}, *({"@id": rest.record} for rest in one.evidence)],
        "prov:qualifiedAssociation": [
            {
                "@type": "prov:Association",
                "prov:agent": {
                    "@id": who.id,
                    "@type": f"prov:{_AGENTS.get(who.kind, 'SoftwareAgent')}",
                    "tl:name": who.name,
                },
                "prov:hadRole": {"@id": f"tl:{who.role}"},
            }
            for who in one.principals
        ],
        "prov:wasAssociatedWith": [{"@id": who.id} for who in one.principals],
    }


def _context(ontology: Ontology, names: Iterable[str]) -> Document:
    """What the words of a document mean: our namespaces, and the datatype or direction of each word that it uses."""
    terms: Document = {"@version": 1.1, "@vocab": WORDS, **_SPACES}
    money = {name: "xsd:string" for one in ontology.properties.values() for name in one.stored[1:]}
    for name in sorted(set(names)):
        if name in ontology.readings:
            relation, outward = ontology.readings[name]
            way = "@id" if outward else "@reverse"
            terms[name] = {way: WORDS + relation.name, "@type": "@id"}
        elif name in ontology.properties:
            terms[name] = {"@id": WORDS + name, "@type": _TYPES[ontology.properties[name].datatype]}
        elif name in money:
            terms[name] = {"@id": WORDS + name, "@type": money[name]}
    return terms


def _links(snapshot: Snapshot, thing: Thing) -> tuple[list[Link], str | None]:
    """The relations of a thing, and why not all of them."""
    found = ties(snapshot, [thing.id]).get(thing.id)
    if found is None:
        return [], "it is a hub: its relations are not written"
    if snapshot.at is not None:
        others = snapshot.things({link.other for link in found})
        around = Neighbourhood(thing.id, snapshot.at, {**others, thing.id: thing})
        found = [link for link in found if link.other in others and supporters(around, link)]
    return found[:LINKS], f"it has more than {LINKS} relations" if len(found) > LINKS else None


def _related(ontology: Ontology, links: Iterable[Link]) -> dict[str, list[str]]:
    """The things at the other ends, by the names that relations are read by; relations without one are left out."""
    related: dict[str, list[str]] = {}
    for link in links:
        name = reading(ontology, link)
        if name in ontology.readings:
            related.setdefault(name, []).append(THING + link.other)
    return {name: sorted(set(ids)) for name, ids in sorted(related.items())}


def _target(snapshot: Snapshot, text: str) -> str | None:
    """The thing that a reference names by its key; None while it waits, and of one that names a value."""
    target = parse_target(text)
    return snapshot.thing_of(target) if isinstance(target, Key) else None


def _dated(snapshot: Snapshot, seq: int) -> str:
    return commits(snapshot, [seq])[seq].at


def _time(stamp: str) -> Document:
    return {"@type": "xsd:dateTime", "@value": stamp}


def _part(name: str, kind: str) -> str:
    """A name as the last part of a URN: itself, or its digest where it cannot stand there."""
    return name if _NAME.fullmatch(name) else identify(kind, name)
