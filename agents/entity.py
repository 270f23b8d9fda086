"""One thing as the graph holds it: what every system calls it, why those are one, what holds of it, what it relates to.

Unlike a context it serves no action and attests nothing: it is for people who look.
"""

from __future__ import annotations

from collections.abc import Mapping

from agents.answer import Form, Said
from agents.gather import Neighbourhood, dates, supporters
from agents.wording import founder, label
from graph.model import Fact, Judgement, Reader, Record, Thing, Value, plain
from graph.reader import Snapshot
from graph.store import Store
from graph.survivorship import CURRENCY

COUNTED = 1_000
"""How many relations of one name are counted."""
RULE = "rule:"


class Member(Form):
    """A record that describes the thing: in which system, under which key and name, since when (sequence and date)."""

    source: str
    key: str
    name: Said
    classes: list[str]
    since: int
    learnt: str
    version: str | int | None


class Voice(Form):
    """What one record says of a property, and the statement that says so."""

    source: str
    key: str
    statement: str
    value: Said
    unit: str | None


class Holding(Form):
    """What holds of one property: the value that survived, whose it is, who says the same, and what lost against it."""

    property: str
    value: Said
    unit: str | None
    source: str
    key: str
    statement: str
    since: int
    also: list[str]
    conflicts: list[Voice]


class Judged(Form):
    """A judgement on two records, `shared` being the equal values when a rule judged."""

    id: str
    left: str
    right: str
    verdict: str
    by: str
    because: str
    shared: list[str]
    since: int


class Related(Form):
    """How many things a relation, as it is read from here, leads to; *more* when there are more than were counted."""

    relation: str
    count: int
    more: bool


class Entity(Form):
    """A thing as of a sequence, and of the world's time `at` where one was asked for.

    `wide`: it is a hub, whose relations are not counted.
    """

    id: str
    label: str
    classes: list[str]
    seq: int
    at: str | None
    members: list[Member]
    facts: list[Holding]
    judgements: list[Judged]
    relations: list[Related]
    wide: bool


def entity(store: Store, subject: str, reader: Reader, as_of: int | str | None = None, at: str | None = None) -> Entity:
    """The thing that a subject (an id, a key, a name) means.

    Raises:
        NotFound: there is no such thing.
        Conflict: the name means several things.
    """
    snapshot = store.read(reader, as_of, at)
    id_ = snapshot.resolve(subject)
    thing = snapshot.things([id_])[id_]
    learnt = dates(snapshot, {record.since for record in thing.members})
    facts = snapshot.facts(thing)
    return Entity(
        id=id_,
        label=label(thing, snapshot.ontology),
        classes=sorted(thing.classes),
        seq=snapshot.seq,
        at=snapshot.at,
        members=[_member(record, learnt) for record in _ordered(thing)],
        facts=[_holding(name, fact, facts) for name, fact in facts.items() if not _is_currency(name, facts)],
        judgements=judgements(snapshot, thing),
        relations=_relations(snapshot, thing),
        wide=id_ in snapshot.wide([id_]),
    )


def judgements(snapshot: Snapshot, thing: Thing) -> list[Judged]:
    """The judgements on the records of a thing, those by people first. Where a value joins two records alone and
    together with the name as well, that is told once."""
    records = {record.key.text: record for record in thing.members}
    found = [_judged(one, records) for one in snapshot.judgements(thing.id)]
    found.sort(key=lambda one: (one.by.startswith(RULE), one.left, one.right, one.id))
    told = {(one.left, one.right, one.by, one.because) if one.by.startswith(RULE) else one.id: one for one in found}
    return list(told.values())


def _ordered(thing: Thing) -> list[Record]:
    first = founder(thing)
    return sorted(thing.members, key=lambda record: (record is not first, record.key.text))


def _member(record: Record, learnt: Mapping[int, str]) -> Member:
    return Member(
        source=record.key.source,
        key=record.key.text,
        name=plain(record.fields.get("name")),
        classes=sorted(record.classes),
        since=record.since,
        learnt=learnt[record.since],
        version=record.version,
    )


def _is_currency(name: str, facts: Mapping[str, Fact]) -> bool:
    return name.endswith(CURRENCY) and name.removesuffix(CURRENCY) in facts


def _unit(record: Record, name: str) -> str | None:
    unit = record.fields.get(name + CURRENCY)
    return None if unit is None else str(unit)


def _holding(name: str, fact: Fact, facts: Mapping[str, Fact]) -> Holding:
    return Holding(
        property=name,
        value=plain(fact.value),
        unit=_unit(fact.record, name),
        source=fact.record.key.source,
        key=fact.record.key.text,
        statement=fact.statement,
        since=fact.record.since,
        also=[record.key.text for record in fact.others],
        conflicts=[
            Voice(
                source=lost.key.source,
                key=lost.key.text,
                statement=lost.statement(name),
                value=plain(lost.said(name)),
                unit=_unit(lost, name),
            )
            for lost in fact.conflicts
        ],
    )


def _judged(one: Judgement, records: Mapping[str, Record]) -> Judged:
    shared: set[str] = set()
    if one.by.startswith(RULE) and one.left in records and one.right in records:
        shared = _values(records[one.left].said(one.because)) & _values(records[one.right].said(one.because))
    return Judged(
        id=one.id,
        left=one.left,
        right=one.right,
        verdict=one.verdict,
        by=one.by,
        because=one.because,
        shared=sorted(shared),
        since=one.since,
    )


def _values(value: Value) -> set[str]:
    return {str(one) for one in (value if isinstance(value, tuple) else (value,)) if one is not None}


def _relations(snapshot: Snapshot, thing: Thing) -> list[Related]:
    """How many things each relation that fits the thing's classes leads to, under the name that reads from here."""
    above = snapshot.ontology.closure(thing.classes)
    found = []
    for name, (relation, outward) in sorted(snapshot.ontology.readings.items()):
        if not above & (relation.domain if outward else relation.range):
            continue
        links = snapshot.links([thing.id], relation.type, outward, COUNTED + 1).get(thing.id)
        if links is None:
            continue
        if snapshot.at is not None:
            others = snapshot.things([link.other for link in links])
            around = Neighbourhood(thing.id, snapshot.at, {thing.id: thing, **others})
            links = [link for link in links if link.other in others and supporters(around, link)]
        if links:
            found.append(Related(relation=name, count=min(len(links), COUNTED), more=len(links) > COUNTED))
    return found
