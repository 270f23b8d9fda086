"""Numbers that are well-formed: taxes and articles with their check digits, telephone numbers that could exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
    """A value-added tax number with its country and its check digits, another one for every index below ten million."""
    return country + checked(country, _BEGUN[country].format(scattered(index, 7, offset)))


def checked(country: str, digits: str) -> str:
    """A country's tax number, of the digits that stand before (in France, behind) its check digits."""
    return _CHECKED[country](digits)


def luhn(digits: str) -> str:
    """The check digit of ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _weighed(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _de(digits: str) -> str:
    product = 10
    for digit in digits:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return digits + str((11 - product) % 10)


def _fr(digits: str) -> str:
    siren = digits + luhn(digits)
    return f"{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def _pl(digits: str) -> str:
    """Not all digits have a check digit: a further one stands before it, the first that gives one."""
    for more in "0123":
        full = (digits + more)[:9]
        check = _weighed(full, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
        if check < 10:
            return f"{full}{check}"
    raise AssertionError(f"no check digit for {digits}")


def _gb(digits: str) -> str:
    return f"{digits}{97 - _weighed(digits, range(8, 1, -1)) % 97:02d}"


def _pt(digits: str) -> str:
    check = 11 - _weighed(digits, range(9, 1, -1)) % 11
    return f"{digits}{check if check < 10 else 0}"


_BEGUN = {
    "DE": "1{:07d}", "FR": "4{:07d}", "IT": "{:07d}015", "ES": "{:07d}", "PL": "5{:07d}", "SE": "55{:07d}",
    "GB": "{:07d}", "PT": "5{:07d}",
}  # fmt: skip
"""How a country's tax number is begun with seven digits."""
_CHECKED: dict[str, Callable[[str], str]] = {
    "DE": _de,
    "FR": _fr,
    "IT": lambda digits: digits + luhn(digits),
    "ES": lambda digits: f"B{digits}{luhn(digits)}",
    "PL": _pl,
    "SE": lambda digits: f"{digits}{luhn(digits)}01",
    "GB": _gb,
    "PT": _pt,
}
