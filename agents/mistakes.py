"""What is wrong with a form, told in our way: what a name should have been, and everything else as it was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from ontology.errors import Invalid, nearest, said


def mistakes(found: Iterable[Mapping[str, Any]], form: Any = None) -> list[str]:
    """A line for each mistake; the names, values and patterns in it stay as they are written.

    Of a name that a form has not, the nearest that it has, where the `form` is told.
    """
    return [f"`{'.'.join(map(str, one['loc']))}`: {_wrong(one, form)}" for one in found]


def _wrong(mistake: Mapping[str, Any], form: Any) -> str:
    names = _names(form, mistake["loc"]) if mistake["type"] == "extra_forbidden" else []
    if not names:
        return said(mistake["msg"])
    return nearest(str(mistake["loc"][-1]), names) or f"there is none of that name: there are {', '.join(names)}"


def _names(form: Any, place: Sequence[str | int]) -> list[str]:
    """The names that a form has where a mistake is, which leads there by fields, numbers of items and tags."""
    here = _forms(form)
    for part in place[:-1]:
        below = [one for model in here if part in model.model_fields for one in _field(model, str(part))]
        here = below or here
    return sorted({name for model in here for name in model.model_fields})


def _field(model: type[BaseModel], name: str) -> list[type[BaseModel]]:
    return _forms(model.model_fields[name].annotation)


def _forms(told: Any) -> list[type[BaseModel]]:
    """The forms in an annotation: itself, or those of its items and alternatives."""
    if isinstance(told, type) and issubclass(told, BaseModel):
        return [told]
    return [form for inner in get_args(told) for form in _forms(inner)]


def misformed(form: type[BaseModel], found: list[Any]) -> Invalid:
    """What to say of a form that is not right; of one wrong word among a few, which one was meant."""
    if len(found) == 1 and found[0]["type"] == "literal_error":
        words = _words(form, str(found[0]["loc"][0]))
        advice = nearest(str(found[0]["input"]), words) or f"it is one of {', '.join(f'`{one}`' for one in words)}"
        field = str(found[0]["loc"][0])
        one = field.removesuffix("s") if len(found[0]["loc"]) > 1 else field
        return Invalid(f"no {one} `{found[0]['input']}`", advice)
    name = getattr(form, "called", form.__name__.lower())
    return Invalid(f"not a {name}", "mend what is listed", mistakes(found, form))


def _words(form: type[BaseModel], field: str) -> list[str]:
    """The words that a field takes, or each of a list's items."""
    told = form.model_fields[field].annotation
    inner = get_args(told)
    return [str(one) for one in (get_args(inner[0]) if inner and get_args(inner[0]) else inner)]
