"""What rests on something: from a record, field, thing, source or sync to the decisions that used it or saw it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.answer import Form
from agents.walks import origins
from agents.walks.reading import split
from agents.wording import count
from graph import decisions
from graph.decisions import Touched
from graph.model import Key, Reader, Record
from graph.provenance import RECORD
from graph.questions import cypher
from graph.reader import Snapshot, possible_keys
from graph.store import Store
from ontology.errors import NotFound, nearest

LIMIT = 100
_RECORD = re.compile(re.escape(RECORD) + r"([0-9a-f]{32})(?:#(\w+))?")


class Hit(Form):
    """A decision that something led to, and by which statements.

    `through` names the things, no longer or not yet the one that was asked about, of which they were said when the
    decision was taken: it reaches the decision through a merge or a split.
    """

    decision: str
    number: int
    at: str
    choice: str
    action: str
    subject: str
    agent: str
    status: str
    seq: int
    statements: list[str]
    through: list[str]


class Impact(Form):
    """The decisions that something led to as of `seq`, newest first: those that cited it, and those that were shown it.

    `more` says that there are older ones, or may be, and `before` the number before which to go on.
    """

    sentence: str
    subject: str
    rests_on: list[Hit]
    saw: list[Hit]
    more: bool
    before: int | None
    seq: int


@dataclass(frozen=True, slots=True)
class _Target:
    """What is asked about: record versions (of one field, or any), or things with the record versions they have."""

    says: str
    records: frozenset[str]
    field: str | None = None
    things: frozenset[str] = frozenset()
    now: str | None = None


def impact(
    store: Store,
    subject: str,
    reader: Reader,
    limit: int = LIMIT,
    before: int | None = None,
    as_of: int | str | None = None,
    at: str | None = None,
) -> Impact:
    """The decisions, of those numbered below `before`, that rest on something, as of a sequence or date.

    That is a record version, a statement, a record, a field of it (`KEY#field`), a thing, a source (`source:NAME`) or a
    sync (`sync:ID`). With the clock `at`, a thing is what is valid of it then.

    Raises:
        NotFound: nothing is known by that name.
        Invalid: several syncs begin with that id, or `as_of` is no point in time.
    """
    snapshot = store.read(reader, as_of, at)
    target, found, older = _found(store, snapshot, subject, limit, before)
    cited: list[Hit] = []
    seen: list[Hit] = []
    for one in found:
        shown = _shown(target, one)
        used = [statement for statement in shown if statement in one.cites]
        (cited if used else seen).append(_hit(target, one, used or shown))
    return Impact(
        sentence=f"{count(len(cited), 'decision')} rest{'s' if len(cited) == 1 else ''} on {target.says}"
        + (f", {len(seen)} more saw it" if seen else ""),
        subject=subject,
        rests_on=cited,
        saw=seen,
        more=older is not None,
        before=older,
        seq=snapshot.seq,
    )


def _found(
    store: Store, snapshot: Snapshot, subject: str, limit: int, before: int | None
) -> tuple[_Target, list[Touched], int | None]:
    """What is asked about, the decisions that were shown it, and the number before which there may be older ones."""
    origin = origins.origin(store, subject, snapshot)
    if origin is not None:
        return _Target(origin.says, frozenset()), *origins.touched(store.engine, origin, limit, before, snapshot.until)
    target = _statement(snapshot, subject) or _key(snapshot, subject) or _thing(snapshot, subject)
    records, things = sorted(target.records), sorted(target.things)
    found = decisions.touched(store.engine, records, things, target.field, limit + 1, before, snapshot.until)
    return target, found[:limit], found[limit - 1].number if len(found) > limit else None


def _statement(snapshot: Snapshot, subject: str) -> _Target | None:
    match = _RECORD.fullmatch(subject)
    if match is None:
        return None
    id_, name = match.groups()
    record = snapshot.records([id_]).get(id_)
    if record is None:
        raise NotFound(f"no record version `{subject}`", "give a URN as `why` shows it")
    says = f"{record.key} as learnt at sequence {record.since}"
    return _Target(f"`{name}` of {says}" if name else says, frozenset({id_}), name)


def _key(snapshot: Snapshot, subject: str) -> _Target | None:
    text, _, name = subject.partition("#")
    for key in possible_keys(text):
        versions = snapshot.versions(key)
        if versions:
            _check_field(snapshot, key, versions, name)
            says = f"`{name}` of record {key}" if name else f"record {key}"
            return _Target(says, frozenset(one.id for one in versions), name or None)
    return None


def _check_field(snapshot: Snapshot, key: Key, versions: Sequence[Record], name: str) -> None:
    """Raises: NotFound, when no version of a record says that field and the ontology has no word for it."""
    told = {one for version in versions for one in (*version.fields, *(ref.field for ref in version.refs))}
    words = {one for known in snapshot.ontology.properties.values() for one in known.stored}
    if name and name not in told | words | snapshot.ontology.readings.keys():
        raise NotFound(
            f"no field `{name}` of record `{key}`", nearest(name, told) or f"it has {', '.join(sorted(told))}"
        )


def _thing(snapshot: Snapshot, subject: str) -> _Target:
    """A thing with all versions of the records that it has now, and the things that those records described before."""
    now = snapshot.resolve(subject)
    keys = [record.key.text for record in snapshot.things([now])[now].members]
    rows = snapshot.engine.ask(cypher("versions_of_keys"), keys=keys, seq=snapshot.seq)
    before = snapshot.engine.ask(cypher("aliases"), keys=keys, seq=snapshot.seq)
    return _Target(
        says=f"thing {now}",
        records=frozenset(row["id"] for row in rows),
        things=frozenset({now, *(row["thing"] for row in before)}),
        now=now,
    )


def _shown(target: _Target, one: Touched) -> list[str]:
    return [
        f"{RECORD}{record}#{name}"
        for record, _, fields in one.shown
        for name in fields
        if target.field is None or name == target.field
    ]


def _hit(target: _Target, one: Touched, statements: list[str]) -> Hit:
    records = {split(statement)[0] for statement in statements}
    return Hit(
        decision=one.id,
        number=one.number,
        at=one.at,
        choice=one.choice,
        action=one.action,
        subject=one.subject,
        agent=one.agent,
        status=decisions.status(one.outcome, one.revised_by),
        seq=one.seq,
        statements=sorted(statements, key=lambda urn: one.cites.index(urn) if urn in one.cites else -1),
        through=_through(target, one, records),
    )


def _through(target: _Target, one: Touched, records: set[str]) -> list[str]:
    if target.now is None:
        return []
    said = set()
    for record, thing, _ in one.shown:
        if record in records and thing != target.now:
            said.add(f"said of {thing}, which it was then part of")
        if record in records and record not in target.records:
            said.add(f"said by record version {record}, which has been split off or is gone")
    return sorted(said)
