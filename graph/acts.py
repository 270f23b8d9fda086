"""What people and the house change beside records: judgements, sources and their trust, the ontology."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph import policies, view
from graph.change import Change, Held
from graph.engines import base
from graph.engines.base import Transaction
from graph.identity import Plan
from graph.judgements import ALGORITHM, PERSON, Edge
from graph.ledger import Row
from graph.model import OPEN, Judgement, Key
from graph.questions import cypher
from graph.rebuild import restore
from graph.transact import Author, Transactor, regroup
from ontology.digest import identify
from ontology.errors import Invalid, NotFound
from ontology.vocabulary import Ontology

VERDICTS = ("same", "different", "unsure")


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as the graph knows it: `trust` from 0 to 100 ranks it, `zone` is that of its timestamps without one."""

    id: str
    kind: str
    trust: int = 50
    zone: str | None = None


def judge(writer: Transactor, left: Key, right: Key, verdict: str, by: str, because: str = "") -> Judgement:
    """Record a person's judgement on two keys; it supersedes an earlier one by a person on the same pair.

    Raises:
        Invalid: the verdict is none, both keys are one, or *same* would join disjoint classes.
        NotFound: one of the keys was never seen.
    """
    if verdict not in VERDICTS:
        raise Invalid(f"not a verdict: `{verdict}`", "say `same`, `different` or `unsure`")
    if left == right:
        raise Invalid(f"both keys are `{left}`", "a judgement is about two keys")
    first, second = sorted((left.text, right.text))

    def work(tx: Transaction, seq: int) -> tuple[Judgement, Change]:
        change = Change(tx, writer.ontology, seq + 1)
        change.hold([first, second])
        one, other = known(change, first), known(change, second)
        if verdict == "same" and writer.ontology.disjoint(one.classes, other.classes):
            raise Invalid(
                f"`{left}` and `{right}` cannot be the same",
                f"{' and '.join(one.classes)} is disjoint with {' and '.join(other.classes)}",
            )
        plan = _superseded(tx, first, second)
        plan.seeds |= {first, second}
        id_ = identify("judgement", first, second, "", change.seq)
        score = PERSON if verdict == "same" else 0
        if verdict == "same":
            plan.begun.add(Edge(first, second, "", PERSON))
        if verdict == "different":
            plan.apart.add((first, second))
        regroup(change, plan)
        row = [id_, first, second, verdict, score, "", by, because, ALGORITHM]
        change.write(cypher("begin_judgements"), [row])
        said = {"left": first, "right": second, "verdict": verdict, "score": score, "by": by, "because": because}
        change.sealed.append(Row("Judgement", [id_], said))
        return Judgement(id_, first, second, verdict, score, by, because, change.seq, OPEN), change

    return writer.transact(Author("judgement", by), work)


def withdraw(writer: Transactor, judgement: str, by: str) -> int:
    """Withdraw a person's judgement: it ends, and clusters are as if it had not been made. Returns the sequence.

    Raises:
        NotFound: no such judgement is open.
        Invalid: it was made by a rule, which ends when its equality ends.
    """

    def work(tx: Transaction, seq: int) -> tuple[int, Change]:
        rows = tx.ask(cypher("judgement"), id=judgement, open=OPEN)
        if not rows:
            raise NotFound(f"no open judgement `{judgement}`", "list them with `throughline judge list`")
        row = rows[0]
        if row["on"]:
            raise Invalid(f"judgement `{judgement}` was made by a rule", "judge the pair `different` instead")
        change = Change(tx, writer.ontology, seq + 1)
        change.hold([row["left"], row["right"]])
        regroup(change, _superseded(tx, row["left"], row["right"]))
        change.sealed.append(Row("Judgement", [judgement], {"until": change.seq}))
        return change.seq, change

    return writer.transact(Author("withdrawal", by), work)


def known(change: Change, key: str) -> Held:
    """The key as it is held. Raises: NotFound."""
    one = change.now(key)
    if one is None:
        raise NotFound(f"no record `{Key.parse(key)}`", "write the key as `source/stream/key`")
    return one


def _superseded(tx: Transaction, left: str, right: str) -> Plan:
    """The plan that ends the open judgements by people on a pair."""
    plan = Plan(seeds={left, right})
    for row in tx.ask(cypher("judged_pair"), left=left, right=right, open=OPEN):
        plan.ended.add(Edge(left, right, "", PERSON))
        if row["verdict"] == "different":
            plan.freed.add((left, right))
    return plan


def register(writer: Transactor, source: SourceSpec, by: str) -> int:
    """Make a source known, or change its kind, trust or zone. Returns the sequence; nothing changes when it is equal.

    Raises:
        Invalid: the trust is not from 0 to 100.
    """
    if not 0 <= source.trust <= 100:
        raise Invalid(f"trust `{source.trust}` is out of range", "use 0 to 100")
    if _stands(writer.engine.ask(cypher("source"), id=source.id, open=OPEN)) == source:
        return int(writer.engine.ask(cypher("head"))[0]["seq"])
    return _declare(writer, source.id, lambda _: source, by)


def trust(writer: Transactor, source: str, value: int, by: str) -> int:
    """Change how far a source is trusted; what survives is chosen anew.

    Raises:
        NotFound: no such source.
        Invalid: the trust is not from 0 to 100.
    """
    if not 0 <= value <= 100:
        raise Invalid(f"trust `{value}` is out of range", "use 0 to 100")

    def trusted(row: base.Row | None) -> SourceSpec:
        if row is None:
            raise NotFound(f"no source `{source}`", "list them with `throughline source list`")
        return SourceSpec(source, row["kind"], value, row["zone"])

    return _declare(writer, source, trusted, by)


def _stands(rows: Sequence[base.Row]) -> SourceSpec | None:
    """A source as it stands, of the rows of the question `source`; None when it is not known."""
    return SourceSpec(rows[0]["id"], rows[0]["kind"], rows[0]["trust"], rows[0]["zone"]) if rows else None


def _declare(writer: Transactor, id_: str, wanted: Callable[[base.Row | None], SourceSpec], by: str) -> int:
    """Let a source stand as wanted from now on, told how it stood."""

    def work(tx: Transaction, seq: int) -> tuple[int, Change | None]:
        rows = tx.ask(cypher("source"), id=id_, open=OPEN)
        was = _stands(rows)
        now = wanted(rows[0] if rows else None)
        if was == now:
            return seq, None
        change = Change(tx, writer.ontology, seq + 1)
        tx.ask(cypher("close_source"), id=id_, seq=change.seq, open=OPEN)
        tx.ask(
            cypher("create_source"), id=id_, kind=now.kind, trust=now.trust, zone=now.zone, seq=change.seq, open=OPEN
        )  # fmt: skip
        said = {"kind": now.kind, "trust": now.trust, "zone": now.zone}
        change.sealed.append(Row("Source", [id_, change.seq], said))
        if (was.trust if was is not None else 0) != now.trust:
            _repaint(change, cypher("things_of_source"), source=id_, open=OPEN)
        return change.seq, change

    return writer.transact(Author("source", by), work)


def activate(writer: Transactor, ontology: Ontology, by: str, shipped: tuple[str, str] | None = None) -> int:
    """Put an ontology in force, keeping its text by digest. Returns the sequence; nothing changes when it is in force.

    Clusters and what things show follow: classes may have become disjoint, sources ordered otherwise. With the first
    ontology of a graph the shipped set of policies (its digest and text) is put in force.
    """

    def work(tx: Transaction, seq: int) -> tuple[int, Change | None]:
        rows = tx.ask(cypher("ontology_in_force"), seq=seq)
        if rows and rows[0]["digest"] == ontology.digest:
            return seq, None
        change = Change(tx, ontology, seq + 1)
        tx.ask(
            cypher("activate"), digest=ontology.digest, version=ontology.version, text=ontology.to_json(),
            seq=change.seq, open=OPEN,
        )  # fmt: skip
        said = {"version": ontology.version, "text": ontology.to_json()}
        change.sealed.append(Row("Ontology", [ontology.digest, change.seq], said))
        if not rows and shipped is not None:
            policies.ship(tx, *shipped, by, change.seq)
        if rows:
            restore(change)
            _repaint(change, cypher("things_all"))
        return change.seq, change

    result = writer.transact(Author("ontology", by), work)
    writer.ontology = ontology
    return result


def activate_policies(writer: Transactor, digest: str, by: str) -> int:
    """Put a set of policies in force. Returns the sequence; nothing changes when it is in force.

    Raises:
        NotFound: it was never added.
        Refused: whoever activates it added it.
    """

    def work(tx: Transaction, seq: int) -> tuple[int, Change | None]:
        change = Change(tx, writer.ontology, seq + 1)
        done = policies.activate(tx, digest, by, change.seq)
        return (change.seq, change) if done else (seq, None)

    return writer.transact(Author("policy", by), work)


def _repaint(change: Change, question: str, **parameters: object) -> None:
    change.touched |= {row["id"] for row in change.tx.ask(question, **parameters)}
    view.update(change)
