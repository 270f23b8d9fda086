"""Markup that is safe by construction: every text that is put into a template is escaped, unless it is markup."""

from __future__ import annotations

import html
from collections.abc import Iterable


class Html(str):
    """A text that is markup already."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """A template with its `{places}` filled: markup as it is, several pieces in a row, all else escaped."""
    return Html(template.format(**{name: _safe(value) for name, value in values.items()}))


def printable(text: str) -> str:
    """A text as people may see it: what would not print, or would turn the direction of writing, is written out."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else f"\\u{ord(sign):04x}" for sign in text)


def when(stamp: str | None) -> str:
    """A stored instant for the eye: `2026-03-01 09:30:00 UTC`."""
    return f"{stamp[:19].replace('T', ' ')} UTC" if stamp else "–"


def _safe(given: object) -> str:
    if isinstance(given, Html):
        return given
    if isinstance(given, str):
        return html.escape(printable(given))
    if isinstance(given, Iterable):
        return "".join(_safe(one) for one in given)
    return html.escape(str(given))
