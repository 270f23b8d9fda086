"""The two clocks: `seq`, the order in which the graph learned things, and `at`, the date of a commit or the world."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ontology.errors import Invalid


def now() -> str:
    """The present instant, UTC, as it is stored: `2026-03-01T09:30:00.000000Z`."""
    return stamp(datetime.now(UTC))


def following(at: str) -> str:
    """The present instant, or, where the clock has not passed `at`, the next one after it: dates of commits differ."""
    moment = now()
    return moment if moment > at else stamp(instant(at) + timedelta(microseconds=1))


def stamp(instant: datetime) -> str:
    """An instant as it is stored: UTC, microseconds, so that text order is time order."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def instant(text: str) -> datetime:
    """The instant that an ISO 8601 text names; a bare date is its midnight, UTC.

    Raises:
        Invalid: the text is no date, or has a time without a zone.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"not a date: `{text}`", "write it as `2026-03-01` or `2026-03-01T09:30:00Z`") from error
    if parsed.tzinfo is None:
        if len(text) > 10:
            raise Invalid(f"a time without a zone: `{text}`", "add `Z` or an offset such as `+01:00`")
        parsed = parsed.replace(tzinfo=UTC)
    try:
        return parsed.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(f"a date beyond the years 1 to 9999: `{text}`", "give one within them, in UTC") from error
