"""Checkpoints as signed notes, and the countersignatures of witnesses on them.

Source: C2SP signed-note, tlog-checkpoint and tlog-cosignature (https://c2sp.org): a text of lines, an empty line, and a
line for each signature, `— NAME BASE64(key id ‖ signature)`. A key's id is the beginning of the SHA-256 of its name, a
line end, its algorithm and the public key. Keys are Ed25519 and are written as Go's `sumdb/note` writes them.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from ontology.errors import Invalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG, WITNESS = 1, 4
"""The algorithms: Ed25519 over the text, and over a cosignature of it, which says when."""

_NAME = re.compile(r"[^\s+]{1,200}")
_PRIVATE = "PRIVATE+KEY"
_SIGNED = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and whose it is."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The key's id, 4 bytes."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is passed on: `NAME+ID+KEY`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.algorithm]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """The key that a text is. Raises: Invalid."""
        name, _, rest = text.strip().partition("+")
        id_, _, encoded = rest.partition("+")
        found = cls(name, *_key(encoded))
        if not _NAME.fullmatch(name) or found.id.hex() != id_ or found.algorithm not in (LOG, WITNESS):
            raise Invalid(f"not the key of a ledger or a witness: `{text.strip()[:80]}`", "write it as `NAME+ID+KEY`")
        return found

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether a signature of a message is this key's."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and whose it is; `seed` are its 32 bytes."""

    name: str
    algorithm: int
    seed: bytes

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return Verifier(self.name, self.algorithm, self._private().public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """The key as it is kept: `PRIVATE+KEY+NAME+ID+KEY`."""
        encoded = b64encode(bytes([self.algorithm]) + self.seed).decode()
        return f"{_PRIVATE}+{self.name}+{self.verifier.id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> Signer:
        """The key that a text is. Raises: Invalid, without quoting it."""
        parts = text.strip().split("+", 4)
        wrong = Invalid("not the private key of a ledger or a witness", "it begins with `PRIVATE+KEY+`")
        if len(parts) != 5 or "+".join(parts[:2]) != _PRIVATE or not _NAME.fullmatch(parts[2]):
            raise wrong
        found = cls(parts[2], *_key(parts[4]))
        if found.algorithm not in (LOG, WITNESS) or found.verifier.id.hex() != parts[3]:
            raise wrong
        return found

    @classmethod
    def new(cls, name: str, algorithm: int) -> Signer:
        """A new key. Raises: Invalid, when nobody can be called that."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if not _NAME.fullmatch(name):
            raise Invalid(f"not a name for a key: `{name}`", "leave out blanks and `+`")
        return cls(name, algorithm, Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes."""
        return self._private().sign(message)

    def _private(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note says of a ledger: whose it is (`origin`), how many leaves it had, and its root then."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text of the note."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """The checkpoint of a note's text. Raises: Invalid."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):
            raise Invalid("not a checkpoint", "it has three lines: origin, size and root")
        return cls(lines[0], int(lines[1]), _decoded(lines[2], 32))


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures: whose, the id of the key, and the signature with what its algorithm adds."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> Note:
        """The note of what was written. Raises: Invalid."""
        text, gap, signed = note.rpartition("\n\n")
        found = [_SIGNED.fullmatch(line) for line in signed.splitlines()]
        if not gap or not found or not all(found) or not signed.endswith("\n"):
            raise Invalid("not a signed note", "it is a text, an empty line, and a line for each signature")
        signatures = [(one[1], _decoded(one[2])) for one in found if one is not None]
        return cls(text + "\n", tuple((name, said[:4], said[4:]) for name, said in signatures))

    @property
    def checkpoint(self) -> Checkpoint:
        """What it says of a ledger. Raises: Invalid."""
        return Checkpoint.parse(self.text)

    def signed_by(self, key: Verifier) -> bool:
        """Whether the key of a ledger has signed it."""
        return any(key.verifies(self.text.encode(), one) for one in self._of(key, 64))

    def witnessed_by(self, key: Verifier) -> int | None:
        """When the key of a witness has countersigned it, in seconds since 1970; None: it has not."""
        for one in self._of(key, 72):
            at = int.from_bytes(one[:8], "big")
            if key.verifies(_cosigned(self.text, at), one[8:]):
                return at
        return None

    def _of(self, key: Verifier, length: int) -> list[bytes]:
        return [said for name, id_, said in self.signatures if (name, id_, len(said)) == (key.name, key.id, length)]


def signed(checkpoint: Checkpoint, signers: Sequence[Signer]) -> str:
    """The note of a checkpoint, signed."""
    lines = [_line(one.verifier, one.sign(checkpoint.text.encode())) for one in signers]
    return checkpoint.text + "\n" + "".join(lines)


def cosignature(text: str, signer: Signer, at: int) -> str:
    """The line by which a witness countersigns a note's text at an instant, in seconds since 1970."""
    return _line(signer.verifier, at.to_bytes(8, "big") + signer.sign(_cosigned(text, at)))


def gathered(notes: Iterable[str]) -> str:
    """One note of several of the same text, with the signatures of all, each once. Raises: Invalid."""
    lines: dict[str, None] = {}
    texts = set()
    for note in notes:
        text, _, signatures = note.rpartition("\n\n")
        texts.add(Note.parse(note).text)
        lines |= dict.fromkeys(signatures.splitlines())
    if len(texts) != 1:
        raise Invalid("the notes differ in what they say", "gather those of one checkpoint")
    return text + "\n\n" + "".join(f"{line}\n" for line in lines)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _line(key: Verifier, signature: bytes) -> str:
    return f"— {key.name} {b64encode(key.id + signature).decode()}\n"


def _key(encoded: str) -> tuple[int, bytes]:
    said = _decoded(encoded, 33)
    return said[0], said[1:]


def _decoded(text: str, length: int | None = None) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if (length is not None and len(found) != length) or len(found) < 5:
        raise Invalid("what should be base64 is not, or has not its length", "give it as it was written")
    return found
