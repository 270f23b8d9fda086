"""From a decision back to the fields of records, and from records, fields and things on to decisions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agents import render
from agents.answer import Answer
from agents.proposal import Decided
from agents.replay import replay
from agents.walks import drift, impact, origins, trace, why
from agents.walks.drift import Drifted
from agents.walks.impact import Hit
from agents.walks.tree import Leaf, Node
from graph.engines.base import Engine
from graph.model import Key, Reader
from graph.store import Store
from graph.syncs import SyncStart
from graph.writer import SyncMark
from ontology.errors import Invalid, NotFound
from tests.agents.world import (
    CASE,
    CONTACT,
    CUSTOMER,
    INVOICE,
    ORDER,
    PAYMENT,
    ask,
    built,
    cite,
    contact,
    customer,
    decided,
    gone,
    payment,
    row,
    write,
)

ANN = Reader("ann", "audit")
STATUS = "concerns/has_invoice/settled_by/status"
REVERSED = payment(status="reversed", version="2026-03-09T00:00:00Z")


def world(engine: Engine) -> tuple[Store, Answer, Decided]:
    store = built(engine)
    answer = ask(store)
    return store, answer, decided(store, answer)


def leaves(node: Node) -> Iterator[Leaf]:
    if node.leaf:
        yield node.leaf
    for child in node.children:
        yield from leaves(child)


def texts(node: Node) -> list[str]:
    return [node.text, *(text for child in node.children for text in texts(child))]


def drifted(store: Store, decision: Decided, **more: str) -> dict[str, Drifted]:
    return {one.change: one for one in drift(store, decision.id, ANN, **more).drifted}


def numbers(hits: list[Hit]) -> list[int]:
    return [hit.number for hit in hits]


def judged(store: Store, left: Key, right: Key, verdict: str) -> None:
    with store.writer("tests") as writer:
        writer.judge(left, right, verdict, "ann")


# why and trace


def test_why_is_a_sentence_and_a_tree_that_ends_in_fields_of_records(engine: Engine) -> None:
    store, answer, made = world(engine)
    told = why(store, made.id, ANN)
    assert told.sentence == (
        "refund-agent, for maria, chose `refund` on case desk/tickets/17 with confidence 0.85 because the payment was "
        "received and the jars were broken: it rests on 2 facts from 2 systems."
    )
    assert [(leaf.system, leaf.key, leaf.field, leaf.value) for leaf in leaves(told.tree)] == [
        ("erp", PAYMENT.text, "status", "received"),
        ("desk", CASE.text, "status", "open"),
    ]
    assert all(leaf.learnt == store.commit_date(5) for leaf in leaves(told.tree))
    assert f"rests on 2 fields of the {len(answer.shown)} that were shown" in texts(told.tree)
    assert "`decline` dropped: the goods did arrive broken" in texts(told.tree)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-01-01", ["2 cited facts from after the clock, 2026-01-01T00:00:00Z: how old, is unknown"]),
        ("2030-01-01", []),
    ],
)
def test_why_tells_of_facts_that_are_dated_after_the_clock(engine: Engine, at: str, told: list[str]) -> None:
    store = built(engine)
    answer = ask(store, at=at)
    cites = [fact.n for fact in answer.facts][:2]
    assert set(cites) & set(answer.ahead) == (set(cites) if told else set())
    made = decided(store, answer, cites=cites)
    assert [text for text in texts(why(store, made.id, ANN).tree) if "after the clock" in text] == told


def test_a_leaf_names_the_sync_that_brought_it(engine: Engine) -> None:
    store = built(engine)
    store.begin_sync(SyncStart("s-1", "erp", "payments", "sql", "1", "d", None, "2026-03-09T00:00:00.000000Z"))
    with store.writer("tests") as writer:
        writer.write([REVERSED], SyncMark("s-1", "erp", "payments", None, 1))
    told = why(store, decided(store, ask(store)).id, ANN)
    (leaf, _) = leaves(told.tree)
    assert leaf.sync == "s-1"
    assert any("by sync s-1 (sql)" in text for text in texts(told.tree))


def test_a_decision_is_found_by_its_number_and_others_are_refused(engine: Engine) -> None:
    store, _, made = world(engine)
    assert why(store, "1", ANN) == why(store, "#1", ANN) == why(store, made.id, ANN)
    for wrong in ("2", "#", "urn:tl:decision:x", ask(store).inputs.subject):
        with pytest.raises(NotFound, match=f"no decision `{wrong}`"):
            why(store, wrong, ANN)


def test_why_tells_what_was_missing_and_who_revised_it(engine: Engine) -> None:
    store = built(engine)
    write(store, gone(INVOICE))
    answer = ask(store)
    made = decided(store, answer, cites=["1"])
    decided(store, answer, cites=[], idempotency_key="again", revises=made.id)
    told = why(store, made.id, ANN)
    assert told.status == "revised"
    assert "5 required facts" not in told.sentence
    assert told.sentence.endswith("it rests on 1 fact from 1 system; 1 required fact was missing.")
    assert any(text.startswith("missing: concerns/has_invoice/invoice_number") for text in texts(told.tree))
    assert any(text.startswith("revised by urn:tl:decision:") for text in texts(told.tree))
    assert "it rests on no fact" in why(store, "2", ANN).sentence
    assert f"revises {made.id}" in texts(why(store, "2", ANN).tree)


def test_trace_is_the_whole_chain_of_what_was_shown(engine: Engine) -> None:
    store, answer, made = world(engine)
    told = trace(store, made.id, ANN)
    assert {leaf.statement for leaf in leaves(told.tree)} == {one.statement for one in answer.shown}
    (context,) = told.tree.children
    assert context.id == made.context
    assert context.text.endswith(f"{len(answer.shown)} statements, attested")
    assert {record.children[-1].text for record in context.children} == {
        "source crm (test, trust 50)",
        "source desk (test, trust 50)",
        "source erp (test, trust 60)",
    }
    assert sum(text.endswith(", cited") for text in texts(told.tree)) == 2


# impact


def test_impact_tells_what_was_used_from_what_was_only_seen(engine: Engine) -> None:
    store, answer, made = world(engine)
    record = cite(answer, STATUS).partition("#")[0]
    for used in (str(PAYMENT), PAYMENT.text, f"{PAYMENT}#status", record, f"{record}#status"):
        told = impact(store, used, ANN)
        assert (numbers(told.rests_on), numbers(told.saw)) == ([1], []), used
    for seen in (str(CONTACT), f"{PAYMENT}#paid_at", f"{record}#amount", str(CUSTOMER), "Alfreds Futterkiste"):
        told = impact(store, seen, ANN)
        assert (numbers(told.rests_on), numbers(told.saw)) == ([], [1]), seen
    assert impact(store, str(PAYMENT), ANN).rests_on[0].statements == [made.cites[0]]
    nothing = impact(store, f"{PAYMENT}#method", ANN)
    assert (nothing.rests_on, nothing.saw) == ([], [])
    with pytest.raises(NotFound, match=r"no field `statsu` of record `erp/payments/P-1`: did you mean `status`\?"):
        impact(store, f"{PAYMENT}#statsu", ANN)


def test_impact_of_a_thing_is_that_of_all_its_records(engine: Engine) -> None:
    store, answer, made = world(engine)
    assert numbers(impact(store, answer.inputs.subject, ANN).rests_on) == [1]
    urn = "urn:tl:thing:" + answer.inputs.subject
    assert impact(store, urn, ANN).rests_on[0].decision == made.id


def test_impact_reaches_decisions_through_later_versions_and_ranks_the_newest_first(engine: Engine) -> None:
    store, answer, _ = world(engine)
    write(store, REVERSED)
    decided(store, ask(store), idempotency_key="second")
    decided(store, answer, idempotency_key="third", cites=["1"])
    told = impact(store, str(PAYMENT), ANN)
    assert (numbers(told.rests_on), numbers(told.saw)) == ([2, 1], [3])
    assert told.sentence == "2 decisions rest on record erp/payments/P-1, 1 more saw it"
    assert numbers(impact(store, str(PAYMENT), ANN, limit=2).rests_on) == [2]
    assert impact(store, str(PAYMENT), ANN, limit=2).more


def test_impact_goes_through_merges_and_splits_and_says_so(engine: Engine) -> None:
    store = built(engine)
    judged(store, CUSTOMER, CONTACT, "different")
    answer = ask(store)
    (name,) = [fact for fact in answer.facts if fact.path == "raised_by/name" and not fact.relation]
    decided(store, answer, cites=[name.n])
    judged(store, CUSTOMER, CONTACT, "same")
    merged = impact(store, "Alfreds Futterkiste", ANN)
    assert numbers(merged.rests_on) == [1]
    assert merged.rests_on[0].through == [f"said of {CUSTOMER.thing}, which it was then part of"]
    assert numbers(impact(store, CUSTOMER.thing, ANN).rests_on) == [1]
    decided(store, ask(store), cites=["4"], idempotency_key="merged")
    judged(store, CUSTOMER, CONTACT, "different")
    split = impact(store, CONTACT.thing, ANN)
    assert numbers(split.rests_on) == [2]
    assert "has been split off or is gone" in split.rests_on[0].through[0]


def test_impact_of_a_source_is_that_of_all_it_said(engine: Engine) -> None:
    store, answer, made = world(engine)
    for subject in ("source:erp", "urn:tl:source:erp"):
        told = impact(store, subject, ANN)
        assert (numbers(told.rests_on), numbers(told.saw), told.before) == ([1], [], None)
        assert told.rests_on[0].statements == [made.cites[0]]
    assert told.sentence == "1 decision rests on source erp"
    assert (impact(store, "source:crm", ANN).rests_on, numbers(impact(store, "source:crm", ANN).saw)) == ([], [1])
    for place in range(2, 6):
        decided(store, answer, idempotency_key=f"more-{place}", cites=[made.cites[place % 2]])
    told = impact(store, "source:erp", ANN)
    assert (numbers(told.rests_on), numbers(told.saw)) == ([4, 2, 1], [5, 3])


@pytest.mark.parametrize("subject", ["source:desk", f"{CASE}#status"])
def test_impact_goes_on_page_by_page_to_older_decisions(
    engine: Engine, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "WINDOW", 2)
    store, answer, _ = world(engine)
    for place in range(2, 8):
        decided(store, answer, idempotency_key=f"more-{place}")
    found: list[int] = []
    before = None
    for _ in range(3):
        told = impact(store, subject, ANN, limit=3, before=before)
        found += numbers(told.rests_on)
        before = told.before
    assert (found, before, told.more) == ([7, 6, 5, 4, 3, 2, 1], None, False)
    monkeypatch.setattr(origins, "REACH", 4)
    if subject.startswith("source:"):
        told = impact(store, subject, ANN)
        assert (numbers(told.rests_on), told.before) == ([7, 6, 5, 4], 4)


def test_impact_of_a_sync_is_that_of_what_it_brought(engine: Engine) -> None:
    store = built(engine)
    for name, seen in (
        ("abc1", payment(method="card", version="2026-03-04T00:00:00Z")),
        ("abd2", customer(city="Bonn")),
    ):
        stream = seen.key.stream
        store.begin_sync(SyncStart(name, "erp", stream, "sql", "1", "d", None, "2026-03-09T00:00:00.000000Z"))
        with store.writer("tests") as writer:
            writer.write([seen], SyncMark(name, "erp", stream, None, 1))
    decided(store, ask(store))
    for subject in ("sync:abc1", "sync:abc", "urn:tl:sync:abc1"):
        assert numbers(impact(store, subject, ANN).rests_on) == [1]
    told = impact(store, "sync:abd2", ANN)
    assert (numbers(told.rests_on), numbers(told.saw)) == ([], [1])
    with pytest.raises(Invalid, match="several syncs begin with `ab`"):
        impact(store, "sync:ab", ANN)
    for wrong in ("sync:x", "sync:", "source:", "source:er"):
        with pytest.raises(NotFound, match="no s"):
            impact(store, wrong, ANN)


def test_impact_of_what_nobody_knows_is_refused(engine: Engine) -> None:
    store, _, _ = world(engine)
    for wrong in ("nobody", "urn:tl:record:" + "0" * 32, "erp/payments/P-9"):
        with pytest.raises(NotFound, match=wrong):
            impact(store, wrong, ANN)


# drift


def test_nothing_has_drifted_while_what_was_cited_is_the_same(engine: Engine) -> None:
    store, _, made = world(engine)
    write(store, customer(name="Another"), payment(method="card", version="2026-03-04T00:00:00Z"))
    told = drift(store, made.id, ANN)
    assert told.drifted == []
    assert told.sentence == "nothing that decision 1 cites has changed"


def test_a_changed_value_is_told_then_and_now(engine: Engine) -> None:
    store, _, made = world(engine)
    seq = write(store, REVERSED).seq
    told = drift(store, made.id, ANN)
    (one,) = told.drifted
    assert (one.change, one.field, one.then, one.now, one.since) == ("changed", "status", "received", "reversed", seq)
    assert told.sentence == "1 of 2 cited fields changed since decision 1"
    assert drift(store, made.id, ANN, as_of=seq - 1).drifted == []
    with pytest.raises(Invalid, match="before the decision's context"):
        drift(store, made.id, ANN, as_of=5)


def test_money_has_drifted_when_its_currency_has(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    made = decided(store, answer, cites=[cite(answer, "concerns/has_invoice/settled_by/amount")])
    write(store, payment(amount_currency="USD", version="2026-03-09T00:00:00Z"))
    one = drifted(store, made)["changed"]
    assert (one.then_unit, one.now_unit) == ("EUR", "USD")


def test_what_is_gone_is_told_as_gone(engine: Engine) -> None:
    store, answer, made = world(engine)
    way = next(fact.n for fact in answer.facts if fact.path == "concerns" and fact.relation)
    other = decided(store, answer, idempotency_key="way", cites=[way])
    assert drifted(store, other) == {}
    write(store, gone(PAYMENT), gone(ORDER))
    assert drifted(store, made)["gone"].field == "status"
    assert "refers to is gone" in drifted(store, other)["gone"].says


def test_a_relation_that_leads_elsewhere_has_changed(engine: Engine) -> None:
    store, answer, _ = world(engine)
    way = next(fact.n for fact in answer.facts if fact.path == "concerns" and fact.relation)
    made = decided(store, answer, idempotency_key="way", cites=[way])
    other = Key("erp", "orders", (10249,))
    write(store, row(other, ("Order",), {"order_number": "10249"}))
    write(store, row(CASE, ("Case",), {"subject": "Broken jars"}, {"raised_by": CUSTOMER, "concerns": other}))
    one = drifted(store, made)["changed"]
    assert (one.then, one.now) == ([ORDER.text], [other.text])


def test_a_value_that_another_record_overrules_is_told(engine: Engine) -> None:
    store = built(engine)
    other = Key("crm", "complaints", ("X",))
    write(store, row(other, ("Case",), {"kind": "complaint"}))
    judged(store, CASE, other, "same")
    answer = ask(store)
    made = decided(store, answer, cites=[cite(answer, "kind")])
    assert drifted(store, made) == {}
    with store.writer("tests") as writer:
        writer.trust("desk", 90, "ann")
    one = drifted(store, made)["overruled"]
    assert (one.then, one.now) == ("complaint", "refund request")
    assert one.by == answer.conflicts[-1].lost[0].statement.partition("#")[0]


def test_a_conflict_that_is_new_is_told(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    made = decided(store, answer, cites=[cite(answer, "raised_by/name")])
    write(store, contact(name="Alfreds & Sons"))
    one = drifted(store, made)["conflict"]
    assert (one.now, one.label) == ("Alfreds & Sons", f"customer and organization {CONTACT}")


def test_a_thing_that_was_split_or_merged_is_told(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    merged = decided(store, answer, cites=[cite(answer, "raised_by/credit_hold")])
    judged(store, CUSTOMER, CONTACT, "different")
    assert "was split" in drifted(store, merged)["split"].says
    apart = ask(store)
    made = decided(store, apart, idempotency_key="apart", cites=[cite(apart, "raised_by/credit_hold")])
    assert drifted(store, made) == {}
    judged(store, CUSTOMER, CONTACT, "same")
    assert "became part of" in drifted(store, made)["merged"].says
    assert drifted(store, merged) == {}


def test_what_is_no_longer_valid_has_expired(engine: Engine) -> None:
    store = built(engine)
    fields = payment().fields
    write(store, row(PAYMENT, ("Payment",), fields, {"settles": INVOICE}, version="2026-03-04T00:00:00Z",
                     valid_to="2026-04-01"))  # fmt: skip
    made = decided(store, ask(store))
    assert drifted(store, made, at="2026-03-31") == {}
    assert drifted(store, made, at="2026-04-01")["expired"].says == "it was valid until 2026-04-01"


# erasure


def test_an_erased_record_is_told_as_erased_and_the_digest_still_holds(engine: Engine) -> None:
    store, answer, made = world(engine)
    assert replay(store, made.id, ANN).verdict == "same"
    write(store, REVERSED)
    with store.writer("tests") as writer:
        writer.erase(PAYMENT, "ann")
    assert set(drifted(store, made)) == {"erased"}
    (leaf, _) = leaves(why(store, made.id, ANN).tree)
    assert (leaf.value, leaf.erased) == (None, True)
    told = replay(store, made.id, ANN)
    assert (told.verdict, told.attested, told.erased) == ("erased", True, ["erp/payments/P-1 was erased"])
    assert len(list(leaves(trace(store, made.id, ANN).tree))) == len(answer.shown)
    assert "(erased)" in render.explanation(why(store, made.id, ANN))
    assert numbers(impact(store, str(PAYMENT), ANN).rests_on) == [1]


def test_a_record_that_was_tampered_with_is_found(engine: Engine) -> None:
    store, _, made = world(engine)
    engine.write(lambda tx: tx.ask("MATCH (r:Record {stream: 'payments'}) SET r.status = 'refunded'"))
    told = replay(store, made.id, ANN)
    assert (told.verdict, told.attested) == ("diverged", True)
    assert told.altered == ["erp/payments/P-1 `status` is not what was attested"]


def test_a_context_that_was_tampered_with_is_found(engine: Engine) -> None:
    store, answer, made = world(engine)
    shown = [one.statement for one in answer.shown][::-1]
    engine.write(lambda tx: tx.ask("MATCH (c:Context) SET c.shown = $shown", shown=shown))
    assert not replay(store, made.id, ANN).attested
    assert any("NOT WHAT WAS ATTESTED" in text for text in texts(trace(store, made.id, ANN).tree))


def test_a_support_that_appeared_out_of_nowhere_is_found(engine: Engine) -> None:
    """The shown statements are untouched, but the answer would no longer be the same: something else was altered."""
    store, _, made = world(engine)
    engine.write(lambda tx: tx.ask("MATCH (r:Record {stream: 'payments'}) SET r.method = 'card'"))
    assert replay(store, made.id, ANN).verdict == "diverged"
