"""Lengths of time as ISO 8601 writes them, in the units that have one length: weeks, days, hours, minutes, seconds."""

from __future__ import annotations

import re
from datetime import timedelta

from ontology.errors import Invalid

_FORM = re.compile(
    r"P(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,6})S)?)?",
    re.ASCII,
)


def parse(text: str) -> timedelta:
    """The length that an xsd:duration such as `P30D` or `PT36H` names.

    Raises:
        Invalid: it is malformed, zero, or counts months or years, which have no fixed length.
    """
    found = _FORM.fullmatch(text)
    length = timedelta(**{unit: int(count) for unit, count in found.groupdict("0").items()}) if found else timedelta()
    if not length:
        raise Invalid(
            f"not a length of time: `{text}`", "write weeks, days, hours or minutes, such as `P30D` or `PT36H`"
        )
    return length


def show(length: timedelta) -> str:
    """The shortest ISO 8601 form of a whole number of seconds: the inverse of `parse`."""
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    time = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count)
    days = f"{length.days}D" if length.days else ""
    return f"P{days}" + (f"T{time}" if time else "" if days else "T0S")
