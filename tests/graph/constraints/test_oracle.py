"""The checker judges as the Recommendation does when its rules are followed one by one."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.constraints.check import check
from graph.constraints.statements import Statement
from tests.graph.constraints.oracle import valid
from tests.graph.constraints.strategies import instances, statements

ORDERED = {"entity", "wasDerivedFrom", "wasStartedBy", "wasGeneratedBy", "specializationOf", "wasAttributedTo", "used"}
DERIVED = [*(Statement("entity", name) for name in ("e1", "e2", "e3")), Statement("wasDerivedFrom", None, ("e2", "e1"))]


def agrees(some: list[Statement]) -> None:
    """Compare; mentions are not of the Recommendation."""
    told = [one for one in some if one.relation != "mentionOf"]
    assert valid(told) == (check(told) == [])


@settings(deadline=None)
@given(instances(7))
def test_any_instance_is_judged_as_by_the_rules_themselves(some: list[Statement]) -> None:
    agrees(some)


@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(statements().filter(lambda one: one.relation in ORDERED), max_size=5))
def test_events_are_ordered_as_by_the_rules_themselves(some: list[Statement]) -> None:
    agrees([*DERIVED, *some])
