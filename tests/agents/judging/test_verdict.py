"""Verdicts: alone, with approval, or not at all; and that whatever fails is denied, never let pass."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.answer import Answer, Conflict, Fact, Gap, Inputs
from agents.judging.asked import Asked, asked
from agents.judging.judge import judge, ruled, standing
from agents.judging.ruling import Ruling, of_plain, plain
from agents.proposal import Proposal
from graph.registrations import Registration
from ontology import policies
from ontology.loading import load
from ontology.vocabulary import Ontology

WORDS: Ontology = load()
HOLD, PAID, SUM = "raised_by/credit_hold", "concerns/has_invoice/status", "concerns/has_invoice/settled_by/amount"
FORBIDS = '@id("hold") @says("Not on hold.") forbid (principal, action == Action::"refund", resource) when { %s };'
PERMITS = '@id("all") @says("All may.") permit (principal, action, resource);'
AGENT = Registration("refund-agent", "1.0", "maria", "rules-7", 2, "refunds", "2026-01-01T00:00:00.000000Z", "ann")


def fact(path: str, value: Any, n: int = 1, unit: str | None = None, **more: Any) -> Fact:
    said = {
        "n": n, "statement": f"urn:tl:record:{n:032}#{path.rpartition('/')[2]}", "source": "erp", "key": "k",
        "value": value, "unit": unit, "since": 1, "learnt": "2026-03-01T00:00:00.000000Z", "version": None,
        "valid_from": None, "valid_to": None, "age": 0, "path": path, "thing": f"{n:032}", "label": "it",
        "property": path.rpartition("/")[2], "relation": False, "required": True, "also": [],
    }  # fmt: skip
    return Fact(**{**said, **more})


def answer(*facts: Fact, missing: list[str] | None = None, **more: Any) -> Answer:
    inputs = Inputs(
        seq=1, at="2026-03-10T12:00:00.000000Z", subject="0" * 32, action="refund", reader="refund-agent",
        purpose="refund", budget=100, ontology=WORDS.digest, renderer="1",
    )  # fmt: skip
    gaps = [
        Gap(paths=[path], at="", reason="absent", required=True, things=[], of=0, says="") for path in missing or ()
    ]
    said: dict[str, Any] = {
        "id": "x", "inputs": inputs, "digest": "d", "remainder": "r", "subject": "case", "facts": list(facts),
        "conflicts": [], "gaps": gaps, "stale": [], "held_back": [], "ahead": [], "text": "", "cut": [], "shown": [],
    }  # fmt: skip
    return Answer(**{**said, **more})


def whole(minor: int = 40_000, hold: bool = False, **more: Any) -> Answer:
    return answer(fact(HOLD, hold, 1), fact(SUM, minor, 2, "EUR"), fact(PAID, "paid", 3), **more)


def proposal(**more: Any) -> Proposal:
    said: dict[str, Any] = {
        "context_id": "x", "question": "?", "options": ["refund"], "choice": "refund", "because": "so",
        "confidence": "0.8", "action": {"amount": 1000, "amount_currency": "EUR"}, "cites": ["1"],
        "agent": "refund-agent", "on_behalf_of": "maria", "idempotency_key": "k",
    }  # fmt: skip
    return Proposal(**{**said, **more})


def verdict(
    told: Answer, files: dict[str, str] | None = None, registration: Registration | None = AGENT, **more: Any
) -> Ruling:
    found = policies.of_files(files, WORDS) if files is not None else policies.shipped(WORDS)
    question = asked(proposal(**more), told, 1, WORDS, registration)
    return judge(found.text, found.digest, WORDS, question, told)


def ids(found: Ruling) -> list[str]:
    return [one.id for one in found.policies]


def test_a_small_refund_is_allowed_a_larger_one_waits_and_none_is_made_on_hold() -> None:
    small = verdict(whole())
    assert (small.outcome, ids(small)) == ("allow", ["refund-small"])
    assert small.rests_on == [fact(SUM, 0, 2).statement]
    assert verdict(whole(50_001)).outcome == "allow", "what counts is what is given back"
    for payload in ({"amount": 50_001, "amount_currency": "EUR"}, {"amount": 1000}, {"sum": 1000}, {}, {"amount": -1},
                    {"amount": 1000, "amount_currency": "USD"}, {"refund": {"amount": 90_000}}):  # fmt: skip
        large = verdict(whole(60_000), action=payload)
        assert (large.outcome, ids(large)) == ("approval", ["anything-approved"]), payload
    held = verdict(whole(hold=True))
    assert (held.outcome, ids(held)) == ("deny", ["refund-not-on-hold"])
    assert held.policies[0].says.startswith("A customer on credit hold")
    assert verdict(whole(), action={"amount": 40_001, "amount_currency": "EUR"}).outcome == "deny"


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"registration": None}, "deny"),
        ({"registration": None, "agent": {"name": "maria", "kind": "person"}}, "allow"),
        ({"registration": None, "agent": {"name": "maria", "kind": "team"}}, "deny"),
    ],
)
def test_who_is_not_registered_does_nothing_but_people_decide_themselves(more: dict[str, Any], outcome: str) -> None:
    assert verdict(whole(), **more).outcome == outcome


def test_one_of_a_lower_tier_needs_approval() -> None:
    lower = Registration("refund-agent", "1.0", "maria", "rules-7", 1, "", "", "ann")
    assert verdict(whole(), registration=lower).outcome == "approval"


def test_missing_old_and_contradictory_facts_are_seen_by_policy() -> None:
    gone = verdict(whole(missing=["concerns/ordered_at"]))
    assert (gone.outcome, "nothing-missing" in ids(gone)) == ("approval", True)
    lost = Conflict(path="raised_by", thing="t", property="raised_by", won=1, settled=False, lost=[])
    split = verdict(whole(conflicts=[lost]))
    assert (split.outcome, "nothing-unsettled" in ids(split)) == ("approval", True)
    settled = lost.model_copy(update={"settled": True})
    assert verdict(whole(conflicts=[settled])).outcome == "allow"


@pytest.mark.parametrize(
    "condition",
    [
        f'context.facts["{HOLD}"].values.contains(true)',
        f'context.facts["{SUM}"].sum > 1',
        f'context.facts["{SUM}"].currency == "USD"',
        'context.facts["status"] == "closed"',
    ],
)
def test_a_prohibition_that_asks_for_what_is_not_known_denies(condition: str) -> None:
    files = {"a.cedar": FORBIDS % condition + PERMITS}
    found = verdict(answer(missing=[HOLD, SUM, "status"]), files)
    assert (found.outcome, ids(found)) == ("deny", [])
    assert found.errors[0].startswith("policy `hold` could not be judged: `")
    assert found.errors[0].endswith("is not known")
    mixed = answer(fact(SUM, 1, 2, "EUR"), fact(SUM, 1, 3, "USD"), fact(HOLD, False), fact("status", "open"))
    assert verdict(mixed, files).outcome == ("deny" if SUM in condition else "allow")


def test_a_path_with_several_values_where_one_was_meant_is_not_known() -> None:
    files = {"a.cedar": FORBIDS % 'context.facts["status"] == "closed"' + PERMITS}
    assert verdict(answer(fact("status", "open", 1)), files).outcome == "allow"
    assert verdict(answer(fact("status", "open", 1), fact("status", "closed", 2)), files).outcome == "deny"


def test_without_policies_all_is_denied() -> None:
    told = whole()
    question = asked(proposal(), told, 1, WORDS, AGENT)
    found = judge(None, None, WORDS, question, told)
    assert (found.outcome, found.reasons) == ("deny", ["no set of policies is in force"])
    nothing = verdict(
        told, {"a.cedar": '@id("a") @says("a") permit (principal, action == Action::"ship_order", resource);'}
    )
    assert (nothing.outcome, nothing.reasons) == ("deny", ["no policy permits it"])


def test_a_text_that_is_not_the_one_that_was_put_in_force_denies() -> None:
    told, found = whole(), policies.of_files({"a.cedar": PERMITS}, WORDS)
    question = asked(proposal(), told, 1, WORDS, AGENT)
    assert judge(found.text, found.digest, WORDS, question, told).outcome == "allow"
    assert judge(found.text, "0" * 64, WORDS, question, told).outcome == "deny"
    bare = Ontology.of("bare", WORDS.classes.values(), WORDS.properties.values(), WORDS.relations.values())
    ours = policies.shipped(WORDS)
    misfit = judge(ours.text, ours.digest, bare, question, told)
    assert misfit.outcome == "deny"
    assert "do not fit the ontology" in misfit.errors[0]


def test_a_payload_that_names_a_thing_twice_is_denied() -> None:
    found = verdict(whole(), {"a.cedar": PERMITS}, action={"refund.minor": 5, "refund": {"minor": 900}})
    assert (found.outcome, "`refund.minor` twice" in found.errors[0]) == ("deny", True)


def test_the_payload_is_asked_for_by_its_names() -> None:
    small = '@id("a") @says("a") permit (principal, action, resource) when { %s };'
    condition = 'context.payload.numbers.hasTag("refund.minor") && context.payload.numbers.getTag("refund.minor") < 50'
    files = {"a.cedar": small % condition}
    for action, outcome in (
        ({"refund": {"minor": 49}}, "allow"),
        ({"refund": {"minor": 50}}, "deny"),
        ({"refund": {"minor": "49"}}, "deny"),
        ({"refund": {"minor": True}}, "deny"),
        ({"refund": {"minor": None}}, "deny"),
        ({}, "deny"),
    ):
        assert verdict(whole(), files, action=action).outcome == outcome


def test_a_verdict_comes_back_from_what_is_kept_of_it() -> None:
    for told in (whole(), whole(60_000), whole(hold=True), answer()):
        found = verdict(told)
        assert of_plain(plain(found)) == found


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=2)
)
LISTS = st.lists(st.text(max_size=5), max_size=2)


@given(
    st.dictionaries(st.sampled_from([HOLD, SUM, PAID, "status", "raised_by/name", "kind"]), VALUES, max_size=6),
    st.lists(st.sampled_from([HOLD, SUM, PAID, "status"]), max_size=4),
    st.sampled_from([None, "EUR", ""]),
)
def test_whatever_is_known_nobody_on_hold_or_of_whom_that_is_unknown_is_refunded(
    known: dict[str, Any], missing: list[str], unit: str | None
) -> None:
    told = answer(*(fact(path, value, n, unit) for n, (path, value) in enumerate(known.items(), 1)), missing=missing)
    found = verdict(told, {"a.cedar": FORBIDS % f'context.facts["{HOLD}"].values.contains(true)' + PERMITS})
    if HOLD in missing or known.get(HOLD) is True:
        assert found.outcome == "deny"
    if HOLD not in missing and HOLD in known and known[HOLD] is False:
        assert found.outcome == "allow"


@given(
    st.sampled_from(["approved", "at", "purpose", "on_behalf_of", "choice", "confidence", "cited", "missing", "stale",
                     "conflicts", "unsettled", "partial", "held_back", "payload", "facts"]),
    VALUES,
    st.booleans(),
)  # fmt: skip
def test_a_context_that_lacks_an_attribute_or_has_it_otherwise_is_denied(name: str, value: Any, gone: bool) -> None:
    told = whole()
    question = asked(proposal(), told, 1, WORDS, AGENT)
    held = standing(policies.of_files({"a.cedar": PERMITS}, WORDS).text, WORDS)
    context = {**question.context, name: value}
    if gone:
        del context[name]
    right = type(value) is type(question.context.get(name)) and not isinstance(value, (dict, list))
    found = ruled(held, Asked(question.request, context, question.entities), told)
    if name != "approved" and (gone or not (right or isinstance(value, list))):
        assert found.outcome == "deny"
        assert found.errors


@given(st.sampled_from(["kind", "name", "registered", "owner", "version", "model", "tier"]), VALUES, st.booleans())
def test_an_agent_that_lacks_an_attribute_or_has_it_otherwise_is_denied(name: str, value: Any, gone: bool) -> None:
    told = whole()
    question = asked(proposal(), told, 1, WORDS, AGENT)
    held = standing(policies.of_files({"a.cedar": PERMITS}, WORDS).text, WORDS)
    entities = orjson.loads(question.entities)
    right = type(value) is type(entities[0]["attrs"][name]) and not gone
    entities[0]["attrs"][name] = value
    if gone:
        del entities[0]["attrs"][name]
    if right and isinstance(value, int) and abs(value) >= 2**63:
        return
    told_of = orjson.dumps(entities, option=orjson.OPT_PASSTHROUGH_SUBCLASS).decode() if _plain(value) else "{"
    found = ruled(held, Asked(question.request, question.context, told_of), told)
    assert (found.outcome == "allow") == right


def _plain(value: Any) -> bool:
    return not (isinstance(value, int) and abs(value) >= 2**63)


@pytest.mark.parametrize("entities", ["", "[]", "{", "null", "[{}]", '[{"uid": 3}]'])
def test_entities_that_are_none_are_denied(entities: str) -> None:
    told = whole()
    question = asked(proposal(), told, 1, WORDS, AGENT)
    held = standing(policies.shipped(WORDS).text, WORDS)
    found = ruled(held, Asked(question.request, question.context, entities), told)
    assert (found.outcome, bool(found.errors)) == ("deny", True)
