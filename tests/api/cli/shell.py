"""Running commands as a user does, in process: each with the settings of one home, and nothing else of the machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from typer.testing import CliRunner, Result

from api.cli.main import app

EXAMPLE = Path(__file__).parents[3] / "examples/quickstart"


@dataclass(frozen=True)
class Shell:
    """A home, and a folder with the example's files."""

    home: Path
    files: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def under(self, **more: str) -> Shell:
        """The same with more settings."""
        return replace(self, more={**self.more, **more})

    def run(self, *args: str, input: str | None = None) -> Result:
        """Run a command, whatever comes of it; what is no error of ours is raised."""
        foreign = {name: None for name in os.environ if name.upper().startswith("THROUGHLINE_")}
        settings = {**foreign, "THROUGHLINE_HOME": str(self.home), "THROUGHLINE_USER": "tess", **self.more}
        return CliRunner().invoke(app, list(args), input=input, env=settings, catch_exceptions=False)

    def ok(self, *args: str, input: str | None = None) -> str:
        """Run a command that must go well, and return what it wrote."""
        result = self.run(*args, input=input)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *args: str, code: int = 0, input: str | None = None) -> Any:
        """Run a command with `--json`, and return its one document."""
        result = self.run(*args, "--json", input=input)
        assert result.exit_code == code, result.output
        return orjson.loads(result.stdout)

    def fails(self, code: int, *args: str, input: str | None = None) -> str:
        """Run a command that must end with an exit code and write nothing, and return what it told."""
        result = self.run(*args, input=input)
        assert (result.exit_code, result.stdout) == (code, "")
        return result.stderr

    def add_sources(self) -> None:
        """Add the two sources of the example."""
        self.ok("source", "add", "crm", "files", f"path={self.files / 'crm'}", "-m", str(self.files / "crm.yaml"))
        self.ok(
            "source", "add", "billing", "files", f"path={self.files / 'billing'}",
            "-m", str(self.files / "billing.yaml"), "--trust", "60",
        )  # fmt: skip

    def edit(self, name: str, before: str, after: str) -> None:
        """Change one of the files."""
        path = self.files / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")


def prepared(folder: Path, **more: str) -> Shell:
    """A shell with an empty home and the example's files, in a folder."""
    shutil.copytree(EXAMPLE, folder / "files")
    return Shell(folder / "home", folder / "files", {"THROUGHLINE_IDLE_MINUTES": "1", **more})
