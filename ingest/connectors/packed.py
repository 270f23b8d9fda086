"""Files packed by gzip (RFC 1952), unpacked as they are read: never to disk, never beyond what was allowed."""

from __future__ import annotations

import gzip
import io
import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.connector import Stop
from ingest.connectors.kinds import check_unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 1 << 16

FREE = 64 << 20
"""Bytes that any file may unpack to: small files of great repetition are no bombs."""


class Unpacked(io.RawIOBase):
    """The bytes that were packed. Reading them stops at `expansion` times the size of the file.

    Raises, as it is read:
        Stop: the file is damaged, cut off, or unpacks to more than allowed; what came before was handed out.
    """

    def __init__(self, path: Path, label: str, encoding: str, expansion: int) -> None:
        self._label = label
        self._encoding = encoding
        self._file = path.open("rb")
        self._gzip = gzip.GzipFile(fileobj=self._file)
        self._most = max(FREE, os.fstat(self._file.fileno()).st_size * expansion)
        self._expansion = expansion
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        try:
            piece = self._gzip.read1(len(room))
        except EOFError:
            raise Stop(f"`{self._label}` is cut off after {self._count} unpacked bytes", "transfer it again") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Stop(
                f"`{self._label}` is damaged after {self._count} unpacked bytes ({error})", "transfer it again"
            ) from None
        if self._count == 0:
            check_unpacked(piece, self._label, self._encoding)
        self._count += len(piece)
        if self._count > self._most:
            raise Stop(
                f"`{self._label}` unpacks to more than {self._most} bytes, {self._expansion} times its size",
                "it may be a bomb; if it is meant, say `expansion=` with more",
            )
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._gzip.close()
            self._file.close()
        super().close()


def unpacked_size(path: Path) -> int:
    """How many bytes a file unpacks to, as its own end says: about right, and cheap."""
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) < 18:
            return 0
        file.seek(-4, os.SEEK_END)
        return int(struct.unpack("<I", file.read(4))[0])
