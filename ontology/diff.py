"""What changed between two ontologies, word by word and field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from ontology.vocabulary import Ontology

Words = dict[tuple[str, str], dict[str, Any]]
_KINDS = {"classes": "class", "properties": "property", "relations": "relation", "actions": "action"}


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One difference: a word that came or went, or one field of a word with its value before and after.

    `kind` is class, property, relation, action, need (named `action: path`) or ontology (its version). Values are plain
    JSON.
    """

    kind: str
    name: str
    what: Literal["added", "removed", "changed"]
    field: str = ""
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        if self.what != "changed":
            return f"{self.what} {self.kind} `{self.name}`"
        return f"changed {self.kind} `{self.name}`: {self.field}: {_show(self.before)} → {_show(self.after)}"


def diff(before: Ontology, after: Ontology) -> tuple[Change, ...]:
    """Every difference, by kind and name; none exactly when the digests are equal."""
    old, new = _words(before), _words(after)
    changes = [Change(*key, "removed") for key in old.keys() - new.keys()]
    changes += [Change(*key, "added") for key in new.keys() - old.keys()]
    for key in old.keys() & new.keys():
        changes += _fields(key, old[key], new[key])
    return tuple(sorted(changes, key=lambda one: (one.kind, one.name, one.field)))


def _fields(key: tuple[str, str], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    differing = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    if key[0] == "action" and "order" in differing and sorted(old["order"]) != sorted(new["order"]):
        differing.remove("order")  # the needs that came or went tell it
    return [Change(*key, "changed", name, old.get(name), new.get(name)) for name in differing]


def _words(ontology: Ontology) -> Words:
    data = orjson.loads(ontology.to_json())
    words: Words = {("ontology", "version"): {"version": data["version"]}}
    for plural, kind in _KINDS.items():
        for name, word in data[plural].items():
            needs = word.pop("needs", None)
            words[kind, name] = word
            if needs is not None:
                word["order"] = [need["path"] for need in needs]
                words |= {("need", f"{name}: {need['path']}"): need for need in needs}
    return words


def _show(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
