"""Laws of validity: it is about what is said, not about names or order, and no statement heals another."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph.constraints.check import Violation, check
from graph.constraints.statements import OBJECTS, SIGNATURES, Blank, Statement, Term
from tests.graph.constraints.strategies import instances, statements


def numbers(found: list[Violation]) -> set[int | None]:
    return {one.number for one in found}


def renamed(statement: Statement) -> Statement:
    """The same of other names."""

    def other(term: Term) -> Term:
        return f"urn:{term[::-1]}" if isinstance(term, str) else term

    return replace(statement, id=other(statement.id), args=tuple(map(other, statement.args)))


@given(instances(), st.booleans(), st.booleans())
def test_names_do_not_matter(some: list[Statement], timed: bool, recommended: bool) -> None:
    how = {"timed": timed, "recommended": recommended}
    assert numbers(check(some, **how)) == numbers(check([renamed(one) for one in some], **how))  # type: ignore[arg-type]


@given(instances(), st.randoms(use_true_random=False), st.booleans())
def test_order_and_repetition_do_not_matter(some: list[Statement], random: object, timed: bool) -> None:
    shuffled = [*some, *some[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert bool(check(some, timed=timed)) == bool(check(shuffled, timed=timed))


@given(instances(), statements(), st.booleans())
def test_one_more_statement_makes_nothing_valid(some: list[Statement], more: Statement, timed: bool) -> None:
    if check(some, timed=timed):
        assert check([*some, more], timed=timed)


@given(instances())
def test_what_times_or_stricter_readings_add_is_added(some: list[Statement]) -> None:
    if check(some):
        assert check(some, timed=True)
        assert check(some, recommended=False)


@given(instances())
def test_a_violation_names_statements_that_were_made(some: list[Statement]) -> None:
    for one in check(some, timed=True):
        assert one.statements
        assert len(set(one.statements)) <= len(some)


@given(instances(6))
def test_the_inferences_that_are_left_out_decide_nothing(some: list[Statement]) -> None:
    more = list(some)
    for _ in range(2):
        more += [one for one in left_out(more) if one not in more]
    assert bool(check(some)) == bool(check(more))


def left_out(some: list[Statement]) -> list[Statement]:
    """What inferences 5, 6, 12, 16, 17, 18 and 20 make of stated statements, and 15 of what has no identifier."""
    found: list[Statement] = []
    alternates = [one.args for one in some if one.relation == "alternateOf"]
    for one in some:
        match one.relation:
            case "wasInformedBy":
                unknown = Blank(f"of {one}"[:400])
                found.append(Statement("wasGeneratedBy", None, (unknown, one.args[1], None)))
                found.append(Statement("used", None, (one.args[0], unknown, None)))
            case "wasGeneratedBy" if one.args[1] is not None:
                users = [two.args[0] for two in some if two.relation == "used" and two.args[1] == one.args[0]]
                found += [Statement("wasInformedBy", None, (user, one.args[1])) for user in users]
            case "entity":
                found.append(Statement("alternateOf", None, (one.id, one.id)))
            case "specializationOf" | "wasDerivedFrom":
                found.append(Statement("alternateOf", None, one.args[:2]))
        if one.relation in ("wasInformedBy", "wasAttributedTo") and one.id is None:
            found.append(Statement("wasInfluencedBy", None, one.args[:2]))
    found += [Statement("alternateOf", None, (b, a)) for a, b in alternates]
    found += [Statement("alternateOf", None, (a, d)) for a, b in alternates for c, d in alternates if b == c]
    return list(dict.fromkeys(found))


def test_objects_and_relations_are_all_of_prov() -> None:
    assert set(OBJECTS) < set(SIGNATURES)
    assert len(SIGNATURES) == 18
