"""What walks read: a decision with its provenance, the record versions it names, and who brought those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.gather import dates
from agents.times import dated
from agents.walks.tree import Leaf, Node
from agents.wording import kind, label, one_line, value_text
from graph import decisions
from graph.clock import instant, now
from graph.decisions import Stored
from graph.model import Key, Reader, Record, parse_target, plain
from graph.provenance import RECORD
from graph.questions import cypher
from graph.reader import Snapshot
from graph.store import Store
from graph.survivorship import CURRENCY
from graph.syncs import stood
from ontology.errors import Invalid, NotFound

SHORT = 8
"""How many characters of a sync's id are shown; the leaf has the whole."""
LONGEST = 100
"""How many characters of a value are shown; the leaf has the whole."""


def opened(
    store: Store, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None
) -> tuple[Stored, Snapshot]:
    """A decision, and the graph, both as of a sequence or date (default: the newest).

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context, or is no point in time.
    """
    snapshot = store.read(reader, as_of, at)
    stored = found(store, decision, snapshot.until)
    number, then = stored.decision["number"], stored.context["seq"]
    if snapshot.seq < then:
        raise Invalid(f"sequence {snapshot.seq} is before the decision's context", f"give {then} or later")
    if snapshot.until is not None and stored.decision["at"] >= snapshot.until:
        when = f"it was made at {stored.decision['at']}"
        raise NotFound(f"decision {number} had not been made as of `{as_of}`", when)
    return stored, snapshot


def clock(snapshot: Snapshot) -> str:
    """The clock by which validity is told.

    What was asked for, else the date that is read as of, else when its sequence was over, else the present.
    """
    return snapshot.at or snapshot.date or snapshot.over or now()


def found(store: Store, decision: str, until: str | None = None) -> Stored:
    """The decision of a URN, or of a number such as `7` or `#7`, as it stood before an instant (default: as it stands).

    Raises:
        NotFound: there is none.
    """
    number = decision.removeprefix("#")
    id_ = decisions.numbered(store.engine, int(number)) if number.isdecimal() and len(number) < 16 else decision
    stored = decisions.stored(store.engine, id_, until) if id_ is not None else None
    if stored is None:
        raise NotFound(f"no decision `{decision}`", "give its number, or its id `urn:tl:decision:…`")
    return stored


@dataclass(slots=True)
class Evidence:
    """Record versions, when they were learnt, the syncs that brought them, what their things are called and are.

    All is told as of the sequence `seq`.
    """

    seq: int
    records: dict[str, Record] = field(default_factory=dict)
    learnt: Mapping[int, str] = field(default_factory=dict)
    syncs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def record(self, statement: str) -> Record:
        """The record version of a statement."""
        return self.records[split(statement)[0]]

    def leaf(self, statement: str) -> Leaf:
        """A statement with everything that says where it comes from."""
        record, name = self.record(statement), split(statement)[1]
        unit = record.fields.get(name + CURRENCY)
        return Leaf(
            statement=statement,
            system=record.key.source,
            stream=record.key.stream,
            key=record.key.text,
            field=name,
            value=None if record.erased else plain(record.said(name)),
            unit=None if unit is None else str(unit),
            since=record.since,
            until=self.ended(record),
            learnt=self.learnt[record.since],
            sync=record.sync,
            erased=record.erased,
        )

    def ahead(self, statements: Iterable[str], clock: str) -> int:
        """How many statements are dated after a clock."""
        records, at = map(self.record, statements), instant(clock)
        return sum(dated(one.version, self.learnt[one.since]) > at for one in records)

    def ended(self, record: Record) -> int | None:
        """The sequence at which a version no longer held; None while it did."""
        return record.until if record.until <= self.seq else None

    def node(self, statement: str, thing: str) -> Node:
        """A statement as a line, and below it who said so: which system, when it was learnt and how it came."""
        leaf = self.leaf(statement)
        origin = Node(kind="field", text=self.origin(leaf), id=statement, leaf=leaf)
        text = f"{self.labels[thing]} · {leaf.field}: {said(leaf)}"
        return Node(kind="statement", text=text, id=statement, children=[origin])

    def origin(self, leaf: Leaf) -> str:
        """Where a leaf comes from, in words."""
        sync = self.syncs.get(leaf.sync or "")
        how = f"by sync {str(sync['id'])[:SHORT]} ({sync['connector']})" if sync else "written without a sync"
        return f"{Key.parse(leaf.key)} `{leaf.field}`, learnt {leaf.learnt[:19]}Z {how}"


def evidence(snapshot: Snapshot, statements: Iterable[str], things: Iterable[str], seq: int) -> Evidence:
    """The record versions of statements as they are stored; things are called as they were at `seq`."""
    records = snapshot.records(sorted({split(one)[0] for one in statements}))
    ids = sorted({record.sync for record in records.values() if record.sync is not None})
    past = Snapshot(snapshot.engine, snapshot.ontology, seq, None, snapshot.reader)
    called = past.things(sorted(set(things)))
    return Evidence(
        seq=snapshot.seq,
        records=records,
        learnt=dates(snapshot, {record.since for record in records.values()}),
        syncs=syncs(snapshot, ids),
        labels={id_: label(thing, snapshot.ontology) for id_, thing in called.items()},
        kinds={id_: kind(thing, snapshot.ontology) for id_, thing in called.items()},
    )


def syncs(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Some syncs, by their ids, as they stood."""
    rows = snapshot.engine.ask(cypher("syncs_of"), ids=list(ids))
    return {row["sync"]["id"]: stood(row["sync"], snapshot.until) for row in rows}


def of(snapshot: Snapshot, stored: Stored, statements: Iterable[str]) -> Evidence:
    """The evidence of statements that a decision's context showed."""
    things = things_of(stored)
    wanted = list(statements)
    return evidence(snapshot, wanted, [things[one] for one in wanted], stored.context["seq"])


def things_of(stored: Stored) -> dict[str, str]:
    """The thing that each statement was shown to be said of."""
    return dict(zip(stored.context["shown"], stored.context["things"], strict=True))


def split(statement: str) -> tuple[str, str]:
    """A statement's record id and field."""
    record, _, name = statement.removeprefix(RECORD).partition("#")
    return record, name


def said(leaf: Leaf) -> str:
    """What a leaf says, in words and in one line."""
    if leaf.erased:
        return "(erased)"
    if isinstance(leaf.value, list) and leaf.value and all(str(one).startswith("[") for one in leaf.value):
        return "→ " + ", ".join(str(parse_target(str(one))) for one in leaf.value)
    text = one_line(value_text(leaf.value, leaf.unit))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
