"""Citations: only what the context showed can be cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from agents.answer import Shown
from graph.reader import Snapshot
from ontology.errors import Refused

_URN = re.compile(r"urn:tl:record:([0-9a-f]{32})#(\w+)")


def resolve(cites: Sequence[str], shown: Sequence[Shown], newest: Callable[[], Snapshot], seq: int) -> list[Shown]:
    """The statements that are cited, by URN or by number, in the order of the citations, each once.

    `newest` is read only to tell why something cannot be cited.

    Raises:
        Refused: one of them was not shown; the nearest one that was is named.
    """
    by_urn = {one.statement: one for one in shown}
    found: dict[str, Shown] = {}
    for cite in cites:
        number = cite.strip("[] ")
        place = int(number) if number.isdecimal() and len(number) < 10 else 0
        one = shown[place - 1] if 0 < place <= len(shown) else by_urn.get(cite)
        if one is None:
            raise _refusal(cite, shown, newest, seq)
        found[one.statement] = one
    return list(found.values())


def _refusal(cite: str, shown: Sequence[Shown], newest: Callable[[], Snapshot], seq: int) -> Refused:
    match = _URN.fullmatch(cite)
    if match is None:
        advice = f"cite a number from 1 to {len(shown)}, or the URN of a statement" if shown else "it showed nothing"
        return Refused(f"the citation `{cite}` is not something the context showed", advice)
    id_, name = match.groups()
    record = newest().records([id_]).get(id_)
    if record is not None and record.since > seq:
        return Refused(
            f"the citation `{cite}` was learnt at sequence {record.since}, after the context's {seq}",
            "ask for the context again, and decide on that",
        )
    urns = [one.statement for one in shown]
    same_record = [urn for urn in urns if urn.startswith(f"urn:tl:record:{id_}#")]
    same_field = [urn for urn in urns if urn.endswith(f"#{name}")]
    near = _nearest(cite, same_record or same_field or urns)
    return Refused(f"the citation `{cite}` was not shown by the context", near or "it showed nothing")


def _nearest(cite: str, urns: Sequence[str]) -> str:
    near = max(urns, key=lambda urn: SequenceMatcher(None, cite, urn).ratio(), default=None)
    return f"did you mean `{near}`?" if near else ""
