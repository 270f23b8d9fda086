"""The part of a witness that remembers: of each ledger the leaves that it saw, and the checkpoint it countersigned.

It asks for a proof that the ledger only went on from what it saw, refuses anything else, and keeps every leaf's hash,
so that what is altered later can be named. For each ledger it has a folder: `state.json` (size, peaks, note, keys) and
`leaves`, 32 bytes each. Source: C2SP tlog-witness, whose rules it follows; its countersignatures are cosignature/v1.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import orjson
from pydantic import ConfigDict, Field, ValidationError

from agents.answer import Form
from graph import merkle
from graph.notes import Checkpoint, Note, Signer, Verifier, cosignature, gathered
from ontology.digest import identify
from ontology.errors import Conflict, Invalid, Refused, Unavailable

STEP = 8_000
"""How many leaves a witness is shown at once."""

NOTE = (
    "throughline-5f0c3a91\n1\nRiEZDw9IyIkln8J3z9DwEU5932KRV5vozkMCMkAgZVU=\n\n— throughline-5f0c3a91 "
    "L/zCS7q/97bboUNC/tHCZnV1X502gKtojexJ8uGV9ig3sS/OJsRpIvtoBjLVh1onuh6JZsA4CZNXEgLNyQPp3CtQdA0=\n"
)
"""A checkpoint of a ledger with one leaf, for the examples of the API."""

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Growth(Form):
    """What a ledger shows a witness: its next checkpoint, the key that signed it, from which size it goes on, the proof
    of that, and the leaves between."""

    model_config = ConfigDict(strict=True)

    note: str = Field(max_length=20_000, examples=[NOTE])
    key: str = Field(
        max_length=500, examples=["throughline-5f0c3a91+2ffcc24b+AUvq3isjNDC5cYuqzs8P4FHLIqILbXmlqfxa2HOI4vc8"]
    )
    old: int = Field(ge=0, lt=2**53, examples=[0])
    proof: list[Hash] = Field(max_length=64, examples=[[]])
    leaves: list[Hash] = Field(
        max_length=STEP, examples=[["4621190f0f48c889259fc277cfd0f0114e7ddf6291579be8ce43023240206555"]]
    )


class Countersigned(Form):
    """What a witness answers: the size that it has seen now, its key, and its line under the checkpoint."""

    size: int
    key: str
    line: str


class State(Form):
    """What a witness knows of a ledger."""

    size: int = 0
    peaks: list[Hash] = Field(default_factory=list)
    note: str = ""
    keys: list[str] = Field(default_factory=list)


class Notary:
    """Remembers in a folder, and countersigns with a key."""

    def __init__(self, folder: Path, signer: Callable[[], Signer]) -> None:
        self.folder = folder
        self._signer = signer

    @property
    def key(self) -> Verifier:
        """With what it countersigns."""
        return self._signer().verifier

    def state(self, origin: str) -> State:
        """What it knows of a ledger. Raises: Invalid, Unavailable, when that cannot be read."""
        path = self._of(origin) / "state.json"
        try:
            return State.model_validate_json(path.read_bytes()) if path.exists() else State()
        except ValidationError as error:
            raise Invalid(f"`{path}` is not what a witness has written", "restore it from a backup") from error
        except OSError as error:
            raise Unavailable(f"`{path}` cannot be read: {error.strerror or error}", "see who may read it") from error

    def leaves(self, origin: str, low: int, high: int) -> list[bytes]:
        """The leaves of a range that it has seen; none of one that it never saw. Raises: Unavailable."""
        path, end = self._of(origin) / "leaves", min(high, self.state(origin).size)
        if low >= end:
            return []
        try:
            with path.open("rb") as file:
                file.seek(32 * low)
                data = file.read(32 * (end - low))
        except OSError as error:
            raise Unavailable(f"`{path}` cannot be read: {error.strerror or error}", "see who may read it") from error
        return [data[place : place + 32] for place in range(0, len(data), 32)]

    def countersign(self, shown: Growth) -> Countersigned:
        """Countersign a checkpoint that goes on from what was seen, and remember it.

        Raises:
            Invalid: it is no checkpoint, or the key is none.
            Conflict: it does not go on from the size that was seen; that is told.
            Refused: it is not signed by the ledger's key, or is a fork: not the ledger that was seen.
        """
        note = Note.parse(shown.note)
        point = note.checkpoint
        with self._locked(point.origin):
            state = self.state(point.origin)
            keys = _keys(note, Verifier.parse(shown.key), state)
            self._check(point, shown, state)
            peaks = self._grown(point, shown, state)
            signer = self._signer()
            line = cosignature(note.text, signer, int(time.time()))
            self._append(point.origin, state.size, shown.leaves)
            signed = gathered([shown.note, f"{note.text}\n{line}"])
            self._keep(
                point.origin,
                State(
                    size=point.size, peaks=[one.hex() for one in peaks], note=signed, keys=[one.text for one in keys]
                ),
            )
        return Countersigned(size=point.size, key=signer.verifier.text, line=line)

    def _check(self, point: Checkpoint, shown: Growth, state: State) -> None:
        if shown.old != state.size:
            raise Conflict(f"the witness has seen {state.size} leaves, not {shown.old}", "go on from there")
        before = merkle.root([bytes.fromhex(one) for one in state.peaks])
        if point.size < state.size or len(shown.leaves) != point.size - state.size:
            raise Refused(
                f"the checkpoint of size {point.size} does not go on from the {state.size} leaves that were seen",
                "a ledger never becomes shorter: verify it",
            )
        proof = [bytes.fromhex(one) for one in shown.proof]
        if state.size and not merkle.continues(state.size, point.size, proof, before, point.root):
            raise Refused(
                f"the checkpoint of size {point.size} is a fork: it goes on from other leaves than were seen",
                "the ledger was altered: verify it",
            )

    def _grown(self, point: Checkpoint, shown: Growth, state: State) -> list[bytes]:
        peaks = [bytes.fromhex(one) for one in state.peaks]
        for number, leaf in enumerate(shown.leaves, state.size):
            peaks, _ = merkle.grown(number, peaks, bytes.fromhex(leaf))
        if merkle.root(peaks) != point.root:
            raise Refused("the leaves are not those that the checkpoint attests", "the ledger was altered: verify it")
        return peaks

    def _of(self, origin: str) -> Path:
        return self.folder / identify("ledger", origin)

    @contextmanager
    def _locked(self, origin: str) -> Iterator[None]:
        """One at a time."""
        folder = self._of(origin)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (folder / ".lock").open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise Unavailable(f"`{folder}` cannot be written: {error.strerror or error}", "see whose it is") from error

    def _append(self, origin: str, size: int, leaves: list[str]) -> None:
        path = self._of(origin) / "leaves"
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(32 * size)
            file.seek(32 * size)
            file.write(b"".join(bytes.fromhex(one) for one in leaves))
            file.flush()
            os.fsync(file.fileno())

    def _keep(self, origin: str, state: State) -> None:
        draft = self._of(origin) / ".state.json"
        with draft.open("wb") as file:
            file.write(orjson.dumps(state.model_dump(), option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._of(origin) / "state.json")


def _keys(note: Note, shown: Verifier, state: State) -> list[Verifier]:
    """The keys of a ledger: the first that it showed, and each that a checkpoint was signed with beside a known one.

    Raises:
        Refused: the checkpoint is signed with none that is known.
    """
    known = [Verifier.parse(one) for one in state.keys] or [shown]
    if shown.name != note.checkpoint.origin or not any(note.signed_by(one) for one in known):
        raise Refused(
            f"the checkpoint is not signed by the key of `{note.checkpoint.origin}` that was seen before",
            "a new key is made known by a checkpoint that the old one signs too: `throughline ledger rotate`",
        )
    return known if shown in known or not note.signed_by(shown) else [*known, shown]
