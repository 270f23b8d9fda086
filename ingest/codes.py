"""Code lists that lie in a file beside the mapping: CSV with two columns, or YAML."""

from __future__ import annotations

import csv
from pathlib import Path as FilePath
from typing import Any

from ingest.spec import CodeFile, FieldSpec
from ingest.terms import Scalar
from ingest.yamltree import Mistakes, Path, read, shown
from ontology.errors import Invalid, nearest

LARGEST = 10_000_000
"""The most bytes of a list of codes."""


def listed(spec: FieldSpec, folder: FilePath | None, mistakes: Mistakes, path: Path) -> FieldSpec:
    """The field with its codes, read from their file if they lie in one; what is wrong with that is noted."""
    if not isinstance(spec.values, CodeFile):
        return spec
    codes: dict[str, Scalar] = {}
    try:
        if folder is None:
            raise Invalid(f"`{spec.values.file}` lies beside no mapping", "read the mapping from a file")
        codes = _codes(folder / spec.values.file, spec.values)
    except Invalid as error:
        mistakes.add((*path, "values"), error.message, error.mend)
    return spec.model_copy(update={"values": codes})


def _codes(path: FilePath, spec: CodeFile) -> dict[str, Scalar]:
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid(f"`{path.name}` is larger than {LARGEST // 1_000_000} MB", "map it as a stream")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise Invalid(f"no list of codes `{path.name}`", str(error.strerror or error).lower()) from error
    except UnicodeDecodeError as error:
        raise Invalid(f"`{path.name}` is not UTF-8", "save it as UTF-8") from error
    return _table(text, path.name, spec) if path.suffix.lower() == ".csv" else _plain(text, path.name)


def _plain(text: str, name: str) -> dict[str, Scalar]:
    node, mistakes = read(text, name)
    mistakes.settle()
    if not isinstance(node, dict) or any(isinstance(one, (dict, list)) for one in node.values()):
        raise Invalid(f"`{name}` is no list of codes", "write `code: meaning` lines")
    return node


def _table(text: str, name: str, spec: CodeFile) -> dict[str, Scalar]:
    rows = list(csv.reader(text.splitlines()))
    head = [one.strip() for one in rows[0]] if rows else []
    if len(head) < 2:
        raise Invalid(f"`{name}` has no two columns", "one of codes, one of what they mean")
    code, meaning = (_place(head, one, at, name) for at, one in enumerate((spec.code, spec.meaning)))
    found: dict[str, Any] = {}
    for line, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) <= max(code, meaning):
            raise Invalid(f"`{name}`, line {line}: too few columns", "give each code a meaning")
        if found.setdefault(row[code].strip(), row[meaning].strip() or None) != (row[meaning].strip() or None):
            raise Invalid(f"`{name}`, line {line}: `{row[code]}` means two things", "say which")
    return found


def _place(head: list[str], name: str | None, default: int, file: str) -> int:
    if name is None:
        return default
    if name not in head:
        raise Invalid(f"`{file}` has no column `{name}`", nearest(name, head) or f"it has {shown(head)}")
    return head.index(name)
