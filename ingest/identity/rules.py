"""Identity by rule: the normalised values that identify a thing, computed from a row that was mapped.

Two records that carry an equal value of a property that identifies a class both have describe one thing. Values that
many share (free mail, platforms, numbers with an extension) identify nobody; values that too many records share are
the store's to guard. What others may share as well identifies together with the name: a telephone number never
identifies a person alone, for it may be a switchboard's or have been another's, and an e-mail address does so only
where it bears the person's name, for it may be a mailbox that several read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import tldextract

from graph.identifiers import NAMED, Identifier
from graph.model import Value
from ingest import cleaners
from ingest.cleaners import Unclean
from ingest.countries import region
from ingest.identity.names import PERSON, bears, name_key
from ontology.vocabulary import Ontology

_SHARED = """
gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.es yahoo.it ymail.com rocketmail.com
hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es outlook.com outlook.de outlook.fr live.com
live.co.uk live.fr live.nl msn.com passport.com aol.com aim.com icloud.com me.com mac.com proton.me protonmail.com
pm.me tutanota.com tuta.io hey.com fastmail.com hushmail.com zoho.com mail.com email.com gmx.com gmx.de gmx.at
gmx.ch gmx.net web.de t-online.de freenet.de arcor.de mail.ru bk.ru inbox.ru list.ru yandex.ru yandex.com rambler.ru
ukr.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tin.it alice.it telefonica.net
terra.com.br uol.com.br bol.com.br ig.com.br qq.com 163.com 126.com sina.com naver.com daum.net rediffmail.com
bigpond.com comcast.net verizon.net att.net sbcglobal.net cox.net charter.net bellsouth.net btinternet.com sky.com
virginmedia.com ntlworld.com blueyonder.co.uk shaw.ca rogers.com sympatico.ca bluewin.ch skynet.be telenet.be
planet.nl ziggo.nl facebook.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com linktr.ee
sites.google.com
"""
SHARED_HOSTS = frozenset(_SHARED.split())
"""Hosts that many unrelated parties share: free mail, access providers, platforms."""

_suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)

NAMES = ("name", "legal_name", "alias")
"""The properties that hold what a thing is called."""

Normaliser = Callable[[str, str | None], str | None]


def identifiers(ontology: Ontology, classes: Sequence[str], fields: Mapping[str, Value]) -> tuple[Identifier, ...]:
    """What identifies a thing with these classes and fields, in order."""
    said = [pair for pair in identifying(ontology, tuple(classes)) if fields.get(pair[1]) is not None]
    if not said:
        return ()
    country = fields.get("country")
    home = region(country) if isinstance(country, str) else None
    called = [text for one in NAMES for text in each(fields.get(one))]
    found = {
        one
        for cls, name in said
        for value in each(fields[name])
        if (normal := normalise(name, value, home)) is not None
        for one in _borne_out(ontology, cls, name, normal, called)
    }
    return tuple(sorted(found))


def _borne_out(ontology: Ontology, cls: str, name: str, value: str, called: Sequence[str]) -> Iterator[Identifier]:
    """The value alone, the value with each name that the thing is called, or both."""
    keys = sorted({key for text in called if (key := name_key(cls, text))})
    known = ontology.properties[name]
    alone = cls != PERSON or not keys or (name == "email" and bears(value, called)) or name not in ("email", "phone")
    if alone:
        yield Identifier(cls, name, value)
    if not alone or known.within < known.guard:
        for key in keys:
            yield Identifier(cls, name, f"{value}{NAMED}{key}")


@lru_cache(maxsize=256)
def identifying(ontology: Ontology, classes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The (class, property) pairs that identify a thing with these classes."""
    return tuple(sorted(ontology.identifying(classes)))


def normalise(name: str, value: str, home: str | None = None) -> str | None:
    """The form in which two values of a property are compared; None when the value identifies nobody.

    `home` is the region of the thing's country. Properties without a rule of their own are compared letter by letter.
    """
    return NORMALISERS.get(name, _exact)(value, home)


def _email(value: str, home: str | None) -> str | None:
    try:
        return cleaners.email(value)
    except Unclean:
        return None


def _phone(value: str, home: str | None) -> str | None:
    """E.164; a number with an extension is a switchboard's and identifies nobody."""
    try:
        found = cleaners.phone(value, home)
    except Unclean:
        return None
    return found if ";" not in found else None


def _tax_number(value: str, home: str | None) -> str | None:
    """With its country in front, or none: the same digits are somebody else's in another country."""
    try:
        found = cleaners.tax_number(value, home)
    except Unclean:
        return None
    return found if found[:2] in cleaners.VAT or (home and found.startswith(home)) else None


def _domain(value: str, home: str | None) -> str | None:
    try:
        found = cleaners.domain(value)
    except Unclean:
        return None
    parts = _suffixes(found)
    if parts.suffix and not parts.domain:
        return None
    return None if found in SHARED_HOSTS or f"{parts.domain}.{parts.suffix}" in SHARED_HOSTS else found


def _gtin(value: str, home: str | None) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits whose check digit holds, filled up to 14 (GS1)."""
    digits = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"\d{8}|\d{12,14}", digits, re.ASCII):
        return None
    full = digits.zfill(14)
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(full))
    return full if weighed % 10 == 0 and int(full) else None


def _exact(value: str, home: str | None) -> str | None:
    return unicodedata.normalize("NFC", value).strip() or None


def each(value: Value) -> tuple[str, ...]:
    """The texts of what a field holds, one for each value."""
    values = value if isinstance(value, tuple) else (value,)
    return tuple(str(one) for one in values if one is not None and not isinstance(one, bool))


NORMALISERS: dict[str, Normaliser] = {
    "email": _email,
    "phone": _phone,
    "tax_number": _tax_number,
    "domain": _domain,
    "gtin": _gtin,
}
