"""Check digits: whether a number was written down without a slip, by the scheme that it was given out under."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def gs1(text: str) -> bool:
    """The last digit of a GTIN makes the weighed sum a multiple of ten (GS1 General Specifications, 7.9)."""
    if not (text.isascii() and text.isdecimal()):
        return False
    weighed = sum(int(digit) * (1 if place % 2 == 0 else 3) for place, digit in enumerate(reversed(text)))
    return weighed % 10 == 0


def mod97(text: str) -> bool:
    """Read as a number, with 10 for A to 35 for Z, it is 1 modulo 97: an LEI (ISO 17442, ISO 7064)."""
    if not (text.isascii() and text.isalnum() and text == text.upper()):
        return False
    return int("".join(str(int(sign, 36)) for sign in text)) % 97 == 1


def iban(text: str) -> bool:
    """The same with the first four signs moved to the end (ISO 13616)."""
    return mod97(text[4:] + text[:4])


SCHEMES: Mapping[str, Callable[[str], bool]] = {"gs1": gs1, "iban": iban, "mod97": mod97}
"""What `tl:checkDigits` may name."""
