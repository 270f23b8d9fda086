"""Documents of the library `prov` as light statements, instance by instance: the document itself, and each bundle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from graph.constraints.statements import PROV, TYPES, Blank, Statement, Term

if TYPE_CHECKING:
    from prov.model import ProvBundle, ProvDocument, ProvRecord


@dataclass(frozen=True, slots=True)
class Instance:
    """What a document says outside of bundles, or in one bundle: its statements, and the names of identifiers."""

    bundle: str | None
    statements: list[Statement]
    names: Mapping[str, str]


def instances(document: ProvDocument) -> list[Instance]:
    """The instances of a document, which are judged each on its own."""
    return [_instance(document, None), *(_instance(one, str(one.identifier)) for one in document.bundles)]


def _instance(bundle: ProvBundle, identifier: str | None) -> Instance:
    records = bundle.get_records()
    names = {kind: kind.replace(PROV, "prov:") for kind in TYPES}
    for record in records:
        for one in (record.identifier, *(value for _, value in record.formal_attributes)):
            if one is not None and hasattr(one, "uri"):
                names.setdefault(one.uri, str(one))
    return Instance(identifier, [_statement(record) for record in records], names)


def _statement(record: ProvRecord) -> Statement:
    from prov.constants import PROV_BASE_CLS, PROV_N_MAP, PROV_TYPE

    kinds = {_text(kind) for kind in record.get_attribute(PROV_TYPE)}
    return Statement(
        PROV_N_MAP[PROV_BASE_CLS[record.get_type()]],
        _term(record.identifier),
        tuple(_term(value) for _, value in record.formal_attributes),
        TYPES & kinds,
        frozenset(_attributes(record)),
    )


def _attributes(record: ProvRecord) -> Iterator[tuple[str, str]]:
    for name, value in record.extra_attributes:
        yield _text(name), f"{type(value).__name__} {_text(value)}"


def _text(value: Any) -> str:
    """A value as a text. A name that was not resolved is taken for one of PROV where it says so."""
    uri: str | None = getattr(value, "uri", None)
    if uri is not None:
        return uri
    plain = str(getattr(value, "value", value))
    return PROV + plain.removeprefix("prov:") if plain.startswith("prov:") else plain


def _term(value: Any) -> Term:
    if value is None or isinstance(value, datetime):
        return value
    uri = str(getattr(value, "uri", value))
    return Blank(uri.removeprefix("_:")) if uri.startswith("_:") else uri
