"""Values as they are read: what type a value is of, whether it is of a declared one, and how it may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from ingest import cleaners, times
from ingest.cleaners import Unclean
from ingest.paths import ABSENT, look

Kind: TypeAlias = Literal["text", "integer", "decimal", "boolean", "date", "datetime", "list", "object", "any"]
Typed: TypeAlias = str | int | bool | Decimal | list[Any] | dict[str, Any]

SHOWN = 40
"""How many characters of a value are shown."""

WIDER: dict[str, frozenset[str]] = {
    "decimal": frozenset({"integer"}),
    "text": frozenset({"integer", "decimal", "boolean", "date", "datetime"}),
}
"""Type → the narrower types whose values are of it as well."""

SECRET = re.compile(
    r"(^|[\W_])(pass(word|wd|phrase)?|pwd|secret|token|api_?key|iban|ssn|cvv|pin|card_?(no|number)?)([\W_]|$)",
    re.IGNORECASE,
)
"""Names of columns whose values are never shown."""

_FORMS: dict[Kind, re.Pattern[str]] = {
    "integer": re.compile(r"[+-]?(0|[1-9]\d{0,18})", re.ASCII),
    "decimal": re.compile(r"[+-]?\d{1,30}\.\d{1,30}", re.ASCII),
    "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "datetime": re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII),
}
_WORDS = frozenset({"true", "false", "yes", "no"})


def stands(data: Mapping[str, Any], name: str) -> Any:
    """What stands in a column of a row, or at a path in it; None when nothing does."""
    found = look(data, name)
    return None if found is ABSENT else found


def empty(value: Any, nulls: frozenset[str] = frozenset()) -> bool:
    """Whether a row says nothing there: a null, an empty text, or a text that means so."""
    if value is None:
        return True
    return isinstance(value, str) and (not value or value.isspace() or value.strip() in nulls)


def kind_of(value: Any) -> Kind:
    """The narrowest type that a value is of, by how it is written."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if value in cleaners.INTEGERS else "text"
    if isinstance(value, str):
        return _kind_of_text(value) if len(value) <= SHOWN else "text"
    return "list" if isinstance(value, list) else "object"


@lru_cache(maxsize=1 << 14)
def _kind_of_text(text: str) -> Kind:
    found = text.strip()
    written = next((kind for kind, form in _FORMS.items() if form.fullmatch(found)), None)
    if written is None:
        return "boolean" if found.lower() in _WORDS else "text"
    try:
        _READERS[written](found)
    except Unclean:
        return "decimal" if written == "integer" else "text"
    return written


def wider(one: Kind | None, other: Kind) -> Kind:
    """The narrowest type that the values of both are of; of None there are none."""
    if one is None or one == other:
        return other
    for kind in ("decimal", "text"):
        known = WIDER[kind] | {kind}
        if one in known and other in known:
            return kind
    return "any"


def reader(kind: Kind, formats: Sequence[str] = (), home: ZoneInfo | None = None) -> Callable[[Any], Typed]:
    """How a value is read as a type. What it gives raises Unclean for a value that is not of it.

    Dates and instants are read as their ISO 8601 text, which is ordered as they are; `home` places those without zone.
    """
    dated: dict[str, cleaners.Cleaner] = {
        "date": times.date_cleaner(formats),
        "datetime": times.datetime_cleaner(formats, home or ZoneInfo("UTC"), "earlier", wide=True),
    }
    plain: dict[str, Callable[[Any], Typed]] = {
        "integer": cleaners.integer,
        "boolean": cleaners.boolean,
        "text": cleaners.text,
        "decimal": lambda value: Decimal(str(cleaners.decimal(value))),
    }

    def read(value: Any) -> Typed:
        if kind in ("list", "object", "any"):
            if kind == "any" or (isinstance(value, list) if kind == "list" else isinstance(value, dict)):
                return value  # type: ignore[no-any-return]
            raise Unclean(f"not {'a list' if kind == 'list' else 'an object'}")
        if isinstance(value, (list, dict)):
            raise Unclean("a list, where one value is meant" if isinstance(value, list) else "an object")
        return dated[kind](value, None) if kind in dated else plain[kind](value)

    return read


_READERS = {kind: reader(kind) for kind in _FORMS}
"""How values are read that are written as of a type: of it are only those that can be."""


def shown(value: Any, secret: bool = False) -> str:
    """A value as a report may show it: its beginning, or, where it may be secret, only its shape (`Aa99@a.a`)."""
    text = str(value)
    text = shape(text) if secret or "@" in text else text
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def shape(text: str) -> str:
    """How a text is written, without what it says: letters as `A` and `a`, digits as `9`, runs as one."""
    found = "".join("9" if one.isdigit() else ("A" if one.isupper() else "a") if one.isalpha() else one for one in text)
    return re.sub(r"(.)\1+", r"\1", found)
