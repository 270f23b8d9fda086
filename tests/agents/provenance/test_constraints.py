"""Each constraint of PROV-CONSTRAINTS by its number: a document that violates it, and one beside it that does not."""

from __future__ import annotations

import pytest

from agents.provenance.checking import Checked, checked
from graph.constraints.titles import CONSTRAINTS

T1, T2 = "2011-11-16T16:05:00", "2012-11-16T16:05:00"
VIOLATED: list[tuple[int | str, str, str]] = [
    (22, f"activity(a, {T1}, -) activity(a, {T2}, -)", f"activity(a, {T1}, -) activity(a, -, {T2})"),
    (23, "wasAttributedTo(x; e, g) wasAttributedTo(x; e, h)", "wasAttributedTo(x; e, g) wasAttributedTo(y; e, h)"),
    (23, "wasInfluencedBy(x; e, f) wasGeneratedBy(x; e, a, -)", "wasInfluencedBy(x; e, a) wasGeneratedBy(x; e, a, -)"),
    (23, "wasDerivedFrom(x; e, f) used(x; a, f, -)", "wasDerivedFrom(x; e, f) used(y; a, f, -)"),
    (24, "wasGeneratedBy(x; e, a, -) wasGeneratedBy(y; e, a, -)", "wasGeneratedBy(x; e, a, -) wasGeneratedBy(e, a, -)"),
    (
        25,
        "wasInvalidatedBy(x; e, a, -) wasInvalidatedBy(y; e, a, -)",
        "wasInvalidatedBy(x; e, a, -) wasInvalidatedBy(y; e, b, -)",
    ),
    (
        26,
        "wasStartedBy(x; a, e, b, -) wasStartedBy(y; a, f, b, -)",
        "wasStartedBy(x; a, e, b, -) wasStartedBy(y; a, f, c, -)",
    ),
    (27, "wasEndedBy(x; a, e, b, -) wasEndedBy(y; a, f, b, -)", "wasEndedBy(x; a, e, b, -) wasEndedBy(y; a, f, c, -)"),
    (28, f"activity(a, {T1}, -) wasStartedBy(a, -, -, {T2})", f"activity(a, {T1}, -) wasStartedBy(a, -, -, {T1})"),
    (29, f"activity(a, -, {T1}) wasEndedBy(a, -, -, {T2})", f"activity(a, -, {T1}) wasEndedBy(a, -, -, {T1})"),
    (42, "entity(e) entity(f) wasDerivedFrom(e, f) wasDerivedFrom(f, e)", "entity(e) entity(f) wasDerivedFrom(e, f)"),
    (
        42,
        "entity(e) entity(f) entity(g) wasDerivedFrom(e, f) wasDerivedFrom(f, g) wasDerivedFrom(g, e)",
        "wasDerivedFrom(e, f)",
    ),
    (51, "wasDerivedFrom(e, f, -, x, -)", "wasDerivedFrom(e, f, a, x, -)"),
    (51, "wasDerivedFrom(e, f, -, -, y)", "wasDerivedFrom(e, f, -, -, -)"),
    (51, "wasDerivedFrom(e, f, -, x, y)", "wasDerivedFrom(e, f, a, x, y)"),
    (52, "specializationOf(e, e)", "alternateOf(e, e)"),
    (
        52,
        "specializationOf(e, f) specializationOf(f, g) specializationOf(g, e)",
        "specializationOf(e, f) specializationOf(f, g)",
    ),
    (53, "used(x; a, e, -) wasInformedBy(x; a, b)", "wasInfluencedBy(x; a, e) used(x; a, e, -)"),
    (
        53,
        "wasAttributedTo(x; e, a) wasAssociatedWith(x; e, a, -)",
        "wasAttributedTo(x; e, a) wasAssociatedWith(y; b, a, -)",
    ),
    (53, "wasDerivedFrom(e, f, a, x, -) used(x; b, g, -)", "wasDerivedFrom(e, f, a, -, x) used(x; a, f, -)"),
    (54, "agent(x) wasInfluencedBy(x; e, f)", "agent(x) entity(x)"),
    (54, "activity(x) wasDerivedFrom(x; e, f)", "activity(x) agent(x)"),
    (55, "entity(x) activity(x)", "entity(x) agent(x)"),
    (55, "used(x, e, -) wasGeneratedBy(x, a, -)", "used(x, e, -) wasGeneratedBy(e, a, -)"),
    (55, "wasAssociatedWith(a, g, p) wasInformedBy(p, b)", "wasAssociatedWith(a, g, -) wasInformedBy(p, b)"),
    (55, "actedOnBehalfOf(g, h, x) alternateOf(x, e)", "actedOnBehalfOf(g, h, a) alternateOf(x, e)"),
    (55, "hadMember(c, e) wasStartedBy(e, -, -, -)", "hadMember(c, e) wasStartedBy(a, e, -, -)"),
    (
        56,
        "entity(c, [prov:type='prov:EmptyCollection']) hadMember(c, e)",
        "entity(c, [prov:type='prov:Collection']) hadMember(c, e)",
    ),
    (
        56,
        "entity(c, [prov:type='prov:EmptyCollection']) specializationOf(d, c) hadMember(d, e)",
        "entity(c) specializationOf(d, c) hadMember(d, e)",
    ),
    ("mandatory-argument", "wasAttributedTo(e, -)", "wasAttributedTo(e, g)"),
    ("unique-mention", "mentionOf(e, f, b) mentionOf(e, g, b)", "mentionOf(e, f, b) mentionOf(e2, f, b)"),
    ("unique-usage", "used(x; a, e, -) used(y; a, e, -)", f"used(x; a, e, {T1}) used(y; a, e, {T2})"),
]

LOOP = "entity(e1) entity(e2) wasDerivedFrom(e2, e1)"
"""The generation of e1 strictly precedes that of e2: what leads from the generation of e2 to that of e1 is a circle."""

CIRCLES: list[tuple[set[int], str, str]] = [
    ({42}, "entity(e) wasDerivedFrom(e, e)", "wasDerivedFrom(e, e)"),
    (
        {42},
        "entity(e) entity(f) wasDerivedFrom(e, f) wasDerivedFrom(f, e)",
        "wasDerivedFrom(e, f) wasDerivedFrom(f, e)",
    ),
    (
        {42},
        f"{LOOP} entity(e0) wasDerivedFrom(e1, e0) wasDerivedFrom(e0, e2)",
        f"{LOOP} entity(e0) wasDerivedFrom(e1, e0)",
    ),
    (
        {34, 42, 43},
        f"{LOOP} wasStartedBy(a, e2, -, -) wasGeneratedBy(e1, a, -)",
        f"{LOOP} wasStartedBy(a, e1, -, -) wasGeneratedBy(e2, a, -)",
    ),
    (
        {31, 34, 42, 43},
        f"{LOOP} wasStartedBy(t; a, x, c, -) wasStartedBy(s; a, e2, b, -) wasGeneratedBy(e1, a, -)",
        f"{LOOP} wasStartedBy(t; a, x, c, -) wasStartedBy(s; d, e2, b, -) wasGeneratedBy(e1, a, -)",
    ),
    (
        {34, 39, 42, 43},
        f"{LOOP} wasGeneratedBy(g; e1, a, -) wasGeneratedBy(h; e1, b, -) wasStartedBy(b, e2, -, -)",
        f"{LOOP} wasGeneratedBy(g; e1, a, -) wasGeneratedBy(h; e1, b, -) wasStartedBy(c, e2, -, -)",
    ),
    ({42, 45}, f"{LOOP} specializationOf(e1, e2)", f"{LOOP} specializationOf(e2, e1)"),
    (
        {42, 45},
        f"{LOOP} specializationOf(e1, m) specializationOf(m, e2)",
        f"{LOOP} specializationOf(e1, m) specializationOf(e2, m)",
    ),
    ({42, 48}, f"{LOOP} wasAttributedTo(e1, e2)", f"{LOOP} wasAttributedTo(e2, e1)"),
    (
        {42, 43, 48},
        f"{LOOP} agent(g) wasAttributedTo(e1, g) wasStartedBy(g, e2, -, -)",
        f"{LOOP} agent(g) wasAttributedTo(e2, g) wasStartedBy(g, e1, -, -)",
    ),
    (
        {34, 39, 42, 43},
        f"{LOOP} wasStartedBy(a, -, b, -) wasStartedBy(b, e2, -, -) wasStartedBy(c, e1, b, -)",
        f"{LOOP} wasStartedBy(b, e1, -, -) wasStartedBy(c, e2, b, -)",
    ),
]
"""Circles of events, with the constraints that lead round. Ends and invalidations lead to no generation: see TIMED."""

TIMED: list[tuple[int, str, str]] = [
    (30, f"activity(a, {T2}, {T1})", f"activity(a, {T1}, {T2})"),
    (
        31,
        f"wasStartedBy(s; a, e, b, {T1}) wasStartedBy(t; a, f, c, {T2})",
        f"wasStartedBy(s; a, e, b, {T1}) wasStartedBy(t; a, f, c, {T1})",
    ),
    (
        32,
        f"wasEndedBy(s; a, e, b, {T1}) wasEndedBy(t; a, f, c, {T2})",
        f"wasEndedBy(s; a, e, b, {T1}) wasEndedBy(t; d, f, c, {T2})",
    ),
    (33, f"activity(a, {T2}, -) used(a, e, {T1})", f"activity(a, {T1}, -) used(a, e, {T2})"),
    (33, f"activity(a, -, {T1}) used(a, e, {T2})", f"activity(a, -, {T2}) used(a, e, {T1})"),
    (34, f"activity(a, {T2}, -) wasGeneratedBy(e, a, {T1})", f"activity(a, {T1}, -) wasGeneratedBy(e, a, {T1})"),
    (34, f"activity(a, -, {T1}) wasGeneratedBy(e, a, {T2})", f"activity(a, -, {T1}) wasGeneratedBy(e, a, {T1})"),
    (
        35,
        f"activity(a, {T2}, -) activity(b, -, {T1}) wasInformedBy(b, a)",
        f"activity(a, {T2}, -) activity(b, -, {T1}) wasInformedBy(a, b)",
    ),
    (
        36,
        f"wasGeneratedBy(e, -, {T2}) wasInvalidatedBy(e, -, {T1})",
        f"wasGeneratedBy(e, -, {T1}) wasInvalidatedBy(e, -, {T2})",
    ),
    (37, f"wasGeneratedBy(e, -, {T2}) used(a, e, {T1})", f"wasGeneratedBy(e, -, {T1}) used(a, e, {T2})"),
    (38, f"used(a, e, {T2}) wasInvalidatedBy(e, -, {T1})", f"used(a, e, {T1}) wasInvalidatedBy(e, -, {T2})"),
    (
        39,
        f"wasGeneratedBy(e, a, {T1}) wasGeneratedBy(e, b, {T2})",
        f"wasGeneratedBy(e, a, {T1}) wasGeneratedBy(e, b, {T1})",
    ),
    (
        40,
        f"wasInvalidatedBy(e, a, {T1}) wasInvalidatedBy(e, b, {T2})",
        f"wasInvalidatedBy(e, a, {T1}) wasInvalidatedBy(e, b, {T1})",
    ),
    (
        41,
        f"wasDerivedFrom(e, f, a, g, u) wasGeneratedBy(g; e, a, {T1}) used(u; a, f, {T2})",
        f"wasDerivedFrom(e, f, a, g, u) wasGeneratedBy(g; e, a, {T2}) used(u; a, f, {T1})",
    ),
    (
        42,
        f"wasDerivedFrom(e, f) wasGeneratedBy(e, -, {T1}) wasGeneratedBy(f, -, {T2})",
        f"wasDerivedFrom(e, f) wasGeneratedBy(e, -, {T1}) wasGeneratedBy(f, -, {T1})",
    ),
    (
        43,
        f"wasGeneratedBy(e, -, {T2}) wasStartedBy(a, e, -, {T1})",
        f"wasGeneratedBy(e, -, {T1}) wasStartedBy(a, e, -, {T2})",
    ),
    (
        43,
        f"wasStartedBy(a, e, -, {T2}) wasInvalidatedBy(e, -, {T1})",
        f"wasStartedBy(a, e, -, {T1}) wasInvalidatedBy(e, -, {T2})",
    ),
    (
        44,
        f"wasGeneratedBy(e, -, {T2}) wasEndedBy(a, e, -, {T1})",
        f"wasGeneratedBy(e, -, {T1}) wasEndedBy(a, e, -, {T2})",
    ),
    (
        44,
        f"wasEndedBy(a, e, -, {T2}) wasInvalidatedBy(e, -, {T1})",
        f"wasEndedBy(a, e, -, {T1}) wasInvalidatedBy(e, -, {T2})",
    ),
    (
        45,
        f"specializationOf(d, e) wasGeneratedBy(e, -, {T2}) wasGeneratedBy(d, -, {T1})",
        f"specializationOf(e, d) wasGeneratedBy(e, -, {T2}) wasGeneratedBy(d, -, {T1})",
    ),
    (
        46,
        f"specializationOf(d, e) wasInvalidatedBy(d, -, {T2}) wasInvalidatedBy(e, -, {T1})",
        f"specializationOf(e, d) wasInvalidatedBy(d, -, {T2}) wasInvalidatedBy(e, -, {T1})",
    ),
    (
        47,
        f"wasAssociatedWith(a, g, -) wasStartedBy(a, -, -, {T2}) wasInvalidatedBy(g, -, {T1})",
        f"wasAssociatedWith(a, g, -) wasStartedBy(a, -, -, {T1}) wasInvalidatedBy(g, -, {T2})",
    ),
    (
        47,
        f"wasAssociatedWith(a, g, -) wasGeneratedBy(g, -, {T2}) wasEndedBy(a, -, -, {T1})",
        f"wasAssociatedWith(a, g, -) wasGeneratedBy(g, -, {T1}) wasEndedBy(a, -, -, {T2})",
    ),
    (
        47,
        f"wasAssociatedWith(a, g, -) wasStartedBy(a, -, -, {T2}) wasEndedBy(g, -, -, {T1})",
        f"wasAssociatedWith(a, g, -) wasStartedBy(a, -, -, {T1}) wasEndedBy(g, -, -, {T2})",
    ),
    (
        47,
        f"wasAssociatedWith(a, g, -) wasStartedBy(g, -, -, {T2}) wasEndedBy(a, -, -, {T1})",
        f"wasAssociatedWith(a, g, -) wasStartedBy(g, -, -, {T1}) wasEndedBy(a, -, -, {T2})",
    ),
    (
        47,
        f"actedOnBehalfOf(h, g, a) wasGeneratedBy(g, -, {T2}) wasEndedBy(a, -, -, {T1})",
        f"actedOnBehalfOf(h, g, -) wasGeneratedBy(g, -, {T2}) wasEndedBy(a, -, -, {T1})",
    ),
    (
        48,
        f"wasAttributedTo(e, g) wasGeneratedBy(g, -, {T2}) wasGeneratedBy(e, -, {T1})",
        f"wasAttributedTo(e, g) wasGeneratedBy(g, -, {T1}) wasGeneratedBy(e, -, {T2})",
    ),
    (
        48,
        f"wasAttributedTo(e, g) wasStartedBy(g, -, -, {T2}) wasGeneratedBy(e, -, {T1})",
        f"wasAttributedTo(e, g) wasStartedBy(g, -, -, {T1}) wasGeneratedBy(e, -, {T2})",
    ),
    (
        49,
        f"actedOnBehalfOf(h, g) wasGeneratedBy(g, -, {T2}) wasInvalidatedBy(h, -, {T1})",
        f"actedOnBehalfOf(g, h) wasGeneratedBy(g, -, {T2}) wasInvalidatedBy(h, -, {T1})",
    ),
    (
        49,
        f"actedOnBehalfOf(h, g) wasStartedBy(g, -, -, {T2}) wasEndedBy(h, -, -, {T1})",
        f"actedOnBehalfOf(g, h) wasStartedBy(g, -, -, {T2}) wasEndedBy(h, -, -, {T1})",
    ),
]
"""What times violate, where they count. The Recommendation lets all of them pass."""


def judged(body: str, times: bool = False, recommended: bool = False) -> Checked:
    """A document of some statements, checked."""
    text = f"document default <http://example.org/> {body} endDocument"
    return checked("document.provn", text.encode(), times=times, recommended=recommended)


def test_every_constraint_is_here() -> None:
    told = {number for number, _, _ in VIOLATED} | {number for number, _, _ in TIMED}
    assert told | {50} >= set(CONSTRAINTS), "constraint 50 gives types, and 55 and 56 speak of them"


@pytest.mark.parametrize(("constraint", "wrong", "right"), VIOLATED)
def test_a_constraint_is_named_where_it_is_violated(constraint: int | str, wrong: str, right: str) -> None:
    found = judged(wrong).violations
    assert constraint in {said for one in found for said in (one.number, one.title)}
    assert all(one.statements for one in found)
    assert judged(right).violations == []


@pytest.mark.parametrize(("constraints", "wrong", "right"), CIRCLES)
def test_events_in_a_circle_are_told_with_all_that_lead_round(constraints: set[int], wrong: str, right: str) -> None:
    found = judged(wrong).violations
    assert any(one.number == 42 and set(one.constraints) == constraints for one in found), found
    assert all("precedes" in line for one in found for line in one.because)
    assert judged(right).violations == []


@pytest.mark.parametrize(("constraint", "wrong", "right"), TIMED)
def test_times_count_where_they_are_asked_to(constraint: int, wrong: str, right: str) -> None:
    assert constraint in {one.number for one in judged(wrong, times=True).violations}
    assert judged(right, times=True).violations == []
    assert {one.number for one in judged(wrong).violations} <= {39, 40}, "the Recommendation does not compare times"


def test_an_instant_without_a_zone_comes_neither_before_nor_after_one_with_it() -> None:
    assert judged(f"activity(a, {T2}Z, {T1})", times=True).valid
    assert judged("activity(a, 2020-01-01T12:00:00+02:00, 2020-01-01T10:30:00Z)", times=True).valid
    assert not judged("activity(a, 2020-01-01T12:00:00+01:00, 2020-01-01T10:30:00Z)", times=True).valid
    assert judged("activity(a, 2020-01-01T12:00:00+02:00, -) activity(a, 2020-01-01T10:00:00Z, -)").valid


def test_bundles_are_judged_each_on_its_own() -> None:
    apart = "entity(x) bundle b activity(x) endBundle bundle c agent(x) endBundle"
    assert judged(apart).valid
    (found,) = judged("entity(x) bundle b entity(y) activity(y) endBundle").violations
    assert (found.number, found.bundle) == (55, "b")


def test_what_is_left_out_is_some_one_thing_or_none() -> None:
    plan = "wasAssociatedWith(x; a, g, p) wasAssociatedWith(x; a, -, {})"
    assert judged(plan.format("p")).valid
    assert not judged(plan.format("-")).valid
    assert judged(f"wasGeneratedBy(x; e, -, {T1}) wasGeneratedBy(x; e, a, -)").valid
    assert judged("wasDerivedFrom(x; e, f, a, -, u) wasDerivedFrom(x; e, f, a, g, -)").valid
    assert not judged("wasDerivedFrom(x; e, f, a, -, -) wasDerivedFrom(x; e, f)").valid


def test_an_inferred_statement_clashes_like_one_that_is_stated() -> None:
    (found,) = judged("wasDerivedFrom(e, f, a, g, u) used(u; b, f, -)", recommended=True).violations
    assert (found.number, set(found.statements)) == (23, {"wasDerivedFrom(e, f, a, g, u)", "used(u; b, f, -)"})
    assert any("inference 11" in line for line in found.because)
