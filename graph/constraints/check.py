"""Whether statements are valid: clashes in their normal form, impossible ones, wrong types, events out of order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.constraints.events import Order, Step
from graph.constraints.normal import INFLUENCES, Clash, Fact, Instance
from graph.constraints.statements import (
    COLLECTION,
    EMPTY_COLLECTION,
    OBJECTS,
    SIGNATURES,
    UNIDENTIFIED,
    Statement,
    name,
    written,
)
from graph.constraints.terms import NONE
from graph.constraints.titles import CONSTRAINTS, INFERENCES, MANDATORY, TIMES

_TYPED = frozenset({"entity", "activity", "agent", "collection"})
_DISJOINT = frozenset(INFLUENCES) - {"wasDerivedFrom", "wasInfluencedBy"}
"""The relations of which no two may share an identifier (constraint 53)."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that does not hold: its number, if it has one, its title, and the statements that clash, in PROV-N.

    `because` tells what follows from them, line by line: inferences, types, and the order of events.
    """

    number: int | None
    title: str
    statements: tuple[str, ...]
    because: tuple[str, ...] = ()
    constraints: tuple[int, ...] = ()


def check(
    statements: Iterable[Statement],
    names: Mapping[str, str] | None = None,
    timed: bool = False,
    recommended: bool = True,
) -> list[Violation]:
    """The constraints that an instance violates, in the order of their numbers; none where it is valid.

    `names` are the qualified names of identifiers, for the report. `timed` lets an earlier time come first as well.
    What is not `recommended` holds besides to what the test documents of ProvToolbox hold to: `unique-usage`, and that
    a delegation for no activity is not one for some activity.
    """
    teller = _Teller(names or {})
    instance = Instance(statements, recommended)
    clashes = [*_lacking(instance), *instance.clashes, *_impossible(instance), *_overlaps(instance), *_types(instance)]
    found = [teller.clash(one, instance) for one in clashes]
    if not instance.clashes:
        found += [teller.cycle(cycle, instance) for cycle in Order(instance, timed).cycles()]
    distinct: dict[tuple[object, ...], Violation] = {}
    for one in found:
        distinct.setdefault((one.number, one.title, frozenset(one.statements)), one)
    return sorted(distinct.values(), key=lambda one: (one.number or 0, one.statements))


def _lacking(instance: Instance) -> Iterator[Clash]:
    """What must be named and is not, by no statement of its identifier."""
    terms = instance.terms
    for relation, facts in instance.facts.items():
        mandatory = SIGNATURES[relation].mandatory
        for fact in facts:
            needed = (fact.id,) if relation in OBJECTS else fact.args[:mandatory]
            if not fact.rule and any(terms.value(term) is None for term in needed):
                yield Clash(MANDATORY, (fact,))


def _impossible(instance: Instance) -> Iterator[Clash]:
    """Constraints 51 and 52."""
    find = instance.terms.find
    for fact in instance.facts["wasDerivedFrom"]:
        activity, generation, usage = map(find, fact.args[2:])
        if activity == NONE and (generation, usage) != (NONE, NONE):
            yield Clash(51, (fact,))
    for (low, top), fact in instance.specializations.items():
        if low == top:
            yield Clash(52, (fact,))


def _overlaps(instance: Instance) -> Iterator[Clash]:
    """Constraints 53 and 54."""
    find = instance.terms.find
    objects = {find(fact.id): fact for kind in OBJECTS for fact in instance.facts[kind]}
    relations: dict[int, Fact] = {}
    for relation in INFLUENCES:
        for fact in instance.facts[relation]:
            id_ = find(fact.id)
            if id_ in objects:
                yield Clash(54, (objects[id_], fact))
            if relation in _DISJOINT:
                other = relations.setdefault(id_, fact)
                if other.relation != relation:
                    yield Clash(53, (other, fact))


def _types(instance: Instance) -> Iterator[Clash]:
    """Constraints 55 and 56, over the types that constraint 50 gives."""
    find = instance.terms.find
    typed: dict[str, dict[int, Fact]] = {kind: {} for kind in (*_TYPED, EMPTY_COLLECTION, COLLECTION)}
    for facts in instance.facts.values():
        for fact in facts:
            for kind, term in _given(fact):
                if find(term) != NONE:
                    typed[kind].setdefault(find(term), fact)
    for term in typed["entity"].keys() & typed["activity"].keys():
        yield Clash(55, (typed["entity"][term], typed["activity"][term]))
    for fact in instance.facts["hadMember"]:
        empty = typed[EMPTY_COLLECTION].get(find(fact.args[0]))
        if empty is not None:
            yield Clash(56, (empty, fact))


def _given(fact: Fact) -> Iterator[tuple[str, int]]:
    """The types that a fact gives to its terms (constraint 50)."""
    if fact.relation in OBJECTS:
        yield fact.relation, fact.id
        if fact.relation == "entity" and EMPTY_COLLECTION in fact.types:
            yield EMPTY_COLLECTION, fact.id
            yield COLLECTION, fact.id
    for sort, term in zip(SIGNATURES[fact.relation].sorts, fact.args, strict=True):
        if sort == "collection":
            yield COLLECTION, term
            yield "entity", term
        elif sort in _TYPED:
            yield sort, term


class _Teller:
    """Tells of violations in PROV-N."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def clash(self, clash: Clash, instance: Instance) -> Violation:
        number = clash.constraint if isinstance(clash.constraint, int) else None
        title = CONSTRAINTS[number] if number is not None else str(clash.constraint)
        sources = self._sources(clash.facts)
        inferred = (one for one in clash.facts if one.rule or len(one.sources) > 1)
        told = tuple(dict.fromkeys(self.fact(one, instance) for one in inferred))
        constraints = () if number is None else (number,)
        return Violation(number, title, sources, (*told, *self._shared(number, clash.facts, instance)), constraints)

    def _shared(self, number: int | None, facts: Sequence[Fact], instance: Instance) -> list[str]:
        if number != 55:
            return []
        one, other = ({instance.terms.find(term) for kind, term in _given(fact) if kind == sort}
                      for fact, sort in zip(facts, ("entity", "activity"), strict=True))  # fmt: skip
        return [f"{self.term(term, instance)} is an entity and an activity" for term in sorted(one & other)]

    def cycle(self, cycle: Sequence[Step], instance: Instance) -> Violation:
        """Events in a circle, told under the strict step, or under the first one where times alone are strict."""
        numbers = sorted({step.constraint for step in cycle if isinstance(step.constraint, int)})
        number = 42 if 42 in numbers else next(iter(numbers), None)
        title = TIMES if number is None else CONSTRAINTS[number]
        facts = [fact for step in cycle for fact in (step.before, step.by, step.after) if fact is not None]
        return Violation(
            number,
            title,
            self._sources(facts),
            tuple(self._steps(cycle, instance)),
            tuple(numbers),
        )

    def _steps(self, cycle: Sequence[Step], instance: Instance) -> Iterator[str]:
        begin = next((place for place, step in enumerate(cycle) if step.before.relation != TIMES), 0)
        cycle = [*cycle[begin:], *cycle[:begin]]
        before = None
        for step in cycle:
            before = before or self.event(step.before, instance)
            if step.after.relation == TIMES:
                continue
            after = self.event(step.after, instance)
            how = "strictly precedes" if step.strict or step.constraint == TIMES else "precedes"
            title = TIMES if step.constraint == TIMES else f"{step.constraint} {CONSTRAINTS[int(step.constraint)]}"
            yield f"{before} {how} {after} ({title})"
            before = None

    def _sources(self, facts: Iterable[Fact]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.stated(source) for fact in facts for source in fact.sources))

    def stated(self, statement: Statement) -> str:
        sorts = SIGNATURES[statement.relation].sorts
        args = (*statement.args, *[None] * len(sorts))[: len(sorts)]
        id_ = None if statement.id is None else name(statement.id, self.names)
        text = written(statement.relation, id_, tuple(name(one, self.names) for one in args))
        kinds = ", ".join(f"prov:type='{name(kind, self.names)}'" for kind in sorted(statement.types))
        return f"{text[:-1]}, [{kinds}])" if kinds else text

    def fact(self, fact: Fact, instance: Instance) -> str:
        known = instance.terms.value(fact.id) is not None and fact.relation not in UNIDENTIFIED
        text = written(
            fact.relation,
            self.term(fact.id, instance) if known else None,
            tuple(self.term(one, instance) for one in fact.args),
        )
        return f"{text}, by inference {fact.rule} ({INFERENCES[fact.rule]})" if fact.rule else text

    def event(self, fact: Fact, instance: Instance) -> str:
        args = [self.term(one, instance) for one in fact.args]
        time = "" if args[-1] == "-" else f" at {args[-1]}"
        match fact.relation:
            case "wasStartedBy":
                return f"the start of {args[0]}{time}"
            case "wasEndedBy":
                return f"the end of {args[0]}{time}"
            case "used":
                return f"the usage of {args[1]} by {args[0]}{time}"
        what = "generation" if fact.relation == "wasGeneratedBy" else "invalidation"
        return f"the {what} of {args[0]}{'' if args[1] == '-' else f' by {args[1]}'}{time}"

    def term(self, term: int, instance: Instance) -> str:
        return name(instance.terms.value(term), self.names)
