"""Data folders that may be used, and those that may not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from graph.engines.folder import FORMAT, Folder, engine_version, release, versions
from ontology.errors import Invalid, Refused, Unavailable


def stamped(folder: Path, **changed: Any) -> Path:
    """A data folder with other versions than ours."""
    folder.mkdir()
    (folder / "format.json").write_text(json.dumps({**versions(), **changed}))
    return folder


def test_a_new_folder_carries_its_versions(tmp_path: Path) -> None:
    place = Folder(tmp_path / "a" / "data")
    place.prepare()
    assert place.format() == {"format": FORMAT, "engine": "arcadedb", "engine_version": engine_version()}
    place.prepare()


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"format": FORMAT + 1}, f"has format {FORMAT + 1}, this version knows up to {FORMAT}: use the newer"),
        ({"engine_version": "99.1.1"}, "was written by ArcadeDB 99.1.1, installed is .*: install `arcadedb-embedded=="),
        ({"engine": "other"}, "carries no format this version knows"),
        ({"format": None}, "carries no format this version knows"),
    ],
)
def test_what_another_version_wrote_is_refused(tmp_path: Path, changed: dict[str, Any], text: str) -> None:
    folder = stamped(tmp_path / "data", **changed)
    with pytest.raises(Refused, match=text):
        open_embedded(folder)
    assert not Folder(folder).held("owner")


def test_what_an_older_engine_wrote_is_taken_over(tmp_path: Path) -> None:
    folder = stamped(tmp_path / "data", engine_version="26.1.1")
    open_embedded(folder).close()
    assert Folder(folder).format() == versions()
    stop_embedded(folder)


def test_a_damaged_format_is_refused(tmp_path: Path) -> None:
    folder = stamped(tmp_path / "data")
    (folder / "format.json").write_text("{")
    with pytest.raises(Refused, match="is damaged: restore the folder from a backup"):
        open_embedded(folder)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(Refused, match="is not a data folder: name an empty or a new folder"):
        open_embedded(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        open_embedded(tmp_path / "data")
    with pytest.raises(Unavailable, match="cannot be used"):
        open_embedded(tmp_path / "data" / "below")


def test_a_folder_that_cannot_be_made_is_told() -> None:
    with pytest.raises(Unavailable, match=r"`/proc/data` cannot be used: .*, or name another folder"):
        open_embedded(Path("/proc/data"))


@pytest.mark.parametrize(("text", "numbers"), [("26.10.2.post1", (26, 10, 2)), ("26.10.2", (26, 10, 2)), ("3", (3,))])
def test_releases(text: str, numbers: tuple[int, ...]) -> None:
    assert release(text) == numbers


def test_a_version_without_numbers_is_invalid() -> None:
    with pytest.raises(Invalid):
        release("post1")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path) -> None:
    """Leave no room on the disk."""
    with (disk / "ballast").open("ab", buffering=0) as stream:
        try:
            while stream.write(b"x" * 4096):
                continue
        except OSError:
            return


def test_an_engine_does_not_start_on_a_full_disk(disk: Path) -> None:
    fill(disk)
    with pytest.raises(Unavailable, match="No space left on device: free space, or name another folder"):
        open_embedded(disk / "data")
    (disk / "ballast").unlink()
    open_embedded(disk / "data").close()
    assert stop_embedded(disk / "data")


def write(engine: Engine, batches: int) -> Iterator[int]:
    """Write batches of a hundred rows, and tell of each that is acknowledged."""
    for _ in range(batches):
        engine.write(lambda tx: tx.ask("UNWIND range(1, 100) AS i CREATE (:Row {text: $text})", text="x" * 1000))
        yield 100


def test_a_disk_that_fills_up_costs_no_acknowledged_row(disk: Path) -> None:
    engine = open_embedded(disk / "data")
    acknowledged: list[int] = []
    with pytest.raises(Unavailable, match="its disk is full: free space") as caught:
        acknowledged.extend(write(engine, 10_000))
    assert "\n" not in str(caught.value)
    engine.close()
    stop_embedded(disk / "data")
    subprocess.run(["mount", "-o", "remount,size=128m", disk], check=True)
    engine = open_embedded(disk / "data")
    assert engine.ask("MATCH (r:Row) RETURN count(r) AS n")[0]["n"] - sum(acknowledged) in {0, 100}
    engine.close()
    assert stop_embedded(disk / "data")
