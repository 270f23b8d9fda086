"""The streams of a mapping file as references see them: their own rows, and the things that rows carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.paths import PLACE, above
from ingest.spec import CarriedSpec, KeyPart, StreamSpec, ThingSpec, understand
from ingest.yamltree import Mistakes, Path

NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")
DEPTH = 5
"""How deep things may carry things."""


@dataclass(frozen=True)
class Frame:
    """A stream of the file: what its rows are, its whole key as its rows see it, and where its rows stand.

    `levels` are the carried lists on the way from the row that is read to its rows, `root` the stream that is read.
    """

    name: str
    spec: ThingSpec
    path: Path
    root: str
    levels: tuple[str, ...]
    key: tuple[KeyPart, ...]
    above: Frame | None = None

    @property
    def each(self) -> bool:
        """Whether it has one thing for each element of a list."""
        return isinstance(self.spec, CarriedSpec) and self.spec.each is not None

    def climb(self, target: Frame) -> tuple[KeyPart, ...] | None:
        """The key of the thing of another stream that comes with a row of this one; None when not one does."""
        if target.root != self.root or self.levels[: len(target.levels)] != target.levels:
            return None
        return lifted(target.key, len(self.levels) - len(target.levels))


def lifted(key: tuple[KeyPart, ...], levels: int) -> tuple[KeyPart, ...]:
    """A key as elements see it, so many lists below it."""
    return tuple(
        part.model_copy(update={"column": above(part.column, levels)}) if part.column is not None and levels else part
        for part in key
    )


def frames(streams: Mapping[str, Any], mistakes: Mistakes) -> dict[str, Frame]:
    """The streams of a file and all that their rows carry, by name; what is wrong is noted."""
    found: dict[str, Frame] = {}
    for name, block in streams.items():
        path = ("streams", name)
        spec = understand(StreamSpec, block if block is not None else {}, path, mistakes)
        _named(name, path, mistakes)
        if spec is not None:
            _add(Frame(name, spec, path, name, (), spec.key), found, mistakes)
    return found


def carried(frame: Frame, known: Mapping[str, Frame]) -> Iterator[Frame]:
    """The frames of what the rows of a stream carry."""
    for name in frame.spec.carries:
        if (one := known.get(name)) is not None and one.path == (*frame.path, "carries", name):
            yield one


def _add(frame: Frame, found: dict[str, Frame], mistakes: Mistakes) -> None:
    if frame.name in found:
        mistakes.add(frame.path, f"there is a stream `{frame.name}` already", "names are unique in a file")
        return
    found[frame.name] = frame
    for name, block in frame.spec.carries.items():
        path = (*frame.path, "carries", name)
        _named(name, path, mistakes)
        spec = understand(CarriedSpec, block if block is not None else {}, path, mistakes)
        if spec is None:
            continue
        if len(path) > 2 * DEPTH:
            mistakes.add(path, "things within things within things", f"{DEPTH} of them at the most")
            return
        levels = (*frame.levels, name) if spec.each else frame.levels
        key = _key(frame, spec)
        _add(Frame(name, spec, path, frame.root, levels, key, frame), found, mistakes)


def _key(frame: Frame, spec: CarriedSpec) -> tuple[KeyPart, ...]:
    """The whole key: of an element, that of the row and its own part; of one thing, its own or else that of the row."""
    if spec.each is None:
        return spec.key or frame.key
    own = spec.key or (KeyPart(column=PLACE),)
    return (*lifted(frame.key, 1), *own)


def _named(name: str, path: Path, mistakes: Mistakes) -> None:
    if not NAME.fullmatch(name):
        mistakes.add(path, f"`{name}` is no name for a stream", "small letters, digits, `_` and `-`")
