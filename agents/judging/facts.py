"""The facts of a context as policies see them: by the paths of the action's needs, in the types of Cedar.

A value that Cedar has no form for, a path with several values where one was meant, and a required path of which
something is missing have no fact: asking for it fails, and what fails is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from agents.answer import Answer, Fact
from graph.clock import instant
from ontology.cedar import single
from ontology.errors import Invalid
from ontology.vocabulary import Datatype, Ontology

LARGEST = 2**63 - 1
_DECIMAL = Decimal("922337203685477.5807")
PLACES = 4
"""So many places behind the point Cedar's decimals have."""


def facts(answer: Answer, ontology: Ontology) -> dict[str, Any]:
    """The facts by path. `answer` is a context of an action of this ontology."""
    said = by_path(answer)
    missing = {path for gap in answer.gaps if gap.missing for path in gap.paths}
    made: dict[str, Any] = {}
    for path in dict.fromkeys(need.path for need in ontology.action(answer.inputs.action).needs):
        datatype = ontology.path(path)[1].datatype
        found = [one for one in said.get(path, ()) if one.value not in (None, [])]
        if path in missing:
            continue
        if not single(ontology, path):
            made[path] = _several(found, datatype)
        elif len(found) == 1 and (value := _one(found[0].value, found[0].unit, datatype)) is not None:
            made[path] = value
    return made


def by_path(answer: Answer) -> dict[str, list[Fact]]:
    """The facts that a context tells by the paths of needs; relations on the way are none."""
    said: dict[str, list[Fact]] = {}
    for fact in answer.facts:
        if not fact.relation:
            said.setdefault(fact.path, []).append(fact)
    return said


def decimal(text: str) -> dict[str, Any] | None:
    """A decimal as Cedar reads it; None where it has more places or is larger than Cedar's."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > _DECIMAL or value != round(value, PLACES):
        return None
    return {"__extn": {"fn": "decimal", "arg": f"{value:.{PLACES}f}"}}


def date(text: str) -> dict[str, Any] | None:
    """An instant as Cedar reads it, in milliseconds; None where the text names none."""
    try:
        moment = instant(text)
    except Invalid:
        return None
    shown = moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
    return {"__extn": {"fn": "datetime", "arg": shown}}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _read(of: Callable[[str], dict[str, Any] | None]) -> Callable[[Any], dict[str, Any] | None]:
    return lambda value: of(value) if isinstance(value, str) else None


_FORMS: Mapping[Datatype, Callable[[Any], Any]] = {
    "string": _text,
    "integer": _number,
    "money": _number,
    "boolean": _flag,
    "decimal": _read(decimal),
    "date": _read(date),
    "datetime": _read(date),
}


def _one(value: Any, unit: str | None, datatype: Datatype) -> Any:
    """One value; None where Cedar has no form for it."""
    made = None if isinstance(value, list) else _FORMS[datatype](value)
    if datatype != "money" or made is None:
        return made
    return {"amount": made, "currency": unit} if unit else None


def _several(found: Sequence[Fact], datatype: Datatype) -> dict[str, Any]:
    """Several values: how many, which, and what they come to. What Cedar has no form for leaves nothing but the count.

    Of money in several currencies nothing is added up.
    """
    values = [value for fact in found for value in (fact.value if isinstance(fact.value, list) else [fact.value])]
    forms = [_FORMS[datatype](value) for value in values]
    told: dict[str, Any] = {"count": len(values)}
    if datatype != "money":
        told["values"] = [one for one in forms if one is not None]
    if not forms or None in forms:
        return told
    if datatype == "money":
        units = {fact.unit for fact in found}
        currency = next(iter(units))
        return told | _summed(forms) | {"currency": currency} if len(units) == 1 and currency else told
    if datatype == "integer":
        return told | _summed(forms)
    if datatype == "decimal":
        ordered = sorted(forms, key=lambda one: Decimal(one["__extn"]["arg"]))
        return told | {"min": ordered[0], "max": ordered[-1]}
    if datatype in ("date", "datetime"):
        ordered = sorted(forms, key=lambda one: str(one["__extn"]["arg"]))
        return told | {"earliest": ordered[0], "latest": ordered[-1]}
    return told


def _summed(numbers: Sequence[int]) -> dict[str, int]:
    total = sum(numbers)
    return {"min": min(numbers), "max": max(numbers)} | ({"sum": total} if abs(total) <= LARGEST else {})
