"""Deciding: a choice among options on the ground of one context, judged and recorded in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents import cites, context, subgraph
from agents.answer import Answer, Inputs, Shown
from agents.judging.judging import judged, would
from agents.judging.ruling import Ruling, of_plain
from agents.proposal import Decided, Proposal, check
from graph import decisions
from graph.clock import now
from graph.decisions import Stored
from graph.engines.base import Transaction
from graph.model import Reader
from graph.provenance import Subgraph, begin, write_subgraph
from graph.store import Store
from ontology.errors import Conflict, NotFound, Refused, ThroughlineError


def decide(store: Store, key: bytes, proposal: Proposal, clock: str | None = None) -> Decided:
    """Record a decision, and what policy says of it; a denial is recorded like any other.

    The context is computed again as of its sequence: what cannot be rebuilt cannot be decided on.

    Raises:
        Invalid: the proposal does not hold together.
        Refused: the context's id was altered, its answer is no longer the same, or a citation was not shown.
        Conflict: the idempotency key was used for another proposal, or what this revises is revised already.
        NotFound: there is no such decision to revise.
    """
    proposal = _named(store, proposal)
    check(proposal)
    inputs, digest = context.opened(proposal.context_id, key)
    try:
        answer, cited = _rebuilt(store, inputs, digest, key, proposal.cites)
    except ThroughlineError:
        first = decisions.stored(store.engine, subgraph.decision_id(proposal))
        if first is None:
            raise
        return _same(first, proposal)
    earliest = max(clock or now(), store.commit_date(inputs.seq))
    whole = Whole(store, proposal, answer, cited, subgraph.provenance(proposal, answer, cited))
    try:
        return store.engine.write(lambda tx: record(tx, whole, earliest))
    except _MadeBefore as before:
        return _same(before.made, proposal)


def tried(store: Store, key: bytes, proposal: Proposal, files: Mapping[str, str] | None = None) -> Ruling:
    """What policy would say of a proposal now: by the set in force, or by one of some files. Nothing is recorded.

    Raises:
        Invalid: the proposal does not hold together, or the files hold mistakes.
        Refused: the context's id was altered, its answer is no longer the same, or a citation was not shown.
    """
    check(proposal)
    inputs, digest = context.opened(proposal.context_id, key)
    answer, cited = _rebuilt(store, inputs, digest, key, proposal.cites)
    return would(store, proposal, answer, len(cited), files).verdict


def _rebuilt(store: Store, inputs: Inputs, digest: str, key: bytes, cited: Sequence[str]) -> tuple[Answer, list[Shown]]:
    """The context as it was shown, and what is cited of it. Raises: Refused, when that is no longer so."""
    answer = context.again(store, inputs, key)
    if answer.digest != digest:
        raise _diverged(store, inputs, answer)
    reader = Reader(inputs.reader, inputs.purpose)
    return answer, cites.resolve(cited, answer.shown, lambda: store.read(reader), inputs.seq)


def _named(store: Store, proposal: Proposal) -> Proposal:
    """The proposal with the id of the decision that it revises, which may have been named by its number."""
    number = proposal.revises
    if number is None or not (number.isascii() and number.isdigit()):
        return proposal
    id_ = decisions.numbered(store.engine, int(number))
    if id_ is None:
        raise NotFound(f"no decision `{number}` to revise", "give its number, or its id `urn:tl:decision:…`")
    return proposal.model_copy(update={"revises": id_})


@dataclass(frozen=True, slots=True)
class Whole:
    """What a decision is made of: the proposal, the context, what is cited of it, and the provenance of all that."""

    store: Store
    proposal: Proposal
    answer: Answer
    cited: Sequence[Shown]
    made: Subgraph


def record(tx: Transaction, whole: Whole, earliest: str) -> Decided:
    """Judge the decision and write it: its number first, which puts decisions that are made at once in a row.

    It is dated no earlier than what it rests on was learnt, and than the decision before it.
    """
    proposal, made = whole.proposal, whole.made
    id_ = subgraph.decision_id(proposal)
    begun = begin(tx, made, earliest, decisions=1, agent=proposal.agent.name)
    if id_ in begun.there and (first := decisions.stored(tx, id_)) is not None:
        raise _MadeBefore(first)
    _revisable(tx, proposal.revises)
    found = judged(tx, whole.store, proposal, whole.answer, len(whole.cited), begun)
    numbered = subgraph.numbered(made, begun.number, begun.at)
    there = {**begun.there, **dict.fromkeys(found.there, "ProvEntity")}
    write_subgraph(tx, subgraph.judged(numbered, id_, found, begun.at), replace(begun, there=there), "decision")
    (decision,) = (node for node in made.nodes if node.id == id_)
    return Decided(
        id=id_,
        number=begun.number,
        at=begun.at,
        context=next(iter(made.shown)),
        status=decisions.STATUS[found.verdict.outcome],
        cites=decision.props["cites"],
        created=True,
        verdict=found.verdict,
    )


class _MadeBefore(Exception):
    """The same decision was recorded before this one could be: its transaction ends without a trace."""

    def __init__(self, made: Stored) -> None:
        super().__init__(made.decision["id"])
        self.made = made


def _same(first: Stored, proposal: Proposal) -> Decided:
    """The decision that was recorded first under an idempotency key. Raises: Conflict, when it was another one."""
    if subgraph.request(proposal, first.decision["salt"]) != first.decision["request"]:
        raise Conflict(
            f"the idempotency key `{proposal.idempotency_key}` belongs to decision {first.decision['number']}",
            "what is proposed now differs: use a new key, and `revises` if it corrects that decision",
        )
    return Decided(
        id=first.decision["id"],
        number=first.decision["number"],
        at=first.decision["at"],
        context=first.context["id"],
        status=first.status,
        cites=list(first.decision["cites"]),
        created=False,
        verdict=of_plain(first.verdict) if first.verdict else None,
    )


def _revisable(tx: Transaction, id_: str | None) -> None:
    if id_ is None:
        return
    old = decisions.stored(tx, id_)
    if old is None:
        raise NotFound(f"no decision `{id_}` to revise", "give its number, or its id `urn:tl:decision:…`")
    if old.revised_by is not None:
        raise Conflict(f"decision `{id_}` is revised already", f"revise `{old.revised_by}`")


def _diverged(store: Store, inputs: Inputs, answer: Answer) -> Refused:
    """Why an answer is not the one that a context id attests: as a rule, because something it showed was erased."""
    snapshot = store.read(Reader(inputs.reader, inputs.purpose), inputs.seq, inputs.at)
    things = {fact.thing for fact in answer.facts} | {thing for gap in answer.gaps for thing in gap.things}
    erased = sorted(
        str(record.key)
        for thing in snapshot.things(sorted(things)).values()
        for record in thing.members
        if record.erased
    )
    details = [f"`{key}` was erased" for key in erased]
    return Refused("the context can no longer be rebuilt as it was shown", "ask for it again", details)
