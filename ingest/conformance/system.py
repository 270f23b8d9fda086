"""The system behind a connector, as tests handle it: small and known, changed and broken on request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar, NoReturn

from ingest.connector import Connector, parse_options


class Breach(AssertionError):
    """A connector does not do what every connector must, or its `System` does not what a check needs of it."""


class Waived(Exception):
    """A check has nothing to try here, and why."""


class System:
    """What the checks are run on: a connector, how it is told where to read, and what can be done to what it reads.

    `kind` is the connector, `stream` the stream that is tried: at least three rows, more than one page where it has
    pages. `key` are the columns of its key where the stream itself tells none. `options` are the connector's, and
    `environ` is the environment that it looks secrets up in: its values must never be shown. `cannot` says of a method
    that there is no way to write it why: what needs it is skipped, and says so.

    Each check has a system of its own, and closes it.
    """

    kind: type[Connector]
    stream: str = ""
    key: tuple[str, ...] = ()
    options: Mapping[str, Any]
    environ: Mapping[str, str] = {}
    cannot: ClassVar[Mapping[str, str]] = {}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return tuple(self.environ.values())

    def open(self) -> Connector:
        """The connector, as another process would open it."""
        return self.kind(parse_options(self.kind, self.options), self.environ)

    @contextmanager
    def opened(self) -> Iterator[Connector]:
        """The connector, closed in the end."""
        found = self.open()
        try:
            yield found
        finally:
            found.close()

    def rows(self) -> int:
        """How many rows the stream has, by another way than the connector."""
        self._lacks("rows")

    def add(self) -> None:
        """Add a row, newer than all others."""
        self._lacks("add")

    def change(self) -> None:
        """Let one row that is there say something else; newer than all others then."""
        self._lacks("change")

    def tie(self) -> None:
        """Add or change a row so that its version is the very one that the newest row had before."""
        self._lacks("tie")

    def delete(self) -> None:
        """Take one row away."""
        self._lacks("delete")

    def spoil(self) -> None:
        """Make one row unreadable, not the last one."""
        self._lacks("spoil")

    def widen(self) -> None:
        """Give the stream a further column, and one row a value in it."""
        self._lacks("widen")

    def narrow(self) -> None:
        """Take a column from the stream, not of its key or version, nor the last one if they have order."""
        self._lacks("narrow")

    def away(self) -> AbstractContextManager[object]:
        """While it is entered, the system does not answer, and will later."""
        self._lacks("away")

    def refuse(self) -> AbstractContextManager[object]:
        """While it is entered, the system refuses the connector: asking again is vain."""
        self._lacks("refuse")

    def close(self) -> None:
        """Let go of the system."""

    def _lacks(self, name: str) -> NoReturn:
        if name in self.cannot:
            raise Waived(f"there is no `{name}`: {self.cannot[name]}")
        told = " ".join((getattr(System, name).__doc__ or "").split())
        raise Breach(
            f"`{type(self).__name__}.{name}` is not written, and this is not shown without it. It is to: {told} "
            f"Where there is no way to, say why in `cannot[{name!r}]`"
        )
