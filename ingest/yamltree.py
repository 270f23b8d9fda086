"""YAML with its places: plain values, and the line on which each of them stands.

Only `true`, `false`, `null` and whole numbers are read as such: `NO` is a country, `2024-01-01` a text, `007` a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from ontology.errors import Invalid

Path: TypeAlias = tuple[str | int, ...]
WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class Mistakes:
    """What is wrong with a file, gathered so that all of it is told at once, each with its line."""

    name: str
    places: dict[Path, int] = field(default_factory=dict)
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, path: Path, message: str, advice: str = "") -> None:
        """Note a mistake at a path; the line is the nearest known one on the way to it."""
        line = next((self.places[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.places), 0)
        where = ".".join(map(str, path))
        told = f"{message}: {advice}" if advice else message
        self.found.append((line, f"line {line}, {where}: {told}" if where else told))

    def settle(self) -> None:
        """Raise Invalid with every mistake, in the order of the file, if there are any."""
        if self.found:
            told = list(dict.fromkeys(text for _, text in sorted(self.found, key=lambda one: one[0])))
            count = f"{len(told)} mistake" + ("s" if len(told) > 1 else "")
            raise Invalid(f"{count} in `{self.name}`", details=told)


def read(text: str, name: str) -> tuple[Any, Mistakes]:
    """The plain values of a YAML document, and where they stand; a key that is there twice is a mistake.

    Raises:
        Invalid: it is not YAML.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise Invalid(f"`{name}` is not YAML: {place}{problem}") from None
    mistakes = Mistakes(name)
    return (None if node is None else _plain(node, (), mistakes, ())), mistakes


def _plain(node: yaml.Node, path: Path, mistakes: Mistakes, above: tuple[int, ...]) -> Any:
    mistakes.places.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if id(node) in above or len(above) > 20:
        mistakes.add(path, "nested too deeply, or within itself")
        return None
    inside = (*above, id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, place), mistakes, inside) for place, one in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            mistakes.add(path, "a key that is not a text")
            continue
        key = str(key_node.value)
        mistakes.places.setdefault((*path, key), key_node.start_mark.line + 1)
        if key in found:
            mistakes.add((*path, key), f"`{key}` is there twice")
        found[key] = _plain(value_node, (*path, key), mistakes, inside)
    return found


def _scalar(node: yaml.ScalarNode) -> Any:
    value = str(node.value)
    if node.style in {"'", '"', "|", ">"}:
        return value
    if value.lower() in WORDS:
        return WORDS[value.lower()]
    return int(value) if WHOLE.fullmatch(value) else value


def shown(names: Iterable[str]) -> str:
    """Names in a row, for advice."""
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"
