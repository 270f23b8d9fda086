"""From what was read to what is said: facts, conflicts, gaps and staleness of a plan, most needed first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from agents import gaps
from agents.answer import Conflict, Fact, Gap, HeldBack, Stale, Statement
from agents.gather import Neighbourhood
from agents.needs import Plan, Wanted
from agents.selecting import Reached, Selector
from agents.shown import Register
from agents.wording import label
from graph.model import Fact as Survivor
from graph.model import Link, Record
from graph.survivorship import CURRENCY
from ontology.vocabulary import Ontology


@dataclass(slots=True)
class Page:
    """An answer while it is being written."""

    found: Neighbourhood
    ontology: Ontology
    register: Register
    facts: list[Fact] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
    related: set[tuple[str, str, str]] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, thing: str) -> str:
        if thing not in self.labels:
            self.labels[thing] = label(self.found.things[thing], self.ontology)
        return self.labels[thing]

    def home(self, record: Record, link: Link) -> str:
        """The thing that a record describes which says that a relation holds: one of its two ends."""
        return link.thing if record in self.found.things[link.thing].members else link.other


def compose(plan: Plan, found: Neighbourhood, ontology: Ontology) -> Page:
    """The page of an answer, need by need."""
    page, selector = Page(found, ontology, Register(found.at, found.learnt)), Selector(found, ontology)
    for wanted in plan.wanted:
        selection = selector.select(wanted)
        for one in selection.kept:
            _relations(page, wanted, one)
        silent = [one.thing for one in selection.kept if not _property(page, wanted, one.thing)]
        page.gaps += gaps.of(page.found, ontology, wanted, selection, silent)
    page.gaps = gaps.joined(page.gaps)
    _warn(page)
    return page


def _property(page: Page, wanted: Wanted, thing: str) -> bool:
    """Say what one property of a thing is; False when nobody tells a value."""
    name = wanted.property.name
    survivor = page.found.fact(thing, name)
    if survivor is None:
        return False
    money = wanted.property.datatype == "money"
    fact = _fact(page, wanted, thing, survivor, name + CURRENCY if money else "")
    page.facts.append(fact)
    _dispute(page, fact, survivor, name + CURRENCY if money else "")
    freshness = wanted.need.freshness
    if freshness is not None and fact.age > freshness.total_seconds():
        limit = int(freshness.total_seconds())
        page.stale.append(Stale(path=fact.path, thing=thing, property=name, n=fact.n, age=fact.age, freshness=limit))
    return survivor.value not in (None, ())


def _fact(page: Page, wanted: Wanted, thing: str, survivor: Survivor, currency: str) -> Fact:
    name, record = wanted.property.name, survivor.record
    unit = record.fields.get(currency) if currency else None
    stated = page.register.state(record, name, thing, survivor.value, str(unit) if unit else None, currency)
    return Fact(
        **stated,
        path=wanted.need.path,
        thing=thing,
        label=page.label(thing),
        property=name,
        relation=False,
        required=wanted.need.required,
        also=[page.register.number(other, name, thing) for other in survivor.others],
    )


def _dispute(page: Page, fact: Fact, survivor: Survivor, currency: str) -> None:
    if not survivor.conflicts:
        return
    lost = [_lost(page, record, fact.property, fact.thing, currency) for record in survivor.conflicts]
    page.conflicts.append(
        Conflict(path=fact.path, thing=fact.thing, property=fact.property, won=fact.n, settled=True, lost=lost)
    )


def _lost(page: Page, record: Record, name: str, thing: str, currency: str) -> Statement:
    unit = record.fields.get(currency) if currency else None
    stated = page.register.state(record, name, thing, record.fields.get(name), str(unit) if unit else None, currency)
    return Statement(**stated)


def _relations(page: Page, wanted: Wanted, reached: Reached) -> None:
    """Say by which relations a thing was reached, once each, and which of them should have been the only one."""
    for path, link in reached.ways:
        if (path, link.thing, link.other) in page.related:
            continue
        page.related.add((path, link.thing, link.other))
        hop = wanted.hops[path.count("/")]
        first = _relation(page, wanted, path, link)
        rivals = page.found.links[path, link.thing]
        if first is None or not hop.single or len(rivals) == 1:
            continue
        page.related.update((path, rival.thing, rival.other) for rival in rivals)
        others = [_relation(page, wanted, path, rival) for rival in rivals if rival.other != link.other]
        lost = [Statement(**{name: getattr(one, name) for name in Statement.model_fields}) for one in others if one]
        page.conflicts.append(
            Conflict(path=path, thing=link.thing, property=hop.name, won=first.n, settled=False, lost=lost)
        )


def _relation(page: Page, wanted: Wanted, path: str, link: Link) -> Fact | None:
    """The relation as a fact, on the word of the first record that says so; None where all of them were erased."""
    said = [(record, name) for record, name in page.found.said(link) if not record.erased]
    if not said:
        return None
    (record, name), *others = said
    fact = Fact(
        **page.register.state(record, name, page.home(record, link), link.other),
        path=path,
        thing=link.thing,
        label=page.label(link.thing),
        property=path.rpartition("/")[2],
        relation=True,
        required=wanted.need.required,
        also=[page.register.number(other, other_name, page.home(other, link)) for other, other_name in others],
    )
    page.facts.append(fact)
    return fact


def _warn(page: Page) -> None:
    """Name the newer rows that are held back of records that were shown."""
    numbers: dict[str, list[int]] = {}
    for one in _statements(page):
        numbers.setdefault(one.key, []).append(one.n)
    for key, rows in sorted(page.found.held.items()):
        if key in numbers:
            shown = sorted(set(numbers[key]))
            page.held_back += [
                HeldBack(id=row.id, source=row.source, key=key, reason=row.reason, statements=shown) for row in rows
            ]


def _statements(page: Page) -> Iterable[Statement]:
    yield from page.facts
    for conflict in page.conflicts:
        yield from conflict.lost
