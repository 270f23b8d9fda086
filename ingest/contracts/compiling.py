"""From a contract file to compiled contracts: every mistake is told at once, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field, create_model
from pydantic_core import PydanticCustomError

from ingest.cleaners import Unclean, text
from ingest.contracts.contract import NO_CONTRACT, Breakage, Contract, Row, SourceContract
from ingest.contracts.spec import ColumnSpec, ContractFile, ContractSpec
from ingest.contracts.values import empty, reader
from ingest.paths import EVERY, head, nested, steps
from ingest.spec import understand
from ingest.yamltree import Mistakes, read
from ontology.errors import Invalid, NotFound, nearest


def path_of(mapping: Path) -> Path:
    """Where the contract of a source is: `erp.contract.yaml`, beside its mapping `erp.yaml`."""
    return mapping.with_name(f"{mapping.stem}.contract.yaml")


def load_contract(mapping: Path, source: str, streams: Mapping[str, Any], home: str | None = None) -> SourceContract:
    """The contract beside a mapping, if there is one; see `compile_contract`.

    Raises:
        Invalid: naming every mistake in it, with its line.
    """
    path = path_of(mapping)
    try:
        found = path.read_text("utf-8")
    except FileNotFoundError:
        return NO_CONTRACT
    except OSError as error:
        raise NotFound(f"`{path}` cannot be read", str(error.strerror or error).lower()) from error
    except UnicodeDecodeError as error:
        raise Invalid(f"`{path}` is not UTF-8", "save it as UTF-8") from error
    return compile_contract(found, source, streams, home, path.name)


def compile_contract(
    text_: str, source: str, streams: Mapping[str, Any], home: str | None = None, name: str = "contract"
) -> SourceContract:
    """The contract in a YAML text, for the streams that a mapping has. `home` is the zone of timestamps without one.

    Raises:
        Invalid: naming every mistake in it, with its line.
    """
    node, mistakes = read(text_, name)
    spec = understand(ContractFile, node, (), mistakes) if node is not None else None
    if spec is None or not spec.streams:
        mistakes.add((), "a contract begins with `streams:`")
    elif spec.source is not None and spec.source != source:
        mistakes.add(("source",), f"the contract is for the source `{spec.source}`, not for `{source}`")
    found = {}
    for stream, block in (spec.streams if spec else {}).items():
        path = ("streams", stream)
        if stream not in streams:
            mistakes.add(path, f"no stream `{stream}` in the mapping", nearest(stream, streams))
        one = understand(ContractSpec, block if block is not None else {}, path, mistakes)
        if one is not None:
            found[stream] = compile_stream(one, home, mistakes, path)
    mistakes.settle()
    return SourceContract(found)


def compile_stream(spec: ContractSpec, home: str | None, mistakes: Mistakes, path: tuple[str, ...] = ()) -> Contract:
    """The contract that a spec says; mistakes are noted."""
    zone = ZoneInfo(home) if home else None
    fields: dict[str, Any] = {}
    for place, (name, column) in enumerate(spec.columns.items()):
        if EVERY in steps(name):
            advice = f"name the list, `{name.partition('[*]')[0]}`, or one of them, `{name.replace('[*]', '[0]')}`"
            mistakes.add((*path, "columns", name), f"`{name}` is many values", advice)
            continue
        check = _check(column, frozenset(spec.nulls), zone, mistakes, (*path, "columns", name))
        fields[f"c{place}"] = (
            Annotated[Any, BeforeValidator(check)],
            Field(default=None if column.nullable else ..., validation_alias=_alias(name)),
        )
    for name in _looked_at(spec):
        if spec.columns and name not in spec.columns:
            mistakes.add(path, f"`{name}` is not among its columns", nearest(name, spec.columns))
    model: type[Row] = create_model("Row", __base__=Row, **fields)
    top = frozenset(spec.columns) | {head(name) for name in spec.columns}
    names = tuple(spec.columns)
    return Contract(spec, model, names, top, zone, tuple(dict.fromkeys([*names, *_looked_at(spec)])))


def _looked_at(spec: ContractSpec) -> Iterator[str]:
    """The columns that keys and gates look at."""
    gates = spec.gates
    yield from spec.unique
    yield from gates.nulls
    yield from gates.drift.columns if gates.drift else ()
    if gates.freshness:
        yield gates.freshness.column


def _alias(name: str) -> str | AliasChoices:
    """Where a column stands: under its name or, in nested objects and lists, at its path."""
    first, *rest = steps(name) or ("",)
    return AliasChoices(name, AliasPath(first, *rest)) if nested(name) and isinstance(first, str) else name


def _check(
    spec: ColumnSpec, nulls: frozenset[str], home: ZoneInfo | None, mistakes: Mistakes, path: tuple[str, ...]
) -> Callable[[Any], Any]:
    """The validator of one column."""
    as_typed = reader(spec.type, spec.format, home)
    limit = _limits(spec, as_typed, mistakes, path)

    def check(value: Any) -> Any:
        if empty(value, nulls):
            if spec.nullable:
                return None
            raise PydanticCustomError("null", "empty, and not nullable")
        try:
            found = as_typed(value)
        except Unclean as unclean:
            raise _error("type", f"{unclean.message}: its contract says {spec.type}") from None
        limit(value, found)
        return found

    return check


def _limits(
    spec: ColumnSpec, as_typed: Callable[[Any], Any], mistakes: Mistakes, path: tuple[str, ...]
) -> Callable[[Any, Any], None]:
    """What a value must be beside its type, told the value as it was read and as its type."""
    bounds: list[Any] = []
    for bound in (spec.least, spec.most):
        try:
            bounds.append(as_typed(bound) if bound is not None else None)
        except Unclean as unclean:
            mistakes.add(path, f"`{bound}` is no bound for {spec.type}: {unclean.message}")
            bounds.append(None)
    least, most = bounds
    allowed = frozenset(text(one) for one in spec.values or () if one is not None)
    pattern = re.compile(spec.pattern) if spec.pattern is not None else None

    def limit(value: Any, found: Any) -> None:
        if spec.values is not None and _text(value) not in allowed:
            raise _error("values", f"not one of {_listed(allowed)}")
        if pattern is not None and not pattern.fullmatch(_text(value)):
            raise _error("pattern", f"not written as `{spec.pattern}`")
        if least is not None and found < least:
            raise _error("range", f"less than {spec.least}")
        if most is not None and found > most:
            raise _error("range", f"more than {spec.most}")

    return limit


def _error(kind: Breakage, told: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "{told}", {"told": told})


def _text(value: Any) -> str:
    return text(value) if isinstance(value, (str, int, bool)) else str(value)


def _listed(allowed: frozenset[str]) -> str:
    names = sorted(allowed)
    return ", ".join(f"`{one}`" for one in names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
