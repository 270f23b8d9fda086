"""The Cypher that the graph asks, one question a file in `graph/cypher/`.

Values always go as parameters. Where a question depends on a label, a relationship type or a property name, the file
has a slot `{{slot}}`, filled only with names that the vocabulary admits.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ontology.errors import Invalid

FOLDER = Path(__file__).parent / "cypher"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_names: dict[str, str] = {}


@cache
def _text(name: str) -> str:
    text = (FOLDER / f"{name}.cypher").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("//"))


def checked(name: str) -> str:
    """The name, if it can stand in a question as a label, a type or a property.

    Raises:
        Invalid: it holds anything but letters, digits and underscores.
    """
    if not _NAME.fullmatch(name):
        raise Invalid(f"not a name for a label, relation or property: `{name}`", "use letters, digits and underscores")
    return name


def labels(names: list[str]) -> str:
    """Labels as they follow a variable: `:Customer:Organization`, or nothing."""
    return "".join(f":{checked(name)}" for name in names)


def columns(names: list[str], row: str, offset: int) -> str:
    """Literal map entries that take properties from a row's columns: `, name: row[7], city: row[8]`."""
    return "".join(f", {checked(name)}: {row}[{offset + place}]" for place, name in enumerate(names))


@cache
def cypher(name: str, **slots: str) -> str:
    """The question of that name, its slots filled (by `labels`, `columns` or a checked name)."""
    question = _SLOT.sub(lambda match: slots[match.group(1)], _text(name))
    _names[question] = name
    return question


def name_of(question: str) -> str:
    """The name of a question that was asked before, '' for a statement that is none."""
    return _names.get(question, "")
