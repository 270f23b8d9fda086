"""What a decision was shown, record version by record version, each beside the version that holds now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.answer import Form, Said
from agents.gather import dates
from agents.walks import reading
from agents.walks.reading import split
from agents.wording import count
from graph.decisions import Stored
from graph.model import Reader, Record, plain
from graph.provenance import RECORD
from graph.reader import Snapshot
from graph.store import Store
from graph.survivorship import CURRENCY


class Version(Form):
    """One version of a record: from when until when it held, by which sync it came, and whether it is gone or erased.

    `since` and `until` are sequences, `learnt` and `ended` the dates of those commits; `until` is None while it holds.
    """

    record: str
    since: int
    learnt: str
    until: int | None
    ended: str | None
    sync: str | None
    connector: str | None
    version: str | int | None
    valid_from: str | None
    valid_to: str | None
    gone: bool
    erased: bool


class Compared(Form):
    """A field that was shown: what it said then, and what its record says now. `n` is its number in the context."""

    n: int
    statement: str
    field: str
    cited: bool
    then: Said
    then_unit: str | None
    now: Said
    now_unit: str | None
    changed: bool
    erased: bool


class Beside(Form):
    """A record as it was shown, beside what holds of it now. `now` is the same version while nothing changed.

    `thing` is the id of what the record was said of, `kind` what that is, and `label` what it is called.
    """

    key: str
    source: str
    stream: str
    thing: str
    kind: str
    label: str
    cited: bool
    then: Version
    now: Version
    fields: list[Compared]


class Exhibits(Form):
    """All records that a decision was shown, those it cites first; `now` is as of the sequence `seq`."""

    sentence: str
    decision: str
    number: int
    seq: int
    records: list[Beside]


def evidence(
    store: Store, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None
) -> Exhibits:
    """What a decision was shown beside what the same records say as of a later sequence or date (default: the newest).

    With the clock `at`, a record whose validity has ended is told to be gone.

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, now = reading.opened(store, decision, reader, as_of, at)
    records = _Comparison(stored, now).records()
    cited = [field for one in records for field in one.fields if field.cited]
    changed = sum(field.changed for field in cited)
    told = f"{changed} of {count(len(cited), 'cited field')} of its records changed" if cited else "it cites nothing"
    return Exhibits(
        sentence=f"decision {stored.decision['number']} was shown {count(len(records), 'record')}; {told}",
        decision=stored.decision["id"],
        number=stored.decision["number"],
        seq=now.seq,
        records=records,
    )


class _Comparison:
    """The records that a decision's context showed, then and now."""

    def __init__(self, stored: Stored, now: Snapshot) -> None:
        self.at = now.at
        self.shown: list[str] = stored.context["shown"]
        self.things = reading.things_of(stored)
        self.cites = frozenset(stored.decision["cites"])
        self.evidence = reading.evidence(now, self.shown, self.things.values(), stored.context["seq"])
        then = self.evidence.records
        self.held = now.held(sorted({record.key for record in then.values()}))
        versions = [*then.values(), *self.held.values()]
        seqs = {seq for one in versions for seq in (one.since, one.until) if seq <= now.seq}
        self.dates = dates(now, seqs)
        ids = sorted({one.sync for one in versions if one.sync is not None})
        self.syncs: Mapping[str, Mapping[str, Any]] = reading.syncs(now, ids)
        self.seq = now.seq

    def records(self) -> list[Beside]:
        """Those that are cited first, in the order of the citations' numbers; then in the order of showing."""
        by_record: dict[str, list[int]] = {}
        for place, statement in enumerate(self.shown):
            by_record.setdefault(split(statement)[0], []).append(place)
        found = [self._beside(self.evidence.records[id_], places) for id_, places in by_record.items()]
        return sorted(found, key=lambda one: not one.cited)

    def _beside(self, then: Record, places: list[int]) -> Beside:
        now = self.held.get(then.key, then)
        thing = self.things[self.shown[places[0]]]
        fields = [self._compared(then, now, place) for place in places]
        return Beside(
            key=then.key.text,
            source=then.key.source,
            stream=then.key.stream,
            thing=thing,
            kind=self.evidence.kinds.get(thing, then.key.stream),
            label=self.evidence.labels.get(thing, str(then.key)),
            cited=any(field.cited for field in fields),
            then=self._version(then),
            now=self._version(now),
            fields=fields,
        )

    def _compared(self, then: Record, now: Record, place: int) -> Compared:
        statement = self.shown[place]
        name = split(statement)[1]
        before, after = _said(then, name), _said(now, name) if not self._over(now) else (None, None)
        return Compared(
            n=place + 1,
            statement=statement,
            field=name,
            cited=statement in self.cites,
            then=before[0],
            then_unit=before[1],
            now=after[0],
            now_unit=after[1],
            changed=not then.erased and before != after,
            erased=then.erased,
        )

    def _over(self, record: Record) -> bool:
        return record.gone or not record.valid_at(self.at)

    def _version(self, one: Record) -> Version:
        sync = self.syncs.get(one.sync or "")
        ended = one.until <= self.seq
        return Version(
            record=RECORD + one.id,
            since=one.since,
            learnt=self.dates[one.since],
            until=one.until if ended else None,
            ended=self.dates.get(one.until) if ended else None,
            sync=one.sync,
            connector=str(sync["connector"]) if sync else None,
            version=one.version,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            gone=self._over(one),
            erased=one.erased,
        )


def _said(record: Record, name: str) -> tuple[Said, str | None]:
    """What a version says in a field, and in which unit; nothing once it was erased."""
    if record.erased:
        return None, None
    unit = record.fields.get(name + CURRENCY)
    return plain(record.said(name)), None if unit is None else str(unit)
