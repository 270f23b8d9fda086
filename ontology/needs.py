"""The needs of actions as the files write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from ontology import durations
from ontology.errors import Invalid
from ontology.mistakes import Mistakes
from ontology.turtle import Plain, Text
from ontology.vocabulary import Need

_PARTS = ("tl:path", "tl:required", "tl:freshness", "tl:limit", "tl:window")
Tell = Callable[[str, str], None]
"""Tells of a mistake: the message, and how to mend it."""


def needs(action: str, file: str, value: Plain, mistakes: Mistakes) -> list[Need]:
    """The needs in one `tl:needs` list of an action, in order."""
    tell = partial(mistakes.add, file, action)
    if not isinstance(value, tuple):
        tell("`tl:needs` is no list", "write `( [ tl:path … ] [ … ] )`")
        return []
    return [need for one in value if (need := _need(action, file, one, mistakes, tell))]


def _need(action: str, file: str, value: Plain, mistakes: Mistakes, tell: Tell) -> Need | None:
    if not isinstance(value, dict):
        tell("a need is no blank node", "write `[ tl:path … ]`")
        return None
    for predicate in sorted(value.keys() - set(_PARTS)):
        mistakes.unknown(file, action, "annotation of a need", predicate, _PARTS)
    parts = {key: one[0].value for key, one in value.items() if len(one) == 1 and isinstance(one[0], Text)}
    path = parts.get("tl:path", "")
    for predicate in sorted(value.keys() & set(_PARTS) - parts.keys()):
        tell(f"need `{path}` says `{predicate}` as what is not one text", "say it once")
    if not path:
        tell("a need has no `tl:path`", "say what must be known, from the subject on")
        return None
    return Need(
        path,
        required=_flag(path, parts.get("tl:required", "false"), tell),
        freshness=_length(path, parts.get("tl:freshness"), tell),
        limit=_limit(path, parts.get("tl:limit"), tell),
        window=_length(path, parts.get("tl:window"), tell),
    )


def _flag(path: str, text: str, tell: Tell) -> bool:
    if text not in ("true", "false"):
        tell(f"need `{path}`: `tl:required` is `{text}`", "say true or false")
    return text == "true"


def _length(path: str, text: str | None, tell: Tell) -> timedelta | None:
    try:
        return None if text is None else durations.parse(text)
    except Invalid as error:
        tell(f"need `{path}`: {error.message}", error.mend)
        return None


def _limit(path: str, text: str | None, tell: Tell) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and 0 < int(text) < 10_000:
        return int(text)
    tell(f"need `{path}`: `tl:limit` is `{text}`", "say a whole number from 1 to 9999")
    return None
