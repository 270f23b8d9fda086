"""What happened to a thing, in the order in which the graph learnt it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pydantic import Field

from agents.answer import Form
from agents.looking.changes import Change, changes
from agents.looking.shown import Brief, brief, briefs, reading
from agents.pages import Asked, Page, listing
from graph.history import Commit, Span, commits, judged, spans
from graph.model import Judgement, Link
from graph.provenance import RECORD
from graph.reader import Snapshot
from graph.store import Store
from graph.ties import ever

Happening = Literal["joined", "left", "changed", "gone", "returned", "related", "unrelated", "judged", "withdrawn"]


class Verdict(Form):
    """A judgement on two records: that they are the same thing, or different ones, by whom and why."""

    id: str
    left: str
    right: str
    verdict: str
    by: str
    because: str


class Event(Form):
    """Something that happened to a thing at sequence `seq`, dated `at`, by the author of that commit.

    A record `joined` it (was new, or described another thing before) or `left` it; it `changed`, was `gone`, or
    `returned`: `record` is the URN of the version that says so, `changes` what it says otherwise than before. It was
    `related` to another thing, or no longer (`unrelated`). A judgement was `judged` on its records, or `withdrawn`.
    """

    seq: int
    at: str
    by: str
    kind: Happening
    key: str | None = None
    record: str | None = None
    changes: list[Change] = Field(default_factory=list)
    relation: str | None = None
    other: Brief | None = None
    judgement: Verdict | None = None


class Timeline(Page[Event]):
    """The events of a thing, oldest first."""

    thing: Brief


@dataclass(frozen=True, slots=True)
class _Moment:
    """An event before it is told: what happened when, and to what."""

    seq: int
    kind: Happening
    which: str
    spans: tuple[Span | None, Span] | None = None
    link: Link | None = None
    judgement: Judgement | None = None


def timeline(store: Store, key: bytes, asked: Asked, subject: str) -> Timeline:
    """What happened to a thing until a sequence: to its records, its relations, and the judgements on them.

    A hub's relations are not read; the page says so.

    Raises:
        NotFound: there is no such thing.
        Conflict: the name means several things.
        Invalid: the cursor is none of this list.
    """
    here = listing(store, key, {"timeline": subject}, asked)
    snapshot = here.snapshot
    id_ = snapshot.resolve(subject)
    shown = brief(snapshot, snapshot.things([id_])[id_])
    links = ever(snapshot, id_)
    moments = _moments(snapshot, id_, links or [])
    start = int(here.after[0]) if here.after is not None else 0
    part = moments[start : start + here.limit]
    end = start + len(part)
    return Timeline(
        thing=shown,
        items=_told(snapshot, part),
        next=here.cursor([end] if end < len(moments) else None),
        seq=snapshot.seq,
        gaps=[] if links is not None else [f"{shown.label} is a hub: its relations are not told"],
    )


def _moments(snapshot: Snapshot, id_: str, links: Sequence[Link]) -> list[_Moment]:
    """Everything that happened, in order."""
    described = spans(snapshot, id_)
    by_key: dict[str, list[Span]] = defaultdict(list)
    for one in described:
        by_key[one.record.key.text].append(one)
    found = [moment for some in by_key.values() for moment in _of_record(some)]
    found += [moment for link in links for moment in _of_link(link)]
    found += [moment for one in judged(snapshot, by_key) for moment in _of_judgement(one)]
    known = [one for one in found if one.seq <= snapshot.seq]
    return sorted(known, key=lambda one: (one.seq, one.kind, one.which))


def _of_record(some: list[Span]) -> Iterator[_Moment]:
    """What happened to one record while it described the thing."""
    key = some[0].record.key.text
    first: list[Span | None] = [None]
    for before, span in pairwise([*first, *some]):
        assert span is not None
        if before is None or before.until != span.since:
            if before is not None:
                yield _Moment(before.until, "left", key, spans=(before, before))
            yield _Moment(span.since, "joined", key, spans=(None, span))
        elif before.record.gone != span.record.gone:
            yield _Moment(span.since, "gone" if span.record.gone else "returned", key, spans=(before, span))
        else:
            yield _Moment(span.since, "changed", key, spans=(before, span))
    yield _Moment(some[-1].until, "left", key, spans=(some[-1], some[-1]))


def _of_link(link: Link) -> Iterator[_Moment]:
    which = f"{link.relation} {link.rid} {link.outward}"
    yield _Moment(link.since, "related", which, link=link)
    yield _Moment(link.until, "unrelated", which, link=link)


def _of_judgement(one: Judgement) -> Iterator[_Moment]:
    yield _Moment(one.since, "judged", one.id, judgement=one)
    yield _Moment(one.until, "withdrawn", one.id, judgement=one)


def _told(snapshot: Snapshot, moments: Sequence[_Moment]) -> list[Event]:
    """Events with their dates, and with the things that they lead to as those were then."""
    made = commits(snapshot, {one.seq for one in moments})
    others: dict[int, set[str]] = defaultdict(set)
    for one in moments:
        if one.link is not None:
            others[one.link.since].add(one.link.other)
    names = {
        (seq, id_): shown
        for seq, ids in others.items()
        for id_, shown in briefs(Snapshot(snapshot.engine, snapshot.ontology, seq, None, snapshot.reader), ids).items()
    }
    return [_event(snapshot, one, made, names) for one in moments]


def _event(
    snapshot: Snapshot, one: _Moment, made: Mapping[int, Commit], names: Mapping[tuple[int, str], Brief]
) -> Event:
    commit = made[one.seq]
    event = Event(seq=one.seq, at=commit.at, by=commit.by, kind=one.kind)
    if one.spans is not None:
        before, after = one.spans
        said = changes(before.record if before is not None else None, after.record)
        record = after.record
        return event.model_copy(update={"key": record.key.text, "record": RECORD + record.id, "changes": said})
    if one.link is not None:
        other = names.get((one.link.since, one.link.other))
        return event.model_copy(update={"relation": reading(snapshot.ontology, one.link), "other": other})
    assert one.judgement is not None
    said_so = Verdict(**{name: getattr(one.judgement, name) for name in Verdict.model_fields})
    return event.model_copy(update={"judgement": said_so})
