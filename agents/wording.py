"""Things and values in words, for prompts and explanations."""

from __future__ import annotations

from agents.answer import Said
from graph.model import Key, Record, Thing
from ontology import money
from ontology.vocabulary import Ontology


def founder(thing: Thing) -> Record:
    """The record version by which a thing is called: of the key that was seen first."""
    return min(thing.members, key=lambda record: (record.first, record.key.text))


def label(thing: Thing, ontology: Ontology) -> str:
    """What a thing is called: its narrowest classes and its oldest key. Values are left out, for they must be cited."""
    return f"{kind(thing, ontology)} {founder(thing).key}"


def kind(thing: Thing, ontology: Ontology) -> str:
    """The narrowest classes of a thing, in words."""
    broader = {parent for name in thing.classes for parent in ontology.ancestors(name) - {name}}
    return " and ".join(ontology.classes[name].label for name in sorted(thing.classes - broader))


def value_text(value: Said, unit: str | None = None) -> str:
    """A value for the eye, in one line: money in its currency, several values in a row."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value_text(one) for one in value) or "none"
    return money.show(value, unit) if unit is not None and isinstance(value, int) else " ".join(str(value).split())


def said(value: Said, unit: str | None = None) -> str:
    """A value for the eye as it was said, its lines kept; what a reference leads to by its keys."""
    if isinstance(value, list) and value and all(str(one).startswith("[") for one in value):
        return "→ " + ", ".join(key_text(str(one)) for one in value)
    return value if isinstance(value, str) else value_text(value, unit)


def key_text(text: str) -> str:
    """A key's canonical text as people read it: `erp/orders/10248`."""
    return str(Key.parse(text))


def one_line(text: str) -> str:
    """A text with everything escaped that would not print, line breaks above all."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def count(number: int, noun: str) -> str:
    """A number and what is counted: `1 gap`, `2 gaps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
