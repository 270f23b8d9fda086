from __future__ import annotations

import tracemalloc
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest

from ingest.sample import parties, sight, spelling
from ingest.sample.build import build, items
from ingest.sample.world import World
from ontology.errors import Invalid, Refused

MADE = ("crm", "erp", "helpdesk", "days", "truth")
"""What must be the same; sources name the folder that they lie in."""


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file that was made."""
    paths = sorted(path for name in MADE for path in (folder / name).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "a", World(7, 60, 5))
    build(tmp_path / "b", World(7, 60, 5))
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_makes_another_enterprise(tmp_path: Path) -> None:
    build(tmp_path / "a", World(7, 60, 5))
    build(tmp_path / "b", World(8, 60, 5))
    ours, theirs = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert [name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]] == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="is not empty"):
        build(tmp_path, World(7, 60, 5))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("size", [(7, 9, 5), (7, 2_000_000, 5), (7, 60, -1), (-1, 60, 5)])
def test_a_size_that_cannot_be_is_refused(size: tuple[int, int, int]) -> None:
    with pytest.raises(Invalid, match="can be made"):
        World(*size)


def test_memory_does_not_grow_with_what_is_made() -> None:
    """What is kept of one customer for the next are caches of a fixed size."""
    peaks = []
    for number in (24_000, 72_000):
        for cached in (parties.company, parties.person, sight.sight, sight.fate, spelling.slug, spelling.plain):
            cached.cache_clear()
        tracemalloc.start()
        assert sum(1 for _ in islice(items(World(7, 20_000, 3)), number)) == number
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]
