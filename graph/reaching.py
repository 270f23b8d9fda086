"""Reading what lies around a thing, several hops far, in one round trip.

The statement is composed of the hops, nested as they are: of each the plain relations first and the former ones after
them, as `links_out` and `links_in` read them. It reads a bounded part; where there is more, nothing of that hop is
kept, and it is asked for as ever. What comes is what the questions for things and relations would have answered, but
for the fields of records that nobody wants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from graph.engines.base import Engine
from graph.model import OPEN, Record
from graph.questions import checked, cypher
from graph.records import STORED, listed, record

FANOUT = 50
"""How many relations of one hop from one thing are read ahead."""

_RECORDS = """CALL ({at}, seq) {{
MATCH ({at})<-[d:DESCRIBES]-(r:Record)
WHERE d.since <= seq AND seq < d.until AND r.since <= seq AND seq < r.until AND NOT r.gone
RETURN collect([EXISTS {{ MATCH (q:Quarantined {{key: r.key}}) }}, {fields}]) AS records_{at}
}}"""
_HOP = """CALL ({start}, seq) {{
WITH {start}, seq WHERE {start}.wide_since IS NULL OR {start}.wide_since > seq
MATCH ({start}){left}[x:{relation}]{right}({end}:Thing)
WHERE x.since <= seq
WITH x, {end}, seq LIMIT $limit
{inner}
RETURN collect([x.rid, x.since, x.keys, {end}.id, {end}.wide_since, records_{end}{told}]) AS {name}
}}"""
_FORMER = """CASE WHEN {start}.wide_since <= seq THEN [] ELSE [({start}){left}[y:FORMERLY]{right}(o:Thing)
WHERE y.relation = '{relation}' AND y.since <= seq AND seq < y.until | [y.rid, y.since, y.until, y.keys, o.id]] END"""
"""Its `y` is not the `x` of the hop that it stands in: bound already, that would be the only relation it could find."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One hop from a thing: a relation type, the direction it is followed in, and the hops that lead on.

    `fields` are the mapped fields that are wanted of the records at its end; None for whatever they hold.
    """

    relation: str
    outward: bool
    ahead: tuple[Reach, ...] = ()
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What to read of a thing and around it: the wanted fields of its records, None for all, and hops that lead on."""

    ahead: tuple[Reach, ...] = ()
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What was read: the records of things, and relations by (relation, outward, thing); None for hubs.

    A relation is its rid, since, until, keys and the thing at its far end. `sound` has the keys of records of which
    there is no row that could not be taken.
    """

    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    links: dict[tuple[str, bool, str], list[list[Any]] | None] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)
    _fields: dict[str, frozenset[str]] = field(default_factory=dict)

    def keep(self, id_: str, rows: Sequence[Sequence[Any]], fields: tuple[str, ...] | None) -> None:
        """Keep the records of a thing, which may be met several times with some of its fields each."""
        known = self._fields.get(id_)
        if known is not None and known.issuperset(fields or ()):
            return
        self._fields[id_] = (known or frozenset()).union(fields or ())
        met = self.records.setdefault(id_, {})
        for held, *row in rows:
            one = listed(row, fields) if fields is not None else record(row[0])
            same = met.get(one.id)
            met[one.id] = replace(same, fields={**same.fields, **one.fields}) if same is not None else one
            if not held:
                self.sound.add(one.key.text)


def around(engine: Engine, id_: str, scope: Scope, seq: int) -> Around:
    """What lies around a thing as of a sequence; nothing when there never was such a thing."""
    rows = engine.ask(statement(scope.ahead, scope.fields), id=id_, seq=seq, limit=FANOUT + 1)
    return kept(id_, scope, rows[0], seq) if rows else Around()


def kept(id_: str, scope: Scope, row: Mapping[str, Any], seq: int) -> Around:
    """What a row of the statement tells of what lies around a thing."""
    found = Around()
    found.keep(id_, row["records"], scope.fields)
    _keep(found, id_, row["wide"], row["ahead"], scope.ahead, seq)
    return found


def _keep(found: Around, id_: str, wide: int | None, lists: list[Any], hops: tuple[Reach, ...], seq: int) -> None:
    for place, hop in enumerate(hops):
        links, former = lists[2 * place : 2 * place + 2]
        which = (hop.relation, hop.outward, id_)
        if wide is not None and wide <= seq:
            found.links[which] = None
            continue
        if max(len(links), len(former)) <= FANOUT:
            found.links[which] = former + [[rid, since, OPEN, keys, other] for rid, since, keys, other, *_ in links]
        for _, _, _, other, hub, rows, *further in links:
            found.keep(other, rows, hop.fields)
            _keep(found, other, hub, further, hop.ahead, seq)


@lru_cache(maxsize=256)
def statement(ahead: tuple[Reach, ...], fields: tuple[str, ...] | None = None, opening: bool = False) -> str:
    """The statement that reads what hops lead to from the thing `$id` as of `$seq`, and first what a read begins with,
    where it is `opening`."""
    names = iter(f"n{number}" for number in range(10_000))
    calls = [_call("t", hop, names) for hop in ahead]
    begin = cypher("opening").rpartition("RETURN")[0].strip() if opening else "WITH $seq AS seq"
    told = "head, ontologies, trusts, " if opening else ""
    return "\n".join([
        f"{begin}\nMATCH (t:Thing {{id: $id}})",
        _RECORDS.format(at="t", fields=_projection(fields)),
        *(text for text, _ in calls),
        f"RETURN {told}t.wide_since AS wide, records_t AS records, [{', '.join(some for _, some in calls)}] AS ahead",
    ])  # fmt: skip


def _call(start: str, hop: Reach, names: Iterator[str]) -> tuple[str, str]:
    """The part of the statement that follows one hop, and what is to be returned of it: plain relations, former."""
    end, name = next(names), next(names)
    calls = [_call(end, one, names) for one in hop.ahead]
    left, right = ("-", "->") if hop.outward else ("<-", "-")
    way = {"start": start, "left": left, "right": right, "relation": checked(hop.relation)}
    inner = [_RECORDS.format(at=end, fields=_projection(hop.fields)), *(text for text, _ in calls)]
    told = "".join(f", {some}" for _, some in calls)
    return _HOP.format(**way, end=end, name=name, inner="\n".join(inner), told=told), f"{name}, {_FORMER.format(**way)}"


def _projection(fields: tuple[str, ...] | None) -> str:
    """What is told of a record, in the order in which `listed` takes it; a map where all its fields are wanted."""
    if fields is None:
        return "r {.*, payload: null}"
    return ", ".join(f"r.{checked(name)}" for name in (*STORED, *fields))
