"""What a file is by its first bytes, held against what its name says that it is."""

from __future__ import annotations

from pathlib import Path

from ingest.connector import Stop
from ingest.connectors.members import Form, Member

GZIP = b"\x1f\x8b"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = {
    b"\xff\xfe": "UTF-16; say `encoding=utf-16`",
    b"\xfe\xff": "UTF-16; say `encoding=utf-16`",
    b"PK\x03\x04": "a ZIP archive or an Excel workbook: call it `.xlsx` if it is one",
    GZIP: "compressed by gzip: give it the ending `.gz`",
    b"PAR1": "a Parquet file: give it the ending `.parquet`",
    b"PARE": "an encrypted Parquet file: export it without encryption",
    b"SQLite format 3": "an SQLite database; use the connector `sql`",
    OLE: "an old or an encrypted Office file: save it as `.xlsx` without a password",
}
OWN: dict[Form, bytes] = {"parquet": b"PAR1", "xlsx": b"PK\x03\x04"}
CALLED: dict[Form, str] = {"parquet": "a Parquet file", "xlsx": "an Excel workbook"}


def check_kind(member: Member, encoding: str) -> None:
    """Whether a file is what its name says.

    Raises:
        Stop: it is something else.
        OSError: it cannot be read.
    """
    head = _head(member.path)
    if not head and member.form in OWN:
        raise Stop(f"`{member.label}` is empty")
    if member.packed:
        if not head.startswith(GZIP):
            raise Stop(f"`{member.label}` is not compressed by gzip", _told(head) or "take `.gz` off its name")
        return
    own = OWN.get(member.form)
    if own and head.startswith(own):
        return
    kind = None if encoding.startswith("utf_16") and not own else _told(head)
    if kind:
        raise Stop(f"`{member.label}` is {kind}")
    if own:
        raise Stop(f"`{member.label}` is not {CALLED[member.form]}", "export it again, or mend its ending")


def check_unpacked(head: bytes, label: str, encoding: str) -> None:
    """Whether what was unpacked is text. Raises: Stop."""
    if not encoding.startswith("utf_16") and (kind := _told(head)):
        raise Stop(f"`{label}` holds what is {kind}")


def _told(head: bytes) -> str | None:
    return next((kind for mark, kind in MARKS.items() if head.startswith(mark)), None)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)
