"""Verdicts in the graph: stored with the decision, by the policies and the registrations of that moment."""

from __future__ import annotations

from typing import Any

import pytest

from agents.decide import decide, tried
from agents.exports.network import network
from agents.judging import judging
from agents.policies import Policies
from agents.registry import AgentWanted, Registry
from agents.walks import why
from graph import decisions, policies
from graph.engines.base import Engine
from graph.migrate import migrate
from graph.model import Reader
from graph.store import Store
from ontology.errors import Invalid, NotFound, Refused
from tests.agents.world import CLOCK, SECRET, ask, built, case, customer, decided, ontology, proposal, write

ANN = Reader("ann", "test")
NOBODY = {"none.cedar": '@id("nobody") @says("Nobody does anything.") forbid (principal, action, resource);'}
ALL = {"all.cedar": '@id("all") @says("Everybody does everything.") permit (principal, action, resource);'}


def active(store: Store, files: dict[str, str]) -> str:
    """Put a set in force, and return its digest."""
    found = Policies(store)
    digest = found.add(files, "ann").digest
    return found.activate(digest, "ben").digest


def test_a_verdict_is_stored_with_its_decision_and_told_in_words(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    assert made.verdict is not None
    assert (made.status, made.verdict.outcome) == ("judged", "allow")
    assert [one.id for one in made.verdict.policies] == ["refund-small"]
    stored = decisions.stored(engine, made.id)
    assert stored is not None
    assert stored.verdict is not None
    assert set(stored.verdict["rests_on"]) <= set(stored.context["shown"])
    (line,) = [one for one in why(store, "1", ANN).tree.children if one.kind == "verdict"]
    assert line.text.startswith("it may be done alone: judged by policies ")
    (child,) = line.children
    assert child.text.startswith("permit: An agent of tier 2 may refund at most 500.00 alone")
    assert child.text.endswith("(refund-small)")


def test_a_denial_is_stored_as_carefully_as_a_permission(engine: Engine) -> None:
    store = built(engine)
    allowed = network(store, decided(store, ask(store)).id, ANN)
    write(store, customer(credit_hold=True))
    made = decided(store, ask(store), idempotency_key="b")
    assert made.verdict is not None
    assert (made.status, [one.id for one in made.verdict.policies]) == ("denied", ["refund-not-on-hold"])
    denied = network(store, made.id, ANN)

    def kinds(one: Any) -> list[tuple[str, str, str]]:
        of = {node.id: node.kind for node in one.nodes}
        judged = {"Verdict", "PolicyEvaluation", "PolicySet"}
        return sorted(
            (of[edge.start], edge.type, of[edge.end]) for edge in one.edges if judged & {of[edge.start], of[edge.end]}
        )

    assert kinds(denied) == kinds(allowed)
    assert len(kinds(denied)) == 6


def test_the_verdict_is_sealed_with_the_decision(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    (row,) = engine.ask("MATCH (e:LedgerEntry {of: $id}) RETURN e.ids AS ids", id=made.id)
    assert f"urn:tl:verdict:{made.id.rpartition(':')[2]}" in row["ids"]


def test_a_graph_without_policies_denies_and_says_so(engine: Engine) -> None:
    migrate(engine)
    store = Store(engine, ontology())
    with store.writer("tests") as writer:
        writer.activate(ontology(), "tests")
        writer.write([case()])
    made = decided(store, ask(store), cites=["1"])
    assert made.verdict is not None
    assert (made.status, made.verdict.reasons) == ("denied", ["no set of policies is in force"])
    with pytest.raises(NotFound, match="no set of policies is in force: everything is denied"):
        Policies(store).whole()
    assert Policies(store).activate("shipped", "ann").changed
    assert Policies(store).whole().added_by == ["throughline"]


def test_whoever_added_a_set_does_not_put_it_in_force(engine: Engine) -> None:
    store = built(engine)
    found = Policies(store)
    digest = found.add(NOBODY, "ann").digest
    assert found.add(NOBODY, "carl").added_by == ["ann", "carl"]
    for name in ("ann", "carl"):
        with pytest.raises(Refused, match=f"`{name}` added these policies"):
            found.activate(digest, name)
    with pytest.raises(Refused):
        found.activate("shipped", "throughline")
    with pytest.raises(Invalid, match="adds what is shipped"):
        found.add(ALL, "throughline")
    assert found.activate(digest[:8], "ben").changed
    assert not found.activate(digest, "ben").changed
    with pytest.raises(NotFound):
        found.activate("0" * 64, "ben")
    with pytest.raises(NotFound):
        found.info(digest[:7])
    entry = "MATCH (e:LedgerEntry {kind: 'activation', of: $of}) RETURN e.said AS said"
    (row,) = engine.ask(entry, of=policies.urn(digest))
    assert f'"policies":"{digest}"' in row["said"]


def test_decisions_are_judged_by_the_set_in_force_then(engine: Engine) -> None:
    store = built(engine)
    before, first = store.head()[0], decided(store, ask(store))
    digest = active(store, NOBODY)
    second = decided(store, ask(store), idempotency_key="b")
    assert first.verdict is not None
    assert second.verdict is not None
    assert (second.status, second.verdict.policy_set) == ("denied", digest)
    assert policies.in_force(engine, before) == first.verdict.policy_set
    assert policies.in_force(engine, store.head()[0]) == digest
    assert [one.in_force for one in Policies(store).listed()] == [True, False]
    assert store.changes(before)[0]["kind"] == "policy"
    again = decided(store, ask(store, as_of=first.verdict and before))
    assert (again.created, again.verdict) == (False, first.verdict)


def test_a_set_that_was_altered_in_the_graph_denies(engine: Engine) -> None:
    store = built(engine)
    digest = active(store, ALL)
    assert decided(store, ask(store)).status == "judged"
    text = policies.text_of(engine, digest).replace("Everybody", "Anybody at all")
    alter = "MATCH (p:PolicyText {digest: $digest}) SET p.text = $text RETURN 1 AS n"
    engine.write(lambda tx: tx.ask(alter, digest=digest, text=text))
    judging._TEXTS.pop(digest)
    made = decided(store, ask(store), idempotency_key="b")
    assert made.verdict is not None
    assert made.verdict.reasons == ["the text of the policies is not the one that was put in force"]
    judging._TEXTS.pop(digest)


def test_an_agent_is_registered_in_versions_and_models(engine: Engine) -> None:
    store, registry = built(engine), Registry(engine)
    wanted = AgentWanted(name="bot", version="1", owner="maria", model="m-1", tier=2, instructions="refunds")

    def status(key: str, **more: str) -> str:
        return decided(store, ask(store), agent="bot", idempotency_key=key, **more).status

    assert status("before") == "denied"
    assert registry.register(wanted, "ann").changed
    assert not registry.register(wanted, "ann").changed
    assert [status("a"), status("b", agent_version="1", agent_model="m-1")] == ["judged", "judged"]
    assert [status("c", agent_version="2"), status("d", agent_model="m-2")] == ["denied", "denied"]
    (row,) = engine.ask(
        "MATCH (d:Decision {idempotency_key: 'c'})<-[:USED]-(e:PolicyEvaluation) "
        "RETURN e.registered AS registered, e.agent_version AS version, e.agent_model AS model"
    )
    assert row == {"registered": False, "version": "2", "model": None}
    registry.register(wanted.model_copy(update={"version": "2", "model": "m-2", "tier": 1}), "ann")
    assert [status("e"), status("f", agent_version="1"), status("g", agent_model="m-2")] == [
        "denied", "judged", "awaiting",
    ]  # fmt: skip
    registry.register(wanted.model_copy(update={"tier": 1}), "ann")
    assert status("h", agent_version="1") == "awaiting"
    assert [one.version for one in registry.retire("bot", "1", "ben")] == ["1"]
    assert status("i", agent_version="1") == "denied"
    assert status("j") == "awaiting"
    assert [(one.version, one.tier, one.ended_by) for one in registry.history("bot") if one.until] == [
        ("1", 1, "ben"), ("1", 2, "ann"),
    ]  # fmt: skip
    with pytest.raises(NotFound, match="no version `1` of agent `bot`"):
        registry.retire("bot", "1", "ben")
    with pytest.raises(NotFound, match="no agent `nobody`"):
        registry.history("nobody")


def test_what_policy_would_say_is_told_without_a_trace(engine: Engine) -> None:
    store = built(engine)
    before = engine.ask("MATCH (n) RETURN count(n) AS n")
    said = proposal(ask(store))
    assert tried(store, SECRET, said).outcome == "allow"
    assert tried(store, SECRET, said, NOBODY).outcome == "deny"
    with pytest.raises(Invalid, match="the policies hold mistakes"):
        tried(store, SECRET, said, {"a.cedar": "permit"})
    assert engine.ask("MATCH (n) RETURN count(n) AS n") == before
    assert decide(store, SECRET, said, CLOCK).status == "judged"
