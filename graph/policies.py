"""Policy sets as the graph keeps them: texts by digest, who added them, and which one was in force as of when.

A set is put in force by somebody who did not add it. Activations are commits: each ends the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.clock import now
from graph.engines.base import Engine, Transaction
from graph.ledger import seal
from graph.model import OPEN
from graph.provenance import ProvNode, Subgraph, write_subgraph
from graph.questions import cypher
from ontology.errors import NotFound, Refused

HOUSE = "throughline"
"""Who adds the set that is shipped."""


@dataclass(frozen=True, slots=True)
class Added:
    """A set of policies that was added: its digest, by whom and when first, and since and until when it is in force.

    `since` and `until` are the sequences of its last activation, `until` None while it holds; `by` activated it.
    """

    digest: str
    adders: tuple[str, ...]
    at: str
    since: int | None
    until: int | None
    by: str | None


def urn(digest: str) -> str:
    """The URN of a set of policies as an entity of provenance."""
    return f"urn:tl:policies:{digest[:32]}"


def add(asker: Engine, digest: str, text: str, by: str) -> bool:
    """Keep the text of a set, and who adds it; False when the same one had added it."""
    return asker.write(lambda tx: _keep(tx, digest, text, by))


def activate(tx: Transaction, digest: str, by: str, seq: int) -> bool:
    """Put a set in force since a sequence, inside the transaction of its commit; False when it is in force.

    Raises:
        NotFound: it was never added.
        Refused: whoever activates it added it.
    """
    rows = tx.ask(cypher("policy_adders"), digest=digest)
    if not rows:
        raise NotFound(f"no set of policies `{digest}`", "add it with `throughline policy add DIR`")
    if by in rows[0]["adders"]:
        raise Refused(f"`{by}` added these policies", "somebody else must put them in force")
    if in_force(tx, seq) == digest:
        return False
    tx.ask(cypher("policy_activate"), digest=digest, by=by, at=now(), seq=seq, open=OPEN)
    write_subgraph(tx, Subgraph([ProvNode("PolicySet", urn(digest), {"digest": digest})], []), kind="policies")
    said = {"policies": digest, "seq": seq, "by": by, "added_by": sorted(rows[0]["adders"])}
    seal(tx, "activation", said, of=urn(digest))
    return True


def ship(tx: Transaction, digest: str, text: str, by: str, seq: int) -> None:
    """Put the shipped set in force: the house has added it, and whoever sets the graph up activates it."""
    _keep(tx, digest, text, HOUSE)
    activate(tx, digest, by, seq)


def in_force(asker: Engine | Transaction, seq: int) -> str | None:
    """The digest of the set that was in force as of a sequence, if one was."""
    rows = asker.ask(cypher("policy_in_force"), seq=seq)
    return str(rows[0]["digest"]) if rows else None


def text_of(asker: Engine | Transaction, digest: str) -> str:
    """The text of a set. Raises: NotFound, when none of that digest was added."""
    rows = asker.ask(cypher("policy_text"), digest=digest)
    if not rows:
        raise NotFound(f"no set of policies `{digest}`", "list them with `throughline policy list`")
    return str(rows[0]["text"])


def listed(engine: Engine) -> list[Added]:
    """All sets that were added, the newest first, as they stand."""
    rows = engine.ask(cypher("policies"))
    return [
        Added(
            row["digest"],
            tuple(row["adders"]),
            row["at"],
            row["since"],
            None if row["until"] == OPEN else row["until"],
            row["by"],
        )
        for row in rows
    ]


def _keep(tx: Transaction, digest: str, text: str, by: str) -> bool:
    rows = tx.ask(cypher("policy_adders"), digest=digest)
    if rows and by in rows[0]["adders"]:
        return False
    if not rows:
        tx.ask(cypher("policy_keep"), digest=digest, text=text, at=now())
    tx.ask(cypher("policy_added"), digest=digest, by=by, at=now())
    return True
