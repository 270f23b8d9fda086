"""Lengths of time as people type them: `90s`, `15m`, `1h30m`, `7d`."""

from __future__ import annotations

import re
from datetime import timedelta

from ontology.errors import Invalid

UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_FORM = re.compile("".join(rf"(?:(?P<{name}>\d{{1,6}}){unit})?" for unit, name in UNITS.items()), re.ASCII)
LONGEST = timedelta(days=36_500)
"""What is added to a date of today stays a date."""


def span(text: str) -> timedelta:
    """The length of time that a text such as `15m` names.

    Raises:
        Invalid: it names none, or none at all, or more than a hundred years.
    """
    found = _FORM.fullmatch(text.strip().lower())
    length = timedelta(**{unit: int(count) for unit, count in found.groupdict("0").items()}) if found else timedelta()
    if length > LONGEST:
        raise Invalid(f"too long a time: `{text}`", f"give {LONGEST.days}d at the most")
    if not length:
        raise Invalid(f"not a length of time: `{text}`", "write `90s`, `15m`, `1h30m` or `7d`")
    return length
