"""What an agent proposes when it decides, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from agents.answer import Form
from agents.judging.ruling import Ruling
from ontology.errors import Invalid, nearest

Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Kind = Literal["person", "software", "team", "connector", "service"]
LARGEST = 2**53
"""Integers beyond this are not the same in every JSON reader."""
DEEPEST = 100
"""So many levels of lists and objects every JSON reader takes."""


class Principal(Form):
    """Somebody or something that acts."""

    name: Name
    kind: Kind


class Option(Form):
    """What could be done instead or after all; `dropped` says why it was not chosen."""

    name: Name
    dropped: str = Field("", max_length=20_000)


Options = Annotated[list[Option | Name], Field(min_length=1, max_length=100)]
Cites = Annotated[list[str | int], Field(max_length=1_000)]
"""How options and citations may be written: an option that was not dropped as its name, a statement as its number."""


class Choosing(Form):
    """What is proposed, but for who proposes it.

    `cites` names statements of the context by URN or by number. `confidence` is a decimal from 0 to 1, as text.
    `action` is the exact payload that is to be executed. `revises` is the decision that this one corrects, by its id or
    number. `agent_version` and `agent_model` name what runs, of what is registered of the agent.
    """

    context_id: Text
    question: Text
    options: list[Option] = Field(min_length=1, max_length=100)
    choice: Name
    because: Text
    confidence: str = Field(pattern=r"^(0(\.[0-9]{1,9})?|1(\.0{1,9})?)$")
    action: dict[str, Any]
    cites: list[str] = Field(max_length=1_000)
    case_id: Name | None = None
    revises: Name | None = None
    agent_version: Name | None = None
    agent_model: Name | None = None

    @field_validator("options", mode="before", json_schema_input_type=Options)
    @classmethod
    def _named(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [{"name": one} if isinstance(one, str) else one for one in value]

    @field_validator("cites", mode="before", json_schema_input_type=Cites)
    @classmethod
    def _numbered(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in value]


class Proposal(Choosing):
    """A decision as it is proposed, by whom and for whom.

    When only names are given, `agent` is taken for software and `on_behalf_of` for a person.
    """

    agent: Principal
    on_behalf_of: Principal
    idempotency_key: Name

    @field_validator("agent", mode="before")
    @classmethod
    def _software(cls, value: object) -> object:
        return {"name": value, "kind": "software"} if isinstance(value, str) else value

    @field_validator("on_behalf_of", mode="before")
    @classmethod
    def _person(cls, value: object) -> object:
        return {"name": value, "kind": "person"} if isinstance(value, str) else value


Status = Literal[
    "proposed", "judged", "awaiting", "denied", "sealed", "acted", "failed", "refused", "retrying", "unknown", "revised"
]
"""How a decision stands; see `graph.decisions.status`."""


class Decided(Form):
    """A decision as it stands. `created` is False when the same proposal had been recorded before.

    `verdict` is None for a decision that was recorded before decisions were judged.
    """

    id: str
    number: int
    at: str
    context: str
    status: Status
    cites: list[str]
    created: bool
    verdict: Ruling | None


def check(proposal: Proposal) -> None:
    """See that a proposal holds together before anything is read.

    Raises:
        Invalid: the choice is not among the options, an option is named twice or was dropped without a reason, or the
            action's payload has no canonical form.
    """
    names = [option.name for option in proposal.options]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid(f"the option `{twice}` is given twice", "name each option once")
    if proposal.choice not in names:
        raise Invalid(f"the choice `{proposal.choice}` is not among the options", nearest(proposal.choice, names))
    for option in proposal.options:
        if option.name == proposal.choice and option.dropped:
            raise Invalid(f"the option `{option.name}` is chosen and dropped", "give a reason only for the others")
        if option.name != proposal.choice and not option.dropped.strip():
            raise Invalid(f"the option `{option.name}` was dropped without a reason", "say why in `dropped`")
    for path, value in leaves(proposal.action, "action"):
        if isinstance(value, float):
            raise Invalid(f"`{path}` is a floating-point number", f'write it as a text: `"{value}"`')
        if isinstance(value, int) and abs(value) > LARGEST:
            raise Invalid(f"`{path}` is too large for every reader of JSON", f'write it as a text: `"{value}"`')
        if not isinstance(value, str | int | bool | None):
            raise Invalid(f"`{path}` is a {type(value).__name__}", "use what JSON has: texts, integers, lists, objects")


def leaves(value: object, path: str, depth: int = 0) -> Iterator[tuple[str, object]]:
    """What a payload holds but lists and objects, each with where it lies. Raises: Invalid, when it lies too deep."""
    if depth > DEEPEST:
        raise Invalid(f"`{path[:100]}…` lies {depth} levels deep", f"nest at most {DEEPEST} levels")
    if isinstance(value, dict):
        for name, one in value.items():
            if not isinstance(name, str):
                raise Invalid(f"`{path}` has a name that is no text: `{name}`", "name everything by texts")
            _check_text(name, path)
            yield from leaves(one, f"{path}.{name}", depth + 1)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from leaves(one, f"{path}[{place}]", depth + 1)
    else:
        if isinstance(value, str):
            _check_text(value, path)
        yield path, value


def _check_text(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid(f"`{path}` holds half a character", "write texts in Unicode, whole") from error
