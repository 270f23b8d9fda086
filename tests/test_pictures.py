"""The pictures of the docs: each is there, small enough to be fetched, and shown."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LARGEST = 300_000
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_picture_is_shown_and_every_one_that_is_shown_is_there() -> None:
    shown = {
        (page.parent / found).resolve()
        for page in PAGES
        for found in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    assert shown == set((ROOT / "docs/images").iterdir())
    for picture in shown:
        assert picture.read_bytes().startswith(b"\x89PNG\r\n")
        assert picture.stat().st_size < LARGEST
