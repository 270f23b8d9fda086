"""Verifying the ledger: one pass over its leaves, in bounded memory, against the graph, checkpoints and witnesses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from agents.ledger.comparing import Comparing
from agents.ledger.findings import Exposed, Findings, Verified
from agents.ledger.rotation import chain
from graph import entries, merkle
from graph.engines.base import Engine
from graph.notes import Checkpoint, Note, Verifier
from ontology.errors import ThroughlineError

PAGE = 500
"""How many entries are compared together."""

Progress = Callable[[int, int], None]
"""Told how many leaves are done, of how many."""


@dataclass(frozen=True, slots=True)
class Saw:
    """What a witness has: its name, the checkpoint that it countersigned, and the leaves up to there.

    `fault` says why it cannot be believed, or asked; '' when it can.
    """

    name: str
    checkpoint: Checkpoint | None
    leaves: Callable[[int], Iterator[bytes]]
    fault: str = ""


def verify(
    engine: Engine,
    key: Verifier | None,
    saw: Sequence[Saw],
    watch: Progress = lambda done, size: None,
    from_witnessed: bool = False,
) -> Verified:
    """Verify the ledger, or what of it lies beyond the largest size that a witness has seen.

    `key` is the ledger's own, as it is kept outside the database; None where it never signed.
    """
    return _Pass(engine, key, saw, watch).run(from_witnessed)


class _Pass:
    def __init__(self, engine: Engine, key: Verifier | None, saw: Sequence[Saw], watch: Progress) -> None:
        self.engine, self.key, self.watch = engine, key, watch
        self.findings = Findings()
        self.comparing = Comparing(engine, self.findings)
        self.keys = [] if key is None else chain(engine, key, self.findings)
        self.saw = self._believed(saw)
        self.witnessed = max((one.checkpoint.size for one in self.saw if one.checkpoint is not None), default=0)
        self.checkpoints = 0
        self.good = 0
        self.peaks: list[bytes] | None = []
        self.streams: list[tuple[Saw, Iterator[bytes]]] = []

    def run(self, from_witnessed: bool) -> Verified:
        """One pass."""
        signed_size, written = entries.last_checkpoint(self.engine), entries.written(self.engine)
        self.tail = entries.tail(self.engine)
        self.end = max(self.tail.size, written, signed_size, self.witnessed)
        start = self._start() if from_witnessed else 0
        self.streams = [(one, one.leaves(start)) for one in self.saw if one.checkpoint is not None]
        signed = self._checkpoints(start)
        self.pending = next(signed, None)
        for low in range(start, self.end, PAGE):
            high = min(low + PAGE, self.end)
            page = entries.entries(self.engine, low, high)
            self.comparing.page(page)
            found = {one["n"]: one for one in page}
            for number in range(low, high):
                self._leaf(number, found.get(number))
                while self.pending is not None and self.pending["size"] <= number + 1:
                    self._signed(self.pending, number + 1)
                    self.pending = next(signed, None)
            self.watch(high, self.end)
        self.comparing.end()
        self._head()
        self._decisions()
        return self._verified(start)

    def _believed(self, saw: Sequence[Saw]) -> list[Saw]:
        for one in saw:
            if one.fault:
                self.findings.add("witness", f"the witness `{one.name}` proves nothing: {one.fault}")
        return [one for one in saw if not one.fault]

    def _start(self) -> int:
        """The largest witnessed size, with the peaks that the witness's own leaves make."""
        best = max(self.saw, key=lambda one: one.checkpoint.size if one.checkpoint else 0, default=None)
        if best is None or best.checkpoint is None:
            return 0
        self.peaks = merkle.peaks_of(islice(best.leaves(0), best.checkpoint.size))
        if merkle.root(self.peaks) != best.checkpoint.root:
            self.findings.add("witness", f"the witness `{best.name}` has other leaves than it countersigned")
            self.peaks = []
            return 0
        self.good = best.checkpoint.size
        return best.checkpoint.size

    def _checkpoints(self, start: int) -> Iterator[dict[str, Any]]:
        """The checkpoints beyond a size, in order, a thousand at a time."""
        size = start
        while rows := entries.checkpoints(self.engine, size):
            yield from rows
            size = rows[-1]["size"]

    def _leaf(self, number: int, one: dict[str, Any] | None) -> None:
        """One place of the ledger: what the witnesses saw there, and how the tree grows by it."""
        leaf = _hash(one.get("leaf")) if one is not None else None
        if one is None:
            self.findings.add("missing", "there is no entry", number)
        seen = self._seen(number, leaf)
        if leaf is None and seen is None:
            self.peaks = None
        if self.peaks is None:
            return
        self.peaks, made = merkle.grown(number, self.peaks, leaf or seen or b"")
        if one is not None and [node.hex() for node in made] != one.get("tree"):
            self.findings.add("tree", "the entry does not complete the tree as it says", number)

    def _seen(self, number: int, leaf: bytes | None) -> bytes | None:
        """What a witness saw at a place; what differs from it is told."""
        found = None
        for one, stream in self.streams:
            assert one.checkpoint is not None
            if number >= one.checkpoint.size:
                continue
            found = next(stream, None)
            if found is None:
                self.findings.add("witness", f"the witness `{one.name}` lacks leaves that it countersigned", number)
            elif found != leaf:
                self.findings.add("witness", f"not what the witness `{one.name}` saw", number)
        return found

    def _signed(self, row: dict[str, Any], size: int) -> None:
        """A checkpoint of the size that the pass has come to. The first that does not hold tells which leaves."""
        self.checkpoints += 1
        name = f"checkpoint of size {row['size']}"
        try:
            note = Note.parse(row["note"])
            point = note.checkpoint
        except (ThroughlineError, TypeError, AttributeError):
            self.findings.add("checkpoint", f"the {name} is no signed note")
            return
        if self.key is not None and not any(note.signed_by(one) for one in self.keys):
            self.findings.add("checkpoint", f"the {name} is not signed by the ledger's key")
        if point.size != row["size"] or (self.key is not None and point.origin != self.key.name):
            self.findings.add("checkpoint", f"the {name} is one of `{point.origin}`, of size {point.size}")
        elif self.peaks is None or merkle.root(self.peaks) != point.root or point.size != size:
            if self.good < size:
                self.findings.add("checkpoint", f"not what the {name} attests", self.good, size - 1)
            self.good = self.end
        else:
            self.good = max(self.good, size)

    def _head(self) -> None:
        tail = self.tail
        if tail.size != self.end:
            self.findings.add("missing", f"the ledger says that it ends after {tail.size} leaves, and has {self.end}")
        elif self.peaks is not None and [peak.hex() for peak in self.peaks] != list(tail.peaks):
            self.findings.add("tree", "the ledger's end is not the tree of its leaves")

    def _decisions(self) -> None:
        """Whether every decision has a leaf."""
        count, last = entries.decided(self.engine)
        for low in range(1, last + 1, PAGE):
            found = entries.sealed(self.engine, low, min(low + PAGE, last + 1))
            count -= len(found)
            for number in sorted(number for number, is_sealed in found.items() if not is_sealed):
                self.findings.add("unsealed", f"decision {number} has no leaf")
        if count > 0:
            self.findings.add("unsealed", f"{count} decisions have no number of their own, and no leaf")

    def _verified(self, start: int) -> Verified:
        exposed = Exposed(first=self.witnessed, last=self.end - 1) if self.witnessed < self.end else None
        return Verified(
            start=start, size=self.end, root=merkle.root(self.peaks).hex() if self.peaks is not None else None,
            checkpoints=self.checkpoints, witnesses=len(self.saw), witnessed=self.witnessed, exposed=exposed,
            findings=self.findings.sorted, more=self.findings.more,
        )  # fmt: skip


def _hash(text: Any) -> bytes | None:
    """The hash that a stored text is; None when it is none."""
    try:
        found = bytes.fromhex(text)
    except (ValueError, TypeError):
        return None
    return found if len(found) == len(merkle.EMPTY) else None
