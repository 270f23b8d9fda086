"""Money: how many decimals a currency has, after ISO 4217, and an amount in minor units as people read it."""

from __future__ import annotations

_NONE = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_FOUR = frozenset({"CLF", "UYW"})


def decimals(currency: str) -> int:
    """How many decimals the minor unit of a currency stands for: 2 for EUR, 0 for JPY, 3 for KWD."""
    if currency in _NONE:
        return 0
    return 3 if currency in _THREE else 4 if currency in _FOUR else 2


def show(minor: int, currency: str) -> str:
    """An amount in minor units as people read it: `12050` and `EUR` is `120.50 EUR`."""
    places = decimals(currency)
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).rjust(places + 1, "0")
    whole, rest = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return f"{sign}{whole}{rest} {currency}"
