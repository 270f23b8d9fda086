"""Reading what lies around a thing, several hops far, in one round trip.

The statement is composed of the hops: nested as they are, each with the filters by sequence of `links_out` and
`links_in`, plain relations before former ones. It reads a bounded part; where there is more, nothing of that hop is
kept, and it is asked for as ever. What comes is what the questions for things and relations would have answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph.engines.base import Engine
from graph.model import OPEN
from graph.questions import checked

FANOUT = 50
"""How many relations of one hop from one thing are read ahead."""

HELD = ("key", "id", "source", "reason", "arrived", "since", "held", "record")
"""What is told of a row that could not be taken."""

_RECORDS = """CALL ({at}) {{
MATCH ({at})<-[d:DESCRIBES]-(r:Record)
WHERE d.since <= $seq AND $seq < d.until AND r.since <= $seq AND $seq < r.until AND NOT r.gone
CALL (r) {{
MATCH (q:Quarantined {{key: r.key}})
WHERE q.since <= $seq
RETURN collect({held}) AS held
}}
RETURN collect([r {{.*, payload: null}}, held]) AS records_{at}
}}"""
_HELD = """[q.id, q.source, q.reason, coalesce(q.arrived, q.since), q.since,
q.until > $seq AND coalesce(q.overtaken, $seq + 1) > $seq, CASE WHEN q.until <= $seq AND q.made THEN q.record END]"""
_HOP = """CALL ({start}) {{
CALL ({start}) {{
WITH {start} WHERE {start}.wide_since IS NULL OR {start}.wide_since > $seq
MATCH ({start}){left}[x:{relation}]{right}({end}:Thing)
WHERE x.since <= $seq
WITH x, {end} ORDER BY x.rid LIMIT $limit
RETURN x.rid AS rid, x.since AS since, $open AS until, x.keys AS keys, {end}
UNION ALL
WITH {start} WHERE {start}.wide_since IS NULL OR {start}.wide_since > $seq
MATCH ({start}){left}[x:FORMERLY]{right}({end}:Thing)
WHERE x.relation = '{relation}' AND x.since <= $seq AND $seq < x.until
WITH x, {end} ORDER BY x.rid LIMIT $limit
RETURN x.rid AS rid, x.since AS since, x.until AS until, x.keys AS keys, {end}
}}
{inner}
RETURN collect([rid, since, until, keys, {end}.id, {end}.wide_since, records_{end}{names}]) AS {name}
}}"""


@dataclass(frozen=True, slots=True)
class Reach:
    """One hop from a thing: a relation type, the direction it is followed in, and the hops that lead on."""

    relation: str
    outward: bool
    ahead: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What was read: the records of things, and relations by (relation, outward, thing); None for hubs.

    A relation is its rid, since, until, keys and the thing at its far end. `held` has the rows of the records' keys
    that could not be taken, by those keys.
    """

    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    links: dict[tuple[str, bool, str], list[list[Any]] | None] = field(default_factory=dict)
    held: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def keep(self, id_: str, rows: list[list[Any]]) -> None:
        """Keep the records of a thing, each with the rows of its key that could not be taken."""
        self.records[id_] = [record for record, _ in rows]
        for record, held in rows:
            named = [dict(zip(HELD, (record["key"], *one), strict=True)) for one in held]
            self.held[record["key"]] = sorted(named, key=lambda one: (one["since"], one["id"]))


def around(engine: Engine, id_: str, hops: tuple[Reach, ...], seq: int) -> Around:
    """What lies around a thing as of a sequence; nothing when there never was such a thing."""
    found = Around()
    for row in engine.ask(statement(hops), id=id_, seq=seq, limit=FANOUT + 1, open=OPEN):
        found.keep(id_, row["records"])
        _keep(found, id_, row["wide"], row["ahead"], hops, seq)
    return found


def _keep(found: Around, id_: str, wide: int | None, lists: list[Any], hops: tuple[Reach, ...], seq: int) -> None:
    for hop, links in zip(hops, lists, strict=True):
        place = (hop.relation, hop.outward, id_)
        if wide is not None and wide <= seq:
            found.links[place] = None
            continue
        plain = sum(link[2] == OPEN for link in links)
        if max(plain, len(links) - plain) <= FANOUT:
            found.links[place] = [link[:5] for link in links]
        for link in links:
            found.keep(link[4], link[6])
            _keep(found, link[4], link[5], link[7:], hop.ahead, seq)


@lru_cache(maxsize=256)
def statement(hops: tuple[Reach, ...]) -> str:
    """The statement that reads what these hops lead to from the thing `$id`."""
    names = iter(f"n{number}" for number in range(10_000))
    calls = [_call("t", hop, names) for hop in hops]
    inner = "\n".join([_RECORDS.format(at="t", held=_HELD), *(text for text, _ in calls)])
    ahead = ", ".join(name for _, name in calls)
    return (
        f"MATCH (t:Thing {{id: $id}})\n{inner}\nRETURN t.wide_since AS wide, records_t AS records, [{ahead}] AS ahead"
    )


def _call(start: str, hop: Reach, names: Iterator[str]) -> tuple[str, str]:
    """The part of the statement that follows one hop, and the name of what it returns."""
    end, name = next(names), next(names)
    calls = [_call(end, one, names) for one in hop.ahead]
    left, right = ("-", "->") if hop.outward else ("<-", "-")
    text = _HOP.format(
        start=start,
        end=end,
        name=name,
        relation=checked(hop.relation),
        left=left,
        right=right,
        inner="\n".join([_RECORDS.format(at=end, held=_HELD), *(text for text, _ in calls)]),
        names="".join(f", {one}" for _, one in calls),
    )
    return text, name
