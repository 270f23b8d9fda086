"""What is found when the ledger is verified: of which leaves, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from agents.answer import Form

Kind = Literal["missing", "altered", "added", "tree", "checkpoint", "witness", "unsealed", "key"]
MOST = 1_000
"""How many findings are told one by one."""


class Finding(Form):
    """Something that is not as it was sealed.

    `first` and `last` number the leaves that it touches; both are none where it touches no leaf that there is.
    """

    kind: Kind
    first: int | None
    last: int | None
    says: str

    def __str__(self) -> str:
        if self.first is None:
            return self.says
        return f"leaf {self.first}: {self.says}" if self.first == self.last else f"leaves {self.leaves}: {self.says}"

    @property
    def leaves(self) -> str:
        """The leaves, as they are read: `7–9`."""
        return f"{self.first}–{self.last}"


class Exposed(Form):
    """The leaves that no witness has seen yet: whoever may write to the database can still alter them unnoticed."""

    first: int
    last: int


class Verified(Form):
    """What was verified, from which leaf to which, and all that was found.

    `size` is the size of the ledger, `witnessed` the largest size that a witness has countersigned. `more` is how many
    findings there are beyond those that are told.
    """

    start: int
    size: int
    root: str | None
    checkpoints: int
    witnesses: int
    witnessed: int
    exposed: Exposed | None
    findings: list[Finding] = Field(default_factory=list)
    more: int = 0


@dataclass(slots=True)
class _Told:
    kind: Kind
    says: str
    first: int | None
    last: int | None


class Findings:
    """Gathers findings: those of leaves that follow one another, and say the same, are one."""

    def __init__(self) -> None:
        self.more = 0
        self._told: list[_Told] = []
        self._open: dict[tuple[Kind, str], _Told] = {}

    def add(self, kind: Kind, says: str, first: int | None = None, last: int | None = None) -> None:
        """Tell of some leaves, or of none."""
        last = first if last is None else last
        before = self._open.get((kind, says))
        if before is not None and first is not None and before.last == first - 1:
            before.last = last
        elif len(self._told) >= MOST:
            self.more += 1
        else:
            found = self._open[kind, says] = _Told(kind, says, first, last)
            self._told.append(found)

    @property
    def sorted(self) -> list[Finding]:
        """All that is told, by the first leaf that it touches; what touches none comes last."""
        ordered = sorted(self._told, key=lambda one: (one.first is None, one.first or 0, one.kind, one.says))
        return [Finding(kind=one.kind, first=one.first, last=one.last, says=one.says) for one in ordered]
