"""What a context id attests: commitments, never values, so that an erasure leaves every digest checkable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from agents.answer import Form, Inputs, Shown
from agents.compose import Page
from ontology.digest import digest

_VALUES = frozenset({"value", "unit", "key", "label"})


def remainder(page: Page) -> str:
    """The digest of everything in an answer that is no value, no key and no sentence made of them."""
    return digest(
        {
            "facts": [_without(fact, _VALUES) for fact in page.facts],
            "conflicts": [
                {**vars(conflict), "lost": [_without(one, _VALUES) for one in conflict.lost]}
                for conflict in page.conflicts
            ],
            "gaps": [_without(gap, {"says"}) for gap in page.gaps],
            "stale": [vars(stale) for stale in page.stale],
            "held_back": [_without(row, {"key", "reason"}) for row in page.held_back],
        }
    )


def _without(form: Form, names: Set[str]) -> dict[str, Any]:
    """The fields of a form but for some."""
    return {name: value for name, value in vars(form).items() if name not in names}


def attested(inputs: Inputs, shown: Sequence[Shown], rest: str) -> str:
    """The digest of an answer: over its inputs, the ordered commitments to what it showed, and its remainder."""
    statements: list[Any] = [[one.statement, one.commitment, one.thing] for one in shown]
    return digest([inputs.model_dump(), statements, rest])


def holds(context: Mapping[str, Any]) -> bool:
    """Whether a stored context still adds up to its digest. It needs no value, so an erasure does not break it."""
    inputs = {name: context[name] for name in Inputs.model_fields}
    columns = [context[name] for name in ("shown", "commitments", "things")]
    if len({len(column) for column in columns}) != 1:
        return False
    shown = [Shown(statement=urn, commitment=made, thing=thing) for urn, made, thing in zip(*columns, strict=True)]
    return attested(Inputs(**inputs), shown, context["remainder"]) == str(context["digest"])
