"""Environments of other people's systems: built once from pinned versions, and kept under `build/live`."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from graph.engines.java import start
from ontology.errors import Unavailable

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / "build" / "live"
READY_WITHIN = 90.0


def kept(name: str, made_of: Sequence[Path], make: Callable[[Path], None]) -> Path:
    """A folder that is made once for each content of the files that it is made of.

    Raises:
        Unavailable: it could not be made.
    """
    digest = sha256(b"\0".join(path.read_bytes() for path in made_of)).hexdigest()[:12]
    folder = KEPT / f"{name}-{digest}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "made").touch()
    return folder


def environment(name: str) -> Path:
    """The Python of an environment with what `NAME.txt` lists.

    Raises:
        Unavailable: it could not be installed.
    """
    pins = HERE / f"{name}.txt"

    def make(folder: Path) -> None:
        run([sys.executable, "-m", "venv", str(folder / "venv")])
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]
        run([str(folder / "venv/bin/python"), *install, str(pins)])

    return kept(f"{name}-venv", [pins], make) / "venv/bin/python"


def run(command: Sequence[str], folder: Path | None = None, **environ: str) -> str:
    """What a command writes. Raises: Unavailable, with its last lines."""
    done = subprocess.run(
        command, cwd=folder, env={**clean(), **environ}, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"`{Path(command[0]).name}` failed", "", (done.stdout + done.stderr).splitlines()[-10:])
    return done.stdout


def clean() -> Mapping[str, str]:
    """Our environment without what would make another Python ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "TRYTON"))}


def serve(command: Sequence[str], folder: Path, url: str, **environ: str) -> subprocess.Popen[bytes]:
    """Start a server, and wait until it answers.

    Raises:
        Unavailable: it did not.
    """
    log = folder / "server.log"
    with log.open("ab") as file:
        process = start(
            ["env", *(f"{name}={value}" for name, value in environ.items()), *command], folder, log=file.fileno()
        )
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urlopen(url, timeout=5).close()
        except HTTPError:
            return process
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return process
    end(process)
    raise Unavailable(f"`{url}` did not start", "", log.read_text("utf-8", "replace").splitlines()[-10:])


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server at once."""
    process.kill()
    process.wait()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """While it is entered, no other process makes this folder."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
