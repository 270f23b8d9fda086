"""Checks the passport of a decision offline: leaves, proofs, signatures, the context, and every value that was shown.

`throughline-verify FILE [--key KEY] [--witness KEY]…` ends with 0 when all holds, 1 when something does not, 2 when the
file is no passport. It needs the standard library and `cryptography`. Sources: RFC 6962 (the tree), RFC 8785 (canonical
JSON), C2SP signed-note, tlog-checkpoint and tlog-cosignature (checkpoints).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

LOG, WITNESS = 1, 4
INPUTS = ("seq", "at", "subject", "action", "reader", "purpose", "budget", "ontology", "renderer")
ATTESTED = {"Principal": ("kind", "name")}
"""Of these kinds a leaf attests some properties, of all others everything."""

_SIGNED = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class Unreadable(Exception):
    """The file is no passport."""


@dataclass
class Report:
    """What was found: lines of what holds, and of what does not."""

    holds: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def check(self, holds: bool, says: str, otherwise: str) -> None:
        """Note that something holds, or that it does not."""
        (self.holds if holds else self.wrong).append(says if holds else otherwise)


def main(arguments: list[str] | None = None) -> int:
    """Check a file."""
    parser = argparse.ArgumentParser(
        prog="throughline-verify", description="Check the passport of a decision, offline."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", default=[], help="a public key of the ledger, NAME+ID+KEY")
    parser.add_argument("--witness", action="append", default=[], help="the public key of a witness")
    asked = parser.parse_args(arguments)
    try:
        report = verify(json.loads(asked.file.read_text("utf-8")), asked.key, asked.witness)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, Unreadable) as error:
        print(f"`{asked.file}` is no passport: {type(error).__name__} {error}", file=sys.stderr)
        return 2
    for line in report.holds:
        print(f"ok     {line}")
    for line in report.notes:
        print(f"note   {line}")
    for line in report.wrong:
        print(f"WRONG  {line}")
    print("everything holds" if not report.wrong else f"{len(report.wrong)} things do not hold")
    return 1 if report.wrong else 0


def verify(passport: dict[str, Any], keys: list[str], witnesses: list[str]) -> Report:
    """Check a passport against the keys of the ledger and of witnesses; against its own where none are named."""
    if passport.get("passport") != 1:
        raise Unreadable("it says no version that is known here")
    report = Report()
    if not keys:
        report.notes.append(
            "no key of the ledger was named: the passport's own is taken, which proves nothing by itself"
        )
    size, root = _checkpoint(passport, keys or passport["keys"]["log"], witnesses, report)
    nodes: dict[str, tuple[str, dict[str, Any]]] = {}
    numbers = [leaf["number"] for leaf in passport["leaves"]]
    report.check(numbers == sorted(set(numbers)), "the leaves are in order", "the leaves are not in order")
    for leaf in passport["leaves"]:
        _leaf(leaf, size, root, report)
        nodes |= {id_: (kind, props) for kind, id_, props in leaf["nodes"]}
    _decision(passport, nodes, report)
    return report


def _checkpoint(passport: dict[str, Any], keys: list[str], witnesses: list[str], report: Report) -> tuple[int, bytes]:
    """The size and root of the checkpoint, once its signatures are checked."""
    text, _, signatures = passport["checkpoint"].partition("\n\n")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    signed = list(_signers(text, signatures, [Key.parse(one) for one in keys]))
    report.check(
        origin in signed,
        f"the checkpoint of {size} leaves is signed by `{origin}`",
        f"the checkpoint is not signed by `{origin}` with a key that was named",
    )
    own = [] if witnesses else passport["keys"]["witnesses"]
    seen = list(_signers(text, signatures, [Key.parse(one) for one in witnesses or own]))
    report.holds += [f"`{name}` has countersigned it, as a witness" for name in seen]
    report.notes += ["the witnesses' keys are those of the passport"] if own and seen else []
    if not seen:
        report.notes.append("no witness has countersigned it: whoever has the ledger's key could have rewritten it")
    missing = {Key.parse(one).name for one in witnesses} - set(seen)
    report.wrong += [f"the witness `{name}` that was named has not countersigned it" for name in sorted(missing)]
    return int(size), b64decode(root, validate=True)


@dataclass(frozen=True)
class Key:
    """A public key of Ed25519, whose it is, and what it signs."""

    name: str
    algorithm: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key of its text `NAME+ID+KEY`."""
        name, _, rest = text.strip().partition("+")
        id_, _, encoded = rest.partition("+")
        raw = b64decode(encoded, validate=True)
        found = cls(name, raw[0], raw[1:])
        if found.id.hex() != id_ or len(found.public) != 32:
            raise Unreadable(f"`{text.strip()[:60]}` is no public key")
        return found

    @property
    def id(self) -> bytes:
        """Its 4 bytes in a note."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether a signature of a note's text is this key's."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        message = text.encode()
        if self.algorithm == WITNESS:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {at}\n".encode() + message
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def _signers(text: str, signatures: str, keys: list[Key]) -> Iterator[str]:
    """The names of those keys that have signed a note."""
    for line in signatures.splitlines():
        if (found := _SIGNED.fullmatch(line)) is None:
            continue
        raw = b64decode(found[2], validate=True)
        for key in keys:
            if key.name == found[1] and key.id == raw[:4] and key.verifies(text, raw[4:]):
                yield key.name


def _leaf(leaf: dict[str, Any], size: int, root: bytes, report: Report) -> None:
    """Check a leaf: its body, its place in the tree, and what it commits to."""
    number, salt, body = leaf["number"], leaf["salt"], json.loads(leaf["body"])
    hashed = sha256(b"\0" + leaf["body"].encode()).digest()
    path = [bytes.fromhex(one) for one in leaf["proof"]]
    report.check(
        hashed.hex() == leaf["leaf"] and body["n"] == number,
        f"leaf {number} ({body['kind']}, {body['at'][:19]}Z) is the hash of its body",
        f"leaf {number} is not the hash of its body",
    )
    report.check(
        includes(number, size, hashed, path, root),
        f"leaf {number} is in the tree of the checkpoint",
        f"leaf {number} is not in the tree of the checkpoint",
    )
    nodes = [[kind, committed(salt, kind, [id_, content(kind, props)])] for kind, id_, props in leaf["nodes"]]
    edges = [
        [type_, committed(salt, type_, [id_, start, end, content("", props)])]
        for type_, id_, start, end, props in leaf["edges"]
    ]
    report.check(
        nodes == body["nodes"] and edges == body["edges"],
        f"leaf {number} attests its {len(nodes)} nodes and {len(edges)} relations as they are here",
        f"leaf {number} attests other nodes or relations than those here",
    )


def _decision(passport: dict[str, Any], nodes: dict[str, tuple[str, dict[str, Any]]], report: Report) -> None:
    """Check the decision, its context, and the values that were shown."""
    kind, decision = nodes.get(passport["decision"], ("", {}))
    report.check(
        kind == "Decision" and decision.get("number") == passport["number"],
        f"decision {passport['number']} is what the leaves attest",
        "the decision is not among what the leaves attest",
    )
    contexts = [props for kind, props in nodes.values() if kind == "Context"]
    if len(contexts) != 1:
        report.wrong.append("there is not one context")
        return
    (context,) = contexts
    columns = [context["shown"], context["commitments"], context["things"]]
    inputs = {name: context[name] for name in INPUTS}
    rows = [list(row) for row in zip(*columns, strict=True)]
    made = sha256(canonical([inputs, rows, context["remainder"]])).hexdigest()
    report.check(
        made == context["digest"],
        f"the context's digest follows from its inputs and {len(rows)} commitments",
        "the context's digest does not follow from what it holds",
    )
    _evidence(passport["evidence"], rows, report)
    cited = set(decision.get("cites", ()))
    report.check(
        cited <= set(context["shown"]),
        f"all {len(cited)} facts that it cites were shown",
        "it cites what was not shown",
    )


def _evidence(evidence: list[dict[str, Any]], rows: list[list[Any]], report: Report) -> None:
    """Check that every value is the one that was committed to."""
    shown = {one["statement"]: one for one in evidence}
    wrong = []
    erased = 0
    for statement, commitment, _ in rows:
        one = shown.get(statement)
        if one is None:
            wrong.append(statement)
        elif "value" not in one:
            erased += 1
        elif committed(one["salt"], statement.partition("#")[2], one["value"]) != commitment:
            wrong.append(statement)
    told = f"{len(rows) - erased} values are those that were shown"
    report.check(not wrong, told + (f"; {erased} were erased since" if erased else ""), f"not as shown: {wrong[:5]}")


def content(kind: str, props: dict[str, Any]) -> dict[str, Any]:
    """What is attested of properties: under a salt of their own, of texts only commitments."""
    if kind in ATTESTED:
        return {name: props[name] for name in ATTESTED[kind] if props.get(name) is not None}
    salt, erased = props.get("salt"), props.get("erased")
    if salt is None and erased is None:
        return {name: value for name, value in props.items() if value is not None and name != "id"}
    found = {
        name: committed(salt, name, value) if isinstance(value, str) and salt is not None else value
        for name, value in props.items()
        if value is not None and name not in ("id", "salt", "erased")
    }
    return found | dict(one.split(":", 1) for one in erased or ())


def committed(salt: str, name: str, value: Any) -> str:
    """SHA-256(salt ‖ name ‖ 0 ‖ canonical JSON of a value)."""
    return sha256(salt.encode() + name.encode() + b"\0" + canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) of texts, whole numbers, booleans, null, and lists and maps of them."""

    def sort(one: Any) -> Any:
        if isinstance(one, dict):
            return {name: sort(one[name]) for name in sorted(one, key=lambda name: name.encode("utf-16-be"))}
        if isinstance(one, float):
            raise Unreadable("it holds a floating-point number")
        return [sort(item) for item in one] if isinstance(one, list) else one

    return json.dumps(sort(value), ensure_ascii=False, separators=(",", ":")).encode()


def includes(number: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> bool:
    """Whether a leaf is in a tree of a size and root, by RFC 9162, 2.1.3.2."""
    if not 0 <= number < size:
        return False
    first, last, made = number, size - 1, leaf
    for one in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            made = sha256(b"\1" + one + made).digest()
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            made = sha256(b"\1" + made + one).digest()
        first, last = first >> 1, last >> 1
    return last == 0 and made == root


if __name__ == "__main__":
    sys.exit(main())
