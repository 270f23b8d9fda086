"""The example of a third party's connector: built as a package, found by its name, tested on a real django-helpdesk."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.live.conftest import EXAMPLE
from tests.live.helpdesk import PASSWORD, USER, Helpdesk


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
