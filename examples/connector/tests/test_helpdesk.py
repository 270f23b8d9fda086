"""What every connector must pass, and what is this one's own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from throughline_helpdesk import HelpdeskConnector

from ingest.connector import Stop, find, parse_options
from ingest.testkit import Checks, System
from tests.desk import HelpdeskSystem


class TestHelpdesk(Checks):
    """What every connector must pass, on a real helpdesk."""

    @pytest.fixture
    def system(self) -> Iterator[System]:
        if "HELPDESK_URL" not in os.environ:
            pytest.skip("no helpdesk to test on: see tests/desk.py")
        found = HelpdeskSystem()
        yield found
        found.close()


def test_it_is_found_by_its_name() -> None:
    assert find("helpdesk") is HelpdeskConnector


def test_what_is_no_helpdesk_stops() -> None:
    if "HELPDESK_URL" not in os.environ:
        pytest.skip("no helpdesk to test on: see tests/desk.py")
    options = {"url": os.environ["HELPDESK_URL"] + "/nothing", "user": "ann", "password": {"env": "WORD"}}
    connector = HelpdeskConnector(parse_options(HelpdeskConnector, options), {"WORD": "x"})
    with pytest.raises(Stop, match=r"is no helpdesk \(status 404\)"):
        connector.check()
    connector.close()
