"""The formats that a decision's provenance is written in, and the writing of each."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import orjson

from agents.exports.document import document
from agents.exports.network import DecisionGraph, network
from graph.model import Reader
from graph.store import Store
from ontology.errors import Invalid, nearest

if TYPE_CHECKING:
    from prov.model import ProvDocument


FormatName = Literal["graph", "provn", "provjson", "provxml", "turtle", "jsonld"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name here, its media type, how its files end, and what it is."""

    name: str
    media_type: str
    suffix: str
    title: str


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("graph", "application/json", ".json", "nodes and edges, in JSON"),
        Format("provn", "text/provenance-notation", ".provn", "PROV-N, to be read by people"),
        Format("provjson", "application/json", ".prov.json", "PROV-JSON"),
        Format("provxml", "application/provenance+xml", ".prov.xml", "PROV-XML"),
        Format("turtle", "text/turtle", ".ttl", "PROV-O in Turtle"),
        Format("jsonld", "application/ld+json", ".jsonld", "PROV-JSONLD, its context inside"),
    )
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A decision's provenance as bytes of a format, in UTF-8."""

    number: int
    format: Format
    body: bytes

    @property
    def filename(self) -> str:
        return f"decision-{self.number}{self.format.suffix}"


def export(store: Store, decision: str, reader: Reader, format_: str, as_of: int | str | None = None) -> Exported:
    """A decision's provenance in one of the formats, as of a sequence or date.

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: there is no such format, or `as_of` lies before the decision's context.
    """
    chosen = FORMATS.get(format_)
    if chosen is None:
        raise Invalid(f"no format `{format_}`", nearest(format_, FORMATS) or f"use one of {', '.join(FORMATS)}")
    graph = network(store, decision, reader, as_of)
    return Exported(graph.number, chosen, written(graph, chosen.name))


def written(graph: DecisionGraph, format_: str) -> bytes:
    """Nodes and edges in a format of `FORMATS`."""
    if format_ == "graph":
        return orjson.dumps(graph.model_dump(), option=orjson.OPT_INDENT_2) + b"\n"
    return _WRITERS[format_](document(graph))


def _turtle(made: ProvDocument) -> bytes:
    """As the library's own writing of Turtle, by way of the graph that rdflib does not deprecate."""
    from prov.serializers.provrdf import ProvRDFSerializer

    turtle: str = ProvRDFSerializer(made).encode_document(made).default_graph.serialize(format="turtle")
    return turtle.encode()


def _writer(format_: str, **options: object) -> Callable[[ProvDocument], bytes]:
    def write(made: ProvDocument) -> bytes:
        target = io.BytesIO()
        made.serialize(target, format=format_, **options)
        return target.getvalue()

    return write


_WRITERS: Mapping[str, Callable[[ProvDocument], bytes]] = {
    "provn": _writer("provn"),
    "provjson": _writer("json", indent=2),
    "provxml": _writer("xml"),
    "turtle": _turtle,
    "jsonld": _writer("jsonld", context="embed", indent=2),
}
