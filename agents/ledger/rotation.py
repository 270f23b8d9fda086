"""The keys that the ledger was signed with, one after the other: each is sealed, signed for by the one before it."""

from __future__ import annotations

from typing import Any

import orjson

from agents.ledger.findings import Findings
from graph.engines.base import Engine, Transaction
from graph.ledger import seal
from graph.notes import Signer, Verifier
from graph.questions import cypher
from ontology.errors import Invalid

OF = "urn:tl:ledger:key"
KIND = "ledger key"


def sealed(engine: Engine | Transaction) -> list[dict[str, Any]]:
    """What was sealed of the ledger's keys, oldest first."""
    return [orjson.loads(row["said"]) for row in engine.ask(cypher("ledger_said"), of=OF)]


def introduce(tx: Transaction, signer: Signer, by: str, before: Signer | None = None) -> None:
    """Seal that the ledger is signed with a key from now on, which the one before it signs for."""
    key = signer.verifier.text
    said = {"key": key, "by": by, "before": None, "signature": None}
    if before is not None:
        said |= {"before": before.verifier.text, "signature": before.sign(_message(key)).hex()}
    seal(tx, KIND, said, of=OF)


def chain(engine: Engine, key: Verifier, findings: Findings) -> list[Verifier]:
    """The keys that the ledger was signed with, up to the one that is kept; what breaks the chain is told."""
    try:
        found = _chain(sealed(engine))
    except (Invalid, ValueError, KeyError, TypeError):
        findings.add("key", "what was sealed of the ledger's keys cannot be followed")
        return [key]
    if found and found[-1] != key:
        findings.add("key", "the ledger's key is another one than was sealed last")
    return [*found, key]


def _chain(told: list[dict[str, Any]]) -> list[Verifier]:
    found: list[Verifier] = []
    for one in told:
        following = Verifier.parse(one["key"])
        if found and not (
            one["before"] == found[-1].text
            and found[-1].verifies(_message(one["key"]), bytes.fromhex(one["signature"]))
        ):
            raise Invalid("a key that the one before it did not sign for")
        found.append(following)
    return found


def _message(key: str) -> bytes:
    return f"throughline ledger key\n{key}\n".encode()
