from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.looking import search as searching
from agents.looking.lookups import Lookups
from graph.model import Key
from graph.store import Store
from ontology.errors import Invalid, NotFound
from tests.agents import world
from tests.agents.looking.pages import all_of, asked


def keys(lookups: Lookups, text: str, cls: str | None = None, **more: object) -> list[str]:
    return [one.key for one in all_of(lambda one: lookups.search(one, text, cls), asked(**more))]


def add(store: Store, place: str, **fields: object) -> Key:
    key = Key("erp", "customers", (place,))
    world.write(store, world.row(key, ("Customer", "Organization"), fields))  # type: ignore[arg-type]
    return key


@pytest.mark.parametrize(
    "text",
    ["alfreds", "FUTTERKISTE", "Alfreds Futterkiste", "futter", "futterkiste alf", "Álfreds", "Alfreds-Futterkiste"],
)
def test_a_thing_is_found_by_words_of_its_name(lookups: Lookups, text: str) -> None:
    (found,) = lookups.search(asked(), text).items
    assert found.name == "Alfreds Futterkiste"


def test_all_words_must_be_there_in_one_record(lookups: Lookups) -> None:
    assert keys(lookups, "alfreds nobody") == []
    assert keys(lookups, "futterkiste gmbh") == [world.CONTACT.text]


def test_codes_subjects_aliases_and_addresses_are_found(lookups: Lookups, store: Store) -> None:
    mueller = add(
        store, "M", name="Müller-Lüdenscheidt & Söhne", alias=("MLS", "Müllers Laden"), email=("ann.lee@mls.example",),
        tax_number="DE 123/456", domain=("mls.example",),
    )  # fmt: skip
    texts = ["muller", "ludenscheidt sohne", "laden mls", "ann.lee@mls.example", "ann.lee", "DE 123456", "DE123/456"]
    texts += ["mls.example", "Müller-Lüdenscheidt"]
    for text in texts:
        assert keys(lookups, text) == [mueller.text], text
    assert keys(lookups, "10248") == [world.ORDER.text]
    assert keys(lookups, "I-1") == keys(lookups, "i1") == [world.INVOICE.text]
    assert keys(lookups, "broken") == [world.CASE.text]
    assert keys(lookups, "berlin") == keys(lookups, "retail") == []


def test_the_nearest_comes_first_and_a_class_narrows_it(lookups: Lookups, store: Store) -> None:
    one = add(store, "1", name="Anna")
    two = add(store, "2", name="Anna Berg")
    three = add(store, "3", name="Annabel")
    assert keys(lookups, "anna") == [one.text, two.text, three.text]
    assert keys(lookups, "anna", "Organization") == [one.text, two.text, three.text]
    assert keys(lookups, "anna", "Order") == []
    assert [keys(lookups, "anna", limit=size) for size in (1, 2)] == [[one.text, two.text, three.text]] * 2
    with pytest.raises(NotFound, match="no class `Ordr`"):
        lookups.search(asked(), "anna", "Ordr")


def test_names_that_are_no_longer_held_are_found_as_of_then(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    world.write(store, world.customer(name="Berliner Feinkost"), world.gone(world.CASE))
    assert keys(lookups, "feinkost") == [world.CONTACT.text]
    assert keys(lookups, "feinkost", as_of=before) == []
    assert keys(lookups, "broken jars") == []
    assert keys(lookups, "broken jars", as_of=before) == [world.CASE.text]
    (then,) = lookups.search(asked(as_of=before), "alfreds").items
    assert then.name == "Alfreds Futterkiste"


def test_what_is_not_valid_then_is_not_found(lookups: Lookups, store: Store) -> None:
    key = Key("erp", "customers", ("OLD",))
    world.write(store, world.row(key, ("Customer",), {"name": "Oldtimers"}, valid_to="2026-01-01T00:00:00.000000Z"))
    assert keys(lookups, "oldtimers", at="2025-06-01") == [key.text]
    assert keys(lookups, "oldtimers", at="2026-06-01") == []


def test_the_best_record_that_is_valid_then_decides(lookups: Lookups, store: Store) -> None:
    one, other = Key("crm", "accounts", ("ANNA",)), Key("erp", "customers", ("ANNA",))
    old = world.row(one, ("Customer",), {"name": "Anissa"}, valid_to="2026-01-01T00:00:00.000000Z")
    world.write(store, old, world.row(other, ("Customer",), {"name": "Anissa Berg"}))
    with store.writer("tests") as writer:
        writer.judge(one, other, "same", "ann")
    for moment in ("2025-06-01", "2026-06-01"):
        (found,) = lookups.search(asked(at=moment), "anissa").items
        assert found.name == ("Anissa Berg" if moment > "2026" else found.name)
    assert len(lookups.search(asked(limit=1), "anissa").items) == 1
    assert lookups.search(asked(limit=1), "anissa").next is None


def test_what_was_erased_is_found_no_more(lookups: Lookups, store: Store) -> None:
    before = store.head()[0]
    with store.writer("tests") as writer:
        writer.erase(world.CASE, "ann")
    assert keys(lookups, "broken") == keys(lookups, "broken", as_of=before) == []


def test_more_than_is_looked_at_is_told(lookups: Lookups, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(4):
        add(store, str(place), name=f"Anna {place}")
    assert lookups.search(asked(), "anna").gaps == []
    monkeypatch.setattr(searching, "MOST", 2)
    page = lookups.search(asked(), "anna")
    assert page.gaps == ["more than 2 record versions hold these words, and not all were looked at"]
    assert len(page.items) == 2


HOSTILE = [
    "+", "-", "&&", "||", "!", "( )", "{", "[a TO b]", "^", '"', "~", "*", "?", ":", "\\", "/", " ", "", "\x00", "…",
    "AND", "OR NOT", "name:alfreds", "alfreds~", "al*", "a?freds", "*alfreds", "alfreds^9", '"alfreds', "/alf.*/",
    "alfreds AND (", "{!func}", "') RETURN 1 //", "\u202e", "\ud800", "é" * 5000, "a " * 13, "_", "٣", "東京",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_means_anything_to_the_index(lookups: Lookups, text: str) -> None:
    with suppress(Invalid):
        assert len(lookups.search(asked(), text).items) <= 1


@pytest.mark.parametrize("text", ["", " ", "+ -", "…", '""', "\x00", "*"])
def test_a_text_without_a_word_is_refused(lookups: Lookups, text: str) -> None:
    with pytest.raises(Invalid, match="no word in"):
        lookups.search(asked(), text)


def test_too_many_words_are_refused(lookups: Lookups) -> None:
    with pytest.raises(Invalid, match="more than 12 words"):
        lookups.search(asked(), "a-b-c-d-e f g h i j k l m")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40))
def test_any_text_is_answered_or_refused(lookups: Lookups, text: str) -> None:
    with suppress(Invalid):
        assert lookups.search(asked(), text).items is not None
