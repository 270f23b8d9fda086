"""The run of activities around a decision, in the order of time: what was brought, read, decided and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from agents.answer import Form
from agents.gather import dates
from agents.walks import reading
from agents.walks.reading import Evidence, split
from agents.wording import count, value_text
from graph.decisions import Stored, stored
from graph.model import Key, Reader, Record, plain
from graph.provenance import RECORD
from graph.reader import Snapshot
from graph.store import Store
from graph.survivorship import CURRENCY

MomentKind = Literal["sync", "written", "reading", "decision", "change", "revision"]
ORDER: tuple[MomentKind, ...] = ("sync", "written", "reading", "revision", "decision", "change")


class Moment(Form):
    """Something that happened: when it began and, where that is known, ended; what it was, and the records it touched.

    *sync* and *written*: records that were shown were learnt. *reading*: the context was asked for; it is dated by its
    clock, and tells when that was set to before what it was shown had been learnt. *decision*: the decision was taken.
    *change*: a record that was cited was learnt anew. *revision*: another decision that this one corrects, or that
    corrects this one. `id` is the URN of the activity, or of what came of it.
    """

    at: str
    ended: str | None
    kind: MomentKind
    id: str
    seq: int | None
    text: str
    records: list[str]


class Timeline(Form):
    """The moments of a decision, the oldest first, up to the sequence `seq`."""

    sentence: str
    decision: str
    number: int
    seq: int
    moments: list[Moment]


def timeline(store: Store, decision: str, reader: Reader, as_of: int | str | None = None) -> Timeline:
    """What led to a decision and what became of its evidence, up to a sequence or date (default: the newest).

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    found, now = reading.opened(store, decision, reader, as_of)
    run = _Run(store, found, now)
    moments = sorted(run.moments(), key=lambda one: (one.at, ORDER.index(one.kind), one.id))
    said = found.decision
    return Timeline(
        sentence=f"{count(len(moments), 'moment')} from {moments[0].at[:19]}Z to {moments[-1].at[:19]}Z, "
        f"decision {said['number']} among them",
        decision=said["id"],
        number=said["number"],
        seq=now.seq,
        moments=moments,
    )


class _Run:
    """Everything that happened around one decision."""

    def __init__(self, store: Store, found: Stored, now: Snapshot) -> None:
        self.store = store
        self.found = found
        self.now = now
        shown = found.context["shown"]
        self.evidence: Evidence = reading.evidence(now, shown, [], found.context["seq"])
        self.cited: dict[str, list[str]] = {}
        for statement in found.decision["cites"]:
            id_, name = split(statement)
            self.cited.setdefault(id_, []).append(name)

    def moments(self) -> Iterator[Moment]:
        """All moments, in no order."""
        yield from self._brought()
        yield self._read()
        yield self._decided()
        yield from self._changed()
        yield from self._revisions()

    def _brought(self) -> Iterator[Moment]:
        """How the records that were shown had come: by syncs, and by other writing."""
        by: dict[tuple[str, int], list[Record]] = {}
        for record in self.evidence.records.values():
            known = record.sync if record.sync in self.evidence.syncs else None
            by.setdefault((known, 0) if known else ("", record.since), []).append(record)
        for (sync, seq), records in by.items():
            urns = [RECORD + one.id for one in records]
            cited = sum(one.id in self.cited for one in records)
            what = f"{count(len(records), 'record')} that {'was' if len(records) == 1 else 'were'} shown, {cited} cited"
            if sync:
                yield _sync(self.evidence.syncs[sync], what, urns)
            else:
                at = self.evidence.learnt[seq]
                yield _moment("written", at, f"urn:tl:commit:{seq}", f"written without a sync: {what}", seq, urns)

    def _read(self) -> Moment:
        context = self.found.context
        text = (
            f"{context['reader']} asked what must be known for `{context['action']}`, as of sequence {context['seq']}"
        )
        activity = f"urn:tl:activity:{context['id'].rpartition(':')[2]}"
        if context["at"] < (learnt := self.store.commit_date(context["seq"])):
            text += f" of {learnt[:19]}Z: its clock was set back"
        return _moment("reading", context["at"], activity, text, context["seq"], [])

    def _decided(self) -> Moment:
        said = self.found.decision
        text = f"{said['agent']}, for {said['on_behalf_of']}, chose `{said['choice']}`"
        records = [RECORD + id_ for id_ in self.cited]
        return _moment("decision", said["at"], self.found.making["id"], text, None, records)

    def _changed(self) -> Iterator[Moment]:
        """The versions of cited records that came after those that were cited."""
        before = {
            self.evidence.records[id_].key: (self.evidence.records[id_], names) for id_, names in self.cited.items()
        }
        later = self.now.later(sorted(before), self.found.context["seq"])
        learnt = dates(self.now, {one.since for one in later})
        for record in later:
            was, names = before[record.key]
            text = f"{record.key} {_difference(was, record, names)}"
            before[record.key] = (record, names)
            yield _moment("change", learnt[record.since], RECORD + record.id, text, record.since, [RECORD + record.id])

    def _revisions(self) -> Iterator[Moment]:
        for id_, how in ((self.found.revises, "this one revises"), (self.found.revised_by, "this one is revised by")):
            other = stored(self.store.engine, id_) if id_ else None
            if other is not None:
                said = other.decision
                text = f"{how} decision {said['number']}, `{said['choice']}` by {said['agent']}"
                yield _moment("revision", said["at"], said["id"], text, None, [])


def _sync(sync: Mapping[str, Any], what: str, records: list[str]) -> Moment:
    which = f"{str(sync['id'])[: reading.SHORT]} of {sync['source']}/{sync['stream']} ({sync['connector']})"
    text = f"sync {which} brought {what}"
    made = _moment("sync", sync["started"], f"urn:tl:sync:{sync['id']}", text, None, records)
    return made.model_copy(update={"ended": sync.get("ended")})


def _moment(kind: MomentKind, at: str, id_: str, text: str, seq: int | None, records: list[str]) -> Moment:
    return Moment(at=at, ended=None, kind=kind, id=id_, seq=seq, text=text, records=records)


def _difference(was: Record, now: Record, names: list[str]) -> str:
    """What a later version says otherwise in some fields, in words."""
    if now.erased:
        return "was erased"
    if now.gone:
        return "is gone"
    told = [f"{name} {_text(was, name)} → {_text(now, name)}" for name in names if was.said(name) != now.said(name)]
    return "was learnt anew: " + ", ".join(told) if told else "was learnt anew; what was cited stayed"


def _text(record: Record, name: str) -> str:
    unit = record.fields.get(name + CURRENCY)
    said = plain(record.said(name))
    if isinstance(said, list) and said and all(str(one).startswith("[") for one in said):
        return ", ".join(str(Key.parse(str(one))) for one in said)
    return value_text(said, None if unit is None else str(unit))
