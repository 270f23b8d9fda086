"""Cleaners: from what a system wrote to the one form in which the graph holds a value. Cleaning twice is cleaning once.

A cleaner takes a text, an integer or a boolean, and the country it stands in, if one is told.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

import idna
import phonenumbers

from ontology.errors import ThroughlineError

Plain: TypeAlias = str | int | bool
Cleaner: TypeAlias = Callable[[Plain, str | None], Plain]

INTEGERS = range(-(2**63), 2**63)
DIGITS = 100
"""The most digits of a decimal: more is a mistake, or an attack."""

LONGEST_TAX_NUMBER = 30
MEMORY = 1 << 14
"""How many cleaned values are remembered."""

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}")
NAMED = re.compile(r"[^<>]*<([^<>]+)>")
SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
PLAIN_HOST = re.compile(r"(?=.{1,253}$)(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!..--)[a-z][a-z0-9]{0,62}")
"""Host names that stay as they are in ASCII; what else is one is read with all that international names allow."""
VAT = frozenset(
    "AT BE BG CH CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LT LU LV MT NL NO PL PT RO SE SI SK XI".split()  # noqa: SIM905
)
TRUE = frozenset({"true", "yes", "y", "t", "1", "on"})
FALSE = frozenset({"false", "no", "n", "f", "0", "off"})


class Unclean(ThroughlineError, ValueError):
    """A value that its cleaner cannot take; the message is the reason, without the value."""

    status = 422
    title = "value cannot be cleaned"


def text(value: Plain, region: str | None = None) -> str:
    """Text in Unicode's composed form (NFC), without white space around it."""
    if type(value) is str and value.isascii():
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return unicodedata.normalize("NFC", str(value)).strip()


def email(value: Plain, region: str | None = None) -> str:
    """An e-mail address in small letters, without its display name, its host in ASCII."""
    found = text(value).removeprefix("mailto:")
    if named := NAMED.fullmatch(found):
        found = named[1].strip()
    local, at, host = found.rpartition("@")
    if not at or not LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise Unclean("not an e-mail address")
    return f"{unicodedata.normalize('NFC', local.lower())}@{_host(host, 'not an e-mail address')}"


def domain(value: Plain, region: str | None = None) -> str:
    """A web domain in small letters and ASCII (punycode), without `www.`; a whole address is taken for its host."""
    found = SCHEME.sub("", text(value), count=1)
    found = re.split(r"[/?#]", found, maxsplit=1)[0].rpartition("@")[2]
    found = re.sub(r":\d*$", "", found)
    host = _host(found, "not a web domain")
    while host.startswith("www.") and host.count(".") > 1:
        host = host[4:]
    return host


def phone(value: Plain, region: str | None = None) -> str:
    """A telephone number in E.164 (`+4930123456`), with its extension if it has one (`;ext=7`)."""
    found = text(value)
    place = None if found.startswith("+") else region
    clean = _numbers.get((found, place))
    if clean is None:
        clean = _phone(found, place)
        if len(_numbers) >= MEMORY:
            _numbers.clear()
        _numbers[found, place] = _numbers[clean, None] = clean
    return clean


def tax_number(value: Plain, region: str | None = None) -> str:
    """A tax number in capitals without punctuation, after the two letters of its country as far as that is told."""
    found = "".join(letter for letter in unicodedata.normalize("NFKC", text(value)).upper() if letter.isalnum())
    if not any(letter.isdigit() for letter in found) or not found.isascii() or len(found) > LONGEST_TAX_NUMBER:
        raise Unclean("not a tax number")
    prefix = "EL" if region == "GR" else region
    if found.startswith("GR") and found[2:].isdigit():
        found = f"EL{found[2:]}"
    if prefix is None or found.startswith(prefix) or (found[:2] in VAT and any(x.isdigit() for x in found[2:4])):
        return found
    if len(found) > LONGEST_TAX_NUMBER - 2:
        raise Unclean("not a tax number")
    return f"{prefix}{found}"


def integer(value: Plain, region: str | None = None) -> int:
    """A whole number of at most 64 bits; `3.0` is one, `3.5` is not."""
    if isinstance(value, int) and not isinstance(value, bool):
        found = value
    else:
        number = Decimal(decimal(value))
        if number != number.to_integral_value():
            raise Unclean("not a whole number")
        found = int(number)
    if found not in INTEGERS:
        raise Unclean("more than 64 bits hold")
    return found


def decimal(value: Plain, region: str | None = None) -> str:
    """A decimal as the shortest text: no exponent, no zeros at its end."""
    if isinstance(value, bool):
        raise Unclean("not a number")
    found = text(value)
    if len(found) > DIGITS or not NUMBER.fullmatch(found):
        raise Unclean("not a decimal number, such as `1234.5`")
    number = Decimal(found)
    if abs(number.adjusted()) > DIGITS:
        raise Unclean(f"more than {DIGITS} digits")
    plain = format(number, "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"-0", ""} else plain


def boolean(value: Plain, region: str | None = None) -> bool:
    """Yes or no, in the usual words, or 1 and 0."""
    if isinstance(value, bool):
        return value
    word = text(value).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise Unclean("neither yes nor no")


def marks(decimal_mark: str, group_mark: str | None) -> Callable[[Plain], Plain]:
    """From a number as a country writes it (`1.234,50`) to one with a point and no groups."""

    def plain(value: Plain) -> Plain:
        if not isinstance(value, str):
            return value
        whole, mark, rest = value.strip().partition(decimal_mark)
        if "." in (whole + rest) and group_mark != ".":
            raise Unclean(f"a point, where `{decimal_mark}` is the decimal mark")
        if group_mark and group_mark in whole:
            head, *groups = whole.split(group_mark)
            if not head.lstrip("+-") or len(head.lstrip("+-")) > 3 or any(len(group) != 3 for group in groups):
                raise Unclean(f"`{group_mark}` does not stand between groups of three")
            whole = head + "".join(groups)
        return f"{whole}.{rest}" if mark else whole

    return plain


_numbers: dict[tuple[str, str | None], str] = {}
"""Numbers that were cleaned, and what they became, which is clean: reading one takes 100 µs."""


def _phone(found: str, region: str | None) -> str:
    if region is None and found.startswith("00"):
        found = f"+{found[2:]}"
    try:
        number = phonenumbers.parse(found, region)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE and not region:
            raise Unclean("a number without its country: write `+49 …`, or say `country:`") from None
        raise Unclean("not a telephone number") from None
    if not phonenumbers.is_valid_number(number):
        raise Unclean("not a telephone number that exists" + (f" in {region}" if region else ""))
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


@lru_cache(maxsize=MEMORY)
def _host(name: str, reason: str) -> str:
    name = name.strip().rstrip(".").lower()
    if PLAIN_HOST.fullmatch(name):
        return name
    try:
        host = idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise Unclean(reason) from None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if "." in host and not host.rpartition(".")[2].isdigit() and not host.startswith("."):
            return host
    raise Unclean(reason)


BY_NAME: dict[str, Cleaner] = {
    "text": text,
    "email": email,
    "phone": phone,
    "tax_number": tax_number,
    "domain": domain,
    "integer": integer,
    "decimal": decimal,
    "boolean": boolean,
}
