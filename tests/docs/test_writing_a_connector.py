"""The guide to connectors is true: its connector passes the testkit, and its protocol is the code's."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import connector
from ingest.testkit import Checks, System
from tests.docs.desk_service import Desk

TEXT = (Path(__file__).parents[2] / "docs" / "writing-a-connector.md").read_text("utf-8")


def guide() -> dict[str, Any]:
    """What the code of the guide defines."""
    names: dict[str, Any] = {"__name__": "guide", "Desk": Desk}
    exec(
        compile("\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)), "guide", "exec", dont_inherit=True),
        names,
    )
    return names


class TestGuide(Checks):
    """The connector that the guide writes."""

    @pytest.fixture
    def system(self) -> Iterator[System]:
        found: System = guide()["DeskSystem"]()
        yield found
        found.close()


def told(name: str) -> list[str]:
    """What the table of the protocol says of something."""
    row = re.search(rf"^\| [^|]*`{name}`[^|]* \| (.*) \|$", TEXT, re.MULTILINE)
    assert row
    return re.findall(r"`([^`]+)`", row[1])


@pytest.mark.parametrize("name", ["Raw", "Skip", "Mark", "StreamInfo", "Column", "Retry", "Stop"])
def test_what_is_given_is_as_the_protocol_says(name: str) -> None:
    assert list(inspect.signature(getattr(connector, name)).parameters) == told(name)


def test_a_connector_is_as_the_protocol_says() -> None:
    kind = connector.Connector
    methods = {name: one for name, one in vars(kind).items() if inspect.isfunction(one)}
    signatures = {f"{name}({', '.join(list(inspect.signature(one).parameters)[1:])})" for name, one in methods.items()}
    assert {"options_type", *signatures} == set(told("Connector"))
    required = {one.partition("(")[0] for one in told("Connector")[:5]} - {"options_type"}
    assert set(kind.__abstractmethods__) == required
