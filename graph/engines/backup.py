"""Backups of the embedded graph, taken while it runs: one archive that says what it holds and proves to be whole.

An archive is a ZIP of `manifest.json` (versions, migration, size and SHA-256 of the rest) and `graph.zip`, which is the
engine's own consistent snapshot.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from graph.engines import http
from graph.engines.embedded import open_embedded
from graph.engines.folder import Folder, check_format, unwritable, versions
from graph.engines.java import DATABASE, ENVIRONMENT, runtime
from graph.migrate import applied, migrations
from ontology.errors import Conflict, Invalid, NotFound, Refused, Unavailable

MANIFEST, GRAPH = "manifest.json", "graph.zip"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `migration` is the newest one that the graph has had, `at` is when it was taken."""

    format: int
    engine: str
    engine_version: str
    migration: int
    at: str
    size: int
    sha256: str


def backup(folder: Path, archive: Path) -> Manifest:
    """Write a backup of the graph in a data folder, whether other processes use it or not.

    Raises:
        Conflict: there is an archive of that name.
        NotFound: the folder is not there.
        Unavailable: the engine could not make the snapshot, or the archive cannot be written.
    """
    place = Folder(folder)
    if not place.path.is_dir():
        raise NotFound(f"no data folder `{place.path}`", "check the path")
    if archive.exists():
        raise Conflict(f"`{archive}` is there already", "name another file")
    engine = open_embedded(folder)
    try:
        migration = max(applied(engine), default=0)
        snapshot = _snapshot(place)
    finally:
        engine.close()
    try:
        size, digest = _measure(snapshot)
        manifest = Manifest(**versions(), migration=migration, at=_now(), size=size, sha256=digest)
        _pack(manifest, snapshot, archive)
    except OSError as error:
        raise Unavailable(f"`{archive}` cannot be written: {error.strerror}", "name another place") from error
    finally:
        snapshot.unlink()
    return manifest


def restore(archive: Path, folder: Path) -> Manifest:
    """Make a data folder out of a backup, whole or not at all.

    Raises:
        Conflict: the folder holds something, or an engine runs on it.
        Invalid: the archive is broken, or none of ours.
        NotFound: there is no archive.
        Refused: a newer version wrote the archive.
        Unavailable: the folder cannot be written.
    """
    place = Folder(folder)
    _check_room(place)
    with _opened(archive) as source:
        manifest = _read_manifest(source, archive)
        try:
            place.path.parent.mkdir(parents=True, exist_ok=True)
            with _draft(place.path) as draft:
                _unpack(source, manifest, archive, draft)
                draft.rename(place.path)
        except OSError as error:
            raise unwritable(place.path, error) from error
    return manifest


def read_manifest(archive: Path) -> Manifest:
    """What an archive says that it holds.

    Raises:
        Invalid: the archive is broken, or none of ours.
        NotFound: there is no archive.
        Refused: a newer version wrote it.
    """
    with _opened(archive) as source:
        return _read_manifest(source, archive)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """A folder beside `path`, which goes away unless it is renamed."""
    draft = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _snapshot(place: Folder) -> Path:
    """The engine's own archive of the graph, made now, in its own folder."""
    address = place.address()
    if address is None:
        raise Unavailable(f"the engine of `{place.path}` has stopped", "try again")
    told = http.sql(address, "BACKUP DATABASE", timeout=6 * 3600)
    return place.engine / "backups" / DATABASE / str(told[0]["backupFile"])


def _measure(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()


def _pack(manifest: Manifest, snapshot: Path, archive: Path) -> None:
    """Write the archive under another name, and give it its own when it is whole."""
    draft = archive.with_name(f".{archive.name}.draft")
    try:
        draft.touch(mode=0o600)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as target:
            target.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1) + "\n")
            target.write(snapshot, GRAPH)
        draft.rename(archive)
    finally:
        draft.unlink(missing_ok=True)


def _check_room(place: Folder) -> None:
    if not place.path.exists():
        return
    if (place.path / "owner.lock").exists() and place.held("owner"):
        raise Conflict(f"an engine runs on `{place.path}`", "restore into another folder")
    if not place.path.is_dir() or any(place.path.iterdir()):
        raise Conflict(f"`{place.path}` is not empty", "restore into an empty or a new folder")


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    if not archive.is_file():
        raise NotFound(f"no archive `{archive}`", "check the path")
    try:
        with zipfile.ZipFile(archive) as source:
            if {MANIFEST, GRAPH} - set(source.namelist()):
                raise _broken(archive)
            yield source
    except zipfile.BadZipFile as error:
        raise _broken(archive) from error


def _broken(archive: Path) -> Invalid:
    return Invalid(f"`{archive}` is not a whole backup", "use another one")


def _read_manifest(source: zipfile.ZipFile, archive: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(source.read(MANIFEST)))
    except (ValueError, TypeError) as error:
        raise _broken(archive) from error
    check_format(asdict(manifest), f"the backup `{archive}`")
    known = len(migrations())
    if manifest.migration > known:
        raise Refused(
            f"the backup `{archive}` has migration {manifest.migration:04}, this version knows up to {known:04}",
            "use the newer Throughline",
        )
    return manifest


def _unpack(source: zipfile.ZipFile, manifest: Manifest, archive: Path, draft: Path) -> None:
    """Lay out a data folder in `draft`, by the engine's own tool, after comparing the digest."""
    with source.open(GRAPH) as packed, (draft / GRAPH).open("wb") as stream:
        if _copy(packed, stream) != (manifest.size, manifest.sha256):
            raise _broken(archive)
    place = Folder(draft)
    database = place.engine / "databases" / DATABASE
    database.parent.mkdir(parents=True)
    paths = ["-f", GRAPH, "-d", str(database.relative_to(draft))]
    command = [*runtime(), "com.arcadedb.integration.restore.Restore", *paths]
    done = subprocess.run(command, cwd=draft, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode or not (database / "schema.json").exists():
        raise Unavailable(
            f"`{archive}` could not be restored",
            "see what the engine says",
            (done.stdout + done.stderr).splitlines()[-5:],
        )
    (draft / GRAPH).unlink()
    place.put(draft / "format.json", {name: getattr(manifest, name) for name in versions()})


def _copy(packed: IO[bytes], stream: IO[bytes]) -> tuple[int, str]:
    """Copy everything, and return its size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    while chunk := packed.read(CHUNK):
        stream.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
