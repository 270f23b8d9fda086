"""Secrets by reference."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.secrets import Secret
from ontology.errors import Invalid, NotFound, Refused


def test_from_the_environment() -> None:
    one = Secret(env="PASSWORD")
    assert one.reveal({"PASSWORD": "hunter2"}) == "hunter2"
    for environ in ({}, {"PASSWORD": ""}):
        with pytest.raises(NotFound, match="`PASSWORD` is not set"):
            one.reveal(environ)


def test_from_a_file_that_only_its_owner_may_read(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("hunter2\n")
    path.chmod(0o600)
    assert Secret(file=path).reveal({}) == "hunter2"
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(Refused, match="chmod 600"):
            Secret(file=path).reveal({})
    path.chmod(0o600)
    path.write_text(" \n")
    with pytest.raises(Invalid, match="is empty"):
        Secret(file=path).reveal({})
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(NotFound, match="no password in"):
        Secret(file=path).reveal({})
    with pytest.raises(NotFound, match="no password in"):
        Secret(file=tmp_path / "none").reveal({})


def test_a_password_that_is_written_out_is_refused_and_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        Secret.model_validate("hunter2")
    (fault,) = caught.value.errors()
    assert fault["msg"].endswith("say where it is, never what it is: `password.env=NAME` or `password.file=PATH`")


@pytest.mark.parametrize("particulars", [{}, {"env": "A", "file": "b"}, {"value": "hunter2"}])
def test_one_reference_and_never_the_secret(particulars: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Secret.model_validate(particulars)
    assert "hunter2" not in str(caught.value)
