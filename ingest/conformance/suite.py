"""The tests that `pytest --throughline-connector` runs."""

from __future__ import annotations

import pytest

from ingest.testkit import Checks, System


class TestConnector(Checks):
    """The connector that the command line names."""

    @pytest.fixture
    def system(self, throughline_system: System) -> System:
        """Its system."""
        return throughline_system
