"""What is wrong with a form, told in our way: what a name should have been, and everything else as it was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from ontology.errors import Invalid, nearest, said


def mistakes(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """A line for each mistake; the names, values and patterns in it stay as they are written."""
    return [f"`{'.'.join(map(str, one['loc']))}`: {said(one['msg'])}" for one in found]


def misformed(form: type[BaseModel], found: list[Any]) -> Invalid:
    """What to say of a form that is not right; of one wrong word among a few, which one was meant."""
    if len(found) == 1 and found[0]["type"] == "literal_error":
        words = _words(form, str(found[0]["loc"][0]))
        advice = nearest(str(found[0]["input"]), words) or f"it is one of {', '.join(f'`{one}`' for one in words)}"
        field = str(found[0]["loc"][0])
        one = field.removesuffix("s") if len(found[0]["loc"]) > 1 else field
        return Invalid(f"no {one} `{found[0]['input']}`", advice)
    name = getattr(form, "called", form.__name__.lower())
    return Invalid(f"not a {name}", "mend what is listed", mistakes(found))


def _words(form: type[BaseModel], field: str) -> list[str]:
    """The words that a field takes, or each of a list's items."""
    told = form.model_fields[field].annotation
    inner = get_args(told)
    return [str(one) for one in (get_args(inner[0]) if inner and get_args(inner[0]) else inner)]
