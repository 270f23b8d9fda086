"""As of when: the sequence that a number or a date names."""

from __future__ import annotations

from graph.clock import instant, now, stamp
from graph.engines.base import Engine
from graph.model import OPEN
from graph.questions import cypher
from ontology.errors import Invalid
from ontology.vocabulary import Ontology

AFTER = "~"
"""Behind the text of an instant: what comes after it, and before the next one."""
NOTHING = Ontology.of("none")
"""The vocabulary as of sequence 0, before there was any."""


def named(as_of: int | str | None) -> int | str | None:
    """What a read names: a sequence by its number, a date as dates are stored, or nothing.

    Raises:
        Invalid: the text is neither.
    """
    if isinstance(as_of, str):
        return int(as_of) if as_of.isdecimal() and len(as_of) < 19 else stamp(instant(as_of))
    return as_of


def date(as_of: int | str | None) -> str | None:
    """The date that a read names, if it names one."""
    found = named(as_of)
    return found if isinstance(found, str) else None


def clock(as_of: int | str | None, at: str | None, present: str | None = None) -> str:
    """The clock by which ages and validity are told: `at`, else the date that is read as of, else the present."""
    return stamp(instant(at)) if at is not None else date(as_of) or present or now()


def sequence(engine: Engine, as_of: int | str | None) -> int | None:
    """The sequence that a read names; None for the newest. One that is given by its number may lie beyond the head.

    Raises:
        Invalid: it is no sequence, or a date in the future.
    """
    found = named(as_of)
    if isinstance(found, str):
        return _newest(engine, str(as_of), found)
    if found is not None and not 0 <= found < OPEN:
        within(found, engine.ask(cypher("head"))[0]["seq"])
    return found


def within(seq: int, head: int) -> int:
    """The sequence, which lies up to the head. Raises: Invalid, where it lies beyond."""
    if not 0 <= seq <= head:
        raise Invalid(f"sequence `{seq}` is not in this graph", f"the head is at {head}")
    return seq


def _newest(engine: Engine, asked: str, at: str) -> int:
    """The newest sequence at a date; 0 where the first commit came later.

    What will be known then is not known: a date beyond both the present and the newest commit is refused.
    """
    if at > now():
        head = engine.ask(cypher("head"))[0]
        if at > (head["at"] or ""):
            newest = f"sequence {head['seq']}, of {head['at'][:19]}Z" if head["at"] else "sequence 0"
            raise Invalid(
                f"`{asked}` lies in the future",
                f"the newest is {newest}: give a date up to now, or none for the newest",
            )
    return int(engine.ask(cypher("seq_at"), at=at)[0]["seq"] or 0)
