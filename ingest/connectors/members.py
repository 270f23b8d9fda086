"""Which files a path means, and which streams they are: one file, a folder, or a pattern over many files.

A stream is named after its file, without its endings; a pattern's after what is fixed in it; a sheet is a stream
`WORKBOOK/SHEET`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from ingest.connector import Stop

Form: TypeAlias = Literal["csv", "jsonl", "parquet", "xlsx"]

FORMS: dict[str, Form] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}
PACKED = ".gz"
WILD = re.compile(r"[*?[]")


class Missing(Stop):
    """Nothing is where a path leads."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a stream. `label` is how positions call it, `suffix` its ending without that of the packing."""

    path: Path
    label: str
    form: Form
    suffix: str
    packed: bool = False
    sheet: str | None = None


def members(path: Path, form: Form | None = None) -> dict[str, list[Member]]:
    """The files that a path means, by the names of their streams, each stream's in the order of their names.

    `form` is that of files whose ending tells none.

    Raises:
        Missing: there is none.
        Stop: a file is of no known format, or two files of a folder have one name.
    """
    if path.is_file():
        return {_stem(path.name): [_member(path, path.name, form)]}
    if path.is_dir():
        return _folder(path, form)
    if WILD.search(str(path)):
        return _pattern(path, form)
    raise Missing(f"no file or folder `{path}`", "put it there, or say where it is with `path=`")


def _folder(path: Path, form: Form | None) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for file in sorted(path.iterdir()):
        if not (_visible(file) and form_of(file.name)):
            continue
        name = _stem(file.name)
        if other := found.get(name):
            raise Stop(f"two files for the stream `{name}`", f"`{other[0].label}` and `{file.name}`")
        found[name] = [_member(file, file.name, form)]
    if not found:
        known = ", ".join(dict.fromkeys(FORMS.values()))
        raise Missing(f"the folder `{path}` holds no file of rows", f"put files of a known format there: {known}")
    return found


def _pattern(path: Path, form: Form | None) -> dict[str, list[Member]]:
    """All files that match, as one stream."""
    root = _root(path)
    pattern = path.relative_to(root).as_posix()
    files = sorted(
        (file.relative_to(root).as_posix(), file)
        for file in root.glob(pattern)
        if _visible(file) and not any(part.startswith(".") for part in file.relative_to(root).parts)
    )
    if not files:
        raise Missing(f"no file matches `{path}`", "put one there, or mend the pattern")
    found = [_member(file, label, form) for label, file in files]
    if len(forms := {one.form for one in found}) > 1:
        other = next(one for one in found if one.form != found[0].form)
        raise Stop(
            f"`{pattern}` matches files of {len(forms)} formats: `{found[0].label}` and `{other.label}`",
            "end the pattern with one ending",
        )
    return {_fixed(path, root): found}


def _root(path: Path) -> Path:
    """The folder above the first part with a wildcard."""
    for place, part in enumerate(path.parts):
        if WILD.search(part):
            return Path(*path.parts[:place])
    return path


def _fixed(path: Path, root: Path) -> str:
    """What is fixed in a pattern, from its end: `orders-*.csv` is `orders`, `orders/*.csv` as well."""
    for part in reversed([root.name, *path.relative_to(root).parts]):
        text = re.sub(r"\[[^]]*\]|[*?]", "", _stem(part)).strip("-_. ")
        if text:
            return text
    return "files"


def _visible(file: Path) -> bool:
    return file.is_file() and not file.name.startswith((".", "~"))


def _member(path: Path, label: str, form: Form | None) -> Member:
    base, packed = _unpacked(path.name)
    suffix = Path(base).suffix.lower()
    found = form or FORMS.get(suffix)
    if found is None:
        known = ", ".join(dict.fromkeys(FORMS.values()))
        raise Stop(f"`{label}` is of no known format", f"say `format=`, one of {known}")
    if packed and found in {"parquet", "xlsx"}:
        raise Stop(f"`{label}` is packed, and a format that is packed in itself", "unpack it")
    return Member(path, label, found, suffix, packed)


def form_of(name: str) -> Form | None:
    """The format that a file's name tells."""
    return FORMS.get(Path(_unpacked(name)[0]).suffix.lower())


def _unpacked(name: str) -> tuple[str, bool]:
    """The name without the ending of the packing, and whether it had it."""
    packed = name.lower().endswith(PACKED)
    return (name[: -len(PACKED)] if packed else name), packed


def _stem(name: str) -> str:
    return Path(_unpacked(name)[0]).stem
