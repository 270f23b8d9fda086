"""Records and their versions: what one source said about one thing, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from agents.answer import Form, Said
from agents.gather import dates
from agents.looking.changes import Change, changes
from agents.pages import Asked, Page, listing
from graph.model import Reader, Record, plain
from graph.provenance import RECORD
from graph.questions import cypher
from graph.reader import Snapshot
from graph.records import record as as_record
from graph.store import Store
from ontology.errors import NotFound

_URN = re.compile(re.escape(RECORD) + r"([0-9a-f]{32})(?:#\w+)?")
_ID = re.compile(r"[0-9a-f]{32}")


class Reference(Form):
    """What a record refers to in a field, under the name of the relation that this makes.

    `key` is the text of a key, `["source","stream",[…]]`, or of a value that identifies,
    `["Class","property","value"]`.
    """

    field: str
    relation: str
    key: str


class Version(Form):
    """A record version, as of `seq`: what a source said about a key from `since` until `until` (None: it still does).

    `learnt` dates `since`. `thing` is what it describes, or described last. Money is in minor units, its currency in
    the field beside. `gone`: the source no longer has it. `erased`: what it said was destroyed on demand. `payload` is
    the row as it was read, where one version was asked for.
    """

    id: str
    urn: str
    source: str
    stream: str
    key: str
    since: int
    learnt: str
    until: int | None
    gone: bool
    erased: bool
    classes: list[str]
    fields: dict[str, Said]
    references: list[Reference]
    version: str | int | None
    valid_from: str | None
    valid_to: str | None
    thing: str | None
    sync: str | None
    digest: str
    payload: Any = None
    seq: int


class Versioned(Version):
    """A record version in a list, with what it says otherwise than the one before it, if there is one."""

    changes: list[Change]


def record(store: Store, reader: Reader, subject: str, as_of: int | str | None = None) -> Version:
    """The record version of a URN or an id, or the one that held of a key as of a sequence; with its payload.

    Raises:
        NotFound: no such record was known by then.
    """
    snapshot = store.read(reader, as_of)
    found = _version(snapshot, subject) or _current(snapshot, subject)
    row = snapshot.engine.ask(cypher("record_payload"), id=found.id, seq=snapshot.seq)[0]
    payload = orjson.loads(row["payload"]) if row["payload"] and not found.erased else None
    return _shown(snapshot, found, *_beside(snapshot, [found])).model_copy(update={"payload": payload})


def versions(store: Store, key: bytes, asked: Asked, subject: str) -> Page[Versioned]:
    """The versions of a record's key that were known as of a sequence, oldest first.

    Versions that were overtaken before they arrived are among them, closed as they opened: `since` is `until`.

    Raises:
        NotFound: no such record was known by then.
        Invalid: the cursor is none of this list.
    """
    here = listing(store, key, {"versions": subject}, asked)
    snapshot = here.snapshot
    named = _version(snapshot, subject)
    about = named.key if named is not None else snapshot.key(subject)
    since, after = here.after if here.after is not None else (-1, "")
    rows = snapshot.engine.ask(
        cypher("versions_page"), key=about.text, seq=snapshot.seq, since=since, after=after, limit=here.limit + 1
    )
    found = [as_record(row["record"]) for row in rows]
    shown = found[: here.limit]
    learnt, things = _beside(snapshot, shown)
    before = [snapshot.records([after]).get(after), *shown]
    return Page(
        items=[
            Versioned(**_shown(snapshot, one, learnt, things).model_dump(), changes=changes(was, one) if was else [])
            for was, one in zip(before, shown, strict=False)
        ],
        next=here.cursor([shown[-1].since, shown[-1].id] if len(found) > here.limit else None),
        seq=snapshot.seq,
    )


def _version(snapshot: Snapshot, subject: str) -> Record | None:
    """The version that a URN (of it, or of a statement) or an id names; None where the text is neither."""
    match = _URN.fullmatch(subject)
    id_ = match.group(1) if match is not None else subject
    if match is None and not _ID.fullmatch(subject):
        return None
    found = snapshot.records([id_]).get(id_)
    if found is None:
        raise NotFound(f"no record version `{subject}`", "give a URN as `why` and `entity --json` show it, or a key")
    return found


def _current(snapshot: Snapshot, subject: str) -> Record:
    """The version that held of a key, gone or not."""
    key = snapshot.key(subject)
    known = [one for one in snapshot.versions(key) if one.since <= snapshot.seq < one.until]
    return known[-1]


def _beside(snapshot: Snapshot, some: list[Record]) -> tuple[Mapping[int, str], Mapping[str, str]]:
    """When some versions were learnt, and what they describe."""
    rows = snapshot.engine.ask(cypher("record_things"), ids=[one.id for one in some], seq=snapshot.seq)
    return dates(snapshot, {one.since for one in some}), {row["id"]: row["things"][-1] for row in rows}


def _shown(snapshot: Snapshot, one: Record, learnt: Mapping[int, str], things: Mapping[str, str]) -> Version:
    return Version(
        id=one.id,
        urn=RECORD + one.id,
        source=one.key.source,
        stream=one.key.stream,
        key=one.key.text,
        since=one.since,
        learnt=learnt[one.since],
        until=one.until if one.until <= snapshot.seq else None,
        gone=one.gone,
        erased=one.erased,
        classes=sorted(one.classes),
        fields={name: plain(value) for name, value in sorted(one.fields.items())},
        references=sorted(
            (Reference(field=ref.field, relation=ref.relation.lower(), key=ref.target.text) for ref in one.refs),
            key=lambda ref: (ref.field, ref.key),
        ),
        version=one.version,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        thing=things.get(one.id),
        sync=one.sync,
        digest=one.digest,
        seq=snapshot.seq,
    )
