"""Files of rows: CSV and JSON Lines, one file or a folder of them; a stream is named after its file."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from ingest.connector import Column, Connector, Item, Options, Retry, Stop, StreamInfo
from ingest.connectors.csv_rows import Dialect, check_columns, csv_header, csv_rows, csv_sample
from ingest.connectors.json_rows import json_rows
from ingest.connectors.text import open_text, told

FORMATS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
SAMPLE = 1 << 16


def _encoding(name: str) -> str:
    try:
        "".encode(name)
        return codecs.lookup(name).name.replace("-", "_")
    except LookupError as error:
        raise ValueError(f"no encoding `{name}`: try utf-8, utf-16, cp1252 or latin-1") from error


class FilesOptions(Options):
    """Where the files are and how they are written. `header` and `skip` are for CSV: names of columns that the file
    does not give itself, and lines to pass over at its beginning. `limit` is the most characters of one row."""

    path: Path
    format: Literal["csv", "jsonl"] | None = None
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf_8"
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    header: tuple[str, ...] = ()
    skip: int = Field(default=0, ge=0)
    limit: int = Field(default=1_000_000, ge=1000, le=100_000_000)

    @field_validator("path")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("header", mode="before")
    @classmethod
    def _names(cls, names: Any) -> Any:
        return [name.strip() for name in names.split(",")] if isinstance(names, str) else names

    @model_validator(mode="after")
    def _checked(self) -> FilesOptions:
        check_columns(self.header)
        if self.delimiter == self.quote:
            raise ValueError("the delimiter and the quote must differ")
        return self


class FilesConnector(Connector):
    """A file or a folder of files. Each read gives the whole file; one that has not changed is not read again."""

    options_type = FilesOptions

    def __init__(self, options: FilesOptions, environ: Mapping[str, str]) -> None:
        self._options = options
        self._known: dict[str, tuple[int, ...]] = {}

    def check(self) -> None:
        for info in self.streams():
            with open_text(self._files()[info.name], self._options.encoding) as file:
                file.read(1)

    def streams(self) -> Sequence[StreamInfo]:
        return [StreamInfo(name) for name in sorted(self._files())]

    def stream(self, name: str) -> StreamInfo:
        super().stream(name)
        path = self._files()[name]
        if self._format(path) != "csv":
            return StreamInfo(name, rows=self.count(name, None))
        with open_text(path, self._options.encoding) as file:
            header = csv_header(file, path.name, self._dialect(path))
        return StreamInfo(name, columns=tuple(Column(column) for column in header), rows=self.count(name, None))

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        path = self._path(stream)
        with told(path), open_text(path, self._options.encoding) as file:
            begun = _state(os.fstat(file.fileno()))
            if self._known.get(stream, begun) != begun:
                raise Retry(f"`{path.name}` changed before it was read")
            if self._format(path) == "csv":
                yield from csv_rows(file, path.name, self._dialect(path))
            else:
                yield from json_rows(file, path.name, self._options.encoding, self._options.limit)
            if _state(path.stat()) != begun:
                raise Retry(f"`{path.name}` changed while it was read")

    def fingerprint(self, stream: str) -> str:
        """SHA-256 over how the file is to be read and its bytes."""
        path = self._path(stream)
        found = sha256(self._options.model_dump_json(exclude={"path"}).encode())
        with told(path), path.open("rb") as file:
            self._known[stream] = _state(os.fstat(file.fileno()))
            while block := file.read(1 << 20):
                found.update(block)
        return found.hexdigest()

    def count(self, stream: str, cursor: Any) -> int | None:
        """Estimated from the first rows."""
        path = self._path(stream)
        with told(path), path.open("rb") as file:
            sample, size = file.read(SAMPLE), os.fstat(file.fileno()).st_size
        rows = sample.count(b"\n")
        if self._format(path) == "csv":
            dialect = self._dialect(path)
            text = io.StringIO(sample.decode(dialect.encoding, "replace"), newline="")
            rows = max(0, sum(1 for _ in csv_sample(text, dialect)) - 1)
        return round(size * rows / len(sample)) if rows else None

    def _path(self, stream: str) -> Path:
        files = self._files()
        return files[stream] if stream in files else files[super().stream(stream).name]

    def _files(self) -> dict[str, Path]:
        path = self._options.path
        with told(path):
            if path.is_file():
                return {path.stem: path}
            if not path.is_dir():
                raise Retry(f"no file or folder `{path}`")
            files = sorted(path.iterdir())
        found: dict[str, Path] = {}
        for file in files:
            if file.is_file() and not file.name.startswith((".", "~")) and self._format(file, strict=False):
                if other := found.get(file.stem):
                    raise Stop(f"two files for the stream `{file.stem}`", f"`{other.name}` and `{file.name}`")
                found[file.stem] = file
        return found

    def _format(self, path: Path, strict: bool = True) -> str | None:
        found = FORMATS.get(path.suffix.lower())
        found = self._options.format if self._options.format and (strict or found) else found
        if found is None and strict:
            raise Stop(f"`{path.name}` is of no known format", "say `format=csv` or `format=jsonl`")
        return found

    def _dialect(self, path: Path) -> Dialect:
        options = self._options
        delimiter = options.delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
        return Dialect(options.encoding, delimiter, options.quote, options.limit, options.skip, options.header)


def _state(found: os.stat_result) -> tuple[int, ...]:
    return found.st_ino, found.st_size, found.st_mtime_ns
