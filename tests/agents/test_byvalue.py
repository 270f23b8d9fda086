"""References by a value in contexts and walks: cited on the word of who says so, missed with the reason, drifting."""

from __future__ import annotations

from dataclasses import replace

from agents.answer import Answer
from agents.context import Question, context
from agents.walks.drift import drift
from graph.engines.base import Engine
from graph.identifiers import Identifier
from graph.model import Key, Observation, Reader, Ref, Value
from graph.store import Store
from ontology.vocabulary import Need
from tests.agents.world import CASE, CLOCK, SECRET, case, decided, gone, row, with_needs, write

ANN, NEW = (Key("crm", "people", (number,)) for number in (7, 8))
MAIL = "ann@x.example"
BY_MAIL = Identifier("Person", "email", MAIL)
READER = Reader("tess", "testing")


def person(key: Key, name: str, mail: str = MAIL) -> Observation:
    fields: dict[str, Value] = {"name": name, "email": (mail,)} if mail else {"name": name}
    identifiers = (Identifier("Person", "email", mail),) if mail else ()
    return replace(row(key, ("Person",), fields), identifiers=identifiers)


def built(engine: Engine) -> Store:
    words = with_needs("Case", Need("reported_by/name", required=True))
    store = Store(engine, words)
    with store.writer("tests") as writer:
        writer.activate(words, "tests")
    said = case()
    by = Ref("reported_by", "REPORTED_BY", True, "Person", BY_MAIL)
    write(store, replace(said, refs=(by,)), person(ANN, "Ann Lee"))
    return store


def look(store: Store) -> Answer:
    return context(store, SECRET, Question(subject=str(CASE), action="look", reader="a", purpose="b"), CLOCK)


def test_it_is_followed_and_cited_on_the_word_of_the_record_that_refers(engine: Engine) -> None:
    answer = look(built(engine))
    assert [(fact.path, fact.value) for fact in answer.facts if not fact.relation] == [("reported_by/name", "Ann Lee")]
    (relation,) = [fact for fact in answer.facts if fact.relation]
    assert (relation.path, relation.statement.partition("#")[2]) == ("reported_by", "reported_by")
    assert answer.gaps == []


def test_why_it_leads_nowhere_is_told(engine: Engine) -> None:
    store = built(engine)
    write(store, gone(ANN))
    (gap,) = look(store).gaps
    assert (gap.reason, gap.at) == ("awaited", "")
    assert "refers by `reported_by` to the Person with email ann@x.example, which no record tells of" in gap.says
    write(store, person(ANN, "Ann Lee"), person(NEW, "Ann New"))
    with store.writer("tests") as writer:
        writer.judge(ANN, NEW, "different", "ann")
    (gap,) = look(store).gaps
    assert "ann@x.example, which several things have" in gap.says


def test_a_decision_drifts_when_the_value_is_somebody_elses(engine: Engine) -> None:
    store = built(engine)
    answer = look(store)
    (cited,) = [fact.statement for fact in answer.facts if fact.relation]
    made = decided(store, answer, cites=[cited], action={"look": {}})
    assert drift(store, made.id, READER).drifted == []
    write(store, person(ANN, "Ann Lee", ""), person(NEW, "Ann New"))
    (one,) = drift(store, made.id, READER).drifted
    assert (one.change, one.field) == ("changed", "reported_by")
    assert one.says == "the Person with email ann@x.example is another now"
    write(store, gone(NEW))
    (one,) = drift(store, made.id, READER).drifted
    assert (one.change, one.says) == ("gone", "what desk/tickets/17 refers to is gone")


def test_an_erased_target_is_still_where_it_was_in_the_past(engine: Engine) -> None:
    store = built(engine)
    seq, _ = store.head()
    with store.writer("tests") as writer:
        writer.erase(ANN, "ann", "she asked")
    question = Question(subject=str(CASE), action="look", reader="a", purpose="b", as_of=seq)
    past = context(store, SECRET, question, CLOCK)
    assert [gap.reason for gap in past.gaps] == ["erased"]
    assert [gap.reason for gap in look(store).gaps] == ["awaited"]
