"""A decision as one HTML page that a person can read, click through, print and pass on; it needs nothing but itself.

The page loads nothing: style, script and data are in it, and its content security policy admits these two by their
digests and nothing else. What people and systems wrote is escaped by construction (`markup`), and the script puts no
text into markup.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

import orjson

from agents.dossier import Dossier
from agents.exports.network import DecisionGraph
from agents.exports.page import sections
from agents.exports.page.answers import answers
from agents.exports.page.cards import drawing
from agents.exports.page.details import details
from agents.exports.page.markup import Html, fill

FOLDER = Path(__file__).parent


def page(found: Dossier, graph: DecisionGraph) -> str:
    """The page of a decision."""
    style, script = _file("page.css"), _file("page.js")
    body = (
        part(found)
        for part in (
            sections.grounds,
            sections.weighed,
            sections.verdict,
            sections.moments,
            sections.doubts,
            sections.shown,
            sections.checking,
        )
    )
    return fill(
        _file("page.html"),
        policy=policy(),
        title=f"decision {found.number}: {found.choice}",
        style=style,
        head=sections.heading(found),
        answers=answers(found),
        details=details(found, graph),
        body=body,
        drawing=_data(drawing(found, graph).model_dump()),
        script=script,
    )


@cache
def policy() -> str:
    """The content security policy of every page: our one style and our one script, and no loading of anything."""
    return (
        f"default-src 'none'; style-src '{_hash('page.css')}'; script-src '{_hash('page.js')}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'"
    )


@cache
def _file(name: str) -> Html:
    return Html((FOLDER / name).read_text(encoding="utf-8"))


def _hash(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(_file(name).encode()).digest()).decode()


def _data(document: object) -> Html:
    """A document as JSON in which no sign can end the element that it stands in."""
    text = orjson.dumps(document).decode()
    return Html(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
