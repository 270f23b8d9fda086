from __future__ import annotations

import pytest

from agents.decide import decide
from agents.looking import decisions as looking
from agents.looking.decisions import Sought
from agents.looking.lookups import Lookups
from graph.clock import now
from graph.model import Key, Reader
from graph.store import Store
from ontology.errors import Invalid, NotFound
from tests.agents import world
from tests.agents.looking.pages import all_of, asked

READER = Reader("tester", "testing")


@pytest.fixture
def decided(store: Store) -> Store:
    """Five decisions: three on the case by one agent, the first of which is revised; then two by another agent."""
    answer = world.ask(store)
    first = world.decided(store, answer)
    world.decided(store, answer, idempotency_key="b", revises=first.id, case_id="C-1")
    for key, agent in (("c", "refund-agent"), ("d", "other-agent"), ("e", "other-agent")):
        world.decided(store, answer, idempotency_key=key, agent=agent, on_behalf_of="noor" if key == "e" else "maria")
    return store


def numbers(lookups: Lookups, limit: int | None = None, as_of: int | str | None = None, **sought: object) -> list[int]:
    found = all_of(
        lambda one: lookups.decisions(one, Sought(**sought)),
        asked(limit=limit, as_of=as_of),
    )
    return [one.number for one in found]


def test_decisions_are_found_by_what_is_known_of_them(decided: Store, lookups: Lookups) -> None:
    assert numbers(lookups) == [5, 4, 3, 2, 1]
    assert numbers(lookups, agent="other-agent") == [5, 4]
    assert numbers(lookups, on_behalf_of="noor") == [5]
    assert numbers(lookups, action="refund") == [5, 4, 3, 2, 1]
    assert numbers(lookups, action="credit_hold") == []
    assert numbers(lookups, case="C-1") == [2]
    assert numbers(lookups, status="revised") == [1]
    assert numbers(lookups, status="judged", agent="refund-agent") == [3, 2]
    assert numbers(lookups, subject=str(world.CASE)) == [5, 4, 3, 2, 1]
    assert numbers(lookups, subject=str(world.CASE), agent="other-agent") == [5, 4]
    assert numbers(lookups, subject=str(world.ORDER)) == []


def test_what_was_decided_on_things_that_its_records_joined_later_is_not_told_before(
    decided: Store, lookups: Lookups
) -> None:
    other = Key("erp", "customers", ("LONE",))
    world.write(decided, world.row(other, ("Case",), {"subject": "Lone"}))
    before = decided.head()[0]
    with decided.writer("tests") as writer:
        writer.judge(other, world.CASE, "same", "ann")
    assert numbers(lookups, subject=str(other)) == [5, 4, 3, 2, 1]
    assert numbers(lookups, as_of=before, subject=str(other)) == []


def test_decisions_come_page_by_page(decided: Store, lookups: Lookups, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (1, 2, 5, 6):
        assert numbers(lookups, size) == [5, 4, 3, 2, 1]
        assert numbers(lookups, size, subject=str(world.CASE)) == [5, 4, 3, 2, 1]
    monkeypatch.setattr(looking, "WINDOW", 1)
    monkeypatch.setattr(looking, "ROUNDS", 2)
    for size in (1, 2, 5, 6):
        assert numbers(lookups, size) == [5, 4, 3, 2, 1]
        assert numbers(lookups, size, status="revised") == [1]


def test_a_list_does_not_take_in_what_is_decided_while_it_is_read(decided: Store, lookups: Lookups) -> None:
    answer = world.ask(decided)
    made = iter(range(100))

    def more() -> None:
        place = next(made)
        revises = {"revises": lookups.decision("3", READER).id} if place == 0 else {}
        world.decided(decided, answer, idempotency_key=f"more {place}", **revises)

    found = all_of(lambda one: lookups.decisions(one, Sought()), asked(limit=1), more)
    assert [one.number for one in found] == [5, 4, 3, 2, 1]
    assert [one.status for one in found] == ["denied", "denied", "judged", "judged", "revised"]
    assert lookups.decision("3", READER).status == "revised"


def test_decisions_are_found_by_when_they_were_made(store: Store, lookups: Lookups) -> None:
    answer = world.ask(store)

    def decided(key: str) -> str:
        return decide(store, world.SECRET, world.proposal(answer, idempotency_key=key)).at

    at = [decided(key) for key in "abc"]
    seq = store.head()[0]
    world.write(store, world.case(status="closed"))
    last = decided("d")
    assert at == sorted(at)
    assert numbers(lookups, since=at[1]) == [4, 3, 2]
    assert numbers(lookups, until=at[1]) == [1]
    assert numbers(lookups, since=at[1], until=last) == [3, 2]
    assert numbers(lookups, since="2999-01-01") == numbers(lookups, until="2000-01-01") == []
    assert numbers(lookups, as_of=seq) == numbers(lookups, as_of=at[2]) == [3, 2, 1]
    assert numbers(lookups, as_of=at[0]) == [1]
    assert numbers(lookups, as_of=now()) == [4, 3, 2, 1]
    with pytest.raises(Invalid, match="`2999-01-01` lies in the future"):
        numbers(lookups, as_of="2999-01-01")
    assert numbers(lookups, as_of="2000-01-01") == []


def test_a_decision_is_shown_whole(decided: Store, lookups: Lookups) -> None:
    one = lookups.decision("2", READER)
    assert lookups.decision(one.id, READER) == lookups.decision("#2", READER) == one
    assert one.question == "Shall the customer get the money back?"
    assert [(option.name, option.chosen) for option in one.options] == [("refund", True), ("decline", False)]
    assert one.payload == {"payment": "P-1", "amount": 12050, "amount_currency": "EUR"}
    assert {(person.name, person.role) for person in one.principals} == {
        ("refund-agent", "agent"),
        ("maria", "on_behalf_of"),
    }
    assert one.revises == lookups.decision("1", READER).id
    assert {name for rest in one.evidence for name in rest.fields} == {"status"}
    with pytest.raises(NotFound, match="no decision `9`"):
        lookups.decision("9", READER)


def test_what_cannot_be_sought_is_refused(lookups: Lookups) -> None:
    with pytest.raises(NotFound, match="nothing is known by"):
        numbers(lookups, subject="nobody")
    with pytest.raises(Invalid, match="not a date"):
        numbers(lookups, since="yesterday")
