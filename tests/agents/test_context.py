"""What a context answers with: facts with their citations, and what is missing, in conflict, stale or held back."""

from __future__ import annotations

import pytest

from agents import gather
from agents.answer import Answer, Gap
from agents.context import again, opened
from agents.replay import replay
from agents.sealing import seal
from graph.engines.base import Engine
from graph.model import Key, Observation, Reader, Rejected
from graph.quarantine import Replay
from ontology.errors import Conflict, Invalid, NotFound, Refused
from ontology.vocabulary import Need
from tests.agents.world import (
    CASE,
    CONTACT,
    CUSTOMER,
    INVOICE,
    ORDER,
    PAYMENT,
    SECRET,
    ask,
    built,
    case,
    decided,
    gone,
    invoice,
    order,
    payment,
    row,
    with_needs,
    write,
)

SETTLED = "concerns/has_invoice/settled_by"


def said(answer: Answer, path: str) -> list[object]:
    return [fact.value for fact in answer.facts if fact.path == path and not fact.relation]


def gap(answer: Answer, reason: str) -> Gap:
    (found,) = [one for one in answer.gaps if one.reason == reason]
    return found


def cases(count: int, **fields: str) -> list[Observation]:
    """Earlier cases of the customer, one a day before the clock."""
    days = [f"2026-02-{28 - number:02}" for number in range(count)]
    return [
        row(Key("desk", "tickets", (number,)), ("Case",), {"kind": f"k{number}", "opened_at": day, **fields},
            {"raised_by": CUSTOMER})
        for number, day in enumerate(days, 100)
    ]  # fmt: skip


def test_a_fact_says_where_it_comes_from(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    (paid,) = [fact for fact in answer.facts if fact.path == f"{SETTLED}/amount" and not fact.relation]
    assert (paid.value, paid.unit) == (12050, "EUR")
    assert (paid.source, paid.key, paid.since) == ("erp", PAYMENT.text, 5)
    assert paid.learnt == store.commit_date(5)
    assert paid.version == "2026-03-03T00:00:00Z"
    assert paid.age == 7 * 86_400 + 12 * 3_600
    assert answer.shown[paid.n - 1].statement == paid.statement
    assert answer.shown[paid.n].statement == paid.statement + "_currency"


def test_every_relation_on_the_way_is_a_fact_that_can_be_cited(engine: Engine) -> None:
    answer = ask(built(engine))
    ways = {fact.path: fact.statement.partition("#")[2] for fact in answer.facts if fact.relation}
    assert ways == {
        "raised_by": "raised_by",
        "concerns": "concerns",
        "concerns/has_invoice": "invoice_of",
        SETTLED: "settles",
    }


def test_nothing_is_missing_in_a_whole_world(engine: Engine) -> None:
    answer = ask(built(engine))
    assert [one for one in answer.gaps if one.missing] == []
    assert (answer.stale, answer.held_back, answer.cut) == ([], [], [])


def test_the_subject_is_named_by_id_urn_key_and_name(engine: Engine) -> None:
    store = built(engine)
    id_ = ask(store).inputs.subject
    for name in (id_, f"urn:tl:thing:{id_}", "desk/tickets/17", CASE.text):
        assert ask(store, subject=name).inputs.subject == id_
    held = ask(store, subject="Alfreds Futterkiste GmbH", action="credit_hold")
    assert held.inputs.subject == ask(store, subject=str(CUSTOMER), action="credit_hold").inputs.subject


def test_a_subject_of_another_class_is_refused(engine: Engine) -> None:
    with pytest.raises(Invalid, match=r"is Customer and Organization: `refund` is taken on a Case"):
        ask(built(engine), subject=str(CUSTOMER))
    with pytest.raises(Invalid, match=r"is Customer and Organization: `refund` is taken on a Case"):
        ask(built(engine), subject="Alfreds Futterkiste")


def test_an_unknown_subject_and_an_ambiguous_one_are_refused(engine: Engine) -> None:
    store = built(engine)
    with pytest.raises(NotFound, match="nothing is known by `desk/tickets/999`"):
        ask(store, subject="desk/tickets/999")
    write(store, row(Key("crm", "accounts", ("C-10",)), ("Customer",), {"name": "Alfreds Futterkiste"}))
    with pytest.raises(Conflict, match="the name of 2 things"):
        ask(store, subject="Alfreds Futterkiste", action="credit_hold")


def test_what_is_required_and_absent_is_a_gap_with_its_reason(engine: Engine) -> None:
    store = built(engine)
    without = {name: value for name, value in invoice().fields.items() if name != "status"}
    write(store, row(INVOICE, ("Invoice",), without, {"invoice_of": ORDER}, version="2026-03-04T00:00:00Z"))
    write(store, order(ordered_at=None))
    answer = ask(store)
    assert gap(answer, "absent").paths == ["concerns/has_invoice/status"]
    assert gap(answer, "null").paths == ["concerns/ordered_at"]
    assert said(answer, "concerns/ordered_at") == [None]
    assert answer.problems()["gaps"] == 2


def test_a_relation_that_leads_nowhere_is_one_gap_of_all_needs_behind_it(engine: Engine) -> None:
    store = built(engine)
    write(store, gone(INVOICE))
    found = gap(ask(store), "unrelated")
    assert found.at == "concerns"
    assert found.missing
    assert found.paths == [
        "concerns/has_invoice/invoice_number",
        "concerns/has_invoice/amount",
        "concerns/has_invoice/status",
        f"{SETTLED}/amount",
        f"{SETTLED}/status",
    ]


def test_a_reference_to_what_is_not_here_is_told_as_awaited(engine: Engine) -> None:
    store = built(engine)
    write(store, gone(ORDER))
    found = gap(ask(store), "awaited")
    assert "refers by `concerns` to erp/orders/10248, which is not here" in found.says


def test_conflicts_name_what_lost_and_who_said_it(engine: Engine) -> None:
    answer = ask(built(engine))
    (found,) = answer.conflicts
    assert (found.path, found.settled) == ("raised_by/name", True)
    (lost,) = found.lost
    assert (lost.value, lost.source) == ("Alfreds Futterkiste GmbH", "crm")
    assert answer.shown[lost.n - 1].statement == lost.statement


def test_values_that_agree_are_no_conflict_and_all_are_cited(engine: Engine) -> None:
    answer = ask(built(engine))
    (segment,) = [fact for fact in answer.facts if fact.property == "segment"]
    assert len(segment.also) == 1
    assert answer.shown[segment.also[0] - 1].statement.endswith("#segment")


def test_a_relation_that_should_be_one_and_is_two_is_an_unsettled_conflict(engine: Engine) -> None:
    store = built(engine)
    other, rival = Key("crm", "orders", ("O-1",)), Key("erp", "customers", ("BLAUS",))
    write(store, row(rival, ("Customer",), {"name": "Blauer See"}))
    write(store, row(other, ("Order",), {}, {"placed_by": rival}))
    with store.writer("tests") as writer:
        writer.activate(with_needs("Order", Need("placed_by/name")), "tests")
        writer.judge(ORDER, other, "same", "ann")
    answer = ask(store, subject=str(ORDER), action="look")
    (found,) = [one for one in answer.conflicts if one.path == "placed_by"]
    assert (found.property, found.settled, len(found.lost)) == ("placed_by", False, 1)
    assert "there should be one, there is also [" in answer.text
    assert len(said(answer, "placed_by/name")) == 2


def test_what_is_older_than_its_action_allows_is_stale(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store, at="2026-04-15")
    stale = {(one.path, one.age > one.freshness) for one in answer.stale}
    assert stale == {
        ("raised_by/credit_hold", True),
        ("concerns/has_invoice/status", True),
        (f"{SETTLED}/status", True),
    }
    assert "STALE: 1 month old, wanted within 1 month" in answer.text


def test_without_a_version_age_is_told_from_the_commit_that_learnt_it(engine: Engine) -> None:
    store = built(engine)
    (fact, *_) = [one for one in ask(store, at="2030-01-01").facts if one.path == "status"]
    assert fact.version is None
    assert fact.age == ask(store, at="2030-01-01T00:01:00Z").facts[1].age - 60


def test_a_clock_before_what_is_known_is_told_and_makes_nothing_look_fresh(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    ahead = [fact.path for fact in answer.facts if fact.n in answer.ahead]
    assert ahead == [fact.path for fact in answer.facts if fact.key == CASE.text and fact.version is None]
    assert answer.problems()["ahead"] == len(answer.ahead) > 0
    assert f"This clock lies before {len(ahead)} facts: how old they are is unknown." in answer.text
    assert "(desk, from after the clock)" in answer.text
    assert all(one.age == 0 for one in answer.facts if one.n in answer.ahead)
    before = ask(store, at="2026-03-02T12:00:00Z")
    late = {fact.path for fact in before.facts if fact.n in before.ahead}
    assert late == {*ahead} | {fact.path for fact in before.facts if fact.version == "2026-03-03T00:00:00Z"}
    assert f"{SETTLED}/status" in late


def test_a_clock_after_all_that_is_known_is_ahead_of_nothing(engine: Engine) -> None:
    answer = ask(built(engine), at="2030-01-01")
    assert (answer.ahead, answer.problems()["ahead"]) == ([], 0)
    assert "clock" not in answer.text
    assert min(fact.age for fact in answer.facts) > 0


def test_what_was_asked_by_a_clock_in_the_past_is_the_same_again(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store, at="2026-01-01")
    assert answer.ahead
    inputs, _ = opened(answer.id, SECRET)
    write(store, payment(status="reversed", version="2026-03-09T00:00:00Z"))
    assert again(store, inputs, SECRET).bytes() == answer.bytes()
    made = decided(store, answer, cites=[1])
    assert replay(store, made.id, Reader("ann", "audit")).verdict == "same"


def test_a_newer_row_that_is_held_back_is_warned_of(engine: Engine) -> None:
    store = built(engine)
    before = ask(store)
    bad = Rejected("erp", "payments", "row 7", "{}", "`amount` is no number", PAYMENT.text)
    write(store, rejected=(bad,))
    (held,) = ask(store).held_back
    assert (held.key, held.reason) == (PAYMENT.text, "`amount` is no number")
    assert {fact.n for fact in before.facts if fact.key == PAYMENT.text} <= set(held.statements)
    assert "A NEWER ROW IS HELD BACK" in ask(store).text
    assert ask(store, as_of=before.inputs.seq).bytes() == before.bytes()


def test_a_row_held_back_before_the_version_that_is_shown_is_not_warned_of(engine: Engine) -> None:
    store = built(engine)
    write(store, rejected=(Rejected("erp", "payments", "row 7", "{}", "no number", PAYMENT.text),))
    write(store, payment(status="reversed", version="2026-03-09T00:00:00Z"))
    assert ask(store).held_back == []


def test_a_row_that_was_dropped_is_warned_of_until_then(engine: Engine) -> None:
    store = built(engine)
    bad = Rejected("erp", "payments", "row 7", "{}", "`amount` is no number", PAYMENT.text)
    write(store, rejected=(bad,))
    before = ask(store)
    with store.writer("t") as writer:
        assert writer.drop([bad.id], "ann", "a test entry") == 1
    assert ask(store).held_back == []
    assert ask(store, as_of=before.inputs.seq).bytes() == before.bytes()


def test_a_row_that_was_replayed_is_warned_of_until_then_and_later_ones_still_are(engine: Engine) -> None:
    store = built(engine)
    first, second = (Rejected("erp", "payments", row, "{}", f"{row} is bad", PAYMENT.text) for row in ("one", "two"))
    write(store, rejected=(first,))
    write(store, rejected=(second,))
    before = ask(store)
    assert [one.reason for one in before.held_back] == ["one is bad", "two is bad"]
    with store.writer("t") as writer:
        taken = payment(status="reversed", version="2026-03-09T00:00:00Z")
        assert writer.replay([Replay(first.id, (taken,))], "ann") == {first.id: "written"}
    assert [one.reason for one in ask(store).held_back] == ["two is bad"]
    assert ask(store, as_of=before.inputs.seq).bytes() == before.bytes()
    with store.writer("t") as writer:
        writer.overtake("erp", "payments", "another reading", lambda keys: [])
    assert ask(store).held_back == []
    assert store.verify() == []


def test_a_limit_keeps_the_latest_and_says_how_many_are_left_out(engine: Engine) -> None:
    store = built(engine)
    write(store, *cases(13))
    answer = ask(store)
    assert said(answer, "raised_by/raised/kind") == [f"k{number}" for number in range(100, 110)]
    assert gap(answer, "limit").left_out == 3
    assert not gap(answer, "limit").missing


def test_the_text_says_which_thing_a_relation_leads_from_where_there_are_several(engine: Engine) -> None:
    store = built(engine)
    product, pieces = Key("erp", "products", (7,)), [Key("erp", "lines", (number,)) for number in (1, 2)]
    write(store, row(product, ("Product",), {"name": "Jars"}))
    write(
        store, *(row(one, ("OrderLine",), {"quantity": 1}, {"line_of": ORDER, "of_product": product}) for one in pieces)
    )
    text = ask(store).text
    for number in (1, 2):
        assert f"concerns/has_line → order line erp/lines/{number} (erp" in text
        assert f"concerns/has_line/of_product → product erp/products/7 of erp/lines/{number}" in text


def test_a_window_keeps_what_is_dated_within_it(engine: Engine) -> None:
    store = built(engine)
    write(store, *cases(2), row(Key("desk", "tickets", (99,)), ("Case",), {"kind": "old", "opened_at": "2025-01-01"},
                                {"raised_by": CUSTOMER}))  # fmt: skip
    assert said(ask(store), "raised_by/raised/kind") == ["k100", "k101"]
    assert "old" in said(ask(store, at="2025-02-01"), "raised_by/raised/kind")


def test_a_required_need_whose_window_is_empty_is_a_gap(engine: Engine) -> None:
    store = built(engine)
    write(store, row(INVOICE, ("Invoice",), {"issued_at": "2020-01-01", "status": "open"}, {"billed_to": CUSTOMER}))
    found = gap(ask(store, subject=str(CUSTOMER), action="credit_hold"), "window")
    assert (found.left_out, found.missing) == (1, True)


def test_a_path_does_not_go_back_over_the_relation_it_came_by(engine: Engine) -> None:
    answer = ask(built(engine))
    assert said(answer, "raised_by/raised/kind") == []


def test_a_hub_is_not_expanded_and_named(engine: Engine) -> None:
    store = built(engine)
    thing = ask(store).facts[2].value
    engine.write(lambda tx: tx.ask("MATCH (t:Thing {id: $id}) SET t.wide_since = 1", id=thing))
    found = gap(ask(store), "wide")
    assert found.paths == ["raised_by/raised/kind"]
    assert "too widely related" in found.says


def test_what_lies_beyond_the_fan_out_is_named(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store = built(engine)
    write(store, *cases(5))
    monkeypatch.setattr(gather, "FANOUT", 3)
    answer = ask(store)
    assert gap(answer, "many").paths == ["raised_by/raised/kind"]
    monkeypatch.undo()
    monkeypatch.setattr(gather, "REACH", 6)
    beyond = {path for one in ask(store).gaps if one.reason == "many" for path in one.paths}
    assert "raised_by/raised/kind" in beyond


def test_validity_is_told_by_the_clock(engine: Engine) -> None:
    store = built(engine)
    write(store, row(PAYMENT, ("Payment",), payment().fields, {"settles": INVOICE}, version="2026-03-04T00:00:00Z",
                     valid_to="2026-03-05"))  # fmt: skip
    assert said(ask(store, at="2026-03-04"), f"{SETTLED}/status") == ["received"]
    assert gap(ask(store), "unrelated").at == "concerns/has_invoice"


def test_the_clock_is_pinned_and_dates_name_it(engine: Engine) -> None:
    store = built(engine)
    assert ask(store).inputs.at == "2026-03-10T12:00:00.000000Z"
    assert ask(store, at="2026-03-11T01:00:00+01:00").inputs.at == "2026-03-11T00:00:00.000000Z"
    date = store.commit_date(6)
    past = ask(store, as_of=date)
    assert (past.inputs.seq, past.inputs.at) == (6, date)
    with pytest.raises(Invalid, match="a time without a zone"):
        ask(store, at="2026-03-11T01:00:00")
    assert ask(store, as_of="5").inputs == ask(store, as_of=5).inputs
    with pytest.raises(Invalid, match="the head is at 6"):
        ask(store, as_of=7)


def test_the_id_carries_the_inputs_and_gives_the_same_answer_again(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    inputs, digest = opened(answer.id, SECRET)
    assert (inputs, digest) == (answer.inputs, answer.digest)
    assert again(store, inputs, SECRET).bytes() == answer.bytes()


@pytest.mark.parametrize(
    "other",
    [{"budget": 1_900}, {"purpose": "audit"}, {"reader": "maria"}, {"at": "2026-03-10T12:00:01Z"}, {"as_of": 5}],
)
def test_every_input_tells_in_the_id(engine: Engine, other: dict[str, object]) -> None:
    store = built(engine)
    assert ask(store, **other).digest != ask(store).digest


def test_an_id_of_another_version_is_refused_even_if_it_is_signed() -> None:
    for body in ({}, {"inputs": {"seq": 1}, "digest": "x"}, {"inputs": [], "digest": 1}):
        with pytest.raises(Refused, match="made by another version"):
            opened(seal(body, SECRET), SECRET)


def test_another_renderer_or_ontology_is_refused(engine: Engine) -> None:
    store = built(engine)
    inputs = ask(store).inputs
    with pytest.raises(Refused, match="rendered by version 0"):
        again(store, inputs.model_copy(update={"renderer": "0"}), SECRET)
    with pytest.raises(Refused, match="pins another ontology"):
        again(store, inputs.model_copy(update={"ontology": "0" * 64}), SECRET)


def test_the_remainder_holds_no_value(engine: Engine) -> None:
    """The same records with other values: every commitment differs, and the rest of the digest is the same."""
    store = built(engine)
    first = ask(store)
    fields = {"name", "status", "subject", "kind"}
    for one in fields:
        change = f"MATCH (r:Record) WHERE r.{one} IS NOT NULL SET r.{one} = r.{one} + '!'"
        engine.write(lambda tx, change=change: tx.ask(change))  # type: ignore[misc]
    second = ask(store)
    differ = {a.statement.partition("#")[2] for a, b in zip(first.shown, second.shown, strict=True) if a != b}
    assert differ == fields
    assert first.remainder == second.remainder
    assert first.digest != second.digest


def test_a_thing_that_is_gone_is_not_known_any_more(engine: Engine) -> None:
    store = built(engine)
    seq = ask(store).inputs.seq
    write(store, gone(CASE), gone(CONTACT))
    with pytest.raises(NotFound):
        ask(store)
    assert said(ask(store, as_of=seq), "status") == ["open"]
    write(store, case(status="reopened"))
    assert said(ask(store), "status") == ["reopened"]
