"""A decision rests on what its context showed, is recorded whole, once, and with everything provenance asks for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from agents.commands import Commands
from agents.decide import decide
from agents.proposal import LARGEST
from graph import decisions
from graph.decisions import Stored
from graph.engines.base import Engine
from graph.store import Store
from ontology.digest import commitment
from ontology.errors import Conflict, Invalid, NotFound, Refused
from tests.agents.world import CLOCK, PAYMENT, SECRET, ask, built, case, cite, decided, payment, proposal, write
from tests.graphs import blank

STATUS = "concerns/has_invoice/settled_by/status"


def stored(store: Store, id_: str) -> Stored:
    found = decisions.stored(store.engine, id_)
    assert found is not None
    return found


def written(engine: Engine) -> dict[str, int]:
    """How much of decisions there is, by label, and the number of the last."""
    labels = ("ProvEntity", "ProvActivity", "ProvAgent", "ProvShown")
    counts = {one: engine.ask(f"MATCH (n:{one}) WHERE NOT n:PolicySet RETURN count(n) AS n")[0]["n"] for one in labels}
    return counts | {"number": engine.ask("MATCH (h:ProvHead) RETURN h.number AS n")[0]["n"]}


def test_a_decision_is_stored_with_its_whole_provenance(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    made = decided(store, answer, case_id="17")
    assert (made.number, made.status, made.created) == (1, "judged", True)
    found = stored(store, made.id)
    assert found.question["text"] == "Shall the customer get the money back?"
    assert [(one["name"], one["chosen"], one["reason"]) for one in found.options] == [
        ("refund", True, "the payment was received and the jars were broken"),
        ("decline", False, "the goods did arrive broken"),
    ]
    assert {(one["role"], one["name"], one["kind"]) for one in found.principals} == {
        ("agent", "refund-agent", "software"),
        ("on_behalf_of", "maria", "person"),
    }
    assert found.decision["payload"] == '{"amount":12050,"amount_currency":"EUR","payment":"P-1"}'
    assert (found.decision["case"], found.decision["confidence"]) == ("17", "0.85")
    assert found.context["shown"] == [one.statement for one in answer.shown]
    assert found.context["commitments"] == [one.commitment for one in answer.shown]
    assert (found.context["digest"], found.context["seq"]) == (answer.digest, answer.inputs.seq)


def test_a_decision_is_never_dated_before_what_it_rests_on_or_the_one_before(engine: Engine) -> None:
    """Whatever the clock says: here it stands still, long before the facts were learnt."""
    store = built(engine)
    answer = ask(store)
    assert answer.inputs.at == CLOCK < store.commit_date(6)
    first = decided(store, answer)
    assert first.at == store.commit_date(6)
    late = decide(store, SECRET, proposal(answer, idempotency_key="late"), "2999-01-01T00:00:00.000000Z")
    assert (late.number, late.at) == (2, "2999-01-01T00:00:00.000000Z")
    assert decided(store, answer, idempotency_key="early").at == late.at


def test_the_relations_are_those_of_prov(engine: Engine) -> None:
    store = built(engine)
    made = decided(store, ask(store))
    rows = engine.ask(
        "MATCH (a)-[x]->(b) WHERE a:ProvEntity OR a:ProvActivity OR a:ProvAgent "
        "RETURN [l IN labels(a) WHERE NOT l STARTS WITH 'Prov'][0] AS a, type(x) AS x, x.role AS role, "
        "[l IN labels(b) WHERE NOT l STARTS WITH 'Prov'][0] AS b, x.id AS id"
    )
    assert sorted((row["a"], row["x"], row["role"] or "", row["b"]) for row in rows) == [
        ("Context", "WAS_GENERATED_BY", "", "Retrieval"),
        ("Decision", "ANSWERS", "", "Question"),
        ("Decision", "WAS_DERIVED_FROM", "", "Context"),
        ("Decision", "WAS_GENERATED_BY", "", "DecisionMaking"),
        ("DecisionMaking", "CONSIDERED", "", "Option"),
        ("DecisionMaking", "CONSIDERED", "", "Option"),
        ("DecisionMaking", "USED", "context", "Context"),
        ("DecisionMaking", "USED", "evidence", "Record"),
        ("DecisionMaking", "USED", "evidence", "Record"),
        ("DecisionMaking", "USED", "question", "Question"),
        ("DecisionMaking", "WAS_ASSOCIATED_WITH", "agent", "Principal"),
        ("DecisionMaking", "WAS_ASSOCIATED_WITH", "on_behalf_of", "Principal"),
        ("DecisionMaking", "WAS_INFORMED_BY", "", "Retrieval"),
        ("PolicyEvaluation", "USED", "context", "Context"),
        ("PolicyEvaluation", "USED", "judged", "Decision"),
        ("PolicyEvaluation", "USED", "policies", "PolicySet"),
        ("Principal", "ACTED_ON_BEHALF_OF", "", "Principal"),
        ("Retrieval", "WAS_ASSOCIATED_WITH", "reader", "Principal"),
        ("Verdict", "DETERMINED_BY", "", "PolicySet"),
        ("Verdict", "WAS_DERIVED_FROM", "", "Decision"),
        ("Verdict", "WAS_GENERATED_BY", "", "PolicyEvaluation"),
    ]
    assert len({row["id"] for row in rows}) == len(rows)
    assert made.id.startswith("urn:tl:decision:")


def test_free_texts_have_salts_of_their_own(engine: Engine) -> None:
    store = built(engine)
    found = stored(store, decided(store, ask(store)).id)
    rows = engine.ask("MATCH (n) WHERE n:Option OR n:Question OR n:Decision RETURN n.salt AS salt")
    rows += engine.ask("MATCH ()-[x:CONSIDERED]->() RETURN x.salt AS salt")
    salts = [row["salt"] for row in rows]
    assert len(set(salts)) == len(salts) == 6
    said = proposal(ask(store)).model_dump(mode="json", exclude={"agent_version", "agent_model"})
    assert found.decision["request"] == commitment(found.decision["salt"], "request", said)


def test_citations_are_by_urn_or_by_number_each_once(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    status = cite(answer, STATUS)
    number = next(fact.n for fact in answer.facts if fact.statement == status)
    made = decided(store, answer, cites=[number, f"[{number}]", status, answer.conflicts[0].lost[0].statement])
    assert made.cites == [status, answer.conflicts[0].lost[0].statement]
    assert [(one["rank"], one["fields"]) for one in stored(store, made.id).evidence] == [(1, ["status"]), (2, ["name"])]


def test_two_fields_of_one_record_are_one_use(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    made = decided(store, answer, cites=[cite(answer, "status"), cite(answer, "subject")])
    assert [one["fields"] for one in stored(store, made.id).evidence] == [["status", "subject"]]


def test_a_citation_that_was_not_shown_is_refused_and_the_nearest_named(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    status = cite(answer, STATUS)
    method = status.replace("#status", "#statu")
    with pytest.raises(Refused, match=f"`{method}` was not shown.*did you mean `{status}`"):
        decided(store, answer, cites=[status, method])
    nowhere = "urn:tl:record:" + "0" * 32 + "#paid_at"
    with pytest.raises(Refused, match=rf"`{nowhere}` was not shown.*did you mean `urn:tl:record:\w+#paid_at`"):
        decided(store, answer, cites=[nowhere])
    for wrong in ("0", str(len(answer.shown) + 1), "[]", "the payment", "urn:tl:record:x#y"):
        with pytest.raises(Refused, match=f"a number from 1 to {len(answer.shown)}"):
            decided(store, answer, cites=[wrong])
    assert written(engine) == {"ProvEntity": 0, "ProvActivity": 0, "ProvAgent": 0, "ProvShown": 0, "number": 0}


def test_what_was_learnt_after_the_context_cannot_be_used(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    later = write(store, payment(status="reversed", version="2026-03-09T00:00:00Z")).seq
    newer = cite(ask(store), STATUS)
    with pytest.raises(Refused, match=f"`{newer}` was learnt at sequence {later}, after the context's 6"):
        decided(store, answer, cites=[newer])


def test_a_decision_stands_on_its_context_whatever_was_written_since(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    write(store, payment(status="reversed", version="2026-03-09T00:00:00Z"), case(status="closed"))
    made = decided(store, answer)
    assert stored(store, made.id).context["seq"] == 6


def test_an_altered_id_of_a_context_is_refused(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    sign = "A" if answer.id[40] != "A" else "B"
    for forged in (answer.id[:40] + sign + answer.id[41:], answer.id[:-1], "nonsense"):
        with pytest.raises(Refused):
            decided(store, answer, context_id=forged)


def test_a_context_whose_answer_is_no_longer_the_same_is_refused(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    engine.write(lambda tx: tx.ask("MATCH (r:Record {stream: 'payments'}) SET r.status = 'reversed'"))
    with pytest.raises(Refused, match="can no longer be rebuilt as it was shown"):
        decided(store, answer)


def test_a_context_of_which_something_was_erased_is_refused_and_says_what(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    with store.writer("tests") as writer:
        writer.erase(PAYMENT, "ann")
    with pytest.raises(Refused, match="`erp/payments/P-1` was erased"):
        decided(store, answer, cites=["1"])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"choice": "refnd"}, "`refnd` is not among the options: did you mean `refund`"),
        ({"options": ["refund", "refund"]}, "the option `refund` is given twice"),
        ({"options": ["refund", "decline"]}, "the option `decline` was dropped without a reason"),
        ({"options": [{"name": "refund", "dropped": "no"}]}, "is chosen and dropped"),
        ({"action": {"amount": 1.5}}, r"`action.amount` is a floating-point number: write it as a text: `\"1.5\"`"),
        ({"action": {"ids": [1, LARGEST + 1]}}, r"`action.ids\[1\]` is too large"),
        ({"action": {"when": object()}}, "`action.when` is a object"),
    ],
)
def test_a_proposal_that_does_not_hold_together_is_refused(
    engine: Engine, wrong: dict[str, object], message: str
) -> None:
    store = built(engine)
    with pytest.raises(Invalid, match=message):
        decided(store, ask(store), **wrong)


@pytest.mark.parametrize("confidence", ["1.1", "-0.1", "0,5", ".5", "1e-1", "", "nan", 0.5])
def test_confidence_is_a_decimal_from_0_to_1_as_text(embedded_engine: Engine, confidence: object) -> None:
    answer = ask(built_once(embedded_engine))
    with pytest.raises(ValidationError):
        proposal(answer, confidence=confidence)


def built_once(engine: Engine) -> Store:
    blank(engine)
    return built(engine)


def test_an_idempotency_key_given_twice_gives_the_first_decision(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    first = decided(store, answer)
    before = written(engine)
    second = decided(store, answer)
    assert second == first.model_copy(update={"created": False})
    assert written(engine) == before
    with pytest.raises(Conflict, match="`case-17` belongs to decision 1"):
        decided(store, answer, because="another reason")
    assert decided(store, answer, agent="other-agent").number == 2


def test_two_at_once_under_one_key_are_one_decision(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: decided(store, answer), range(8)))
    assert {one.id for one in made} == {made[0].id}
    assert sum(one.created for one in made) == 1
    assert written(engine)["number"] == 1


def test_many_at_once_under_other_keys_are_numbered_without_a_gap(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda number: decided(store, answer, idempotency_key=f"k{number}"), range(8)))
    assert sorted(one.number for one in made) == list(range(1, 9))
    rows = engine.ask("MATCH (c:Context) RETURN count(c) AS contexts")
    assert rows == [{"contexts": 1}]
    assert written(engine)["ProvShown"] == len({(one.statement.partition("#")[0], one.thing) for one in answer.shown})


def test_deciding_beside_a_writer_loses_neither(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)

    def change(number: int) -> int:
        return write(store, payment(status=f"s{number}", version=f"2026-03-09T00:00:{number:02}Z")).seq

    with ThreadPoolExecutor(2) as pool:
        changes = pool.map(change, range(10))
        made = pool.map(lambda number: decided(store, answer, idempotency_key=f"k{number}"), range(10))
        assert [one.number for one in made if one.created]
        assert sorted(changes) == list(range(7, 17))
    assert written(engine)["number"] == 10


def test_a_correction_is_a_new_decision_that_revises_the_old(engine: Engine) -> None:
    store = built(engine)
    answer = ask(store)
    first = decided(store, answer)
    second = decided(store, answer, idempotency_key="again", revises=first.id, because="a better reason")
    assert (stored(store, first.id).status, stored(store, second.id).status) == ("revised", "judged")
    assert stored(store, first.id).revised_by == second.id
    assert stored(store, second.id).revises == first.id
    assert stored(store, first.id).decision["because"] == "the payment was received and the jars were broken"
    assert decided(store, answer).status == "revised"
    for name in (first.id, str(first.number)):
        with pytest.raises(Conflict, match=f"is revised already: revise `{second.id}`"):
            decided(store, answer, idempotency_key="third", revises=name)
    third = decided(store, answer, idempotency_key="fourth", revises=str(second.number))
    assert stored(store, third.id).revises == second.id
    assert decided(store, answer, idempotency_key="fourth", revises=second.id).created is False
    with pytest.raises(NotFound, match="no decision `99` to revise"):
        decided(store, answer, idempotency_key="fifth", revises="99")


def test_what_fails_on_the_way_leaves_nothing(engine: Engine) -> None:
    store = built(engine)
    before = written(engine)
    with pytest.raises(NotFound, match="no decision `urn:tl:decision:x` to revise"):
        decided(store, ask(store), revises="urn:tl:decision:x")
    assert written(engine) == before


def test_a_key_that_is_too_short_is_refused(engine: Engine) -> None:
    commands = Commands(built(engine), b"short")
    with pytest.raises(Invalid, match="at least 16"):
        commands.context("desk/tickets/17", "refund", reader="a", purpose="b")
