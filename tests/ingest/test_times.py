"""Dates and instants: what is read, what is never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaners import Plain, Unclean
from ingest.times import check_format, date_cleaner, datetime_cleaner, zone

BERLIN = zone("Europe/Berlin")


@pytest.mark.parametrize(
    ("formats", "value", "clean"),
    [
        ((), "2024-02-29", "2024-02-29"),
        ((), "20240229", "2024-02-29"),
        ((), "1996-07-04 00:00:00.000", "1996-07-04"),
        ((), "2024-02-29T00:00:00+02:00", "2024-02-29"),
        (("%d.%m.%Y",), "29.02.2024", "2024-02-29"),
        (("%d.%m.%Y", "%m/%d/%Y"), "2/29/2024", "2024-02-29"),
        (("%d.%m.%Y",), "2024-02-29", "2024-02-29"),
        (("unix",), 1709164800, "2024-02-29"),
    ],
)
def test_dates(formats: tuple[str, ...], value: Plain, clean: str) -> None:
    assert date_cleaner(formats)(value, None) == clean


@pytest.mark.parametrize(
    ("formats", "value", "reason"),
    [
        ((), "2023-02-29", "not ISO 8601"),
        ((), "29.02.2024", "say its `format:`"),
        ((), "2024-02-29 10:00", "a timestamp, not a date"),
        ((), "0000-00-00", "not ISO 8601"),
        ((), "", "not ISO 8601"),
        ((), True, "not a date"),
        ((), 20240229, "not written as ISO 8601"),
        (("%d.%m.%Y",), "02/29/2024", "not written as `%d.%m.%Y`"),
        (("unix",), "soon", "not seconds since 1970"),
        (("unix",), 10**30, "not seconds since 1970"),
    ],
)
def test_what_is_no_date(formats: tuple[str, ...], value: Plain, reason: str) -> None:
    with pytest.raises(Unclean, match=reason):
        date_cleaner(formats)(value, None)


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ("2024-07-01T12:00:00Z", "2024-07-01T12:00:00Z"),
        ("2024-07-01 12:00", "2024-07-01T10:00:00Z"),
        ("2024-01-01 12:00", "2024-01-01T11:00:00Z"),
        ("2024-07-01T12:00:00.25-05:00", "2024-07-01T17:00:00.250000Z"),
    ],
)
def test_instants_are_told_in_utc(value: str, clean: str) -> None:
    assert datetime_cleaner((), BERLIN)(value, None) == clean


def test_a_timestamp_without_a_zone_is_refused_where_none_is_declared() -> None:
    with pytest.raises(Unclean, match="declare the zone of its source"):
        datetime_cleaner()("2024-07-01 12:00:00", None)


def test_a_date_is_no_instant() -> None:
    with pytest.raises(Unclean, match="say `clean: date`"):
        datetime_cleaner((), BERLIN)("2024-07-01", None)


def test_an_hour_that_happens_twice_is_refused_unless_it_is_said_which() -> None:
    with pytest.raises(Unclean, match="had twice"):
        datetime_cleaner((), BERLIN)("2024-10-27 02:30:00", None)
    assert datetime_cleaner((), BERLIN, "earlier")("2024-10-27 02:30:00", None) == "2024-10-27T00:30:00Z"
    assert datetime_cleaner((), BERLIN, "later")("2024-10-27 02:30:00", None) == "2024-10-27T01:30:00Z"


@pytest.mark.parametrize("twice", [None, "earlier", "later"])
def test_an_hour_that_never_was_is_refused(twice: str | None) -> None:
    with pytest.raises(Unclean, match="never had"):
        datetime_cleaner((), BERLIN, twice)("2024-03-31 02:30:00", None)


def test_unix_times() -> None:
    assert datetime_cleaner(("unix",))(0, None) == "1970-01-01T00:00:00Z"
    assert datetime_cleaner(("unix_ms",))("1709164800123", None) == "2024-02-29T00:00:00.123000Z"


def test_years_out_of_range_are_refused() -> None:
    with pytest.raises(Unclean, match="outside the years"):
        datetime_cleaner((), zone("Asia/Tokyo"))("0001-01-01T00:00:00", None)


@given(st.lists(st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)), min_size=2))  # noqa: DTZ001
def test_wide_instants_order_as_times_do(moments: list[datetime]) -> None:
    clean = datetime_cleaner(wide=True)
    texts = [str(clean(one.isoformat(), None)) for one in moments]
    assert sorted(texts) == [str(clean(one.isoformat(), None)) for one in sorted(moments)]


@given(st.dates(), st.sampled_from([(), ("%d.%m.%Y",)]))
def test_cleaning_dates_twice_is_cleaning_once(day: date, formats: tuple[str, ...]) -> None:
    clean = date_cleaner(formats)
    once = clean(day.isoformat(), None)
    assert clean(once, None) == once


@given(st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC)))  # noqa: DTZ001
def test_cleaning_instants_twice_is_cleaning_once(moment: datetime) -> None:
    clean = datetime_cleaner(("%d.%m.%Y %H:%M",), BERLIN)
    once = clean(moment.isoformat().replace("+00:00", "Z"), None)
    assert clean(once, None) == once


@pytest.mark.parametrize("pattern", ["%d.%m.%Y", "%m/%d/%y", "%Y%m%d %H:%M", "unix", "unix_ms"])
def test_formats_that_can_be_used(pattern: str) -> None:
    check_format(pattern)


@pytest.mark.parametrize("pattern", ["%d", "DD.MM.YYYY", "%H:%M", "%Q", ""])
def test_formats_that_cannot(pattern: str) -> None:
    with pytest.raises(ValueError, match="not a format of dates"):
        check_format(pattern)


@pytest.mark.parametrize("name", ["Europe/Berlinn", "", "../etc/passwd", "CEST"])
def test_zones_that_are_none(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone(name)


def test_of_several_formats_each_is_tried() -> None:
    clean = datetime_cleaner(("unix", "%d.%m.%Y %H:%M"), zone("UTC"))
    assert clean("29.02.2024 12:00", None) == clean(1709208000, None) == "2024-02-29T12:00:00Z"
