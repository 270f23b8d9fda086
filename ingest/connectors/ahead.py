"""Cursors that are times never run ahead of the present: one mistaken date would end a stream's changes for ever."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ingest.connectors.look_back import DATED

BEYOND = re.compile(r"infinity|\d{5,}-\d{2}-\d{2}.*")
"""Times as a database writes those that lie beyond the calendar here."""

WORTH_TELLING = timedelta(days=1)
"""How far ahead a time is told of: a clock on the wall anywhere is less than a day ahead of UTC."""


class Ahead:
    """The rows of one reading whose cursor column lies ahead of `present`; they move no cursor, and are read again.

    A time without a zone is taken for UTC: where the clocks are ahead of it, the last hours are read again.
    """

    def __init__(self, column: str | None, present: datetime | None = None) -> None:
        self._column = column
        self._present = present or datetime.now(UTC)
        self._met = 0
        self._last = ""

    def meets(self, value: Any) -> bool:
        """Whether a value of the column lies ahead; one that does is counted."""
        if not self.is_ahead(value):
            return False
        if self.is_ahead(value, WORTH_TELLING):
            self._met += 1
            self._last = str(value)
        return True

    def is_ahead(self, value: Any, by: timedelta = timedelta()) -> bool:
        """Whether a value is a time, or a text that is one, later than the present by more than a length of time."""
        if self._column is None:
            return False
        if isinstance(value, str):
            if BEYOND.fullmatch(value):
                return True
            value = _read(value)
        present = self._present + by
        if isinstance(value, datetime):
            return value > (present if value.tzinfo else present.replace(tzinfo=None))
        return isinstance(value, date) and value > present.date()

    @property
    def told(self) -> str:
        """What to tell of the rows that lie ahead; nothing where there are none."""
        if not self._met:
            return ""
        what = "1 row has" if self._met == 1 else f"{self._met} rows have"
        until = f"`{self._column}` `{self._last}`" if self._met == 1 else f"`{self._column}` up to `{self._last}`"
        return f"{what} {until}, ahead of the present: taken, and read again each time until that is mended"


def _read(text: str) -> datetime | None:
    """A text as the time that it is, or at least its day; None where it is none."""
    if not DATED.match(text):
        return None
    for part in (text.strip(), text[:10]):
        with suppress(ValueError):
            return datetime.fromisoformat(part)
    return None
