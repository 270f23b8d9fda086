"""Pages whose commands are run: in a `console` block every line that begins with `$ throughline` is a command.

A page is true when its commands write what it shows, up to ids, dates of today and digests. To write what they write
now into a page: `python -m tests.pages docs/quickstart.md`.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.api.cli.shell import Shell, prepared

ROOT = Path(__file__).parents[1]
HOME = "/tmp/quickstart"
BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)
LONGEST = 100
VOLATILE = (
    (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?", "DATE"),
    (r"\b[0-9a-f]{32}\b", "ID"),
    (r"\bsync [0-9a-f]{8}\b", "sync ID"),
    (r"\b[0-9a-f]{64}\b", "DIGEST"),
    (r"\([0-9a-f]{12}\)", "(DIGEST)"),
    (r"^id: \S+", "id: TOKEN"),
    (r", \d{4}-\d\d-\d\d, (judged|awaiting|denied)", r", DATE, \1"),
    (r"\b[0-9a-f]{12}\b", "DIGEST"),
    (r" +$", ""),
)
Run = Callable[[str], str]


def played(page: str, run: Run) -> str:
    """The page with what its commands write now."""
    return BLOCK.sub(lambda block: block[1] + _block(block[2], run) + block[3], page)


def settled(page: str) -> str:
    """The page without what differs each time."""
    for pattern, word in VOLATILE:
        page = re.sub(pattern, word, page, flags=re.MULTILINE)
    return re.sub(r"  +", "  ", page)


def _block(text: str, run: Run) -> str:
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    return "\n".join(f"{line}\n{run(line.removeprefix('$ '))}" for line in commands)


def runner(folder: Path) -> Run:
    """Runs lines of a page in a folder with the example's files and a home of its own."""
    shell = prepared(folder, THROUGHLINE_USER="ann")

    def run(line: str) -> str:
        with contextlib.chdir(shell.files):
            text = _throughline(shell, shlex.split(line)[1:]) if line.startswith("throughline ") else _edited(line)
        text = text.replace(str(shell.home), HOME).replace(str(shell.files), "…/examples/quickstart")
        return "".join(_short(one) + "\n" for one in text.splitlines())

    return run


def _throughline(shell: Shell, args: list[str]) -> str:
    """What a command writes, for people to see or, after `>`, into a file."""
    if ">" not in args:
        return shell.run(*args).output
    *args, _, name = args
    Path(name).write_text(shell.ok(*args), "utf-8")
    return ""


def _edited(line: str) -> str:
    """A line that edits a file: `sed -i…`, and nothing else."""
    words = shlex.split(line)
    assert words[0] == "sed", line
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def _short(line: str) -> str:
    return f"{line[:LONGEST]}…" if line.startswith("id: ") and len(line) > LONGEST else line


def main() -> None:
    """Write what the commands of pages write now."""
    for name in sys.argv[1:]:
        path = ROOT / name
        with tempfile.TemporaryDirectory() as folder:
            run = runner(Path(folder))
            path.write_text(played(path.read_text("utf-8"), run), "utf-8")
            run("throughline stop")


if __name__ == "__main__":
    main()
