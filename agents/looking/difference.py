"""What is otherwise of a thing at one instant than at another."""

from __future__ import annotations

from collections.abc import Mapping

from agents.answer import Form, Said
from agents.gather import Neighbourhood, supporters
from agents.looking.changes import unit
from agents.looking.shown import Brief, brief, briefs, reading
from graph.model import Fact, Link, Reader, Thing, plain
from graph.reader import Snapshot, possible_keys
from graph.store import Store
from graph.survivorship import CURRENCY
from graph.ties import ties
from ontology.errors import Conflict, NotFound


class Side(Form):
    """What held of a property: its value, the currency of an amount, the statement that said so, its record's key."""

    value: Said
    unit: str | None
    statement: str
    key: str


class Different(Form):
    """A property that has another value; None at the instant when nobody said anything of it."""

    property: str
    before: Side | None
    after: Side | None


class Tie(Form):
    """A relation, as it is read from the thing, and what it leads to."""

    relation: str
    other: Brief


class Difference(Form):
    """What is otherwise of a thing as of `until` than as of `since`; None where it was not there.

    `joined` and `left` are the keys of records. `gaps`, a sentence each, say what was not compared.
    """

    since: int
    until: int
    at: str | None
    before: Brief | None
    after: Brief | None
    classes_gained: list[str]
    classes_lost: list[str]
    joined: list[str]
    left: list[str]
    facts: list[Different]
    related: list[Tie]
    unrelated: list[Tie]
    gaps: list[str]


def difference(
    store: Store, reader: Reader, subject: str, since: int | str, until: int | str | None = None, at: str | None = None
) -> Difference:
    """What is otherwise of a thing as of one sequence or date than as of an earlier one; `until` is by default now.

    A subject that means something at one of the two only is looked for at the other by its id.

    Raises:
        NotFound: there is no such thing at either.
        Conflict: the name means several things.
        Invalid: a sequence or date cannot be read, or lies ahead.
    """
    one, other = store.read(reader, since, at), store.read(reader, until, at)
    before, after = _things(one, other, subject)
    was, now = _facts(one, before), _facts(other, after)
    tied, ties_now = _ties(one, before), _ties(other, after)
    return Difference(
        since=one.seq,
        until=other.seq,
        at=other.at,
        before=brief(one, before) if before is not None else None,
        after=brief(other, after) if after is not None else None,
        classes_gained=sorted(_classes(after) - _classes(before)),
        classes_lost=sorted(_classes(before) - _classes(after)),
        joined=sorted(_keys(after) - _keys(before)),
        left=sorted(_keys(before) - _keys(after)),
        facts=[
            Different(property=name, before=was.get(name), after=now.get(name))
            for name in sorted(was.keys() | now.keys())
            if _value(was.get(name)) != _value(now.get(name))
        ],
        related=_told(other, ties_now, tied),
        unrelated=_told(one, tied, ties_now),
        gaps=_gaps(tied, ties_now),
    )


def _things(one: Snapshot, other: Snapshot, subject: str) -> tuple[Thing | None, Thing | None]:
    """What a subject means at two instants."""
    found = [_resolved(snapshot, subject) for snapshot in (one, other)]
    if found == [None, None]:
        other.resolve(subject)
    if None not in found and not _same(one, other, subject, *map(str, found)):
        raise Conflict(f"`{subject}` was another thing's name then", "name the thing by its id or a record's key")
    ids = [
        mine or _resolved(snapshot, theirs or "")
        for snapshot, mine, theirs in zip((one, other), found, found[::-1], strict=True)
    ]
    before, after = (
        snapshot.things([id_]).get(id_) if id_ is not None else None
        for snapshot, id_ in zip((one, other), ids, strict=True)
    )
    return before, after


def _same(one: Snapshot, other: Snapshot, subject: str, then: str, now: str) -> bool:
    """Whether the things that a subject means at two instants are one: it is a key, or one of them became the other."""
    if then == now or any(_resolved(one, key.text) for key in possible_keys(subject)):
        return True
    return _resolved(other, then) == now or _resolved(one, now) == then


def _resolved(snapshot: Snapshot, subject: str) -> str | None:
    try:
        return snapshot.resolve(subject)
    except NotFound:
        return None


def _classes(thing: Thing | None) -> frozenset[str]:
    return thing.classes if thing is not None else frozenset()


def _keys(thing: Thing | None) -> set[str]:
    return {record.key.text for record in thing.members} if thing is not None else set()


def _facts(snapshot: Snapshot, thing: Thing | None) -> dict[str, Side]:
    """What held of every property; a currency goes with its amount."""
    facts = snapshot.facts(thing) if thing is not None else {}
    return {name: _side(name, fact) for name, fact in facts.items() if not _is_currency(name, facts)}


def _is_currency(name: str, facts: Mapping[str, Fact]) -> bool:
    return name.endswith(CURRENCY) and name.removesuffix(CURRENCY) in facts


def _side(name: str, fact: Fact) -> Side:
    return Side(
        value=plain(fact.value),
        unit=unit(fact.record, name),
        statement=fact.statement,
        key=fact.record.key.text,
    )


def _value(side: Side | None) -> tuple[Said, str | None] | None:
    return (side.value, side.unit) if side is not None else None


def _ties(snapshot: Snapshot, thing: Thing | None) -> dict[tuple[str, bool], Link] | None:
    """The relations of a thing by id and direction; None for a hub."""
    if thing is None:
        return {}
    found = ties(snapshot, [thing.id])
    if thing.id not in found:
        return None
    links = {(link.rid, link.outward): link for link in found[thing.id]}
    if snapshot.at is None:
        return links
    others = snapshot.things({link.other for link in links.values()})
    around = Neighbourhood(thing.id, snapshot.at, {**others, thing.id: thing})
    return {name: link for name, link in links.items() if link.other in others and supporters(around, link)}


def _told(
    snapshot: Snapshot,
    here: Mapping[tuple[str, bool], Link] | None,
    there: Mapping[tuple[str, bool], Link] | None,
) -> list[Tie]:
    """The relations that are here and not there."""
    if here is None or there is None:
        return []
    links = [link for _, link in sorted(here.items()) if (link.rid, link.outward) not in there]
    names = briefs(snapshot, {link.other for link in links})
    told = [
        Tie(relation=reading(snapshot.ontology, one), other=names[one.other]) for one in links if one.other in names
    ]
    return sorted(told, key=lambda tie: (tie.relation, tie.other.id))


def _gaps(before: Mapping[tuple[str, bool], Link] | None, after: Mapping[tuple[str, bool], Link] | None) -> list[str]:
    return ["a hub's relations are not compared"] if before is None or after is None else []
