"""What a contract file may say: columns, keys, a mode and gates, stream by stream."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from ingest.contracts.values import Kind
from ingest.spec import Formats
from ingest.terms import Scalar, Spec
from ontology.durations import parse
from ontology.errors import Invalid

Mode = Literal["evolve", "quarantine", "freeze"]
Share = Annotated[float, Field(ge=0, le=1)]
OFF = "off"


def _typed(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


def _length(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except Invalid as error:
        raise ValueError(str(error)) from None


def _bound(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Bound = Annotated[str | None, BeforeValidator(_bound)]


class ColumnSpec(Spec):
    """What the values of a column must be like."""

    type: Kind = "any"
    nullable: bool = True
    values: tuple[Scalar, ...] | None = Field(default=None, min_length=1)
    pattern: str | None = None
    least: Bound = Field(default=None, alias="min")
    most: Bound = Field(default=None, alias="max")
    format: Formats = ()
    secret: bool = False

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"`{pattern}` is not a regular expression: {error}") from None
        return pattern

    @model_validator(mode="after")
    def _ordered(self) -> ColumnSpec:
        if (self.least or self.most) and self.type not in ("integer", "decimal", "date", "datetime"):
            raise ValueError("`min` and `max` are for numbers and dates: say its `type`")
        return self


class FreshnessSpec(Spec):
    """How old the newest value of a column may be."""

    column: str
    within: Annotated[timedelta, BeforeValidator(_length)]


class VolumeSpec(Spec):
    """How many rows a reading may have, as shares of the median of earlier ones."""

    least: float = Field(default=0.5, ge=0, le=1)
    most: float = Field(default=2.0, ge=1)


class DriftSpec(Spec):
    """How far columns may move away from what earlier syncs had; those of `columns`, or all."""

    types: Share | None = None
    values: Share | None = None
    psi: float | None = Field(default=None, gt=0)
    columns: tuple[str, ...] = ()


class GatesSpec(Spec):
    """What is looked at before a batch is written."""

    volume: VolumeSpec | Literal["off"] | None = None
    refused: Share | Literal["off"] = 0.5
    freshness: FreshnessSpec | None = None
    nulls: dict[str, Share] = Field(default_factory=dict)
    drift: DriftSpec | None = None
    awaiting: Share | None = None


AColumn = Annotated[ColumnSpec, BeforeValidator(_typed)]


class ContractSpec(Spec):
    """The contract of one stream."""

    mode: Mode = "quarantine"
    columns: dict[str, AColumn] = Field(default_factory=dict)
    others: Literal["refuse", "allow"] = "refuse"
    unique: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    gates: GatesSpec = Field(default_factory=GatesSpec)


class ContractFile(Spec):
    """A contract file."""

    source: str | None = None
    streams: dict[str, Any] = Field(default_factory=dict)
