"""What has changed since a decision: for each field it cited, what it said then and what holds now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agents.answer import Form, Said
from agents.walks import reading
from agents.walks.led import elsewhere
from agents.walks.tree import Leaf
from agents.wording import count
from graph.decisions import Stored
from graph.identifiers import Identifier
from graph.model import Fact, Key, Reader, Record, Thing, plain
from graph.provenance import RECORD
from graph.reader import Snapshot
from graph.store import Store
from graph.survivorship import CURRENCY

Change = Literal["erased", "gone", "changed", "overruled", "expired", "merged", "split", "conflict"]


class Drifted(Form):
    """One way in which a cited field no longer stands as it stood.

    *changed*: its record says something else, or the same of another thing. *overruled*: its record says the same, and
    another one survives.
    *gone*: its record is, or no longer says it. *expired*: its validity has ended. *merged* and *split*: it is now said
    of another thing. *conflict*: another record contradicts it that did not. *erased*: what it said was destroyed.
    """

    change: Change
    statement: str
    field: str
    label: str
    then: Said
    then_unit: str | None
    now: Said
    now_unit: str | None
    by: str | None
    since: int | None
    says: str


class Drift(Form):
    """What has changed since a decision, as of a later sequence; nothing, when it would be shown the same."""

    sentence: str
    decision: str
    number: int
    seq: int
    drifted: list[Drifted]


def drift(store: Store, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None) -> Drift:
    """What a decision rests on and no longer is as it was, up to a sequence or date (default: the newest).

    Whether something is still valid is told by the clock `at`: by default the date that is given as `as_of`, when its
    sequence was over, or the present.

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, now = reading.opened(store, decision, reader, as_of, at)
    now.at = reading.clock(now)
    then = store.read(reader, stored.context["seq"], stored.context["at"])
    walk = _Walk(stored, then, now)
    drifted = [one for statement in stored.decision["cites"] for one in walk.compare(statement)]
    fields = len({one.statement for one in drifted})
    cited = count(len(stored.decision["cites"]), "cited field")
    return Drift(
        sentence=f"{fields} of {cited} changed since decision {stored.decision['number']}"
        if fields
        else f"nothing that decision {stored.decision['number']} cites has changed",
        decision=stored.decision["id"],
        number=stored.decision["number"],
        seq=now.seq,
        drifted=drifted,
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """One cited statement then and now: what was said, the versions of its key, and the thing on either side."""

    leaf: Leaf
    label: str
    thing: str
    cited: Record
    newest: Record


class _Walk:
    """Compares a decision's statements between two snapshots, each read once for all of them."""

    def __init__(self, stored: Stored, then: Snapshot, now: Snapshot) -> None:
        self.then = then
        self.now = now
        self.things = reading.things_of(stored)
        cites = stored.decision["cites"]
        self.evidence = reading.evidence(now, cites, [self.things[one] for one in cites], stored.context["seq"])
        keys = {record.key for record in self.evidence.records.values()}
        self.newest = now.held(sorted(keys))
        refs = [ref.target for record in self.newest.values() for ref in record.refs]
        self.homes = now.homes({*keys, *(one for one in refs if isinstance(one, Key))})
        self.was = then.things(sorted({self.things[one] for one in cites}))
        self.here = now.things(sorted({*self.homes.values(), *self.was}))
        seeking = any(isinstance(one, Identifier) for one in refs)
        self.waits = now.waits(sorted(one.id for one in self.newest.values())) if seeking else {}

    def compare(self, statement: str) -> list[Drifted]:
        """Every way in which one statement drifted."""
        cited = self.evidence.record(statement)
        thing = self.things[statement]
        newest = self.newest.get(cited.key) or self.now.versions(cited.key)[-1]
        leaf = self.evidence.leaf(statement)
        pair = _Pair(leaf, self.evidence.labels.get(thing, str(cited.key)), thing, cited, newest)
        if cited.erased:
            return [_told(pair, "erased", None, None, "what it said was erased")]
        return [*self._value(pair), *self._place(pair)]

    def _value(self, pair: _Pair) -> list[Drifted]:
        name, newest = pair.leaf.field, pair.newest
        if newest.gone or (newest.said(name) is None and pair.leaf.value is not None):
            return [_told(pair, "gone", None, newest, f"{newest.key} no longer says it")]
        if name not in newest.fields and not self._leads(newest, name):
            return [_told(pair, "gone", None, newest, f"what {newest.key} refers to is gone")]
        if plain(newest.said(name)) != pair.leaf.value or _unit(newest, name) != pair.leaf.unit:
            return [_told(pair, "changed", newest, newest, f"{newest.key} now says")]
        if meant := elsewhere(self.then, self.now, pair.cited, newest, name):
            return [_told(pair, "changed", newest, newest, f"{meant} is another now")]
        if not newest.valid_at(self.now.at):
            return [_told(pair, "expired", None, newest, f"it was valid until {newest.valid_to}")]
        return self._rivals(pair)

    def _rivals(self, pair: _Pair) -> list[Drifted]:
        """What other records say now of the same thing that they did not say then."""
        property_ = self.now.ontology.properties.get(pair.leaf.field)
        if property_ is not None and not property_.functional:
            return []
        before = _fact(self.then, pair, self.was.get(pair.thing))
        after = _fact(self.now, pair, self.here.get(self._home(pair)))
        if before is None or after is None:
            return []
        told = []
        if (after.value, _unit(after.record, after.property)) != (before.value, _unit(before.record, before.property)):
            told.append(_told(pair, "overruled", after.record, after.record, f"{after.record.key} survives and says"))
        known = {(one.key, one.said(pair.leaf.field)) for one in (before.record, *before.conflicts, *before.others)}
        return told + [
            _told(pair, "conflict", rival, rival, f"{rival.key} now contradicts it and says")
            for rival in after.conflicts
            if (rival.key, rival.said(pair.leaf.field)) not in known
        ]

    def _place(self, pair: _Pair) -> list[Drifted]:
        home = self._home(pair)
        if home == pair.thing or pair.newest.gone:
            return []
        was = self.was.get(pair.thing)
        keys = {record.key for record in was.members} if was else set()
        here = self.here.get(home)
        split = here is not None and not keys <= {record.key for record in here.members}
        says = f"its thing {pair.thing} {'was split: it is said' if split else 'became part'} of {home}"
        return [_told(pair, "split" if split else "merged", None, None, says)]

    def _leads(self, record: Record, name: str) -> bool:
        """Whether what a record refers to is there, all of it."""
        targets = {ref.target for ref in record.refs if ref.field == name}
        meant = {(record.id, name, one.text) for one in targets if isinstance(one, Identifier)}
        if meant & self.waits.keys():
            return False
        return all(self.homes.get(one) in self.here for one in targets if isinstance(one, Key))

    def _home(self, pair: _Pair) -> str:
        return self.homes.get(pair.cited.key, pair.thing)


def _fact(snapshot: Snapshot, pair: _Pair, thing: Thing | None) -> Fact | None:
    return snapshot.facts(thing).get(pair.leaf.field) if thing is not None else None


def _unit(record: Record, name: str) -> str | None:
    unit = record.fields.get(name + CURRENCY)
    return None if unit is None else str(unit)


def _told(pair: _Pair, change: Change, says_now: Record | None, by: Record | None, says: str) -> Drifted:
    name = pair.leaf.field
    return Drifted(
        change=change,
        statement=pair.leaf.statement,
        field=name,
        label=pair.label,
        then=pair.leaf.value,
        then_unit=pair.leaf.unit,
        now=plain(says_now.said(name)) if says_now is not None else None,
        now_unit=_unit(says_now, name) if says_now is not None else None,
        by=f"{RECORD}{by.id}" if by is not None else None,
        since=by.since if by is not None else None,
        says=says,
    )
