"""Reading as of a sequence: one path, the present being the answer as of the head.

Neither engine gives a snapshot, so every read filters by the sequence it fixed first, and relations are read plain
ones first, then former ones; doubles are dropped by (rid, since).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from graph.asof import AFTER
from graph.engines.base import Engine
from graph.model import OPEN, Fact, Judgement, Key, Link, Reader, Record, Thing
from graph.naming import advice
from graph.questions import checked, cypher
from graph.reaching import Around, Reach, Scope, around
from graph.records import record
from graph.survivorship import merge, survivor
from ontology.errors import Conflict, NotFound
from ontology.vocabulary import Ontology

_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,18}")


class Snapshot:
    """The graph as of one sequence, and the world's time `at` where one is asked for, as one reader may see it.

    `named` is the sequence or date that it was asked for by; None where the newest was.
    """

    def __init__(
        self,
        engine: Engine,
        ontology: Ontology,
        seq: int,
        at: str | None,
        reader: Reader,
        trusts: dict[str, int] | None = None,
        learnt: dict[int, str] | None = None,
        named: int | str | None = None,
    ) -> None:
        self.engine = engine
        self.ontology = ontology
        self.seq = seq
        self.at = at
        self.reader = reader
        self.named = named
        self._trusts = trusts
        self._learnt = learnt if learnt is not None else {}
        self._around = Around()
        self._met: dict[str, Thing | None] = {}

    @cached_property
    def trusts(self) -> dict[str, int]:
        """How far each source is trusted."""
        if self._trusts is not None:
            return self._trusts
        return {row["id"]: row["trust"] for row in self.engine.ask(cypher("trusts"), seq=self.seq)}

    @cached_property
    def over(self) -> str | None:
        """When the sequence was over: the date of the commit after it; None while it is the newest."""
        return self.dates([self.seq + 1]).get(self.seq + 1)

    @property
    def date(self) -> str | None:
        """The date that it was asked for by, if it was by one."""
        return self.named if isinstance(self.named, str) else None

    @property
    def until(self) -> str | None:
        """The instant before which decisions and syncs count; None where all do.

        By a date count those that were made by then, by a sequence those that were made while it was the newest.
        """
        if self.named is None:
            return None
        return self.date + AFTER if self.date is not None else self.over

    def trust(self, source: str) -> int:
        """How far a source is trusted; 0 when it was not known yet."""
        return self.trusts.get(source, 0)

    def reach(self, id_: str, ahead: tuple[Reach, ...], fields: tuple[str, ...] | None = None) -> None:
        """Read ahead what lies around a thing, in one round trip: things and relations of it are then at hand.

        Where fields are named, those alone are read of the records.
        """
        self.take(around(self.engine, id_, Scope(ahead, fields), self.seq))

    def take(self, found: Around) -> None:
        """Have at hand what was read ahead."""
        self._around, self._met = found, {}

    @property
    def at_hand(self) -> Collection[str]:
        """The ids of the things that were read ahead."""
        return self._around.records.keys()

    def things(self, ids: Iterable[str]) -> dict[str, Thing]:
        """The things of these ids that were there, each with the current records that describe it, in key order."""
        wanted = list(ids)
        far = [id_ for id_ in wanted if id_ not in self._around.records]
        asked = self.engine.ask(cypher("things"), ids=far, seq=self.seq) if far else []
        found = {row["id"]: self._thing(row["id"], map(record, row["records"])) for row in asked}
        met = {id_: self._at_hand(id_) if id_ in self._around.records else found.get(id_) for id_ in wanted}
        return {id_: thing for id_, thing in met.items() if thing is not None}

    def _at_hand(self, id_: str) -> Thing | None:
        """A thing that was read ahead; None when nothing described it."""
        if id_ not in self._met:
            self._met[id_] = self._thing(id_, self._around.records[id_].values())
        return self._met[id_]

    def _thing(self, id_: str, records: Iterable[Record]) -> Thing | None:
        members = sorted(records, key=lambda one: one.key.text)
        valid = tuple(one for one in members if one.valid_at(self.at))
        return Thing(id_, valid) if valid else None

    def dates(self, seqs: Iterable[int]) -> dict[int, str]:
        """When the commits of some sequences were made; what was read once of that never changes."""
        wanted = set(seqs)
        if new := sorted(wanted - self._learnt.keys()):
            self._learnt.update((row["seq"], row["at"]) for row in self.engine.ask(cypher("commit_dates"), seqs=new))
        return {seq: self._learnt[seq] for seq in wanted if seq in self._learnt}

    def facts(self, thing: Thing) -> dict[str, Fact]:
        """What holds of a thing, property by property: what survived, from which statement, against what."""
        return merge(thing.members, self.ontology, self.trusts)

    def fact(self, thing: Thing, name: str) -> Fact | None:
        """What one property of a thing is; None where none of its records has it."""
        return survivor(name, thing.members, self.ontology, self.trusts)

    def links(self, ids: Sequence[str], relation: str, outward: bool, limit: int = 1000) -> dict[str, list[Link]]:
        """The relations of one type of these things, in the order of their rid, at most `limit` for each thing.

        Things that were hubs then are left out; `wide` names them.
        """
        near, far = self._around.links, [id_ for id_ in ids if (relation, outward, id_) not in self._around.links]
        found = {id_: near[relation, outward, id_] for id_ in ids if (relation, outward, id_) in near}
        if far:
            question = cypher("links_out" if outward else "links_in", relation=checked(relation))
            terms = {"ids": far, "seq": self.seq, "limit": limit, "relation": relation, "open": OPEN}
            found.update((row["id"], [*row["former"], *row["plain"]]) for row in self.engine.ask(question, **terms))
        result: dict[str, list[Link]] = {}
        for id_ in dict.fromkeys(ids):
            if (links := found.get(id_)) is None:
                continue
            by_id = {(one[0], one[1]): one for one in sorted(links, key=lambda one: one[2])}
            ordered = sorted(by_id.values(), key=lambda one: (one[0], one[1]))[:limit]
            result[id_] = [
                Link(one[0], relation, outward, id_, one[4], one[1], one[2], tuple(one[3])) for one in ordered
            ]
        return result

    def wide(self, ids: Iterable[str]) -> set[str]:
        """Which of these things were hubs, through which no read expands."""
        return {row["id"] for row in self.engine.ask(cypher("wide"), ids=list(ids), seq=self.seq)}

    def held_back(self, keys: Iterable[str]) -> list[dict[str, Any]]:
        """The rows of some keys that could not be taken, oldest first, and what became of those replayed by then."""
        wanted = sorted(set(keys) - self._around.sound)
        found = self.engine.ask(cypher("held_back"), keys=wanted, seq=self.seq) if wanted else []
        return sorted(found, key=lambda row: (row["since"], row["id"]))

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

    def homes(self, keys: Iterable[Key]) -> dict[Key, str]:
        """The things that some keys described, of those that were known."""
        wanted = {key.text: key for key in keys}
        rows = self.engine.ask(cypher("homes"), keys=sorted(wanted), seq=self.seq) if wanted else []
        return {wanted[row["key"]]: str(row["id"]) for row in rows}

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

        An id that was merged away answers with the thing it became part of. Of several things of one name those of
        `classes` are meant; where none is, whatever has the name.

        Raises:
            NotFound: nothing of that id, key or name was there.
            Conflict: the name is that of several things.
        """
        wanted = frozenset(classes)
        found = self._by_id(subject.removeprefix("urn:tl:thing:")) or self._by_key(subject)
        if found is not None:
            return found
        things = self._by_name(subject, wanted) or self._by_name(subject, frozenset())
        if len(things) == 1:
            return next(iter(things))
        if things:
            keys = [f"`{thing.members[0].key}` ({', '.join(sorted(thing.classes))})" for thing in things.values()]
            raise Conflict(f"`{subject}` is the name of {len(things)} things", "name one by its key", sorted(keys))
        if any(self.engine.ask(cypher("thing_of"), key=key.text, seq=OPEN - 1) for key in possible_keys(subject)):
            mend = self.beginning() or "ask as of another one"
            raise NotFound(f"`{subject}` was not there as of sequence {self.seq}", mend)
        raise NotFound(f"nothing is known by `{subject}`", self.beginning() or advice(self.engine, subject))

    def beginning(self) -> str:
        """That nothing was known yet, and when that began, where this is before the first commit; else ''."""
        first = self.dates([1]).get(1) if self.seq == 0 else None
        return f"nothing was known then: the first commit is sequence 1, of {first[:19]}Z" if first else ""

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
