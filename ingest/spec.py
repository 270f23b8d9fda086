"""What a mapping file may say, before it is held against the ontology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from ingest.terms import ComputeSpec, Operand, Scalar, Spec
from ingest.times import check_format, zone
from ingest.yamltree import Mistakes, Path, shown
from ontology.errors import nearest, said

Empty = Literal["null", "absent"]


def _formats(value: Any) -> Any:
    formats = [value] if isinstance(value, str) else value
    for pattern in formats if isinstance(formats, list) else ():
        if isinstance(pattern, str):
            check_format(pattern)
    return formats


def _zone(name: Any) -> Any:
    return zone(name).key if isinstance(name, str) else name


def _column(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


def _word(value: Any) -> Any:
    """`empty: null` means the word, not nothing."""
    return "null" if value is None else value


Formats = Annotated[tuple[str, ...], BeforeValidator(_formats)]
Zone = Annotated[str, BeforeValidator(_zone)]


class KeyPart(Spec):
    """A column of a key; `as` makes it text or an integer, otherwise it is what was read."""

    column: str | None = None
    value: str | int | None = None
    kind: Literal["text", "integer"] | None = Field(default=None, alias="as")

    @model_validator(mode="after")
    def _one(self) -> KeyPart:
        if (self.column is None) == (self.value is None):
            raise ValueError("say `column:` or `value:`, one of them")
        return self


AnOperand = Annotated[Operand, BeforeValidator(_column)]
AKeyPart = Annotated[KeyPart, BeforeValidator(_column)]


def _code_list(value: Any) -> Any:
    """A list of codes: in a file, or here."""
    if isinstance(value, str):
        return CodeFile(file=value)
    named = isinstance(value, dict) and "file" in value and value.keys() <= {"file", "code", "meaning"}
    return CodeFile.model_validate(value) if named else value


class CodeFile(Spec):
    """A list of codes in a file beside the mapping; in CSV, by two of its columns (default: the first two)."""

    file: str
    code: str | None = None
    meaning: str | None = None


class Timed(Spec):
    """How a date or a timestamp is written."""

    format: Formats = ()
    zone: Zone | None = None
    twice: Literal["earlier", "later"] | None = None


class FieldSpec(Timed):
    """Where the value of a property comes from, and how it is cleaned."""

    column: str | None = None
    columns: tuple[str, ...] = ()
    value: Scalar = None
    compute: ComputeSpec | None = None
    clean: str | None = None
    values: Annotated[CodeFile | dict[str, Scalar] | None, BeforeValidator(_code_list)] = None
    unknown: Annotated[Literal["reject", "keep", "null"], BeforeValidator(_word)] = "reject"
    split: str | None = Field(default=None, min_length=1)
    decimal_mark: str | None = Field(default=None, min_length=1, max_length=1)
    group_mark: str | None = Field(default=None, min_length=1, max_length=1)
    country: AnOperand | None = None
    currency: AnOperand | None = None
    minor: bool = False
    empty: Annotated[Empty | None, BeforeValidator(_word)] = Field(default=None)
    invalid: Literal["reject", "drop"] = "reject"

    @model_validator(mode="after")
    def _one(self) -> FieldSpec:
        if (self.column is not None) + bool(self.columns) + (self.value is not None) + (self.compute is not None) != 1:
            raise ValueError("say `column:`, `columns:`, `value:` or `compute:`, one of them")
        if self.unknown != "reject" and self.values is None:
            raise ValueError("`unknown:` belongs to a list of `values:`")
        if self.group_mark and self.group_mark == (self.decimal_mark or "."):
            raise ValueError("`decimal_mark` and `group_mark` must differ")
        return self


class VersionSpec(Timed):
    """The column by which a newer row is told from an older one."""

    column: str
    clean: Literal["datetime", "date", "integer"] = "datetime"


class MomentSpec(Timed):
    """An end of the time in which a row is valid in the world."""

    column: str
    clean: Literal["date", "datetime"] = "datetime"


class ValidSpec(Spec):
    """When a row is valid in the world: from, inclusive, to, exclusive."""

    begin: Annotated[MomentSpec | None, BeforeValidator(_column)] = Field(default=None, alias="from")
    end: Annotated[MomentSpec | None, BeforeValidator(_column)] = Field(default=None, alias="to")


class RefSpec(Spec):
    """What a row refers to: by which of its columns, in which stream. `class` is what the target is expected to be.

    Without a key it is the thing of that stream that comes with the row. Instead of a stream, `by` is a property that
    identifies the target and where its value is, and `name` the target's name beside it.
    """

    stream: str = ""
    key: tuple[AKeyPart, ...] = ()
    source: str | None = None
    cls: str | None = Field(default=None, alias="class")
    by: dict[str, Any] = Field(default_factory=dict)
    name: AnOperand | None = None

    @model_validator(mode="after")
    def _one(self) -> RefSpec:
        if bool(self.stream) == bool(self.by):
            raise ValueError("say `stream:` and its key, or `by:` and a property that identifies, one of them")
        if len(self.by) > 1:
            raise ValueError("`by:` is one property, and where its value is")
        if self.by and (self.key or self.source):
            raise ValueError("`key:` and `source:` belong to `stream:`")
        if self.name is not None and not self.by:
            raise ValueError("`name:` belongs to `by:`")
        return self


class DeletedSpec(Spec):
    """The column that says that a row was deleted: by these values (default: by anything but none and no)."""

    column: str
    values: tuple[Scalar, ...] = ()


class EachSpec(Spec):
    """The list whose elements are things of their own: a JSON list, a text that is one, or one with separators."""

    column: str
    split: str | None = Field(default=None, min_length=1)
    parse: Literal["json"] | None = None

    @model_validator(mode="after")
    def _one(self) -> EachSpec:
        if self.split and self.parse:
            raise ValueError("say `split:` or `parse:`, one of them")
        return self


class ThingSpec(Spec):
    """What the things of a stream are, and what a row says of them."""

    classes: tuple[str, ...] = ()
    key: tuple[AKeyPart, ...] = ()
    version: Annotated[VersionSpec | None, BeforeValidator(_column)] = None
    valid: ValidSpec | None = None
    deleted: Annotated[DeletedSpec | None, BeforeValidator(_column)] = None
    empty: Annotated[Empty | None, BeforeValidator(_word)] = Field(default=None)
    nulls: tuple[str, ...] = ()
    fields: dict[str, Any] = Field(default_factory=dict)
    refs: dict[str, Any] = Field(default_factory=dict)
    carries: dict[str, Any] = Field(default_factory=dict)


class StreamSpec(ThingSpec):
    """How the rows of one stream become things."""

    origin: str | None = Field(default=None, alias="from")
    deletes: Literal["sweep", "keep"] = "sweep"


class CarriedSpec(ThingSpec):
    """A further thing that a row carries, or one for each element of a list in it."""

    each: Annotated[EachSpec | None, BeforeValidator(_column)] = None


class FileSpec(Spec):
    """A mapping file."""

    source: str | None = None
    zone: Zone | None = None
    streams: dict[str, Any] = Field(default_factory=dict)


S = TypeVar("S", bound=Spec)


def understand(kind: type[S], node: Any, path: Path, mistakes: Mistakes) -> S | None:
    """The node as a spec; what is wrong in it is noted and left out, so that the rest is checked as well."""
    try:
        return kind.model_validate(node)
    except ValidationError as error:
        faults = error.errors()
    for fault in faults:
        _note(kind, fault, path, mistakes)
    faulty = {fault["loc"][0] for fault in faults if fault["loc"]}
    if not isinstance(node, dict) or not faulty:
        return None
    try:
        return kind.model_validate({name: value for name, value in node.items() if name not in faulty})
    except ValidationError:
        return None


def _within(kind: type[Spec], place: tuple[int | str, ...]) -> list[type[Spec]]:
    """What may be said at a place in a block: the blocks, one or several, that the last part of the place is in."""
    kinds = [kind]
    for part in place[:-1]:
        if isinstance(part, str):
            met = [one for each in kinds for key, one in each.model_fields.items() if part in (key, one.alias)]
            kinds = [spec for one in met for spec in _specs(one.annotation)]
    return kinds


def _specs(annotation: Any) -> Iterator[type[Spec]]:
    """The blocks that a type allows."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
    for inner in get_args(annotation):
        yield from _specs(inner)


def _note(kind: type[Spec], fault: Any, path: Path, mistakes: Mistakes) -> None:
    place = (*path, *fault["loc"])
    if fault["type"] == "extra_forbidden":
        name = str(fault["loc"][-1])
        known = [one.alias or key for each in _within(kind, fault["loc"]) for key, one in each.model_fields.items()]
        advice = nearest(name, known) or (f"there are {shown(known)}" if known else "")
        mistakes.add(place, f"unknown key `{name}`", advice)
    elif fault["type"] == "missing":
        mistakes.add(place[:-1], f"`{fault['loc'][-1]}` is missing")
    elif fault["type"] in {"model_type", "model_attributes_type", "dict_type"}:
        mistakes.add(place, "a block of `name: value` lines is meant")
    else:
        mistakes.add(place, said(str(fault["msg"])))
