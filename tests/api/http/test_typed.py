"""The page on HTTP, typed as it stands in a fresh folder, with curl and a server of its own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.api.http.test_page import PAGE, PAIRS, agrees

ROOT = Path(__file__).parents[3]
SHELL = re.findall(r"```sh\n(.*?)```", PAGE.split("## To follow along\n")[1].split("\n## ")[0], re.DOTALL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_the_page_can_be_typed_from_top_to_bottom(tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("THE PAGE ON HTTP IS NOT TESTED: no curl")
    port = str(free_port())
    script = "\n".join(SHELL).replace("/tmp/refund", str(tmp_path / "refund")).replace("8321", port)
    script = script.replace("throughline serve", f"throughline serve --listen 127.0.0.1:{port}")
    env = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
    env |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "THROUGHLINE_IDLE_MINUTES": "1"}
    typed = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    told = [orjson.loads(line) for line in typed.stdout.splitlines() if line.startswith("{")]
    assert len(told) == 6, (typed.stdout, typed.stderr)
    shown = [orjson.loads(answer) for request, answer in PAIRS]
    for place, expected in zip((0, 1, 2, 3, 4), (shown[1], shown[2], shown[3], shown[4], shown[6]), strict=True):
        assert agrees(expected, told[place]), (expected, told[place])
    assert told[5]["detail"] == "no decision `7`"
    assert typed.returncode in (0, 143), typed.stderr
