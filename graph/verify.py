"""Comparing the view with what it must be: every judgement, cluster, relation, wait and shown field, recomputed.

What is held (record versions, judgements by people, sources, the ontology in force) is the truth; the rest follows
from it, and any difference is reported, not mended (`rebuild` does that).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graph.change import Held, held_of
from graph.engines.base import Transaction
from graph.expected import Expected, People, expect
from graph.judgements import Edge
from graph.model import OPEN
from graph.questions import checked, cypher
from graph.records import record
from graph.relations import Edge as RelationEdge
from graph.relations import Wait, rid
from graph.view import appearance
from ontology.vocabulary import Ontology

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the view is not what it must be: what about, which one, what it must be and what it is."""

    about: str
    which: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.about} `{self.which}`: expected {self.expected}, found {self.found}"


@dataclass
class Found:
    """The view as it lies in the graph."""

    held: dict[str, Held] = field(default_factory=dict)
    described: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    carriers: dict[str, list[str]] = field(default_factory=dict)
    rules: set[Edge] = field(default_factory=set)
    people: People = field(default_factory=lambda: People(frozenset(), frozenset()))
    relations: dict[RelationEdge, list[tuple[str, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))
    awaits: list[Wait] = field(default_factory=list)
    seeks: list[tuple[str, str]] = field(default_factory=list)


def look(tx: Transaction, ontology: Ontology) -> Found:
    """Read the whole view, with the open versions that it follows from."""
    found = Found()
    for stream in tx.ask(cypher("all_streams")):
        for row in tx.ask(cypher("all_held"), source=stream["source"], stream=stream["stream"], open=OPEN):
            one = held_of(row["held"])
            found.held[one.key] = one
            found.described[one.key] = sorted(row["things"])
    found.carriers = {row["id"]: sorted(row["keys"]) for row in tx.ask(cypher("all_carriers"))}
    judged = tx.ask(cypher("all_judgements"), open=OPEN)
    found.rules = {Edge(row["left"], row["right"], row["on"], row["score"]) for row in judged if row["on"]}
    pairs = {
        verdict: frozenset((row["left"], row["right"]) for row in judged if not row["on"] and row["verdict"] == verdict)
        for verdict in ("same", "different")
    }
    found.people = People(pairs["same"], pairs["different"])
    used = {ref.relation for one in found.held.values() for ref in one.references()}
    for relation in sorted(used | {one.type for one in ontology.relations.values()}):
        for row in tx.ask(cypher("all_relations", relation=checked(relation))):
            edge = (relation, row["start"], row["end"])
            found.relations[edge].append((row["rid"], frozenset(row["keys"])))
    waits = tx.ask(cypher("all_awaits"), open=OPEN)
    found.awaits = [(row["key"], row["field"], row["target"], row["why"]) for row in waits]
    found.seeks = [(row["key"], row["target"]) for row in tx.ask(cypher("all_seeks"), open=OPEN)]
    return found


def differences(tx: Transaction, ontology: Ontology, trust: Mapping[str, int]) -> Iterator[Difference]:
    """Every difference between the view and what it must be, and every broken chain of versions."""
    found = look(tx, ontology)
    expected = expect(found.held, found.people, ontology)
    yield from _chains(tx)
    yield from _identity(found, expected)
    yield from _relations(found, expected)
    yield from _shown(tx, ontology, trust)


def _chains(tx: Transaction) -> Iterator[Difference]:
    """Versions of one key must follow one another without gap or overlap; commits must be numbered without gap."""
    for row in tx.ask(cypher("broken_versions"), open=OPEN):
        yield Difference("versions of", row["key"], "one open version and no overlap", str(row["spans"]))
    counted = tx.ask(cypher("commit_count"))[0]
    if counted["commits"] != counted["seq"]:
        yield Difference("commits up to", str(counted["seq"]), str(counted["seq"]), str(counted["commits"]))
    for row in tx.ask(cypher("overlapping_relations")):
        yield Difference("relation", row["rid"], "intervals that do not overlap", str(row["spans"]))


def _identity(found: Found, expected: Expected) -> Iterator[Difference]:
    for id_ in sorted(set(found.carriers) | set(expected.carriers)):
        have, want = found.carriers.get(id_, []), expected.carriers.get(id_, [])
        if have != want:
            yield Difference("identifier", id_, str(want), str(have))
    for edge in sorted(found.rules ^ expected.rules):
        there = edge in found.rules
        pair = f"{edge.left} = {edge.right} on {edge.on}"
        yield Difference("judgement", pair, "none" if there else "one", "one" if there else "none")
    for key, one in sorted(found.held.items()):
        thing = expected.things.get(key, one.thing)
        if found.described[key] != [thing] or one.thing != thing:
            yield Difference("record", key, f"describes {thing}", f"describes {found.described[key]}, says {one.thing}")


def _relations(found: Found, expected: Expected) -> Iterator[Difference]:
    for edge in sorted(set(found.relations) | set(expected.edges)):
        have, want = found.relations.get(edge, []), expected.edges.get(edge, set())
        good = len(have) == 1 and have[0][0] == rid(edge) and have[0][1] >= want and bool(want)
        if not good:
            yield Difference("relation", " ".join(edge), f"once, for {sorted(want)}" if want else "none", str(have))
    waits = Counter(found.awaits)
    for wait in sorted(set(waits) | expected.awaits):
        if waits[wait] != (wait in expected.awaits):
            yield Difference("wait", " ".join(wait), str(int(wait in expected.awaits)), str(waits[wait]))
    seeks = Counter(found.seeks)
    for seek in sorted(set(seeks) | expected.seeks):
        if seeks[seek] != (seek in expected.seeks):
            yield Difference("seeking", " ".join(seek), str(int(seek in expected.seeks)), str(seeks[seek]))


def _shown(tx: Transaction, ontology: Ontology, trust: Mapping[str, int]) -> Iterator[Difference]:
    ids = [row["id"] for row in tx.ask(cypher("all_things"))]
    for start in range(0, len(ids), PAGE):
        for row in tx.ask(cypher("shown"), ids=ids[start : start + PAGE], open=OPEN):
            must = appearance(map(record, row["records"]), ontology, trust)
            fields = {name: value for name, value in row["fields"].items() if name not in ("id", "wide_since")}
            labels = frozenset(row["labels"]) - {"Thing"}
            if labels != must.labels or fields != dict(must.fields):
                expected = f"{sorted(must.labels)} {dict(must.fields)}"
                yield Difference("thing", row["id"], expected, f"{sorted(labels)} {fields}")
