"""A compiled contract: a pydantic model of a stream's rows, and what happens to those that are not of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
)

from graph.model import Key
from ingest.cells import Problem, RowError
from ingest.contracts.spec import ColumnSpec, ContractSpec, Mode
from ingest.contracts.values import SECRET, shown
from ontology.digest import digest

NOT_UNIQUE = "not unique"
"""Why a row is turned away whose values of unique columns another row has."""

Breakage = Literal["added", "removed", "null", "type", "values", "pattern", "range", "unique"]
"""How a value can break a contract: its column is not in it; or is not there; …"""


@dataclass(frozen=True, slots=True)
class Broken:
    """One way in which a row breaks its contract; the value is shown as far as it may be."""

    column: str
    what: Breakage
    reason: str
    value: str | None = None

    @property
    def problem(self) -> Problem:
        """Why the row cannot be taken."""
        return Problem(self.column, self.value, self.reason)

    def __str__(self) -> str:
        return str(self.problem)


class ContractBroken(RowError):
    """A row that its contract turns away."""

    title = "row breaks its contract"
    kind = "contract"


def broken_row(
    broken: Iterable[Broken], data: Mapping[str, Any], key_of: Callable[[Mapping[str, Any]], Key]
) -> ContractBroken:
    """The error of a row that breaks its contract, with its key as far as that can be read."""
    try:
        key: str | None = key_of(data).text
    except RowError:
        key = None
    return ContractBroken(tuple(one.problem for one in broken), key)


class Row(BaseModel):
    """A row that keeps its contract."""

    model_config = ConfigDict(extra="ignore", frozen=True, loc_by_alias=False, hide_input_in_errors=True)


@dataclass(frozen=True)
class Contract:
    """The contract of one stream. One without columns, of `spec` None, lets every row pass and looks at nothing.

    `names` are its columns, `top` what a row may have for them, `looked_at` those and what its gates look at.
    """

    spec: ContractSpec | None = None
    model: type[Row] = Row
    names: tuple[str, ...] = ()
    top: frozenset[str] = frozenset()
    home: ZoneInfo | None = None
    looked_at: tuple[str, ...] = ()

    @property
    def declared(self) -> bool:
        return self.spec is not None

    @property
    def mode(self) -> Mode:
        return self.spec.mode if self.spec else "evolve"

    @property
    def digest(self) -> str:
        return digest(self.spec.model_dump(mode="json", by_alias=True)) if self.spec else ""

    @property
    def nulls(self) -> frozenset[str]:
        return frozenset(self.spec.nulls) if self.spec else frozenset()

    def column(self, name: str) -> ColumnSpec:
        """What is said of a column; nothing, when it is not in the contract."""
        found = self.spec.columns.get(name) if self.spec else None
        return found or ColumnSpec()

    def secret(self, name: str) -> bool:
        """Whether the values of a column are not to be shown."""
        return self.column(name).secret or bool(SECRET.search(name))

    def held_against(self, data: Mapping[str, Any]) -> list[Broken]:
        """The ways in which a row breaks the contract; none when it keeps it."""
        if self.spec is None:
            return []
        found = []
        if self.names:
            try:
                self.model.model_validate(data)
            except ValidationError as error:
                found = [self._broken(one) for one in error.errors(include_url=False)]
        if self.spec.others == "refuse" and self.spec.columns and not data.keys() <= self.top:
            found += [Broken(name, "added", "not in its contract") for name in sorted(data.keys() - self.top)]
        return found

    def hold(self, data: Mapping[str, Any], key_of: Callable[[Mapping[str, Any]], Key]) -> None:
        """Hold one row against the contract, unless it only reports. Raises: ContractBroken."""
        broken = self.held_against(data) if self.mode != "evolve" else []
        if broken:
            raise broken_row(broken, data, key_of)

    def repeats(self, reason: str) -> bool:
        """Whether a row that was turned away for this reason repeats values that are still to be unique."""
        unique = self.spec.unique if self.spec and self.mode != "evolve" else ()
        return bool(unique) and f"column `{', '.join(unique)}`: {NOT_UNIQUE}" in reason

    def _broken(self, error: Any) -> Broken:
        name = self.names[int(str(error["loc"][0])[1:])]
        if error["type"] == "missing":
            return Broken(name, "removed", "not there, and not nullable")
        value = error["input"]
        told = None if error["type"] == "null" else shown(value, self.secret(name))
        return Broken(name, error["type"], error["msg"], told)


@dataclass(frozen=True)
class SourceContract:
    """The contracts of a source's streams, by our names for the streams; those without one have none."""

    streams: Mapping[str, Contract] = field(default_factory=dict)

    def stream(self, name: str) -> Contract:
        """The contract of a stream; one that says nothing, when it has none."""
        return self.streams.get(name, NONE)


NONE = Contract()
NO_CONTRACT = SourceContract()
