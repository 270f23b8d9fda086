"""How long ago something was, and how people say it."""

from __future__ import annotations

from datetime import datetime

from graph.clock import instant
from ontology.errors import Invalid

DAY = 86_400
_UNITS = ((365 * DAY, "year"), (30 * DAY, "month"), (DAY, "day"), (3_600, "hour"), (60, "minute"))


def moment(value: object) -> datetime | None:
    """The instant that a value names, if it is a date or a time with a zone."""
    if not isinstance(value, str):
        return None
    try:
        return instant(value)
    except Invalid:
        return None


def dated(version: object, learnt: str) -> datetime:
    """The instant from which what a record says has an age: that of its version if it names one, else of the commit."""
    told = moment(version)
    return told if told is not None else instant(learnt)


def age(at: datetime, since: datetime) -> int:
    """The whole seconds from `since` to `at`; 0 where `at` comes first."""
    return max(0, int((at - since).total_seconds()))


def spoken(seconds: int) -> str:
    """A length of time as people say it, in its largest unit: `3 days`."""
    for size, name in _UNITS:
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "moments"
