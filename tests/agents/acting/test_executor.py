"""What is decided is done once: sealed before, checked for drift, sealed after, whatever is killed in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from agents.acting.executor import Executor
from agents.acting.plugin import ActionPlugin
from agents.acting.plugins import Command, CommandOptions, Http, HttpOptions
from agents.acting.steps import Settling
from agents.exports.formats import export
from agents.exports.network import network
from agents.proposal import Decided, Principal
from agents.provenance.checking import checked
from agents.walks.reading import found
from graph import entries
from graph.actions import acted, own
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from ontology.errors import Conflict, NotFound, Refused
from tests.agents.acting.target import Target, target
from tests.agents.world import ask, built, decided, payment, registered, write

OTTO = Principal(name="otto", kind="person")
SMALL = {"amount": 1200, "amount_currency": "EUR"}
STEPS = ("sealed", "proven", "checked", "called", "acted", "known")


def http(where: Target, **more: object) -> Http:
    return Http(HttpOptions(url=where.url, honours_keys=where.honours, **more), {})


def executor(store: Store, plugin: ActionPlugin) -> Executor:
    return Executor(store, lambda action: ("http", plugin), OTTO, sleep=lambda seconds: None)


def allowed(store: Store, **more: object) -> Decided:
    """A decision that policy lets act alone."""
    made = decided(store, ask(store), action=SMALL, **more)
    assert made.status == "judged", made.verdict
    return made


def test_what_is_decided_is_done_once_and_every_step_is_sealed(engine: Engine) -> None:
    store = built(engine)
    made = allowed(store)
    with target() as there:
        first = executor(store, http(there)).act("1")
        again = executor(store, http(there)).act(made.id)
    assert (first.status, first.calls, first.effects[0].reference) == ("acted", 1, "R-1")
    assert again == first
    assert there.carried == [own(made.id, "action")]
    assert there.bodies[0]["payload"] == SMALL
    assert (there.bodies[0]["agent"], there.bodies[0]["on_behalf_of"]) == ("refund-agent", "maria")
    assert found(store, "1").status == "acted"
    sealed = [own(made.id, "action"), own(made.id, "call", 1), own(made.id, "effect", 1)]
    numbers = [entries.receipt(engine, urn).number for urn in (made.id, *sealed)]
    assert numbers == sorted(numbers)
    assert store.verify() == []


def test_what_policy_does_not_let_act_is_not_done(engine: Engine) -> None:
    store = built(engine)
    registered(engine, "junior", 1)
    assert decided(store, ask(store), action=SMALL, agent="junior", idempotency_key="j").status == "awaiting"
    stranger = decided(store, ask(store), action=SMALL, agent="stranger", idempotency_key="s")
    assert stranger.status == "denied"
    with target() as there:
        acting = executor(store, http(there))
        with pytest.raises(
            Refused, match="decision 1 may not be acted on: policy lets it act only once a person has approved it"
        ):
            acting.act("1")
        with pytest.raises(Refused, match="decision 2 may not be acted on: policy denies it"):
            acting.act("2")
    assert there.carried == []
    assert acting.unfinished().items == []


def test_what_was_revised_is_not_done(engine: Engine) -> None:
    store = built(engine)
    made = allowed(store)
    allowed(store, revises=made.id, idempotency_key="other")
    with target() as there, pytest.raises(Refused, match="decision 1 was revised"):
        executor(store, http(there)).act("1")
    assert there.carried == []


def test_what_has_changed_since_stops_it(engine: Engine) -> None:
    store = built(engine)
    made = allowed(store)
    write(store, payment(status="returned", version="2026-03-05T00:00:00Z"))
    with target() as there:
        told = executor(store, http(there)).act("1")
        assert executor(store, http(there)).act("1") == told
    assert (told.status, told.calls, there.carried) == ("refused", 0, [])
    assert "has changed: 1 of 2 cited fields changed since decision 1" in told.effects[0].says
    assert found(store, made.id).status == "refused"


def test_an_order_whose_answer_was_lost_is_not_given_again_on_other_facts(engine: Engine) -> None:
    store = built(engine)
    allowed(store)

    def die(name: str) -> None:
        if name == "acted":
            raise KeyboardInterrupt

    with target() as there:
        acting = executor(store, http(there))
        acting.step = die
        with pytest.raises(KeyboardInterrupt):
            acting.act("1")
        write(store, payment(status="returned", version="2026-03-05T00:00:00Z"))
        told = executor(store, http(there)).act("1")
    assert (told.status, len(there.carried)) == ("unknown", 1)
    assert "the answer was lost, and what it rests on has changed since" in told.effects[0].says


def test_an_intent_that_is_not_sealed_is_not_acted_on(engine: Engine) -> None:
    store = built(engine)
    made = allowed(store)

    def unseal(name: str) -> None:
        if name == "sealed":
            engine.write(
                lambda tx: tx.ask("MATCH (e:LedgerEntry) WHERE e.of = $of DELETE e", of=own(made.id, "action"))
            )

    with target() as there:
        acting = executor(store, http(there))
        acting.step = unseal
        with pytest.raises(NotFound, match="is not sealed"):
            acting.act("1")
    assert there.carried == []


def test_a_leaf_that_was_altered_is_not_acted_on(engine: Engine) -> None:
    store = built(engine)
    made = allowed(store)

    def alter(name: str) -> None:
        if name == "sealed":
            text = "MATCH (e:LedgerEntry) WHERE e.of = $of SET e.leaf = $leaf"
            engine.write(lambda tx: tx.ask(text, of=own(made.id, "action"), leaf="00" * 32))

    with target() as there:
        acting = executor(store, http(there))
        acting.step = alter
        with pytest.raises(Conflict, match="the ledger does not prove leaf"):
            acting.act("1")
    assert there.carried == []


def test_what_is_not_taken_now_is_tried_again_and_what_is_refused_is_not(engine: Engine) -> None:
    store = built(engine)
    allowed(store)
    allowed(store, idempotency_key="other")
    allowed(store, idempotency_key="third")
    with target(answers=[503, 429]) as there:
        told = executor(store, http(there)).act("1")
        assert (told.status, told.calls) == ("acted", 3)
        assert [one.status for one in told.effects] == ["retrying", "retrying", "acted"]
        there.answers = [422]
        assert executor(store, http(there)).act("2").status == "failed"
        there.answers = [503] * 9
        last = executor(store, http(there)).act("3")
        assert ([one.status for one in last.effects], last.calls) == (["retrying"] * 3 + ["failed"], 4)
    assert len(there.carried) == 1


def test_a_lost_answer_is_asked_for_again_or_unknown_until_a_person_has_looked(engine: Engine) -> None:
    store = built(engine)
    allowed(store)
    allowed(store, idempotency_key="other")
    with target(loses=1) as kind:
        told = executor(store, http(kind)).act("1")
    assert (told.status, told.calls, len(kind.carried)) == ("acted", 2, 1)
    with target(honours=False, loses=1) as rough:
        acting = executor(store, http(rough))
        assert acting.act("2").status == "unknown"
        with pytest.raises(Conflict, match="whether decision 2 was carried out is unknown: look"):
            acting.act("2")
    assert [(one.number, one.status) for one in acting.unfinished().items] == [(2, "unknown")]
    with pytest.raises(Conflict, match="the outcome of decision 1 is not unknown"):
        acting.settle("1", Settling(status="failed", because="no"))
    settled = acting.settle("2", Settling(status="acted", because="the bank shows it", reference="B-7"))
    assert (settled.status, settled.effects[-1].reference) == ("acted", "B-7")
    assert acting.unfinished().items == []
    assert len(rough.carried) == 1
    assert store.verify() == []


def test_two_at_once_act_once(engine: Engine) -> None:
    store = built(engine)
    allowed(store)
    ends: list[str] = []
    start = threading.Barrier(3)

    def run() -> None:
        acting = executor(store, http(there))
        start.wait()
        try:
            ends.append(acting.act("1").status)
        except Conflict as error:
            ends.append(error.message)

    with target(honours=False) as there:
        threads = [threading.Thread(target=run) for _ in range(3)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert len(there.carried) == 1
    assert "acted" in ends
    assert all(end == "acted" or "is being acted on already" in end for end in ends)


KILLED = """
import os, signal, sys
from agents.acting.executor import Executor
from agents.acting.plugins import Http, HttpOptions
from agents.proposal import Principal
from graph.store import Store
from tests.agents.world import ontology
from tests.graphs import reopen

address, url, honours, name = sys.argv[1:5]
plugin = Http(HttpOptions(url=url, honours_keys=honours == "True"), {})
step = lambda taken: os.kill(os.getpid(), signal.SIGKILL) if taken == name else None
otto = Principal(name="otto", kind="person")
Executor(Store(reopen(address), ontology()), lambda action: ("http", plugin), otto, step).act("1")
"""


@pytest.mark.parametrize("honours", [True, False])
def test_killed_at_every_step_nothing_is_done_unsealed_twice_or_lost(
    engine: Engine, address: str, honours: bool
) -> None:
    store = built(engine)
    for number, step in enumerate(STEPS):
        if number:
            engine.write(lambda tx: tx.ask("MATCH (n) WHERE n:Action OR n:ToolCall OR n:Effect DETACH DELETE n"))
            engine.write(
                lambda tx: tx.ask("MATCH (e:LedgerEntry) WHERE e.kind IN ['intent', 'call', 'effect'] SET e.of = ''")
            )
        else:
            made = allowed(store)
        with target(honours) as there:
            child = subprocess.run(
                [sys.executable, "-c", KILLED, address, there.url, str(honours), step], cwd=Path.cwd(), check=False
            )
            assert child.returncode == -signal.SIGKILL, step
            known = acted(engine, made.id)
            assert known.intent is not None
            assert len(there.carried) <= len(known.calls), "no effect without an earlier leaf"
            asked = known.unanswered is not None
            end = executor(store, http(there)).act("1")
        if asked and not honours:
            assert end.status == "unknown", step
        else:
            assert (end.status, len(there.carried)) == ("acted", 1), step
        assert len(there.carried) <= 1


def test_a_command_is_run_with_the_order_and_its_exit_code_counts(engine: Engine, tmp_path: Path) -> None:
    store = built(engine)
    script = (
        "import json, sys; said = json.load(sys.stdin); print(json.dumps({'id': said['number']})); sys.exit({code})"
    )
    ends = {}
    for number, code in enumerate((0, 1, 75), 1):
        allowed(store, idempotency_key=str(code))
        command = Command(CommandOptions(command=[sys.executable, "-c", script.replace("{code}", str(code))]), {})
        ends[code] = executor(store, command).act(str(number))
    assert [(ends[code].status, ends[code].calls) for code in (0, 1, 75)] == [
        ("acted", 1),
        ("failed", 1),
        ("failed", 4),
    ]
    assert ends[0].effects[0].reference == "1"


def test_what_was_done_is_in_the_provenance_which_holds(engine: Engine) -> None:
    store = built(engine)
    made = allowed(store)
    with target(honours=False, loses=1) as there:
        acting = executor(store, http(there))
        acting.act("1")
    acting.settle("1", Settling(status="acted", because="the bank shows it"))
    graph = network(store, made.id, Reader("ann", "audit"))
    kinds = [node.kind for node in graph.nodes if node.kind in ("Action", "ToolCall", "Effect", "Review")]
    assert sorted(kinds) == ["Action", "Effect", "Effect", "Review", "ToolCall"]
    assert [node.label for node in graph.nodes if node.kind == "Effect"] == ["effect: unknown", "effect: acted"]
    for format_, name in (("provn", "a.provn"), ("provjson", "a.json")):
        body = export(store, made.id, Reader("ann", "audit"), format_).body
        assert checked(name, body, times=True).violations == []
    before = network(store, made.id, Reader("ann", "audit"), made.at)
    assert not any(node.kind in ("Action", "Effect") for node in before.nodes)
    assert found(store, "1", made.at).status == "judged"
    assert found(store, "1").status == "acted"
