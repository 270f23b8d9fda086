"""Money without rounding: an amount in the minor units of its currency (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal

from ingest.cleaners import INTEGERS, Unclean
from ontology.errors import nearest
from ontology.money import EXPONENTS


def currency(text: str) -> str:
    """A currency by its code. Raises: Unclean."""
    code = text.strip().upper()
    if code not in EXPONENTS:
        advice = nearest(code, EXPONENTS)
        raise Unclean(f"`{text}` is not a currency of ISO 4217" + (f": {advice}" if advice else ""))
    return code


def minor_units(amount: str, code: str) -> int:
    """A decimal amount in the minor units of a currency, exactly.

    Raises:
        Unclean: it has more decimals than the currency, or more digits than 64 bits hold.
    """
    places = EXPONENTS[code]
    number = Decimal(amount)
    _, digits, exponent = number.as_tuple()
    if -int(exponent) > places:
        raise Unclean(f"more decimals than {code} has ({places})")
    units: int = int("".join(map(str, digits))) * 10 ** (int(exponent) + places) * (-1 if number < 0 else 1)
    if units not in INTEGERS:
        raise Unclean("more than 64 bits hold")
    return units
