"""The relations around things, whatever their type: as of a sequence, page by page, and ever.

Plain relations are read first, then former ones; doubles are dropped by (rid, since). Hubs are never expanded: they are
left out of what is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph.model import OPEN, Link
from graph.questions import checked, cypher
from graph.reader import Snapshot


def ties(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, list[Link]]:
    """All relations of some things in both directions, in the order of their rid; hubs are left out."""
    found: dict[str, list[Link]] = {}
    for question, outward in (("ties_out", True), ("ties_in", False)):
        for row in snapshot.engine.ask(cypher(question), ids=list(ids), seq=snapshot.seq, open=OPEN):
            found.setdefault(row["id"], []).extend(_links(row, outward))
    return {id_: sorted(links, key=order) for id_, links in found.items()}


def ever(snapshot: Snapshot, id_: str) -> list[Link] | None:
    """All relations that a thing ever had in both directions, as far as was known; None for a hub."""
    found: list[Link] = []
    for question, outward in (("ties_ever_out", True), ("ties_ever_in", False)):
        rows = snapshot.engine.ask(cypher(question), id=id_, seq=snapshot.seq, open=OPEN)
        if not rows:
            return None
        found += _links(rows[0], outward)
    return sorted(found, key=order)


def neighbours(snapshot: Snapshot, id_: str, relation: str, outward: bool, after: str, limit: int) -> list[Link] | None:
    """Up to `limit` relations of one type of a thing in the order of their rid, after one of them; None for a hub."""
    question = cypher("neighbours_out" if outward else "neighbours_in", relation=checked(relation))
    rows = snapshot.engine.ask(
        question, id=id_, relation=relation, seq=snapshot.seq, after=after, limit=limit, open=OPEN
    )
    if not rows:
        return None
    row = {**rows[0], "plain": _typed(rows[0]["plain"], relation), "former": _typed(rows[0]["former"], relation)}
    return sorted(_links(row, outward), key=order)[:limit]


def order(link: Link) -> tuple[str, int, bool]:
    """How relations are ordered."""
    return link.rid, link.since, link.outward


def _typed(rows: Iterable[list[Any]], relation: str) -> list[list[Any]]:
    return [[*one, relation] for one in rows]


def _links(row: dict[str, Any], outward: bool) -> list[Link]:
    """What was found, the former ones standing for those that ended while they were read."""
    once = {(one[0], one[1]): one for one in [*row["plain"], *row["former"]]}
    return [Link(one[0], one[5], outward, row["id"], one[4], one[1], one[2], tuple(one[3])) for one in once.values()]
