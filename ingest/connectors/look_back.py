"""Look-back windows: how far before its last value a growing column is read again, for late commits."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from ingest.connector import Stop
from ingest.spans import span
from ontology.errors import Invalid

DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:([T ])(\d{2}:\d{2}(?::\d{2})?))?")


def check_window(text: str) -> str:
    """A window as it is written: a length of time, or a number. Raises: ValueError."""
    try:
        _window(text)
    except Invalid as error:
        raise ValueError(str(error)) from None
    return text


def earlier(value: Any, text: str, stream: str) -> Any:
    """The value that lies a window before another; None when nothing lies before it.

    A time that is text is taken back to a text that no later time sorts before.

    Raises:
        Stop: times are taken back by a length of time, numbers by a number; this is neither, or the other.
    """
    window = _window(text)
    try:
        if isinstance(window, timedelta):
            if isinstance(value, datetime):
                return value - window
            if isinstance(value, date):
                return value - timedelta(days=-(-window // timedelta(days=1)))
            if isinstance(value, str) and (found := DATED.match(value)):
                return _text(found, window)
        elif isinstance(value, float):
            return value - float(window)
        elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return value - (ceil(window) if isinstance(value, int) else window)
    except OverflowError:
        return None
    kind = "a length of time" if isinstance(window, timedelta) else "a number"
    raise Stop(
        f"the rows of `{stream}` cannot be read from {text} before `{value}`",
        f"`look_back.{stream}` is {kind}: times need a length of time, numbers a number",
    )


def later(one: Any, other: Any) -> Any:
    """The later of two values of a column; the second where they cannot be compared."""
    return one if type(one) is type(other) and one > other else other


def _window(text: str) -> timedelta | Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return span(text)
    if not (number.is_finite() and number >= 0):
        raise Invalid(f"not a window: `{text}`", "write a length of time such as `2h`, or a number such as `1000`")
    return number


def _text(found: re.Match[str], window: timedelta) -> str:
    day, separator, clock = found[1], found[2], found[3]
    moment = datetime.fromisoformat(f"{day} {clock or '00:00'}") - window
    if separator is None:
        return moment.date().isoformat()
    return moment.isoformat(separator, "seconds" if clock.count(":") == 2 else "minutes")
