"""Reading as of a sequence: one path, the present being the answer as of the head.

Neither engine gives a snapshot, so every read filters by the sequence it fixed first, and relations are read plain
ones first, then former ones; doubles are dropped by (rid, since).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from graph.engines.base import Engine
from graph.model import OPEN, Fact, Judgement, Key, Link, Reader, Record, Thing
from graph.questions import checked, cypher
from graph.records import record
from graph.survivorship import merge
from ontology.errors import Conflict, NotFound
from ontology.vocabulary import Ontology

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")


class Snapshot:
    """The graph as of one sequence, and the world's time `at` where one is asked for, as one reader may see it."""

    def __init__(self, engine: Engine, ontology: Ontology, seq: int, at: str | None, reader: Reader) -> None:
        self.engine = engine
        self.ontology = ontology
        self.seq = seq
        self.at = at
        self.reader = reader

    @cached_property
    def trusts(self) -> dict[str, int]:
        """How far each source is trusted."""
        return {row["id"]: row["trust"] for row in self.engine.ask(cypher("trusts"), seq=self.seq)}

    def trust(self, source: str) -> int:
        """How far a source is trusted; 0 when it was not known yet."""
        return self.trusts.get(source, 0)

    def things(self, ids: Iterable[str]) -> dict[str, Thing]:
        """The things of these ids that were there, each with the current records that describe it, in key order."""
        rows = self.engine.ask(cypher("things"), ids=list(ids), seq=self.seq)
        result = {}
        for row in rows:
            members = sorted(map(record, row["records"]), key=lambda one: one.key.text)
            valid = tuple(one for one in members if one.valid_at(self.at))
            if valid:
                result[row["id"]] = Thing(row["id"], valid)
        return result

    def facts(self, thing: Thing) -> dict[str, Fact]:
        """What holds of a thing, property by property: what survived, from which statement, against what."""
        return merge(thing.members, self.ontology, self.trusts)

    def links(self, ids: Sequence[str], relation: str, outward: bool, limit: int = 1000) -> dict[str, list[Link]]:
        """The relations of one type of these things, in the order of their rid, at most `limit` for each thing.

        Things that were hubs then are left out; `wide` names them.
        """
        question = "links_out" if outward else "links_in"
        rows = self.engine.ask(
            cypher(question, relation=checked(relation)),
            ids=list(ids),
            seq=self.seq,
            limit=limit,
            relation=relation,
            open=OPEN,
        )
        result: dict[str, list[Link]] = {}
        for row in rows:
            found = {(one[0], one[1]): one for one in [*row["former"], *row["plain"]]}
            ordered = sorted(found.values(), key=lambda one: (one[0], one[1]))[:limit]
            result[row["id"]] = [
                Link(one[0], relation, outward, row["id"], one[4], one[1], one[2], tuple(one[3])) for one in ordered
            ]
        return result

    def wide(self, ids: Iterable[str]) -> set[str]:
        """Which of these things were hubs, through which no read expands."""
        return {row["id"] for row in self.engine.ask(cypher("wide"), ids=list(ids), seq=self.seq)}

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Record versions by their ids, whenever they held, if they were learnt by then."""
        rows = self.engine.ask(cypher("records"), ids=list(ids), seq=self.seq)
        return {row["record"]["id"]: record(row["record"]) for row in rows}

    def versions(self, key: Key) -> list[Record]:
        """Every version of a key that was known by then, the oldest first; with payloads."""
        rows = self.engine.ask(cypher("versions"), key=key.text, seq=self.seq)
        return [record(row["record"]) for row in rows]

    def held(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """The versions of some keys that held then, gone ones too; without payloads."""
        rows = self.engine.ask(cypher("versions_as_of"), keys=[key.text for key in keys], seq=self.seq)
        found = map(record, (row["record"] for row in rows))
        return {one.key: one for one in found}

    def later(self, keys: Iterable[Key], since: int) -> list[Record]:
        """The versions of some keys that were learnt after a sequence and by then, oldest first; without payloads."""
        texts = [key.text for key in keys]
        rows = self.engine.ask(cypher("versions_between"), keys=texts, since=since, seq=self.seq)
        return sorted(map(record, (row["record"] for row in rows)), key=lambda one: (one.since, one.key.text))

    def thing_of(self, key: Key) -> str | None:
        """The thing that the key described, if the key was known."""
        rows = self.engine.ask(cypher("thing_of"), key=key.text, seq=self.seq)
        return str(rows[0]["id"]) if rows else None

    def waits(self, records: Iterable[str]) -> dict[tuple[str, str, str], str]:
        """What record versions, by their ids, awaited: (id, field, target) → why, where the target is an identifier."""
        rows = self.engine.ask(cypher("waits"), ids=list(records), seq=self.seq)
        return {(row["id"], row["field"], row["target"]): row["why"] for row in rows}

    def key(self, text: str) -> Key:
        """The key of a record that was known by then, as people write it: `erp/customers/ALFKI`.

        Raises:
            NotFound: there was no such record.
        """
        for key in possible_keys(text):
            if self.thing_of(key) is not None:
                return key
        raise NotFound(f"no record `{text}`", "write its key as `source/stream/key`")

    def judgements(self, thing: str) -> list[Judgement]:
        """The judgements among the members of a thing, in the order of their pairs."""
        members = self.things([thing]).get(thing)
        keys = [one.key.text for one in members.members] if members else []
        rows = self.engine.ask(cypher("judgements"), keys=keys, seq=self.seq)
        return [Judgement(**row) for row in rows]

    def resolve(self, subject: str, classes: Iterable[str] = ()) -> str:
        """The id of the thing that a subject names: by id or URN, by record key, or by a name some system has for it.

        An id that was merged away answers with the thing it became part of.

        Raises:
            NotFound: nothing of that id, key or name was there.
            Conflict: the name is that of several things.
        """
        wanted = frozenset(classes)
        found = self._by_id(subject.removeprefix("urn:tl:thing:")) or self._by_key(subject)
        if found is not None:
            return found
        things = self._by_name(subject, wanted)
        if len(things) == 1:
            return next(iter(things))
        if things:
            keys = [f"`{thing.members[0].key}` ({', '.join(sorted(thing.classes))})" for thing in things.values()]
            raise Conflict(f"`{subject}` is the name of {len(things)} things", "name one by its key", sorted(keys))
        if any(self.engine.ask(cypher("thing_of"), key=key.text, seq=OPEN - 1) for key in possible_keys(subject)):
            raise NotFound(f"`{subject}` was not there as of sequence {self.seq}", "ask as of another one")
        raise NotFound(f"nothing is known by `{subject}`", "give an id, a key such as `erp/customers/ALFKI`, or a name")

    def _by_id(self, id_: str) -> str | None:
        if self.things([id_]):
            return id_
        rows = self.engine.ask(cypher("founder"), id=id_, seq=self.seq)
        keys = [Key.parse(row["key"]) for row in rows]
        heir = next((self.thing_of(key) for key in keys if key.thing == id_), None)
        return heir if heir is not None and self.things([heir]) else None

    def _by_key(self, subject: str) -> str | None:
        for key in possible_keys(subject):
            thing = self.thing_of(key)
            if thing is not None and self.things([thing]):
                return thing
        return None

    def _by_name(self, name: str, classes: frozenset[str]) -> dict[str, Thing]:
        ids = sorted({row["id"] for row in self.engine.ask(cypher("named"), name=name, seq=self.seq)})
        things = self.things(ids)
        return {id_: one for id_, one in things.items() if not classes or classes & self.ontology.closure(one.classes)}


def possible_keys(subject: str) -> list[Key]:
    """The keys that a text may mean: `source/stream/1` may have a number or a text for its key."""
    if subject.startswith("["):
        return [Key.parse(subject)]
    source, _, rest = subject.partition("/")
    stream, _, tail = rest.partition("/")
    if not tail:
        return []
    texts = tuple(tail.split(","))
    numbers = tuple(int(part) if _NUMBER.fullmatch(part) else part for part in texts)
    forms: dict[tuple[str | int, ...], None] = {texts: None, numbers: None, (tail,): None}
    return [Key(source, stream, form) for form in forms]
