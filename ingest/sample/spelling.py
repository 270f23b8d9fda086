"""How people write: the same name, number or address in the hands of three systems."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ingest.sample.dice import Dice
from ingest.sample.words import Country

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_OTHER = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae"})


@lru_cache(maxsize=1024)
def plain(text: str, german: bool = False) -> str:
    """Without diacritics: `Müller` as `Muller`, or, as Germans do, `Mueller`."""
    text = text.translate(_GERMAN) if german else text
    text = unicodedata.normalize("NFKD", text.translate(_OTHER))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@lru_cache(maxsize=1024)
def slug(text: str, german: bool = False) -> str:
    """Small letters and digits alone, as in addresses."""
    return "".join(letter for letter in plain(text, german).lower() if letter.isascii() and letter.isalnum())


def typo(text: str, dice: Dice) -> str:
    """With one slip: two letters swapped, one left out, or one doubled; none where it would hit what is no letter."""
    if len(text) < 4:
        return text
    place = 1 + dice.below(len(text) - 3)
    slip = dice.below(3)
    if not text[place].isalpha() or not text[place + 1].isalpha():
        return text
    if slip == 0 and text[place] != text[place + 1]:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place + 1 :] if slip == 1 else text[: place + 1] + text[place:]


def person(given: str, family: str, dice: Dice) -> str:
    """A person's name: as it is, mostly; or turned round, with an initial, without diacritics."""
    style = dice.below(20)
    if style < 12:
        return f"{given} {family}"
    if style < 14:
        return f"{family}, {given}"
    if style < 16:
        return f"{given[0]}. {family}"
    return plain(f"{given} {family}", german=style < 18)


def company(core: str, legal: tuple[str, str], dice: Dice) -> str:
    """A company's name: with its legal form, spelled one way or the other, or without; in capitals, or plain."""
    style = dice.below(16)
    if style < 6:
        return f"{core} {legal[0]}"
    if style < 8:
        return f"{core} {legal[1]}"
    if style < 11:
        return core
    if style < 13:
        return f"{core} {legal[0]}".upper()
    if style < 15:
        return plain(f"{core} {legal[0]}", german=True)
    return typo(core, dice)


def phone(number: str, country: Country, dice: Dice, abroad: bool = False) -> str:
    """A number in E.164, in groups, with 00, or, unless it is read `abroad`, as it is dialled within the country."""
    style = dice.below(7 if abroad else 8)
    if style < 3:
        return number
    rest = number[1 + len(country.dial) :]
    groups = f"{rest[:2]} {rest[2:5]} {rest[5:]}"
    if style < 6:
        return f"+{country.dial} {groups}"
    return f"00{country.dial} {groups}" if style == 6 else f"{country.trunk}{groups}"


def tax_number(number: str, dice: Dice) -> str:
    """A tax number as it is, in groups, or without its country."""
    style = dice.below(8)
    if style < 5:
        return number
    rest = number[2:]
    groups = f"{rest[:3]} {rest[3:6]} {rest[6:]}"
    return f"{number[:2]} {groups}" if style < 7 else f"{number[:2]}-{rest[:3]}.{rest[3:]}"
