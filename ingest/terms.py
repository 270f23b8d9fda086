"""What a mapping file may say of single values: columns, constants, and what is computed from them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Scalar = str | int | bool | None


class Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Operand(Spec):
    """A value of the row (`column`), or one that is always the same (`value`)."""

    column: str | None = None
    value: Scalar = None

    @model_validator(mode="after")
    def _one(self) -> Operand:
        if (self.column is None) == (self.value is None):
            raise ValueError("say `column:` or `value:`, one of them")
        return self


def _term(value: Any) -> Any:
    """A term: a column by its name, a whole number as it is, or a block."""
    if isinstance(value, str):
        return Operand(column=value)
    if isinstance(value, int):
        return Operand(value=value)
    if isinstance(value, dict):
        return (Operand if {"column", "value"} & value.keys() else ComputeSpec).model_validate(value)
    return value


ATerm = Annotated["Operand | ComputeSpec", BeforeValidator(_term)]
FUNCTIONS = ("join", "first", "sum", "difference", "product", "when")


class ComputeSpec(Spec):
    """A value that is computed from several columns, by one function."""

    join: tuple[ATerm, ...] = ()
    by: str = " "
    first: tuple[ATerm, ...] = ()
    sum: tuple[ATerm, ...] = ()
    difference: tuple[ATerm, ...] = ()
    product: tuple[ATerm, ...] = ()
    digits: int | None = Field(default=None, ge=0, le=50)
    when: ATerm | None = None
    codes: tuple[Scalar, ...] = Field(default=(), alias="is")
    then: ATerm | None = None
    otherwise: ATerm | None = Field(default=None, alias="else")

    @property
    def function(self) -> str:
        return next(name for name in FUNCTIONS if getattr(self, name))

    @model_validator(mode="after")
    def _one(self) -> ComputeSpec:
        told = [name for name in FUNCTIONS if getattr(self, name)]
        if len(told) != 1:
            raise ValueError("say one of " + ", ".join(f"`{name}:`" for name in FUNCTIONS))
        given = self.model_fields_set
        if "by" in given and told != ["join"]:
            raise ValueError("`by:` belongs to `join:`")
        if self.digits is not None and told[0] not in {"sum", "difference", "product"}:
            raise ValueError("`digits:` belongs to `sum:`, `difference:` and `product:`")
        if told == ["when"] and not (self.codes and self.then):
            raise ValueError("`when:` needs `is:` with the codes, and `then:`")
        if told != ["when"] and given & {"codes", "then", "otherwise"}:
            raise ValueError("`is:`, `then:` and `else:` belong to `when:`")
        if told == ["difference"] and len(self.difference) != 2:
            raise ValueError("`difference:` is of two")
        return self
