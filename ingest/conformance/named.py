"""Systems that are named on the command line: one of one's own, or nothing but a connector and its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ingest.conformance.system import System
from ingest.connector import Connector, parse_options
from ingest.sources import parse_pairs
from ontology.errors import ThroughlineError


class Given(System):
    """A connector and its options, behind which nothing can be changed: what needs that fails, saying what to write."""

    def __init__(self, kind: type[Connector]) -> None:
        self.kind = kind
        self.options = {}
        self.stream = ""


def system(kind: Any, made: Any, pairs: Sequence[str]) -> System:
    """The system of a connector: by the class `made`, else of its options alone; `pairs` are further options.

    Raises:
        UsageError: the classes are not what they must be, or the connector does not take these options.
    """
    if not (isinstance(kind, type) and issubclass(kind, Connector)):
        raise pytest.UsageError(f"`{kind!r}` is not a connector: derive it from `ingest.connector.Connector`")
    if made is not None and not (isinstance(made, type) and issubclass(made, System)):
        raise pytest.UsageError(f"`{made!r}` is not a system: derive it from `ingest.testkit.System`")
    found: System = made() if made else Given(kind)
    found.kind = kind
    try:
        found.options = {**found.options, **parse_pairs(pairs)}
        parse_options(kind, found.options)
    except ThroughlineError as error:
        raise pytest.UsageError(f"the connector cannot be tried: {error}") from error
    return found


def first_stream(found: System) -> str:
    """The first stream of a system. Raises: UsageError."""
    try:
        with found.opened() as connector:
            names = [one.name for one in connector.streams()]
    except ThroughlineError as error:
        raise pytest.UsageError(f"the streams of the connector cannot be told: {error}") from error
    if not names:
        raise pytest.UsageError("the connector has no streams")
    return names[0]
