"""Connectors are found by entry point, ours like anybody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from ingest import connector
from ingest.connector import Connector, Item, Mark, Options, Raw, Skip, StreamInfo, connectors, find, parse_options
from ontology.errors import Invalid, NotFound


class Letters(Connector):
    """A third party's connector that offers no more than it must."""

    options_type = Options

    def __init__(self, options: Options, environ: Mapping[str, str]) -> None:
        self.options = options

    def check(self) -> None:
        return

    def streams(self) -> Sequence[StreamInfo]:
        return [StreamInfo("letters")]

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        yield Raw({"id": "a"}, None, "1")
        yield Skip("no", "b", "2")
        yield Mark(None)


def test_the_built_in_ones_come_through_the_same_door() -> None:
    assert {"files", "sql"} <= set(connectors())
    assert find("files").__module__ == "ingest.connectors.files"
    with pytest.raises(NotFound, match="no connector `file`: did you mean `files`"):
        find("file")


def test_what_is_offered_must_be_a_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    group = connector.GROUP
    points = [EntryPoint("odd", "ingest.connector:Raw", group), EntryPoint("letters", f"{__name__}:Letters", group)]
    monkeypatch.setattr(connector, "entry_points", lambda group: points)
    assert find("letters") is Letters
    with pytest.raises(Invalid, match=r"`ingest\.connector:Raw` is not a connector"):
        find("odd")


def test_what_a_connector_need_not_offer_has_an_honest_default() -> None:
    one = Letters(parse_options(Letters, {}), {})
    assert list(one.keys("letters", ["id"])) == [{"id": "a"}, None]
    assert one.fingerprint("letters") is None
    assert one.count("letters", None) is None
    assert one.stream("letters") == StreamInfo("letters")
    one.close()


def test_options_are_refused_all_at_once_without_their_values() -> None:
    with pytest.raises(Invalid) as caught:
        parse_options(find("sql"), {"url": "postgresql://me:hunter2@host/erp", "pag": 5, "limit": "much"})
    assert len(caught.value.details) == 3
    assert "hunter2" not in str(caught.value)
