"""Backups while others write, and restoring them: the graph as it was at one instant, or a refusal with what to do."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from graph.engines.backup import GRAPH, MANIFEST, Manifest, backup, read_manifest, restore
from graph.engines.base import Transaction
from graph.engines.embedded import open_embedded, stop_embedded
from graph.engines.folder import FORMAT, versions
from graph.migrate import migrate, migrations
from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, Unavailable


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a migrated graph and a thing in it."""
    folder = tmp_path_factory.mktemp("backup") / "data"
    engine = open_embedded(folder)
    migrate(engine)
    engine.write(lambda tx: tx.ask("CREATE (:Thing {id: 'a', name: 'Ada'})"))
    engine.close()
    yield folder
    stop_embedded(folder)


@pytest.fixture(scope="module")
def archive(folder: Path) -> Path:
    """A backup of that folder."""
    path = folder.with_name("graph.tl")
    backup(folder, path)
    return path


def commit(tx: Transaction) -> None:
    """One change, as the store makes it: the head moves and the commit is written, or neither."""
    seq = tx.ask("MATCH (h:Head {id: 1}) SET h.seq = h.seq + 1 RETURN h.seq AS seq")[0]["seq"]
    tx.ask("CREATE (c:Commit {seq: $seq}) CREATE (:Thing {id: toString($seq)})-[:PLACED]->(c)", seq=seq)


def test_a_backup_says_what_it_holds(archive: Path) -> None:
    manifest = read_manifest(archive)
    assert {name: getattr(manifest, name) for name in versions()} == versions()
    assert manifest.migration == len(migrations())
    assert archive.stat().st_mode & 0o777 == 0o600


def test_what_is_restored_is_what_was_there(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert restore(archive, tmp_path / "data") == read_manifest(archive)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    engine = open_embedded(tmp_path / "data")
    assert migrate(engine) == []
    assert engine.ask("MATCH (t:Thing) RETURN t.id AS id, t.name AS name") == [{"id": "a", "name": "Ada"}]
    with pytest.raises(Conflict):
        engine.write(lambda tx: tx.ask("CREATE (:Thing {id: 'a'})"))
    engine.close()
    stop_embedded(tmp_path / "data")


def test_folders_and_archives_may_be_called_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "POSIX")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1m")
    home = tmp_path / "Jürgen & Søn; 100 %41 \u65e5\u672c"
    engine = open_embedded(home / "Daten (neu)")
    engine.write(lambda tx: tx.ask("CREATE (:Thing {name: 'Łukasz'})"))
    engine.close()
    backup(home / "Daten (neu)", home / "Sicherung #1.tl")
    stop_embedded(home / "Daten (neu)")
    restore(home / "Sicherung #1.tl", home / "Daten ~ zurück")
    engine = open_embedded(home / "Daten ~ zurück")
    assert engine.ask("MATCH (t:Thing) RETURN t.name AS name") == [{"name": "Łukasz"}]
    engine.close()
    stop_embedded(home / "Daten ~ zurück")


def test_backups_beside_a_writer_are_of_one_instant(tmp_path: Path) -> None:
    folder, done = tmp_path / "data", threading.Event()
    engine = open_embedded(folder)
    migrate(engine)

    def write() -> None:
        while not done.is_set():
            engine.write(commit)

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(3):
        backup(folder, tmp_path / f"{number}.tl")
    done.set()
    writer.join()
    for number in range(3):
        restored = tmp_path / f"restored-{number}"
        restore(tmp_path / f"{number}.tl", restored)
        copy = open_embedded(restored)
        head = copy.ask("MATCH (h:Head) RETURN h.seq AS seq")[0]["seq"]
        told = copy.ask("MATCH (:Thing)-[:PLACED]->(c:Commit) RETURN count(c) AS n, max(c.seq) AS top")
        assert told == [{"n": head, "top": head or None}]
        assert copy.ask("MATCH (t:Thing) RETURN count(t) AS n") == [{"n": head}]
        copy.close()
        stop_embedded(restored)
    engine.close()
    stop_embedded(folder)


def test_a_backup_starts_the_engine_if_need_be(folder: Path, tmp_path: Path) -> None:
    stop_embedded(folder)
    assert backup(folder, tmp_path / "again.tl").migration == len(migrations())


def test_an_archive_is_never_overwritten(folder: Path, archive: Path) -> None:
    with pytest.raises(Conflict, match="is there already: name another file"):
        backup(folder, archive)


def test_nothing_cannot_be_backed_up(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no data folder"):
        backup(tmp_path / "nowhere", tmp_path / "nothing.tl")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be written: No such file or directory: name another place"):
        backup(folder, tmp_path / "nowhere" / "graph.tl")


def test_a_folder_in_use_is_not_restored_into(folder: Path, archive: Path, tmp_path: Path) -> None:
    engine = open_embedded(folder)
    with pytest.raises(Conflict, match=r"an engine runs on .*: restore into another folder"):
        restore(archive, folder)
    engine.close()
    (tmp_path / "thesis.txt").write_text("chapter one")
    with pytest.raises(Conflict, match="is not empty: restore into an empty or a new folder"):
        restore(archive, tmp_path)
    with pytest.raises(Conflict, match="is not empty"):
        restore(archive, tmp_path / "thesis.txt")


def altered(archive: Path, path: Path, **changed: Any) -> Path:
    """A copy of an archive whose manifest says something else."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(path, "w") as target:
        manifest = asdict(replace(Manifest(**json.loads(source.read(MANIFEST))), **changed))
        target.writestr(MANIFEST, json.dumps(manifest))
        target.writestr(GRAPH, source.read(GRAPH))
    return path


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"format": FORMAT + 1}, Refused, "use the newer Throughline"),
        ({"engine_version": "99.1.1"}, Refused, "install `arcadedb-embedded==99.1.1`"),
        ({"migration": 99}, Refused, "has migration 0099, this version knows up to .*: use the newer Throughline"),
        ({"sha256": "0" * 64}, Invalid, "is not a whole backup: use another one"),
        ({"size": 1}, Invalid, "is not a whole backup"),
    ],
)
def test_what_does_not_fit_is_refused(
    archive: Path, tmp_path: Path, changed: dict[str, Any], error: type[ThroughlineError], text: str
) -> None:
    with pytest.raises(error, match=text):
        restore(altered(archive, tmp_path / "other.tl", **changed), tmp_path / "data")
    assert [path.name for path in tmp_path.iterdir()] == ["other.tl"]


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99])
def test_a_truncated_archive_is_refused(archive: Path, tmp_path: Path, share: float) -> None:
    whole = archive.read_bytes()
    (tmp_path / "half.tl").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Invalid, match="is not a whole backup"):
        restore(tmp_path / "half.tl", tmp_path / "data")


def test_a_damaged_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    damaged = bytearray(archive.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "damaged.tl").write_bytes(damaged)
    with pytest.raises(Invalid, match="is not a whole backup"):
        restore(tmp_path / "damaged.tl", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_any_other_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("thesis.txt", "chapter one")
    with pytest.raises(Invalid, match="is not a whole backup"):
        restore(tmp_path / "other.zip", tmp_path / "data")
    with pytest.raises(NotFound, match="no archive"):
        restore(tmp_path / "none.tl", tmp_path / "data")
