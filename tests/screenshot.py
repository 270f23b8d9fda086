"""The picture of a decision's page in the docs: `python -m tests.screenshot docs/images/decision-page.png`.

It is that of the demonstration's decision after the bank returned the payment, with the payment's status opened.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from api.demo.stage import settings_at, staged
from api.demo.story import READER, Story
from tests.chromium import Browser

SIZE = (1440, 1100)


def main() -> None:
    """Tell the story, open its decision, and keep what is to be seen."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "decision.html"
        with staged(settings_at(Path(folder) / "demo")) as stage:
            decision = Story(stage, Console(file=io.StringIO(), width=120)).tell()
            commands = stage.wired.commands
            found = commands.dossier(decision, READER)
            page.write_text(commands.page(found, READER), "utf-8")
            payment = next(one.statement for one in found.drift.drifted if "payment" in one.label)
        Path(sys.argv[1]).write_bytes(picture(page, payment))


def picture(page: Path, statement: str) -> bytes:
    """The beginning of a page, with a statement opened, as PNG."""
    browser = Browser()
    try:
        tab = browser.tab()
        tab.size(*SIZE)
        tab.media("light")
        tab.open(page)
        tab.click(f'svg [data-id="{statement}"]')
        tab.run("scrollTo(0, 0)")
        return tab.screenshot()
    finally:
        browser.close()


if __name__ == "__main__":
    main()
