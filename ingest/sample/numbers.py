"""Numbers that are well-formed: taxes and articles with their check digits, telephone numbers that could exist."""

from __future__ import annotations

from collections.abc import Callable

from ingest.sample.words import Country


def scattered(index: int, digits: int, offset: int) -> int:
    """A number of at most so many digits; another one for every index below ten to the power of `digits`."""
    return (index * 7_368_787 + offset) % int(10**digits)


def phone(country: Country, index: int, offset: int, mobile: bool = False) -> str:
    """A number in E.164, another one for every index: of an office, or of a person."""
    prefix, digits = country.mobile if mobile else country.office
    return f"+{country.dial}{prefix}{scattered(index, digits, offset):0{digits}d}"


def gtin(index: int) -> str:
    """A GTIN-13 with its check digit (GS1), of a prefix that is for use within a company."""
    digits = f"20{index:010d}"
    return digits + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10)


def tax_number(country: str, index: int, offset: int) -> str:
    """A value-added tax number with its country and its check digits, another one for every index below a million."""
    return country + _TAXES[country](scattered(index, 7, offset))


def luhn(digits: str) -> str:
    """The check digit of ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _de(number: int) -> str:
    digits, product = f"1{number:07d}", 10
    for digit in digits:
        rest = (int(digit) + product) % 10 or 10
        product = rest * 2 % 11
    return digits + str((11 - product) % 10)


def _fr(number: int) -> str:
    digits = f"4{number:07d}"
    siren = digits + luhn(digits)
    return f"{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _it(number: int) -> str:
    digits = f"{number:07d}015"
    return digits + luhn(digits)


def _es(number: int) -> str:
    digits = f"{number:07d}"
    return f"B{digits}{luhn(digits)}"


def _pl(number: int) -> str:
    """The place before the check digit is the first that gives one: not every number has it."""
    for last in "0123":
        digits = f"5{number:07d}{last}"
        check = sum(int(digit) * weight for digit, weight in zip(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7), strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise AssertionError(f"no check digit for {number}")


def _se(number: int) -> str:
    digits = f"55{number:07d}"
    return f"{digits}{luhn(digits)}01"


def _gb(number: int) -> str:
    digits = f"{number:07d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return f"{digits}{97 - total % 97:02d}"


def _pt(number: int) -> str:
    digits = f"5{number:07d}"
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
    return f"{digits}{check if check < 10 else 0}"


_TAXES: dict[str, Callable[[int], str]] = {
    "DE": _de, "FR": _fr, "IT": _it, "ES": _es, "PL": _pl, "SE": _se, "GB": _gb, "PT": _pt,
}  # fmt: skip
