"""Instances of PROV, small enough to collide: any relation between a few names, with identifiers and times or not."""

from __future__ import annotations

from hypothesis import strategies as st

from graph.constraints.statements import EMPTY_COLLECTION, OBJECTS, SIGNATURES, UNIDENTIFIED, Statement, Term

NAMES = {"entity": ["e1", "e2", "e3"], "activity": ["a1", "a2"], "agent": ["g1", "e1"], "any": ["e1", "e2", "a1"]}
NAMES |= {"collection": ["e1", "e2"], "generation": ["x1", "x2"], "usage": ["x3", "x4"], "bundle": ["b1", "b2"]}
IDS = ["x1", "x2", "x3", "x4", "x5", "x6"]


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """A statement with all that must be named."""
    relation = draw(st.sampled_from([*SIGNATURES]))
    signature = SIGNATURES[relation]
    args: list[Term] = []
    for place, sort in enumerate(signature.sorts):
        known = st.integers(1, 2) if sort == "time" else st.sampled_from(NAMES[sort])
        args.append(draw(known if place < signature.mandatory else st.none() | known))
    if relation in OBJECTS:
        types = draw(st.sampled_from([frozenset[str](), frozenset({EMPTY_COLLECTION})])) if relation == "entity" else ()
        return Statement(relation, draw(st.sampled_from(NAMES[relation])), tuple(args), frozenset(types))
    id_ = None if relation in UNIDENTIFIED else draw(st.none() | st.sampled_from(IDS))
    return Statement(relation, id_, tuple(args))


def instances(size: int = 8) -> st.SearchStrategy[list[Statement]]:
    """A few statements."""
    return st.lists(statements(), max_size=size)
