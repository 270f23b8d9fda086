from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.sample.applying import apply, state
from ingest.sample.build import build
from ingest.sample.layout import FILES, TABLES
from ingest.sample.world import World
from ontology.errors import Invalid, NotFound

WORLD = World(7, 150, 9)


def contents(folder: Path) -> dict[str, object]:
    """What the three systems hold: the bytes of files, and the rows of tables."""
    found: dict[str, object] = {stream.path: (folder / stream.path).read_bytes() for stream in FILES}
    database = sqlite3.connect(folder / "erp" / "erp.sqlite")
    for table in TABLES:
        keys = ", ".join(table.columns[: table.key])
        found[table.name] = database.execute(f"SELECT * FROM {table.name} ORDER BY {keys}").fetchall()
    database.close()
    return found


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("final") / "sample"
    build(folder, WORLD, final=True)
    return folder


def day_by_day(folder: Path) -> None:
    for day in range(1, WORLD.days + 1):
        assert apply(folder, day) == day - 1


def in_leaps(folder: Path) -> None:
    apply(folder, 4)
    apply(folder, WORLD.days)


def again_after_a_kill(folder: Path) -> None:
    """The systems were moved on, the note of it was not."""
    before = (folder / "sample.json").read_bytes()
    apply(folder, 5)
    (folder / "sample.json").write_bytes(before)
    apply(folder, WORLD.days)


@pytest.mark.parametrize("way", [day_by_day, in_leaps, again_after_a_kill])
def test_the_change_sets_lead_to_the_last_day(tmp_path: Path, final: Path, way: Callable[[Path], None]) -> None:
    folder = tmp_path / "sample"
    build(folder, WORLD)
    assert contents(folder) != contents(final)
    way(folder)
    assert contents(folder) == contents(final)
    assert state(folder) == state(final)


def test_the_truth_is_the_same_on_every_day(tmp_path: Path, final: Path) -> None:
    build(tmp_path / "sample", WORLD)
    for name in ("clusters.csv", "planted.jsonl"):
        assert (tmp_path / "sample/truth" / name).read_bytes() == (final / "truth" / name).read_bytes()


def test_no_way_leads_back(tmp_path: Path) -> None:
    build(tmp_path / "sample", WORLD)
    apply(tmp_path / "sample", 3)
    for day in (2, WORLD.days + 1):
        with pytest.raises(Invalid, match="stand on day 3, its last day is 9"):
            apply(tmp_path / "sample", day)


def test_a_folder_without_a_sample_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no sample in"):
        apply(tmp_path, 1)
