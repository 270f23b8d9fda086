"""The data folder of the embedded engine: what lies where in it, who holds it, and which version wrote it.

    format.json    which versions wrote the folder
    engine.json    where the running engine answers (the port file); worth something only while `owner.lock` is held
    password       the engine's password, new at every start
    engine.log     what the supervisor and the engine say
    start.lock     held by the one process that is starting the engine
    owner.lock     held by the supervisor as long as it lives
    engine.lock    held by the Java process (it inherits it), so that an orphan is known
    query-N.lock   held while a statement of other people runs, by whoever waits for its end
    clients.lock   shared by every process that uses the engine
    arcade/        the engine's own files

All locks are `flock` locks: they vanish with their holders, so nothing that crashes leaves one behind.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ontology.errors import Invalid, Refused, Unavailable

FORMAT = 1
"""The layout of the data folder that this code reads and writes."""

DISTRIBUTION = "arcadedb-embedded"
PAUSE = 0.02
SCARCE = 8_000_000
"""With fewer bytes than this the disk counts as full: the engine grows its files by such steps."""


class Lock:
    """An advisory lock on a file; it ends with `release` or with the process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, shared: bool = False, wait: float = 0.0) -> bool:
        """Take the lock, trying for `wait` seconds, and say whether it was got."""
        deadline = time.monotonic() + wait
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        while True:
            try:
                fcntl.flock(self.file, kind | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(PAUSE)

    def note(self, text: str) -> None:
        """Write who holds the lock into its file."""
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, text.encode(), 0)

    def read(self) -> str:
        """What the holder wrote into the file."""
        return os.pread(self.file, 64, 0).decode()

    def give(self) -> None:
        """Give the lock up, and keep the file open for another try."""
        fcntl.flock(self.file, fcntl.LOCK_UN)

    def release(self) -> None:
        """Give the lock up for good. Does nothing the second time."""
        if self.file >= 0:
            os.close(self.file)
            self.file = -1


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running engine answers, and the process that does; `reader` is the password of who may only read."""

    bolt: int
    http: int
    java: int
    password: str
    reader: str


class Folder:
    """A data folder on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.log = self.path / "engine.log"
        self.engine = self.path / "arcade"
        self.password = self.path / "password"
        self._address = self.path / "engine.json"
        self._format = self.path / "format.json"

    def lock(self, name: str) -> Lock:
        """The lock `name` (start, owner, engine or clients), not yet taken.

        Raises:
            Unavailable: the folder cannot be written.
        """
        try:
            return Lock(self.path / f"{name}.lock")
        except OSError as error:
            raise unwritable(self.path, error) from error

    def held(self, name: str) -> bool:
        """Whether anybody holds the lock `name` now."""
        lock = self.lock(name)
        try:
            return not lock.take(shared=True)
        finally:
            lock.release()

    def prepare(self) -> None:
        """Make the folder, if need be, and check that this code may use it.

        Raises:
            Refused: the folder holds something else, or a newer version wrote it.
            Unavailable: the folder cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._format.exists():
                if any(not self._is_ours(entry.name) for entry in self.path.iterdir()):
                    raise Refused(f"`{self.path}` is not a data folder", "name an empty or a new folder")
                self.stamp()
            self.path.chmod(0o700)
        except OSError as error:
            raise unwritable(self.path, error) from error
        check_format(self.format(), f"the data folder `{self.path}`")

    def _is_ours(self, name: str) -> bool:
        """Whether a file of that name may lie in a folder that another process is just making."""
        return name.endswith(".lock") or name.startswith(self._format.name)

    def stamp(self) -> None:
        """Write down that the present versions wrote the folder."""
        self.put(self._format, versions())

    def format(self) -> dict[str, Any]:
        """The versions that wrote the folder.

        Raises:
            Refused: there are none, or they cannot be read.
        """
        try:
            found = json.loads(self._format.read_text())
        except FileNotFoundError as error:
            raise Refused(f"`{self.path}` is not a data folder", "check the path") from error
        except ValueError as error:
            raise Refused(f"`{self._format}` is damaged", "restore the folder from a backup") from error
        return dict(found)

    def address(self) -> Address | None:
        """Where the engine answers; None unless its supervisor lives and has told."""
        if not self.held("owner"):
            return None
        try:
            return Address(**json.loads(self._address.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def announce(self, address: Address | None) -> None:
        """Write the port file, or take it away."""
        if address is None:
            self._address.unlink(missing_ok=True)
        else:
            self.put(self._address, asdict(address))

    def advice(self) -> str:
        """What to do when the engine fails."""
        full = shutil.disk_usage(self.path).free < SCARCE
        return "its disk is full: free space" if full else f"see its log, `{self.log}`"

    def put(self, path: Path, content: Mapping[str, Any] | str) -> None:
        """Write a file of the folder whole or not at all, for its owner's eyes only."""
        text = content if isinstance(content, str) else json.dumps(content, indent=1) + "\n"
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
                stream.write(text)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise


def versions() -> dict[str, Any]:
    """The versions that a folder or a backup written now carries."""
    return {"format": FORMAT, "engine": "arcadedb", "engine_version": engine_version()}


def engine_version() -> str:
    """The version of the embedded engine that is installed.

    Raises:
        Unavailable: it is not installed.
    """
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError as error:
        raise Unavailable("the embedded engine is not installed", f"install `{DISTRIBUTION}`") from error


def check_format(found: Mapping[str, Any], what: str) -> None:
    """Check that `what`, which carries the versions `found`, can be read by this code.

    Raises:
        Refused: a newer version wrote it.
    """
    if found.get("engine") != "arcadedb" or not isinstance(found.get("format"), int):
        raise Refused(f"{what} carries no format this version knows", "check the path")
    if found["format"] > FORMAT:
        raise Refused(
            f"{what} has format {found['format']}, this version knows up to {FORMAT}", "use the newer Throughline"
        )
    wrote, here = str(found.get("engine_version", "0")), engine_version()
    if release(wrote) > release(here):
        raise Refused(
            f"{what} was written by ArcadeDB {wrote}, installed is {here}", f"install `{DISTRIBUTION}=={wrote}`"
        )


def release(text: str) -> tuple[int, ...]:
    """The release numbers of a version: `26.10.2.post1` is (26, 10, 2)."""
    numbers = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    if not numbers:
        raise Invalid(f"not a version: `{text}`", "restore the folder from a backup")
    return tuple(numbers)


def unwritable(path: Path, error: OSError) -> Unavailable:
    """The error for a folder that cannot be made, read or written."""
    advice = "free space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "see who may write it"
    message = f"the data folder `{path}` cannot be used: {error.strerror or error}"
    return Unavailable(message, f"{advice}, or name another folder")
