"""PROV-CONSTRAINTS done literally, rule by rule and without thought of time: what the checker is compared with.

Facts are (relation, identifier, arguments, types). Variables are negative numbers, `NONE` is the placeholder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, count, product
from typing import Any

from graph.constraints.statements import EMPTY_COLLECTION, OBJECTS, SIGNATURES, UNIDENTIFIED, Statement

NONE = "-"
Fact = tuple[str, Any, tuple[Any, ...], frozenset[str]]
RELATIONS = (
    *("used", "wasGeneratedBy", "wasInvalidatedBy", "wasStartedBy", "wasEndedBy", "wasInformedBy"),
    *("wasAttributedTo", "wasAssociatedWith", "actedOnBehalfOf"),
)
ANY: frozenset[str] = frozenset()


class Impossible(Exception):
    """The instance has no normal form."""


def valid(statements: Sequence[Statement]) -> bool:
    """Whether an instance is valid by the Recommendation alone."""
    try:
        facts = Chase(statements).run()
    except Impossible:
        return False
    return not any(_impossible(facts)) and not _circle(facts)


class Chase:
    """Brings statements into normal form."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.fresh = count(-1, -1)
        self.facts: list[Fact] = [self._expanded(one) for one in statements]

    def run(self) -> list[Fact]:
        """Apply rules until none applies. Raises: Impossible."""
        while self._unify() or self._infer():
            pass
        return self.facts

    def _expanded(self, one: Statement) -> Fact:
        given = (*one.args, *[None] * len(SIGNATURES[one.relation].sorts))[: len(SIGNATURES[one.relation].sorts)]
        args = [next(self.fresh) if arg is None else arg for arg in given]
        if one.relation == "wasDerivedFrom" and given[2] is None:
            args[2:] = [NONE if arg is None else arg for arg in given[2:]]
        if one.relation == "wasAssociatedWith" and given[2] is None:
            args[2] = NONE
        return one.relation, next(self.fresh) if one.id is None else one.id, tuple(args), one.types

    def _of(self, *relations: str) -> list[Fact]:
        return [fact for fact in self.facts if fact[0] in relations]

    def _unify(self) -> bool:
        for one, other in combinations(self.facts, 2):
            if one[0] == other[0] and self._pairs(one, other):
                return True
        for activity, event in product(self._of("activity"), self._of("wasStartedBy", "wasEndedBy")):
            place = 0 if event[0] == "wasStartedBy" else 1
            if activity[1] == event[2][0] and self._equate(activity[2][place], event[2][3]):
                return True
        return False

    def _pairs(self, one: Fact, other: Fact) -> bool:
        relation = one[0]
        if relation in UNIDENTIFIED:
            if one[2] == other[2]:
                self.facts.remove(other)
                return True
            return False
        if one[1] == other[1]:
            for left, right in zip(one[2], other[2], strict=True):
                if self._equate(left, right):
                    return True
            self.facts.remove(one)
            self.facts[self.facts.index(other)] = (relation, one[1], one[2], one[3] | other[3])
            return True
        keys = {"wasGeneratedBy": (0, 1), "wasInvalidatedBy": (0, 1), "wasStartedBy": (0, 2), "wasEndedBy": (0, 2)}
        same = relation in keys and all(one[2][place] == other[2][place] for place in keys[relation])
        return same and self._equate(one[1], other[1])

    def _equate(self, one: Any, other: Any) -> bool:
        if one == other and type(one) is type(other):
            return False
        if _variable(one) or _variable(other):
            gone, kept = (one, other) if _variable(one) else (other, one)
            self.facts = [
                (relation, kept if id_ == gone else id_, tuple(kept if arg == gone else arg for arg in args), types)
                for relation, id_, args, types in self.facts
            ]
            return True
        raise Impossible

    def _infer(self) -> bool:
        for fact in self.facts:
            for wanted in self._wanted(fact):
                if not self._satisfied(list(wanted), {}):
                    names: dict[str, int] = {}
                    for relation, id_, args, types in wanted:
                        made = [self._made(arg, names) for arg in (id_, *args)]
                        self.facts.append((relation, made[0], tuple(made[1:]), types))
                    return True
        return False

    def _made(self, term: Any, names: dict[str, int]) -> Any:
        if isinstance(term, str) and term.startswith("?"):
            return names.setdefault(term, next(self.fresh))
        return term

    def _satisfied(self, wanted: list[Fact], known: dict[str, Any]) -> bool:
        if not wanted:
            return True
        relation, id_, args, types = wanted[0]
        for fact in self._of(relation):
            bound = dict(known)
            terms = zip((id_, *args), (fact[1], *fact[2]), strict=True)
            matches = types <= fact[3] and all(_matches(term, value, bound) for term, value in terms)
            if matches and self._satisfied(wanted[1:], bound):
                return True
        return False

    def _wanted(self, fact: Fact) -> Iterator[list[Fact]]:  # noqa: C901, as many cases as rules
        """What follows from a fact: conclusions, in which names that begin with a question mark exist."""
        relation, id_, args, _ = fact
        if relation not in UNIDENTIFIED and relation not in (*OBJECTS, "wasInfluencedBy"):
            yield [("wasInfluencedBy", id_, args[:2], ANY)]
        match relation:
            case "wasInformedBy":
                yield [_gen("?g", "?e", args[1]), ("used", "?u", (args[0], "?e", "?t2"), ANY)]
            case "wasGeneratedBy":
                for use in self._of("used"):
                    if use[2][1] == args[0]:
                        yield [("wasInformedBy", "?i", (use[2][0], args[1]), ANY)]
            case "entity":
                yield [_gen("?g", id_, "?a"), ("wasInvalidatedBy", "?i", (id_, "?b", "?s"), ANY)]
                yield [("alternateOf", "?x", (id_, id_), ANY)]
                for pair in self._of("specializationOf"):
                    if pair[2][1] == id_:
                        yield [("entity", pair[2][0], (), fact[3])]
            case "activity":
                yield [
                    ("wasStartedBy", "?s", (id_, "?e", "?a", args[0]), ANY),
                    ("wasEndedBy", "?n", (id_, "?f", "?b", args[1]), ANY),
                ]
            case "wasStartedBy" | "wasEndedBy":
                yield [_gen("?g", args[1], args[2])]
            case "wasDerivedFrom" if NONE not in args[2:]:
                yield [("used", args[4], (args[2], args[1], "?t"), ANY), _gen(args[3], args[0], args[2])]
            case "wasAttributedTo":
                yield [_gen("?g", args[0], "?a"), ("wasAssociatedWith", "?x", ("?a", args[1], "?p"), ANY)]
            case "actedOnBehalfOf":
                yield [
                    ("wasAssociatedWith", f"?{place}", (args[2], args[place], f"?p{place}"), ANY) for place in (0, 1)
                ]
            case "alternateOf":
                yield [("alternateOf", "?x", args[::-1], ANY)]
            case "specializationOf":
                yield [("alternateOf", "?x", args, ANY)]
        if relation in ("alternateOf", "specializationOf"):
            for pair in self._of(relation):
                if pair[2][0] == args[1]:
                    yield [(relation, "?x", (args[0], pair[2][1]), ANY)]


def _gen(id_: Any, entity: Any, activity: Any) -> Fact:
    return "wasGeneratedBy", id_, (entity, activity, f"?time of {id_}"), ANY


def _variable(term: Any) -> bool:
    return isinstance(term, int) and term < 0


def _matches(term: Any, value: Any, bound: dict[str, Any]) -> bool:
    if isinstance(term, str) and term.startswith("?"):
        return bool(bound.setdefault(term, value) == value)
    return bool(term == value)


def _impossible(facts: list[Fact]) -> Iterator[bool]:
    """Constraints 50 to 56."""
    sorts: dict[str, tuple[str | None, ...]] = {
        "used": ("activity", "entity"), "wasGeneratedBy": ("entity", "activity"),
        "wasInvalidatedBy": ("entity", "activity"), "wasStartedBy": ("activity", "entity", "activity"),
        "wasEndedBy": ("activity", "entity", "activity"), "wasInformedBy": ("activity", "activity"),
        "wasDerivedFrom": ("entity", "entity", "activity"), "wasAttributedTo": ("entity", "agent"),
        "wasAssociatedWith": ("activity", "agent", "entity"), "actedOnBehalfOf": ("agent", "agent", "activity"),
        "alternateOf": ("entity", "entity"), "specializationOf": ("entity", "entity"),
        "hadMember": ("entity", "entity"),
    }  # fmt: skip
    typed = {(sort, arg) for relation, _, args, _ in facts for sort, arg in zip(sorts.get(relation, ()), args)}  # noqa: B905
    typed |= {(relation, id_) for relation, id_, _, _ in facts if relation in OBJECTS}
    empty = {id_ for relation, id_, _, types in facts if relation == "entity" and EMPTY_COLLECTION in types}
    yield any(("entity", arg) in typed for sort, arg in typed if sort == "activity" and arg != NONE)
    yield any(relation == "hadMember" and args[0] in empty for relation, _, args, _ in facts)
    yield any(
        relation == "wasDerivedFrom" and args[2] == NONE and args[3:] != (NONE, NONE) for relation, _, args, _ in facts
    )
    yield any(relation == "specializationOf" and args[0] == args[1] for relation, _, args, _ in facts)
    for one, other in product(facts, facts):
        if one[1] == other[1] and one[0] not in UNIDENTIFIED and other[0] not in UNIDENTIFIED:
            yield one[0] in RELATIONS and other[0] in RELATIONS and one[0] != other[0]
            yield one[0] in OBJECTS and other[0] not in OBJECTS


def _circle(facts: list[Fact]) -> bool:
    """Whether an event strictly precedes itself."""
    order: dict[tuple[Any, Any], bool] = {}
    for before, after, strict in _order(facts):
        order[before, after] = order.get((before, after), False) or strict
    events = {event for pair in order for event in pair}
    for middle, before, after in product(events, events, events):
        if (before, middle) in order and (middle, after) in order:
            strict = order[before, middle] or order[middle, after]
            order[before, after] = order.get((before, after), False) or strict
    return any(strict for (before, after), strict in order.items() if before == after)


def _order(facts: list[Fact]) -> Iterator[tuple[Any, Any, bool]]:  # noqa: C901, as many cases as rules
    """Constraints 30 to 49."""

    def those(relation: str, place: int, term: Any) -> list[Any]:
        return [id_ for kind, id_, args, _ in facts if kind == relation and args[place] == term]

    def starts(term: Any) -> list[Any]:
        return those("wasStartedBy", 0, term)

    def ends(term: Any) -> list[Any]:
        return those("wasEndedBy", 0, term)

    def made(term: Any) -> list[Any]:
        return those("wasGeneratedBy", 0, term)

    def gone(term: Any) -> list[Any]:
        return those("wasInvalidatedBy", 0, term)

    for relation, id_, args, _ in facts:
        pairs: list[tuple[list[Any], list[Any]]] = []
        match relation:
            case "wasStartedBy":
                pairs = [
                    ([id_], ends(args[0])),
                    ([id_], starts(args[0])),
                    (made(args[1]), [id_]),
                    ([id_], gone(args[1])),
                ]
            case "wasEndedBy":
                pairs = [([id_], ends(args[0])), (made(args[1]), [id_]), ([id_], gone(args[1]))]
            case "used":
                pairs = [
                    (starts(args[0]), [id_]),
                    ([id_], ends(args[0])),
                    (made(args[1]), [id_]),
                    ([id_], gone(args[1])),
                ]
            case "wasGeneratedBy":
                pairs = [
                    (starts(args[1]), [id_]),
                    ([id_], ends(args[1])),
                    ([id_], gone(args[0])),
                    ([id_], made(args[0])),
                ]
            case "wasInvalidatedBy":
                pairs = [([id_], gone(args[0]))]
            case "wasInformedBy":
                pairs = [(starts(args[1]), ends(args[0]))]
            case "wasDerivedFrom":
                pairs = [([args[4]], [args[3]])] if NONE not in args[2:] else []
                yield from ((one, other, True) for one, other in product(made(args[1]), made(args[0])))
            case "specializationOf":
                pairs = [(made(args[1]), made(args[0])), (gone(args[0]), gone(args[1]))]
            case "wasAssociatedWith":
                pairs = [(starts(args[0]), gone(args[1])), (made(args[1]), ends(args[0]))]
                pairs += [(starts(args[0]), ends(args[1])), (starts(args[1]), ends(args[0]))]
            case "wasAttributedTo":
                pairs = [(made(args[1]), made(args[0])), (starts(args[1]), made(args[0]))]
            case "actedOnBehalfOf":
                pairs = [(made(args[1]), gone(args[0])), (starts(args[1]), ends(args[0]))]
        for befores, afters in pairs:
            yield from ((one, other, False) for one, other in product(befores, afters))
