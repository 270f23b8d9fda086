"""What a statement of other people returns, as plain JSON that is the same from both engines, without what is hidden.

A thing is `{"labels": […], "properties": {…}}`, a relation `{"relation": …, "properties": {…}}`, a path
`{"nodes": […], "relations": […]}`. Dates and durations are ISO 8601 texts; numbers that JSON has not are texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from graph import hidden


def of_driver(value: Any) -> Any:
    """A value as the driver returns it."""
    if isinstance(value, Node):
        return node(value.labels, {name: of_driver(one) for name, one in value.items()})
    if isinstance(value, Relationship):
        return relation(value.type, {name: of_driver(one) for name, one in value.items()})
    if isinstance(value, Path):
        return path(map(of_driver, value.nodes), map(of_driver, value.relationships))
    if isinstance(value, Date | DateTime | Duration | Time):
        return value.iso_format()
    return _nested(value, of_driver)


def of_json(value: Any) -> Any:
    """A value as the embedded engine writes it."""
    if not isinstance(value, dict):
        return _nested(value, of_json)
    rest = {name: of_json(one) for name, one in value.items() if not name.startswith("@")}
    if value.get("@cat") == "v":
        return node(str(value["@type"]).split("~"), rest)
    if value.get("@cat") == "e":
        return relation(str(value["@type"]), rest)
    if value.get("_type") == "path":
        return path(rest["nodes"], rest["relationships"])
    return _shown(rest)


def node(labels: Iterable[str], properties: Mapping[str, Any]) -> dict[str, Any]:
    """A thing; of those that belong to the store itself the labels alone."""
    names = sorted(labels)
    return {"labels": names, "properties": {} if hidden.LABELS.intersection(names) else _shown(properties)}


def relation(type_: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """A relation."""
    return {"relation": type_, "properties": _shown(properties)}


def path(nodes: Iterable[Any], relations: Iterable[Any]) -> dict[str, Any]:
    """A path: its things and relations in order."""
    return {"nodes": list(nodes), "relations": list(relations)}


def _nested(value: Any, of: Callable[[Any], Any]) -> Any:
    if isinstance(value, list):
        return [of(one) for one in value]
    if isinstance(value, Mapping):
        return _shown({name: of(one) for name, one in value.items()})
    return _scalar(value)


def _shown(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: properties[name] for name in sorted(properties) if name not in hidden.PROPERTIES}


def _scalar(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value if isinstance(value, str | bool | int | float | None) else str(value)
