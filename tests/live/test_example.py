"""The example of a third party's connector: built as a package, found by its name, tested on a real django-helpdesk."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.live.helpdesk import PASSWORD, USER, Helpdesk

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "connector"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the package is installed."""
    folder = tmp_path_factory.mktemp("example")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(folder)]
    environ = {**os.environ, "PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
    subprocess.run([sys.executable, *install, str(EXAMPLE)], env=environ, check=True)
    return folder


def test_its_tests_pass_on_a_real_helpdesk(helpdesk: Helpdesk, installed: Path) -> None:
    environ = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "HELPDESK_URL": helpdesk.url,
        "HELPDESK_USER": USER,
        "HELPDESK_PASSWORD": PASSWORD,
        "HELPDESK_FOLDER": str(helpdesk.folder),
        "HELPDESK_MANAGE": shlex.join(helpdesk.manage),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", "error"]
    done = subprocess.run(command, cwd=EXAMPLE, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b21 passed, 2 skipped\b", done.stdout), done.stdout
