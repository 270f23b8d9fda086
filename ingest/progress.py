"""How a sync goes and how it went, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from graph.writer import SyncMark, Written

Phase = Literal["mapping again", "reading", "catching up", "looking for deletes", "waiting"]
Status = Literal["done", "unchanged", "stopped", "halted", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a stream is: rows read so far, of about `total` (None: not known), in `seconds`."""

    source: str
    stream: str
    phase: Phase
    rows: int
    total: int | None
    seconds: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds left, as far as that can be told."""
        if self.total is None or self.rows == 0 or self.seconds <= 0:
            return None
        return max(0, self.total - self.rows) / self.rate


Watch: TypeAlias = Callable[[Progress], None]


def unwatched(progress: Progress) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the sync of a stream ended, and what it brought. `refused` rows are kept with their reasons.

    `reason` says why it failed, was stopped, or waits for a person (`halted`); `withheld` why nothing was taken for
    deleted, though that was asked.
    `remapped` stored rows were mapped again because the mapping has changed; `told` says what else one should know,
    `notes` how the stream has changed against its contract, `breaches` which gates of it were breached.
    """

    source: str
    stream: str
    sync: str
    status: Status
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    late: int = 0
    refused: int = 0
    seconds: float = 0.0
    reason: str = ""
    withheld: str = ""
    remapped: int = 0
    told: str = ""
    notes: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()

    def plus(self, mark: SyncMark, written: Written) -> Outcome:
        """This outcome and a batch that was written."""
        return replace(
            self,
            read=self.read + mark.read,
            new=self.new + written.new,
            changed=self.changed + written.changed,
            same=self.same + written.same + mark.same,
            gone=self.gone + written.gone,
            late=self.late + written.late,
            refused=self.refused + written.refused,
        )
