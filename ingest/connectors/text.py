"""Text files in bounded memory: lines with a limit, and bytes that are not text marked instead of raised.

A byte that the declared encoding cannot read becomes a lone surrogate (U+DC00 + byte), which no valid text holds: the
row it stands in can be told, named and kept, and the rows after it are read.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from ingest.connector import Retry, Stop
from ingest.connectors.kinds import check_kind
from ingest.connectors.members import Member
from ingest.connectors.packed import CHUNK, Unpacked

BEGINNING = 1000
"""How many characters are kept of what is too long to keep."""

LINE_ENDS = ("\n", "\r")
KEEP = "throughline-keep"
UNREADABLE = re.compile("[\0\ud800-\udfff]")


def _keep(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(KEEP, _keep)


@dataclass(frozen=True, slots=True)
class Long:
    """What was too long to keep: its beginning, its size in characters, and the SHA-256 of its UTF-8."""

    beginning: str
    size: int
    digest: str

    @property
    def text(self) -> str:
        return f"{self.beginning}… ({self.size} characters, sha256:{self.digest})"


def open_text(member: Member, encoding: str, expansion: int) -> TextIO:
    """The file as text, unpacked if it is packed, whose line ends are left as they are.

    Raises:
        Stop: the file is of another kind, is not there, or may not be read.
    """
    with told(member.path):
        check_kind(member, encoding)
        found = "utf_8_sig" if encoding == "utf_8" else encoding
        if not member.packed:
            return member.path.open(encoding=found, errors=KEEP, newline="")
        unpacked = Unpacked(member.path, member.label, encoding, expansion)
        return io.TextIOWrapper(io.BufferedReader(unpacked, CHUNK), encoding=found, errors=KEEP, newline="")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell the system's errors as ours: what is not there or may not be read stops, anything else may pass."""
    try:
        yield
    except (PermissionError, IsADirectoryError) as error:
        raise Stop(f"`{path}` may not be read", str(error.strerror).lower()) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Stop(f"no file or folder `{path}`", "put it there, or say where it is with `path=`") from error
    except OSError as error:
        raise Retry(f"`{path}` cannot be read", str(error.strerror or error).lower()) from error


def blemish(text: str, encoding: str) -> str | None:
    """Why this text cannot be taken: bytes that are not text, or NUL characters; None when it can."""
    if "\0" in text:
        return "a NUL character: the file may be binary, or of another encoding"
    if not text.isascii() and (found := UNREADABLE.search(text)):
        return f"byte 0x{ord(found[0]) & 0xFF:02x} is not {encoding.replace('_', '-')}: say the file's `encoding`"
    return None


def legible(text: str) -> str:
    """The text with what is not text spelled out: `\\xe9`."""
    return UNREADABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", text)


def lines(file: TextIO, limit: int) -> Iterator[str | Long]:
    """The lines with their ends; one of more than `limit` characters as what is kept of it."""
    while line := file.readline(limit + 1):
        yield line if len(line) <= limit or line.endswith(LINE_ENDS) else _skim(file, line, limit)


def _skim(file: TextIO, line: str, limit: int) -> Long:
    tally = Tally(line)
    while not line.endswith(LINE_ENDS) and (line := file.readline(limit + 1)):
        tally.add(line)
    return tally.long


def sample(file: TextIO, size: int) -> tuple[str, bool]:
    """About so much of the beginning of a file, and whether that is all of it.

    Of a packed file that is damaged it is what comes before; reading on tells of it.
    """
    pieces: list[str] = []
    taken = 0
    try:
        while taken < size and (line := file.readline(size)):
            pieces.append(line)
            taken += len(line)
    except Stop:
        return "".join(pieces), False
    return "".join(pieces), taken < size


class Tally:
    """Size and digest of a text that is read in pieces and not kept."""

    def __init__(self, *pieces: str) -> None:
        self._beginning = ""
        self._size = 0
        self._digest = sha256()
        for piece in pieces:
            self.add(piece)

    def add(self, piece: str) -> None:
        if len(self._beginning) < BEGINNING:
            self._beginning = (self._beginning + piece)[:BEGINNING]
        self._size += len(piece)
        self._digest.update(legible(piece).encode("utf-8", "backslashreplace"))

    @property
    def long(self) -> Long:
        return Long(legible(self._beginning), self._size, self._digest.hexdigest())
