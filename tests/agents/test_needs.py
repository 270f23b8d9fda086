"""What an action must know is read as one tree, required needs first."""

from __future__ import annotations

import pytest

from agents.needs import Step, plan
from ontology.errors import NotFound
from ontology.vocabulary import Need
from tests.agents.world import ontology, with_needs


def steps(step: Step) -> list[str]:
    return [path for _, ahead in step.ahead.values() for path in (ahead.path, *steps(ahead))]


def test_a_shared_prefix_is_one_step() -> None:
    found = plan(
        with_needs(
            "Case",
            Need("concerns/status"),
            Need("concerns/has_invoice/amount"),
            Need("concerns/has_invoice/status"),
            Need("raised_by/name"),
        ),
        "look",
    )
    assert steps(found.root) == ["concerns", "concerns/has_invoice", "raised_by"]


def test_required_needs_come_first_then_the_order_of_declaration() -> None:
    needs = [Need("kind"), Need("status", True), Need("raised_by/name"), Need("subject", True)]
    found = plan(with_needs("Case", *needs), "look")
    assert [one.need.path for one in found.wanted] == ["status", "subject", "kind", "raised_by/name"]


def test_a_path_knows_the_direction_of_its_relations() -> None:
    (wanted,) = plan(with_needs("Case", Need("raised_by/placed/status")), "look").wanted
    assert [(hop.relation.type, hop.outward) for hop in wanted.hops] == [("RAISED", False), ("PLACED", True)]
    assert wanted.steps == ("", "raised_by", "raised_by/placed")


@pytest.mark.parametrize("action", ["refund", "credit_hold", "escalate_case"])
def test_every_action_of_the_vocabulary_can_be_planned(action: str) -> None:
    found = plan(ontology(), action)
    assert {one.need.path for one in found.wanted} == {need.path for need in ontology().actions[action].needs}


def test_an_unknown_action_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFound, match=r"`refnd`.*did you mean `refund`"):
        plan(ontology(), "refnd")
