"""Keeping the ledger: how it stands, checkpoints, witnesses, the change of its key, and verifying all of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import orjson
from pydantic import ValidationError

from agents.answer import Form
from agents.ledger import rotation, signers
from agents.ledger.findings import Exposed, Findings, Verified
from agents.ledger.notary import STEP, Growth
from agents.ledger.verifying import Progress, Saw
from agents.ledger.verifying import verify as verified
from agents.ledger.witnesses import Around, Settled, Witness, kind_of, read_leaves, witness
from graph import entries, merkle
from graph.clock import now
from graph.engines.base import Engine
from graph.notes import LOG, Checkpoint, Note, Signer, Verifier, gathered, signed
from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, nearest


class Asked(Form):
    """What came of showing the ledger to a witness: the size that it has seen, or why it has not seen more."""

    name: str
    size: int
    fault: str = ""


class Signed(Form):
    """A checkpoint: its size, root and note; `new` says whether there was anything to sign; what witnesses said."""

    size: int
    root: str
    note: str
    new: bool
    witnesses: list[Asked]


class Status(Form):
    """How the ledger stands: leaves, what is signed and what witnesses have countersigned as far as is noted here."""

    size: int
    root: str
    key: str | None
    signed: int
    signed_at: str | None
    witnessed: int
    exposed: Exposed | None
    witnesses: list[Asked]


class Ledger:
    """The ledger of a graph. `key_file` holds its private key, `folder` what is noted of its witnesses."""

    def __init__(self, engine: Engine, key_file: Path, around: Around) -> None:
        self._engine = engine
        self._key_file = key_file
        self._around = around

    def status(self) -> Status:
        """How it stands, without asking anybody."""
        tail = entries.tail(self._engine)
        rows = entries.checkpoints(self._engine, entries.last_checkpoint(self._engine) - 1)
        noted = [Asked(name=one.name, size=self._noted(one)) for one in self.witnesses()]
        witnessed = max((one.size for one in noted), default=0)
        return Status(
            size=tail.size,
            root=merkle.root([bytes.fromhex(one) for one in tail.peaks]).hex(),
            key=self._verifier().text if self._key_file.exists() else None,
            signed=rows[-1]["size"] if rows else 0,
            signed_at=rows[-1]["at"] if rows else None,
            witnessed=witnessed,
            exposed=Exposed(first=witnessed, last=tail.size - 1) if witnessed < tail.size else None,
            witnesses=noted,
        )

    def checkpoint(self, by: str) -> Signed:
        """Sign the ledger as it is now, unless it was, and show it to every witness.

        Raises:
            Refused: it does not go on from what was signed last: it was altered.
        """
        chosen = self._signers(by)
        before = entries.newest_checkpoint(self._engine)
        tail = entries.tail(self._engine)
        new = before is None or before.checkpoint.size < tail.size
        if new:
            self._sign(chosen, before, tail.size, [bytes.fromhex(one) for one in tail.peaks])
        if len(chosen) > 1:
            self._replace_key()
        asked = [self._show(one) for one in self.witnesses()]
        note = entries.newest_checkpoint(self._engine)
        assert note is not None
        point = note.checkpoint
        text = entries.checkpoints(self._engine, point.size - 1)[0]["note"]
        return Signed(size=point.size, root=point.root.hex(), note=text, new=new, witnesses=asked)

    def due(self, leaves: int, seconds: float) -> bool:
        """Whether so many leaves are unsigned, or any at all and the last checkpoint is so many seconds old."""
        from graph.clock import instant

        last = entries.checkpoints(self._engine, entries.last_checkpoint(self._engine) - 1)
        unsigned = entries.tail(self._engine).size - (last[-1]["size"] if last else 0)
        age = (instant(now()) - instant(last[-1]["at"])).total_seconds() if last else seconds
        return unsigned >= leaves or (unsigned > 0 and age >= seconds)

    def rotate(self, by: str) -> Signed:
        """Sign with a new key from now on: the old one signs for it in the ledger, and both sign a checkpoint."""
        (old,) = self._signers(by)[:1]
        following = Signer.new(old.name, LOG)
        signers.put(self._next, following, replace=True)
        self._engine.write(lambda tx: rotation.introduce(tx, following, by, old))
        return self.checkpoint(by)

    def verify(self, watch: Progress = lambda done, size: None, from_witnessed: bool = False) -> Verified:
        """Verify the whole ledger, or what lies beyond the largest size that a witness has seen."""
        key = self._verifier() if self._key_file.exists() else None
        return verified(self._engine, key, self._saw(key), watch, from_witnessed)

    def witnesses(self) -> list[Settled]:
        """The witnesses, by name. Raises: Invalid, when their file cannot be read."""
        path = self._noted_file
        if not path.exists():
            return []
        try:
            return sorted((Settled(**one) for one in orjson.loads(path.read_bytes())), key=lambda one: one.name)
        except (ValidationError, ValueError, TypeError) as error:
            raise Invalid(f"`{path}` does not list witnesses", "mend it, or add the witnesses anew") from error

    def add_witness(self, name: str, address: str, token_file: Path | None = None) -> Settled:
        """Note a witness with the key that it shows now. Raises: Conflict, Invalid, or what it answers."""
        if any(one.name == name for one in self.witnesses()):
            raise Conflict(f"the witness `{name}` is there already", "take another name, or remove it first")
        kind, place = kind_of(address)
        if kind == "http" and token_file is None:
            raise Invalid(f"`{address}` lets nobody in without a key", "name the file of one: `--key-file FILE`")
        file = str(token_file.expanduser().absolute()) if token_file is not None else None
        draft = Settled(name=name, kind=kind, address=place, key="", token_file=file)
        made = draft.model_copy(update={"key": witness(draft, self._around).key().text})
        self._note([*self.witnesses(), made])
        return made

    def remove_witness(self, name: str) -> None:
        """Show the ledger to a witness no more. Raises: NotFound."""
        known = [one.name for one in self.witnesses()]
        if name not in known:
            raise NotFound(
                f"no witness `{name}`", nearest(name, known) or "list them with `throughline ledger witness`"
            )
        self._note([one for one in self.witnesses() if one.name != name])

    @property
    def _next(self) -> Path:
        return self._key_file.with_name(self._key_file.name + ".next")

    @property
    def _noted_file(self) -> Path:
        return self._around.folder / "witnesses.json"

    def _note(self, witnesses: Sequence[Settled]) -> None:
        self._around.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._noted_file.with_suffix(".new")
        draft.write_bytes(orjson.dumps([one.model_dump() for one in witnesses], option=orjson.OPT_INDENT_2))
        draft.replace(self._noted_file)

    def _signer(self) -> Signer:
        return signers.kept(self._key_file, f"throughline-{secrets.token_hex(4)}", LOG)

    def _verifier(self) -> Verifier:
        return self._signer().verifier

    def _signers(self, by: str) -> list[Signer]:
        """Who signs: the ledger's key, sealed at its first use, and the next one while they change. Raises: Refused."""
        signer = self._signer()
        if not rotation.sealed(self._engine):
            self._engine.write(lambda tx: None if rotation.sealed(tx) else rotation.introduce(tx, signer, by))
        last = rotation.sealed(self._engine)[-1]["key"]
        if last == signer.verifier.text:
            return [signer]
        if self._next.exists() and (following := signers.kept(self._next, signer.name, LOG)).verifier.text == last:
            return [signer, following]
        raise Refused(
            "the ledger was sealed with another key than is kept here", f"restore the key to `{self._key_file}`"
        )

    def _replace_key(self) -> None:
        self._next.replace(self._key_file)

    def _sign(self, chosen: Sequence[Signer], before: Note | None, size: int, peaks: Sequence[bytes]) -> None:
        """Sign what the ledger came to, in steps that a witness takes at once, if it goes on from what was signed."""
        point = before.checkpoint if before is not None else None
        start = point.size if point is not None else 0
        grown = entries.peaks(self._engine, start)
        if before is not None and point is not None:
            keys = [one.verifier for one in chosen] + rotation.chain(self._engine, chosen[0].verifier, Findings())
            if not any(before.signed_by(one) for one in keys) or merkle.root(grown) != point.root:
                raise _altered(f"the checkpoint of size {start} does not hold")
        made = start
        for number, leaf in entries.leaves(self._engine, start, size):
            if number != made:
                break
            grown, _ = merkle.grown(number, grown, leaf)
            made += 1
            if made == size and grown != list(peaks):
                break
            if made == size or made % STEP == 0:
                note = signed(Checkpoint(chosen[0].name, made, merkle.root(grown)), chosen)
                entries.keep_checkpoint(self._engine, made, note, now())
        if made != size or grown != list(peaks):
            raise _altered(f"leaf {min(made, size - 1)} is not there, or not what the tree says")

    def _show(self, one: Settled) -> Asked:
        """Show a witness all that was signed since it looked last."""
        size = 0
        try:
            asked = witness(one, self._around)
            size = asked.state(self._verifier().name).size
            for row in self._unseen(size):
                size = self._shown(one, asked, size, row["note"])
        except ThroughlineError as error:
            return Asked(name=one.name, size=size, fault=str(error))
        return Asked(name=one.name, size=size)

    def _unseen(self, size: int) -> Iterator[dict[str, str]]:
        while rows := entries.checkpoints(self._engine, size):
            yield from rows
            size = rows[-1]["size"]

    def _shown(self, one: Settled, asked: Witness, size: int, text: str) -> int:
        note = Note.parse(text)
        point = note.checkpoint
        keys = [key for key in rotation.chain(self._engine, self._verifier(), Findings()) if note.signed_by(key)]
        if not keys:
            raise _altered(f"the checkpoint of size {point.size} is not signed by the ledger's key")
        path = entries.proof(self._engine, merkle.consistency_nodes(size, point.size)) if size else []
        leaves = [leaf.hex() for _, leaf in entries.leaves(self._engine, size, point.size)]
        shown = Growth(note=text, key=keys[-1].text, old=size, proof=[part.hex() for part in path], leaves=leaves)
        answer = asked.countersign(shown)
        signed_too = gathered([text, f"{note.text}\n{answer.line}"])
        if Note.parse(signed_too).witnessed_by(Verifier.parse(one.key)) is None:
            raise Refused(f"the witness `{one.name}` signs with another key than it did", "see who answers there")
        entries.keep_checkpoint(self._engine, point.size, signed_too, now())
        return answer.size

    def _noted(self, one: Settled) -> int:
        """The largest size that a witness has countersigned, as the newest checkpoints say."""
        key = Verifier.parse(one.key)
        rows = entries.newest_checkpoints(self._engine)
        return next((row["size"] for row in rows if Note.parse(row["note"]).witnessed_by(key) is not None), 0)

    def _saw(self, key: Verifier | None) -> list[Saw]:
        return [self._seen_by(one, key) for one in self.witnesses()] if key is not None else []

    def _seen_by(self, one: Settled, key: Verifier) -> Saw:
        """What a witness has seen, if its countersignature holds."""
        nothing = partial(_no_leaves)
        try:
            asked = witness(one, self._around)
            state = asked.state(key.name)
            if not state.size:
                return Saw(one.name, None, nothing)
            note = Note.parse(state.note)
            if note.witnessed_by(Verifier.parse(one.key)) is None:
                return Saw(one.name, None, nothing, "what it has is not signed with the key that it was noted with")
            return Saw(one.name, note.checkpoint, partial(read_leaves, asked, key.name, note.checkpoint.size))
        except ThroughlineError as error:
            return Saw(one.name, None, nothing, str(error))


def _no_leaves(start: int) -> Iterator[bytes]:
    yield from ()


def _altered(says: str) -> Refused:
    return Refused(f"the ledger is not signed: {says}", "it was altered: see `throughline ledger verify`")
