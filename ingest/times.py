"""Dates and instants as ISO 8601: no zone is guessed, no time of day invented, no hour read two ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.cleaners import Cleaner, Plain, Unclean, decimal, text

UNIX = {"unix": 1, "unix_ms": 1000}
"""Formats that count from 1970 in UTC: units in a second."""


def zone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises: ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone `{name}`: write one such as `Europe/Berlin` or `UTC`") from None


def check_format(pattern: str) -> None:
    """Whether a format can be used: written and read again it gives the same date. Raises: ValueError."""
    if pattern in UNIX:
        return
    probe = datetime(2001, 2, 23)  # noqa: DTZ001  only its date is looked at
    try:
        same = datetime.strptime(probe.strftime(pattern), pattern).date() == probe.date()  # noqa: DTZ007
    except ValueError:
        same = False
    if not same:
        raise ValueError(f"`{pattern}` is not a format of dates: write one such as `%d.%m.%Y`, or `unix`, `unix_ms`")


def date_cleaner(formats: Sequence[str] = ()) -> Cleaner:
    """Dates (`2024-02-29`); a timestamp is one when its time of day is midnight."""

    @lru_cache(maxsize=1 << 12, typed=True)
    def clean(value: Plain, region: str | None = None) -> str:
        found = _read(value, formats)
        if isinstance(found, datetime):
            if found.time() != time():
                raise Unclean("a timestamp, not a date")
            found = found.date()
        return found.isoformat()

    return clean


def datetime_cleaner(
    formats: Sequence[str] = (), home: ZoneInfo | None = None, twice: str | None = None, wide: bool = False
) -> Cleaner:
    """Instants in UTC (`2024-02-29T12:00:00Z`).

    `home` is the zone of timestamps that tell none. `twice` says which one is meant of an hour that happens twice
    when the clocks go back: `earlier` or `later`. `wide` writes microseconds always, so that texts order as times do.
    """

    @lru_cache(maxsize=1 << 12, typed=True)
    def clean(value: Plain, region: str | None = None) -> str:
        found = _read(value, formats)
        if not isinstance(found, datetime):
            raise Unclean("a date without a time of day: say `clean: date`")
        try:
            instant = (found if found.tzinfo else _placed(found, home, twice)).astimezone(UTC)
        except OverflowError:
            raise Unclean("outside the years 1 to 9999") from None
        return instant.isoformat(timespec="microseconds" if wide else "auto").replace("+00:00", "Z")

    return clean


def _placed(found: datetime, home: ZoneInfo | None, twice: str | None) -> datetime:
    if home is None:
        raise Unclean("a timestamp without a zone: declare the zone of its source")
    placed = found.replace(tzinfo=home, fold=1 if twice == "later" else 0)
    if placed.utcoffset() == placed.replace(fold=1 - placed.fold).utcoffset():
        return placed
    if placed.astimezone(UTC).astimezone(home).replace(tzinfo=None, fold=0) != found.replace(fold=0):
        raise Unclean(f"a time that {home.key} never had: the clocks went forward over it")
    if twice is None:
        raise Unclean(f"a time that {home.key} had twice: say `twice: earlier` or `twice: later`")
    return placed


def _read(value: Plain, formats: Sequence[str]) -> datetime | date:
    if isinstance(value, bool):
        raise Unclean("not a date")
    found = text(value)
    for pattern in formats:
        try:
            if pattern in UNIX:
                return _counted(found, UNIX[pattern])
            read = datetime.strptime(found, pattern)  # noqa: DTZ007  the zone is placed by the caller
        except Unclean:
            if pattern == formats[-1]:
                raise
            continue
        except ValueError:
            continue
        return read if any(code in pattern for code in ("%H", "%I", "%X", "%c", "%s")) else read.date()
    if isinstance(value, int) or (formats and not _canonical(found)):
        raise Unclean(f"not written as {' or '.join(f'`{one}`' for one in formats) or 'ISO 8601'}")
    try:
        return date.fromisoformat(found) if len(found) <= 10 else datetime.fromisoformat(found)
    except ValueError:
        raise Unclean("not ISO 8601 (`2024-02-29`, `2024-02-29T12:00:00Z`): say its `format:`") from None


def _canonical(found: str) -> bool:
    """Whether it is as these cleaners write, so that cleaning twice is cleaning once."""
    return len(found) >= 10 and found[4] == found[7] == "-" and (len(found) == 10 or found.endswith("Z"))


def _counted(found: str, units: int) -> datetime:
    try:
        micros = int(Decimal(decimal(found)) * 1_000_000 / units)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except (OverflowError, Unclean):
        raise Unclean("not seconds since 1970") from None
