"""What can be said about files: where they are, and how they are written."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from ingest.connector import Options, Stop
from ingest.connectors.csv_rows import Dialect, check_columns
from ingest.connectors.members import Form, Member, members


def _encoding(name: str) -> str:
    try:
        "".encode(name)
        return codecs.lookup(name).name.replace("-", "_")
    except LookupError as error:
        raise ValueError(f"no encoding `{name}`: try utf-8, utf-16, cp1252 or latin-1") from error


class FilesOptions(Options):
    """Where the files are (a file, a folder, or a pattern such as `exports/orders-*.csv`) and how they are written.

    `header` and `skip` are for CSV and Excel: names of columns that the file does not give itself, and rows to pass
    over at its beginning. `limit` is the most characters of one row, or of one value in a typed file; `expansion` how
    many times its size a packed file may unpack to.
    """

    path: Path
    format: Form | None = None
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf_8"
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    header: tuple[str, ...] = ()
    skip: int = Field(default=0, ge=0, le=10_000)
    limit: int = Field(default=1_000_000, ge=1000, le=100_000_000)
    expansion: int = Field(default=200, ge=1)

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

    def doubts(self) -> list[str]:
        """Whether there is nothing where the path leads, as yet."""
        try:
            members(self.path, self.format)
        except Stop as stop:
            return [str(stop)]
        except OSError as error:
            return [f"`{self.path}` cannot be looked at: {str(error.strerror or error).lower()}"]
        return []

    def dialect(self, member: Member) -> Dialect:
        """How a CSV file is written."""
        delimiter = self.delimiter or ("\t" if member.suffix == ".tsv" else ",")
        return Dialect(self.encoding, delimiter, self.quote, self.limit, self.skip, self.header)
