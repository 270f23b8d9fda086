"""Files of rows (CSV, JSON Lines, Parquet, Excel): one, a folder of them, or many that are one stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, TypeAlias

from ingest.connector import Column, Connector, Item, Mark, Retry, Stop, StreamInfo
from ingest.connectors.file_options import FilesOptions
from ingest.connectors.file_rows import member_check, member_columns, member_count, member_rows, member_sheets
from ingest.connectors.members import Member, Missing, members
from ingest.connectors.text import told
from ontology.digest import digest

MANY = 1000
"""With more files than this in a stream it is not told which of them were read: every batch would carry the list."""

State: TypeAlias = dict[str, tuple[int, ...]]


class FilesConnector(Connector):
    """Files. Each read gives all rows of a stream; one whose files have not changed is not read again."""

    options_type = FilesOptions

    def __init__(self, options: FilesOptions, environ: Mapping[str, str]) -> None:
        self._options = options
        self._met = False
        self._known: dict[str, State] = {}
        self._prints: dict[str, dict[str, str]] = {}

    def check(self) -> None:
        for one in {member.path: member for found in self._files().values() for member in found}.values():
            member_check(one, self._options)

    def streams(self) -> Sequence[StreamInfo]:
        return [StreamInfo(name) for name in sorted(self._streams())]

    def stream(self, name: str) -> StreamInfo:
        """A stream; its columns are those that all of its files have."""
        found: list[Column] | None = None
        for member in self._members(name):
            columns = member_columns(member, self._options)
            names = {column.name for column in columns or ()}
            found = columns if found is None else [column for column in found if column.name in names]
        return StreamInfo(name, columns=tuple(found or ()), rows=self.count(name, None))

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        """The rows of all files, or, after a cursor, of those that have changed since; several end with a cursor."""
        found = self._members(stream)
        begun = _state(found)
        if self._known.get(stream, begun) != begun:
            raise Retry(f"the files of `{stream}` changed before they were read")
        several = 1 < len(found) <= MANY
        prints = (self._prints.get(stream) or self._printed(found)) if several else {}
        read = cursor["files"] if several and isinstance(cursor, dict) else {}
        for member in found:
            if member.label in read and read[member.label] == prints[member.label]:
                continue
            yield from member_rows(member, self._options)
            if _state([member]) != {member.label: begun[member.label]}:
                raise Retry(f"`{member.label}` changed while it was read")
        if _state(self._there(stream)) != begun:
            raise Retry(f"the files of `{stream}` changed while they were read")
        if several:
            yield Mark({"files": prints})

    def fingerprint(self, stream: str) -> str:
        """SHA-256 over how the files are to be read, their names if there are several, and their bytes."""
        found = self._members(stream)
        self._known[stream] = _state(found)
        self._prints[stream] = self._printed(found)
        if len(found) == 1:
            return self._prints[stream][found[0].label]
        return digest(self._prints[stream])

    def _printed(self, found: Sequence[Member]) -> dict[str, str]:
        """What each file says and how it is to be read, as a digest, by its label."""
        prints = {}
        for member in found:
            print_ = sha256(self._options.model_dump_json(exclude={"path"}).encode())
            with told(member.path), member.path.open("rb") as file:
                while block := file.read(1 << 20):
                    print_.update(block)
            prints[member.label] = print_.hexdigest()
        return prints

    def count(self, stream: str, cursor: Any) -> int | None:
        """Estimated from the first rows, or as the files say."""
        counts = [member_count(member, self._options) for member in self._members(stream)]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    def _members(self, stream: str) -> list[Member]:
        """The files of a stream, of which no other stream's are opened. Raises: Stop, Retry."""
        for name, found in self._files().items():
            if found[0].form != "xlsx" and name == stream:
                return found
            if found[0].form == "xlsx" and stream.startswith(f"{name}/"):
                sheets = self._sheets(name, found)
                if stream in sheets:
                    return sheets[stream]
        return self._streams()[super().stream(stream).name]

    def _there(self, stream: str) -> list[Member]:
        """The files of a stream that is being read, of which all may have gone meanwhile."""
        try:
            return self._members(stream)
        except (Stop, Retry):
            return []

    def _files(self) -> dict[str, list[Member]]:
        """The files by what they are called. Raises: Stop; Retry, for what was there and may come back."""
        try:
            with told(self._options.path):
                found = members(self._options.path, self._options.format)
        except Missing as missing:
            if self._met:
                raise Retry(missing.message) from missing
            raise
        self._met = True
        return found

    def _streams(self) -> dict[str, list[Member]]:
        """The files by stream."""
        streams: dict[str, list[Member]] = {}
        for name, found in self._files().items():
            streams |= self._sheets(name, found) if found[0].form == "xlsx" else {name: found}
        return streams

    def _sheets(self, name: str, found: list[Member]) -> dict[str, list[Member]]:
        """The streams of workbooks: each sheet is one, in all of the workbooks together."""
        titles = dict.fromkeys(title for member in found for title in member_sheets(member, self._options))
        return {f"{name}/{title}": [replace(member, sheet=title) for member in found] for title in titles}


def _state(found: Sequence[Member]) -> State:
    """By what a change of files is noticed while they are read; one that has gone has changed."""
    states: State = {}
    for member in found:
        try:
            with told(member.path):
                one = member.path.stat()
        except Stop:
            states[member.label] = ()
            continue
        states[member.label] = (one.st_ino, one.st_size, one.st_mtime_ns)
    return states
