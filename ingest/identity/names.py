"""Names as they are compared: without what two systems write differently about one name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

PERSON = "Person"
SHORTEST = 3
"""The fewest letters of a name by which an address bears it."""

_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "a", "đ": "d", "ı": "i"})
_FORMS = """
gmbh ag kg kgaa ohg gbr ug ev eg se aktiengesellschaft co und and et y e i och sarl sas sasu sa srl spa snc sl slu sp z
o oo zoo sj spolka jawna akcyjna ab hb kb aktiebolag handelsbolag kommanditbolag ltd limited plc llp llc lp inc
incorporated corp corporation company lda limitada unipessoal unip bv nv bvba oy oyj as asa aps kft zrt sro doo societe
anonyme sociedad anonima pty pte
"""
_LEGAL = frozenset(_FORMS.split())
"""Words at the end of a company's name that say only what form it has."""


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """In small letters without diacritics, `ä` and `ae` alike; what is no letter or digit is a space."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.replace("ae", "a").replace("oe", "o").replace("ue", "u").replace(".", "").replace("'", "")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


@lru_cache(maxsize=1 << 14)
def name_key(cls: str, name: str) -> str:
    """The form in which two names of things of a class are compared, '' when there is none.

    A person's is the first letter of the first name, and the last: `Müller, Jürgen` and `J. Mueller` are alike. That
    of others is the whole name, without spaces and what says only which form a company has.
    """
    if cls == PERSON:
        return _person(name)
    words = fold(name).split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return "".join(words)


def bears(email: str, names: Iterable[str]) -> bool:
    """Whether what stands before the `@` of an address is one of the names, or holds a word of it."""
    local = fold(email.rpartition("@")[0]).replace(" ", "")
    for words in (fold(name).split() for name in names):
        if words and ("".join(words) == local or any(len(word) >= SHORTEST and word in local for word in words)):
            return True
    return False


def _person(name: str) -> str:
    last, comma, first = name.partition(",")
    if not comma:
        words = fold(name).split()
        return f"{words[0][0]} {words[-1]}" if words else ""
    initial, family = fold(first)[:1], fold(last).split()
    return f"{initial} {family[-1]}" if initial and family else fold(name)
