"""The vocabulary that the tests of ingest map to, read once; and mappings of a few lines."""

from __future__ import annotations

from functools import cache
from textwrap import dedent, indent

from graph.model import Observation
from ingest.cells import RowError
from ingest.compiling import compile_mapping
from ingest.connector import Raw
from ingest.mapping import SourceMapping, StreamMapping
from ontology.loading import load
from ontology.vocabulary import Ontology


@cache
def words() -> Ontology:
    """Our own vocabulary."""
    return load()


def mapping(text: str, home: str | None = "UTC") -> SourceMapping:
    """A mapping of the source `erp`, from its streams."""
    return compile_mapping("source: erp\nstreams:\n" + indent(dedent(text), "  "), words(), "erp", home)


def stream(body: str, classes: str = "[Customer, Organization]", home: str | None = "UTC") -> StreamMapping:
    """The mapping of one stream `rows` with the key `id`, from what comes after its classes."""
    text = f"rows:\n  classes: {classes}\n  key: [id]\n" + indent(dedent(body), "  ")
    return mapping(text, home).streams["rows"]


def applied(one: StreamMapping, **data: object) -> Observation:
    """What a row with the key `1` becomes."""
    return one.apply(Raw({"id": "1", **data}, None, "row"))[0]


def rejected(one: StreamMapping, **data: object) -> str:
    """Why a row is rejected."""
    try:
        applied(one, **data)
    except RowError as error:
        return error.message
    raise AssertionError("the row was taken")
