"""Generated ontologies: well formed as data, though not checked as `load` would."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from ontology.vocabulary import DATA_CLASSES, DATATYPES, Action, Class, Match, Need, Ontology, Property, Relation

NAMES = [f"w{number}" for number in range(6)]
names = st.sampled_from(NAMES)
some = st.frozensets(names, max_size=3)
words = {"label": st.text(max_size=8), "definition": st.text(max_size=8)}
lengths = st.none() | st.integers(1, 10**8).map(lambda seconds: timedelta(seconds=seconds))
needs = st.builds(
    Need,
    path=st.lists(names, min_size=1, max_size=3).map("/".join),
    required=st.booleans(),
    freshness=lengths,
    limit=st.none() | st.integers(1, 99),
    window=lengths,
)
classes = st.builds(
    Class,
    name=names,
    **words,
    parents=some.map(lambda found: tuple(sorted(found))),
    disjoint=some,
    aligned=st.lists(st.text(max_size=5), max_size=2).map(tuple),
    matches=st.lists(st.builds(Match, st.text(max_size=5), st.text(max_size=5)), max_size=2).map(tuple),
    dated_by=st.none() | names,
)
properties = st.builds(
    Property,
    name=names,
    **words,
    domain=some,
    datatype=st.sampled_from(DATATYPES),
    functional=st.booleans(),
    data_class=st.sampled_from(DATA_CLASSES),
    sources=st.lists(names, unique=True, max_size=3).map(tuple),
    identifying=some,
    guard=st.integers(2, 9),
    within=st.integers(1, 9),
    strength=st.integers(1, 1000),
)
relations = st.builds(
    Relation,
    name=names,
    **words,
    domain=some,
    range=some,
    functional=st.booleans(),
    inverse=st.none() | names,
    inverse_functional=st.booleans(),
)
actions = st.builds(
    Action,
    name=names,
    **words,
    subject=names,
    needs=st.lists(needs, max_size=3, unique_by=lambda need: need.path).map(tuple),
)


def by_name(words: Any) -> Any:
    return st.lists(words, max_size=4, unique_by=lambda word: word.name)


ontologies = st.builds(
    Ontology.of,
    st.sampled_from(["1", "2"]),
    by_name(classes),
    by_name(properties),
    by_name(relations),
    by_name(actions),
)
