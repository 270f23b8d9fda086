"""The vocabulary laid out for a person."""

from __future__ import annotations

import orjson
import pytest

from ontology.describe import overview, term
from ontology.errors import NotFound
from ontology.loading import load

OURS = load()


def test_every_name_can_be_shown_and_is_plain_data() -> None:
    orjson.dumps(overview(OURS))
    for name in (*OURS.classes, *OURS.properties, *OURS.readings, *OURS.actions):
        assert orjson.dumps(term(OURS, name))


def test_a_class_shows_what_it_inherits() -> None:
    (found,) = term(OURS, "Employee")
    assert {"email", "hired_at", "birth_date"} <= set(found["properties"])
    assert {"works_for", "manages", "reports_to", "placed"} <= set(found["relations"])
    assert found["identified_by"] == ["email", "employee_number", "phone"]
    assert "Organization" in found["disjoint"]


def test_a_relation_is_shown_by_either_name() -> None:
    assert term(OURS, "placed_by") == term(OURS, "placed")


def test_a_property_and_an_action_may_share_a_name() -> None:
    assert [one["kind"] for one in term(OURS, "credit_hold")] == ["property", "action"]
    assert {"credit_hold", "refund"} <= set(term(OURS, "credit_hold")[0]["needed_by"])
    assert term(OURS, "freight")[0]["needed_by"] == []


def test_a_need_shows_its_lengths_of_time_as_written() -> None:
    needs = {need["path"]: need for need in term(OURS, "refund")[0]["needs"]}
    assert needs["raised_by/raised/kind"] == {
        "path": "raised_by/raised/kind",
        "required": False,
        "freshness": None,
        "limit": 10,
        "window": "P180D",
    }


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="did you mean `Customer`"):
        term(OURS, "Custmer")
