"""The protocol of connectors: what a system that is read from must offer, found by an entry point.

A connector reads one system. It has streams (tables, files, collections) and yields their rows as plain JSON values:
text, integers, booleans, None, lists and objects. Decimals are text, so that no digit is lost.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from ontology.errors import Invalid, NotFound, ThroughlineError, Unavailable, nearest, said

GROUP = "throughline.connectors"
Data: TypeAlias = Mapping[str, Any]


class Retry(Unavailable):
    """The system does not answer now, and may later: the stream is read again from its last batch, a few times."""


class Stop(ThroughlineError):
    """The stream cannot be read on: it is left where its last batch ended, and the other streams go on."""

    status = 424
    title = "source cannot be read"


class Skip(ThroughlineError):
    """One row cannot be read. It is yielded, not raised, so that the rows after it are read.

    `text` is the row as far as it was readable, `position` where it stands, `cursor` where to go on after it.
    """

    status = 422
    title = "row cannot be read"

    def __init__(self, reason: str, text: str, position: str, cursor: Any = None) -> None:
        super().__init__(reason)
        self.text = text
        self.position = position
        self.cursor = cursor


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it was read. `cursor` is the JSON value to go on from after it; None when the stream has none."""

    data: Data
    cursor: Any
    position: str


@dataclass(frozen=True, slots=True)
class Mark:
    """No row, but the cursor moves: where the next read begins. `told` is what the sync's report should say."""

    cursor: Any
    told: str = ""


Item: TypeAlias = Raw | Skip | Mark


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a stream, and its type as the system calls it."""

    name: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """A stream, as far as it is known before it is read.

    `primary_key` is unique for certain; empty when the system knows none. `cursor_field` is the column by which only
    new and changed rows are read; None when each read gives the whole stream. `columns` is empty when each row may
    have its own. `rows` is about how many there are, None when that is not cheap to tell.
    """

    name: str
    primary_key: tuple[str, ...] = ()
    cursor_field: str | None = None
    columns: tuple[Column, ...] = ()
    rows: int | None = None

    @property
    def incremental(self) -> bool:
        return self.cursor_field is not None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


class Options(BaseModel):
    """What a connector must be told; unknown options are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def doubts(self) -> list[str]:
        """What may be right and does not look so, told when a source is added; the system is not asked."""
        return []


class Connector(ABC):
    """One system that is read from. Every method may raise `Retry` or `Stop`."""

    options_type: ClassVar[type[Options]]

    @abstractmethod
    def __init__(self, options: Any, environ: Mapping[str, str]) -> None:
        """Take the options and the environment that secrets are looked up in; nothing is read yet."""

    @abstractmethod
    def check(self) -> None:
        """Whether the system can be reached and read."""

    @abstractmethod
    def streams(self) -> Sequence[StreamInfo]:
        """The streams, by name. Cheap: rows need not be counted."""

    @abstractmethod
    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        """The rows after `cursor`, all of them when it is None, in an order that is the same every time."""

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Data | None]:
        """Of each row that exists now, at least `columns`; None for one that cannot be read.

        What is in the graph and not among them was deleted.
        """
        for item in self.read(stream, None):
            if not isinstance(item, Mark):
                yield item.data if isinstance(item, Raw) else None

    def references(self, stream: str) -> Mapping[str, str]:
        """Which of its columns hold keys of which streams, as far as the system tells."""
        return {}

    def fingerprint(self, stream: str) -> str | None:
        """What is different whenever the stream's contents are; None when that is not cheap to tell."""
        return None

    def count(self, stream: str, cursor: Any) -> int | None:
        """About how many rows a read will give, for progress; None when that is not cheap to tell."""
        return None

    def close(self) -> None:  # noqa: B027  nothing to let go of is the usual case
        """Let go of what is open."""

    def stream(self, name: str) -> StreamInfo:
        """The stream of that name.

        Raises:
            Stop: there is none.
        """
        known = {one.name: one for one in self.streams()}
        if name not in known:
            raise Stop(f"no stream `{name}`", nearest(name, known) or f"there are: {', '.join(known) or 'none'}")
        return known[name]


def connectors() -> dict[str, EntryPoint]:
    """The connectors that are installed, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def find(name: str) -> type[Connector]:
    """The connector class of that name.

    Raises:
        NotFound: none of that name is installed.
        Invalid: what is installed under the name is not a connector.
    """
    known = connectors()
    if name not in known:
        advice = nearest(name, known) or f"there are: {', '.join(sorted(known)) or 'none'}"
        raise NotFound(f"no connector `{name}`", advice)
    found = known[name].load()
    if not (isinstance(found, type) and issubclass(found, Connector)):
        raise Invalid(f"`{known[name].value}` is not a connector", "derive it from `ingest.connector.Connector`")
    return found


def parse_options(kind: type[Connector], options: Mapping[str, Any]) -> Options:
    """The options of a connector, checked.

    Raises:
        Invalid: naming every option that is unknown, missing or wrong; values are not repeated, they may be secret.
    """
    try:
        return kind.options_type.model_validate(dict(options))
    except ValidationError as error:
        known = list(kind.options_type.model_fields)
        mistakes = [_mistake(one, known) for one in error.errors()]
        raise Invalid("options that cannot be right", details=mistakes) from None


def _mistake(error: Any, known: list[str]) -> str:
    name = ".".join(str(part) for part in error["loc"]) or "options"
    if error["type"] == "extra_forbidden":
        return f"unknown option `{name}`: {nearest(name, known) or 'there are ' + ', '.join(known)}"
    if error["type"] == "missing":
        return f"option `{name}` is missing"
    return f"option `{name}`: {said(error['msg'])}"
