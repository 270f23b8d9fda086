"""The difference between two ontologies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given

from ontology.diff import Change, diff
from ontology.loading import load
from ontology.vocabulary import Need, Ontology
from tests.ontology.strategies import ontologies

OURS = load()


@given(ontologies, ontologies)
def test_there_is_no_difference_exactly_when_the_digests_are_equal(a: Ontology, b: Ontology) -> None:
    assert diff(a, a) == ()
    assert (diff(a, b) == ()) is (a.digest == b.digest)


@given(ontologies, ontologies)
def test_the_difference_read_backwards_is_the_difference_back(a: Ontology, b: Ontology) -> None:
    turned: dict[str, Any] = {"added": "removed", "removed": "added", "changed": "changed"}
    back = tuple(replace(one, what=turned[one.what], before=one.after, after=one.before) for one in diff(a, b))
    assert diff(b, a) == back


def test_words_and_fields_are_told_apart() -> None:
    properties = [replace(OURS.property("email"), functional=True), *OURS.properties.values()]
    changed = Ontology.of(
        "2",
        (one for one in OURS.classes.values() if one.name != "Category"),
        {one.name: one for one in reversed(properties)}.values(),
        OURS.relations.values(),
        OURS.actions.values(),
    )
    assert [str(one) for one in diff(OURS, changed)] == [
        "removed class `Category`",
        "changed ontology `version`: version: 1.1.0 → 2",
        "changed property `email`: functional: false → true",
    ]


def test_needs_are_told_one_by_one_and_their_order_when_only_that_changed() -> None:
    refund = OURS.action("refund")
    first, second, *rest = refund.needs

    def after(*needs: Need) -> tuple[Change, ...]:
        actions = [one if one.name != "refund" else replace(one, needs=needs) for one in OURS.actions.values()]
        classes, properties, relations = OURS.classes.values(), OURS.properties.values(), OURS.relations.values()
        return diff(OURS, Ontology.of(OURS.version, classes, properties, relations, actions))

    limited = replace(first, limit=3, freshness=timedelta(hours=36))
    assert [str(one) for one in after(limited, second, *rest)] == [
        "changed need `refund: subject`: freshness: null → P1DT12H",
        "changed need `refund: subject`: limit: null → 3",
    ]
    assert [str(one) for one in after(second, *rest)] == ["removed need `refund: subject`"]
    assert [(one.kind, one.field) for one in after(second, first, *rest)] == [("action", "order")]
