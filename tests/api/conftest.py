"""The settings of tests: a home of their own, and nothing from the environment of whoever runs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and a home in it; no variable of ours is set but that."""
    for name in [one for one in os.environ if one.upper().startswith("THROUGHLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("THROUGHLINE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path
