"""Rows that an engine does not take: found by halving the batch, kept aside with its reason; the rest is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from graph.engines.base import Failed, Unstorable
from graph.model import Observation, Rejected
from graph.writer import SyncMark, Writer, Written
from ontology.errors import ThroughlineError

SHOWN = 500
"""How much is kept of what an engine says."""

MOST = 20
"""From how many such rows in one batch on it is not the rows that are to blame."""


def around(
    writer: Writer,
    observations: Sequence[Observation],
    mark: SyncMark,
    rejected: Sequence[Rejected],
    error: ThroughlineError,
) -> Written:
    """Write a batch that failed, without the rows that are to blame; the cursor moves with its end.

    Raises:
        Unstorable, Failed: nothing at all can be written, or too much is to blame.
    """
    writer.write((), replace(mark, cursor=None, read=0, same=0))
    halving = _Halving(writer, mark)
    halving.halve(observations, error)
    end = writer.write((), mark, [*rejected, *halving.blamed])
    return _sum([*halving.written, end])


@dataclass
class _Halving:
    """Writes what can be written of a batch, in parts."""

    writer: Writer
    mark: SyncMark
    written: list[Written] = field(default_factory=list)
    blamed: list[Rejected] = field(default_factory=list)

    def halve(self, rows: Sequence[Observation], error: ThroughlineError) -> None:
        """Write rows that failed together: half by half, down to the single ones that fail alone."""
        if len(rows) == 1:
            self._blame(rows[0], error)
            return
        middle = len(rows) // 2
        for part in (rows[:middle], rows[middle:]):
            try:
                self.written.append(self.writer.write(part, replace(self.mark, cursor=None, read=0, same=0)))
            except (Unstorable, Failed) as inner:
                self.halve(part, inner)

    def _blame(self, row: Observation, error: ThroughlineError) -> None:
        if row.gone or len(self.blamed) == MOST:
            raise error
        key = row.key
        self.blamed.append(Rejected(key.source, key.stream, str(key), row.payload, told(error), key.text, "engine"))


def told(error: ThroughlineError) -> str:
    """The engine's reason, without the numbers in it that differ each time: a row is kept once for each reason."""
    said = " ".join([error.message, *error.details])
    return f"the graph does not take it: {re.sub(r'[0-9]{2,}', '…', said)[:SHOWN]}"


def _sum(parts: Sequence[Written]) -> Written:
    counts = {one.name: sum(getattr(part, one.name) for part in parts) for one in fields(Written) if one.name != "seq"}
    return Written(seq=parts[-1].seq, **counts)
