"""Countries by code and by name."""

from __future__ import annotations

import pytest

from ingest.countries import region


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("DE", "DE"),
        ("germany", "DE"),
        (" Deutschland ", "DE"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Mexico", "MX"),
        ("México", "MX"),
        ("Trinidad and Tobago", "TT"),
        ("EL", "GR"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
    ],
)
def test_known(name: str, code: str) -> None:
    assert region(name) == code


@pytest.mark.parametrize("name", ["", "  ", "Atlantis", "D", "XX", "Germanyy"])
def test_unknown(name: str) -> None:
    assert region(name) is None
