"""The protocol of actions: what carries out a decision's payload, found by an entry point."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ontology.errors import Invalid, NotFound, nearest

GROUP = "throughline.actions"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, for whom: the payload of a decision, under a key that is the same at every call of it."""

    decision: str
    number: int
    action: str
    subject: str
    payload: Any
    agent: str
    on_behalf_of: str
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """The order was carried out. `reference` is what the other system calls it, `says` what it told."""

    says: str
    reference: str | None = None


class Failed(Exception):
    """The order was not carried out, and repeating it would not help."""


class Retry(Exception):
    """The order was not carried out, and may be when it is repeated."""


class Unclear(Exception):
    """Whether the order was carried out is not known: the answer was lost."""


class Options(BaseModel):
    """What an action must be told; unknown options are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ActionPlugin(ABC):
    """One way to carry out orders.

    `honours_keys` says that an order of a key that was carried out is not carried out again, so that one whose answer
    was lost may be repeated. Where it does not hold, such an order is *unknown* until a person has looked.
    """

    options_type: ClassVar[type[Options]]

    @abstractmethod
    def __init__(self, options: Any, environ: Mapping[str, str]) -> None:
        """Take the options and the environment that secrets are looked up in; nothing is done yet."""

    @property
    @abstractmethod
    def honours_keys(self) -> bool:
        """Whether a repetition under the same key is without effect."""

    @abstractmethod
    def act(self, order: Order) -> Done:
        """Carry out an order.

        Raises:
            Failed: it was refused.
            Retry: it was not carried out this time.
            Unclear: it may have been carried out or not.
        """


def plugins() -> dict[str, EntryPoint]:
    """The ways to act that are installed, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def made(name: str, options: Mapping[str, Any], environ: Mapping[str, str]) -> ActionPlugin:
    """A way to act, with its options.

    Raises:
        NotFound: none of that name is installed.
        Invalid: it is no such plugin, or its options are wrong.
    """
    known = plugins()
    if name not in known:
        raise NotFound(f"no way to act `{name}`", nearest(name, known) or f"there are: {', '.join(sorted(known))}")
    found = known[name].load()
    if not (isinstance(found, type) and issubclass(found, ActionPlugin)):
        raise Invalid(f"`{name}` is no way to act", f"`{known[name].value}` must be a class of `ActionPlugin`")
    try:
        return found(found.options_type(**options), environ)
    except ValidationError as error:
        wrong = [f"`{'.'.join(map(str, one['loc']))}`: {one['msg'].lower()}" for one in error.errors()]
        raise Invalid(f"the options of `{name}` do not fit", "; ".join(wrong)) from error
