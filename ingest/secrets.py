"""Secrets by reference: what is stored says where a password is, never what it is."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from ingest.connector import Options
from ontology.errors import Invalid, NotFound, Refused


class Secret(Options):
    """Where a secret is: the name of an environment variable, or a file that only its owner may read."""

    env: str | None = None
    file: Path | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        if isinstance(given, str):
            advice = "say where it is, never what it is: `password.env=NAME` or `password.file=PATH`"
            raise PydanticCustomError("written_out", "{advice}", {"advice": advice})
        return given

    @field_validator("file")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @model_validator(mode="after")
    def _one(self) -> Secret:
        if (self.env is None) == (self.file is None):
            raise ValueError("name an environment variable (`env`) or a file (`file`), one of them")
        return self

    def reveal(self, environ: Mapping[str, str]) -> str:
        """The secret.

        Raises:
            NotFound: the variable is not set, or the file is not there.
            Refused: others than the owner may read the file.
        """
        if self.env is not None:
            if not environ.get(self.env):
                raise NotFound(f"the environment variable `{self.env}` is not set", "it must hold the password")
            return environ[self.env]
        assert self.file is not None
        return _read(self.file)


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Refused(f"`{path}` may be read by others", f"`chmod 600 {path}`")
        found = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"no password in `{path}`", "the file must be there, and be text") from error
    if not found:
        raise Invalid(f"`{path}` is empty", "it must hold the password")
    return found
