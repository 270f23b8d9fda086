from __future__ import annotations

import stat
from pathlib import Path

import pytest

from api.keys import signing_key
from api.settings import load
from ontology.errors import NotFound, Refused, Unavailable


def test_the_key_is_made_once_for_its_owner_alone() -> None:
    settings = load()
    key = signing_key(settings)
    assert len(key) == 64
    assert signing_key(settings) == key
    path = settings.home / "context.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(settings.home.iterdir()) == [path]


def test_a_key_that_others_may_read_is_refused() -> None:
    settings = load()
    signing_key(settings)
    (settings.home / "context.key").chmod(0o644)
    with pytest.raises(Refused, match="may be read by others"):
        signing_key(settings)


def test_a_key_file_that_is_named_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHLINE_KEY_FILE", "shared.key")
    with pytest.raises(NotFound, match=r"shared\.key"):
        signing_key(load())
    (tmp_path / "shared.key").write_text("a key that several machines share\n")
    (tmp_path / "shared.key").chmod(0o600)
    assert signing_key(load()) == b"a key that several machines share"


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("THROUGHLINE_HOME", "file/home")
    with pytest.raises(Unavailable, match="cannot be written"):
        signing_key(load())
