"""One file of a stream: its rows, its columns, and about how many rows it has, whatever its format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ingest.connector import Column, Item
from ingest.connectors.csv_rows import csv_header, csv_rows, csv_sample
from ingest.connectors.excel_book import titles
from ingest.connectors.excel_rows import Layout, excel_header, excel_rows
from ingest.connectors.file_options import FilesOptions
from ingest.connectors.json_rows import json_rows
from ingest.connectors.kinds import check_kind
from ingest.connectors.members import Member
from ingest.connectors.packed import FREE, unpacked_size
from ingest.connectors.parquet_rows import parquet_columns, parquet_count, parquet_rows
from ingest.connectors.text import open_text, sample, told

SAMPLE = 1 << 16
FEW = 10
"""From fewer rows of a sample nothing is estimated: one long row would make thousands of them."""


def member_rows(member: Member, options: FilesOptions) -> Iterator[Item]:
    """The rows of a file. Raises: Stop, Retry."""
    if member.form == "parquet":
        with _opened(member, options) as file:
            yield from parquet_rows(file, member.label, options.limit)
    elif member.form == "xlsx":
        with _opened(member, options) as file:
            yield from excel_rows(file, member.label, member.sheet or "", _layout(options))
    else:
        with told(member.path), open_text(member, options.encoding, options.expansion) as text:
            if member.form == "csv":
                yield from csv_rows(text, member.label, options.dialect(member))
            else:
                yield from json_rows(text, member.label, options.encoding, options.limit)


def member_columns(member: Member, options: FilesOptions) -> list[Column] | None:
    """The columns of a file; None when each row may have its own. Raises: Stop, Retry."""
    if member.form == "parquet":
        with _opened(member, options) as file:
            return parquet_columns(file, member.label)
    if member.form == "xlsx":
        with _opened(member, options) as file:
            names = excel_header(file, member.label, member.sheet or "", _layout(options))
    elif member.form == "csv":
        with told(member.path), open_text(member, options.encoding, options.expansion) as text:
            names = csv_header(text, member.label, options.dialect(member))
    else:
        return None
    return [Column(name) for name in names]


def member_sheets(member: Member, options: FilesOptions) -> list[str]:
    """The sheets of a workbook. Raises: Stop, Retry."""
    with _opened(member, options) as file:
        return titles(file, member.label, options.expansion)


def member_check(member: Member, options: FilesOptions) -> None:
    """Whether a file can be opened. Raises: Stop, Retry."""
    if member.form == "xlsx":
        member_sheets(member, options)
    elif member.form == "parquet":
        member_columns(member, options)
    else:
        with told(member.path), open_text(member, options.encoding, options.expansion) as text:
            text.read(1)


def member_count(member: Member, options: FilesOptions) -> int | None:
    """About how many rows a file has, from its first ones or from what it says; None when that is not cheap to tell.

    Raises:
        Stop, Retry: it cannot be read.
    """
    if member.form == "parquet":
        with _opened(member, options) as file:
            return parquet_count(file, member.label)
    if member.form == "xlsx":
        return None
    with told(member.path), open_text(member, options.encoding, options.expansion) as text:
        begun, whole = sample(text, SAMPLE)
        size = member.path.stat().st_size
    if member.packed:
        unpacked = unpacked_size(member.path)
        if unpacked > max(FREE, size * options.expansion):
            return None
        size = unpacked
    rows = begun.count("\n")
    if member.form == "csv":
        found = csv_sample(io.StringIO(begun, newline=""), options.dialect(member))
        rows = max(0, sum(1 for _ in found) - (0 if options.header else 1))
    if whole:
        return rows
    return round(max(size, len(begun)) * rows / len(begun)) if rows >= FEW else None


@contextmanager
def _opened(member: Member, options: FilesOptions) -> Iterator[IO[bytes]]:
    with told(member.path):
        check_kind(member, options.encoding)
        with member.path.open("rb") as file:
            yield file


def _layout(options: FilesOptions) -> Layout:
    return Layout(options.skip, options.header, options.limit, options.expansion)
