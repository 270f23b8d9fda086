"""The command line of the testkit: what it runs, what it is told, and what it says of what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.testkit import CHECKS

HERE = Path(__file__).parents[3]
DESK = "tests.ingest.conformance.desk:DeskConnector"
SYSTEM = "tests.ingest.conformance.desk:DeskSystem"
HASTY = "tests.ingest.conformance.hostile:Hasty"


def run(*args: str, folder: Path = HERE) -> tuple[int, str]:
    """What pytest says in a folder, without options of ours or another's."""
    command = [sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", str(folder), "-p", "no:cacheprovider"]
    done = subprocess.run([*command, *args], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_connector_and_its_system_are_named() -> None:
    code, told = run("--throughline-connector", DESK, "--throughline-system", SYSTEM)
    assert (code, f"{len(CHECKS)} passed" in told) == (0, True), told
    assert f"connector: {DESK}, system: {SYSTEM}" in told


def test_another_connector_may_be_tried_on_a_system_and_what_it_breaks_is_told() -> None:
    code, told = run("--throughline-connector", HASTY, "--throughline-system", SYSTEM)
    assert (code, f"1 failed, {len(CHECKS) - 1} passed" in told) == (1, True), told
    assert "and resumed: row [3] is lost" in told
    assert "What is asked: Killed after any row" in told


def test_with_options_alone_what_is_to_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name\n1,Ann\n2,Bob\n3,Cid\n")
    (tmp_path / "test_own.py").write_text("def test_own(): assert False\n")
    connector = ("--throughline-connector", "ingest.connectors.files:FilesConnector")
    code, told = run(*connector, "--throughline-option", "path=people.csv", "--throughline-key", "id", folder=tmp_path)
    assert code == 1
    assert "`Given.change` is not written, and this is not shown without it" in told
    assert "7 passed" in told
    assert "test_own" not in told
    code, told = run(*connector, "--throughline-option", "path=people.csv", "test_own.py", folder=tmp_path)
    assert "test_own.py::test_own" in told


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--throughline-connector", "nowhere:Desk"], "no module `nowhere`"),
        (["--throughline-connector", "ingest.connector:Desk"], "nothing is called `ingest.connector:Desk`"),
        (["--throughline-connector", "ingest.connector:Raw"], "is not a connector: derive it from"),
        (["--throughline-connector", DESK, "--throughline-system", DESK], "is not a system: derive it from"),
        (["--throughline-connector", DESK, "--throughline-option", "desc=1"], "unknown option `desc`"),
        (["--throughline-option", "path=x"], "is of use with --throughline-connector alone"),
    ],
)
def test_what_cannot_be_run_is_told(args: list[str], says: str) -> None:
    code, told = run(*args)
    assert code != 0
    assert says in told


def test_the_plugin_is_light() -> None:
    code = "import sys; before = set(sys.modules); import ingest.conformance.plugin; print(set(sys.modules) - before)"
    told = subprocess.run([sys.executable, "-c", f"import pytest; {code}"], capture_output=True, text=True, check=True)
    assert set(told.stdout.strip("{}\n").replace("'", "").split(", ")) == {
        "ingest",
        "ingest.conformance",
        "ingest.conformance.plugin",
    }
