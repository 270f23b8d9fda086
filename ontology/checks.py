"""What must hold among the words: names, hierarchies, identity, and the paths of needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from ontology.errors import nearest
from ontology.mistakes import Mistakes
from ontology.terms import CLASS, FIELDS, NAME, reserved
from ontology.vocabulary import Need, Ontology, Property

Files = Mapping[tuple[str, str], str]
"""(kind, name) → the file that declares it."""


def check(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    """Add every mistake among the words to `mistakes`."""
    for one in (_names, _collisions, _hierarchy, _disjointness, _identity, _dates, _needs):
        one(ontology, files, mistakes)


def _names(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    for name in ontology.classes:
        if not CLASS.fullmatch(name):
            mistakes.add(files["class", name], name, "is no name of a class", "write CamelCase: letters and digits")
    for kind, words in (
        ("property", ontology.properties),
        ("relation", ontology.relations),
        ("action", ontology.actions),
    ):
        for name in words:
            if not NAME.fullmatch(name):
                mistakes.add(files[kind, name], name, f"is no name of a {kind}", "write snake_case: a-z, 0-9 and `_`")
    for one in ontology.relations.values():
        if one.inverse and not NAME.fullmatch(one.inverse):
            message = f"its inverse `{one.inverse}` is no name of a relation"
            mistakes.add(files["relation", one.name], one.name, message, "write snake_case: a-z, 0-9 and `_`")
    for kind, name, stored in _stored(ontology):
        if stored in FIELDS if kind == "property" else reserved(stored):
            what = "field" if kind == "property" else "label or relation type"
            message = f"`{stored}` is a {what} of the graph itself"
            mistakes.add(files[kind, name], name, message, "choose another name")


def _stored(ontology: Ontology) -> Iterator[tuple[str, str, str]]:
    """(kind, name, name in the graph) of every class, property and relation."""
    yield from (("class", name, name) for name in ontology.classes)
    yield from (("property", one.name, field) for one in ontology.properties.values() for field in one.stored)
    for one in ontology.relations.values():
        yield "relation", one.name, one.type
        if one.inverse:
            yield "relation", one.name, one.inverse.upper()


def _collisions(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    taken: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, name, stored in _stored(ontology):
        taken[stored.lower()].append((kind, name))
    for stored, holders in taken.items():
        first = holders[0]
        for kind, name in holders[1:]:
            by = "itself" if (kind, name) == first else f"the {first[0]} `{first[1]}` of `{files[first]}`"
            message = f"takes the name `{stored}`, which {by} has" if by != "itself" else f"takes `{stored}` twice"
            mistakes.add(files[kind, name], name, message, "classes, properties, relations and inverses share one set")


def _hierarchy(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    for name, one in ontology.classes.items():
        above = ontology.closure(one.parents)
        if name in above:
            ring = sorted(other for other in above if name in ontology.closure(ontology.classes[other].parents))
            if name == ring[0]:
                members = ", ".join(f"`{other}`" for other in ring)
                mistakes.add(files["class", name], name, f"is a kind of itself, by way of {members}", "break the ring")


def _disjointness(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    for name in ontology.classes:
        above = ontology.ancestors(name)
        pairs = sorted((a, b) for a in above for b in ontology.classes[a].disjoint & above if a <= b)
        inherited = any(ontology.disjoint([parent], [parent]) for parent in ontology.classes[name].parents)
        if pairs and not inherited:
            a, b = pairs[0]
            message = f"is both `{a}` and `{b}`, which are disjoint" if a != b else f"is disjoint with itself, as `{a}`"
            mistakes.add(files["class", name], name, message, "drop a parent, or the disjointness")


def _identity(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    for name, one in ontology.properties.items():
        for cls in sorted(one.identifying):
            if one.domain and not ontology.applies(one.domain, [cls]):
                domain = ", ".join(f"`{other}`" for other in sorted(one.domain))
                message = f"identifies `{cls}`, which is outside its domain {domain}"
                mistakes.add(files["property", name], name, message, "identify a class of the domain")
        if one.identifying and one.datatype not in ("string", "integer"):
            message = f"identifies by a {one.datatype}"
            mistakes.add(files["property", name], name, message, "only strings and integers identify")


def _dates(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    for name, one in ontology.classes.items():
        if not one.dated_by:
            continue
        by = ontology.properties[one.dated_by]
        if by.datatype not in ("date", "datetime") or not by.functional:
            message = f"is dated by `{by.name}`, which is no functional date"
            mistakes.add(
                files["class", name], name, message, "name a functional property that is a date or a timestamp"
            )
        elif by.domain and not ontology.applies(by.domain, [name]):
            mistakes.add(files["class", name], name, f"is dated by `{by.name}`, which is not said of it")


def dated_by(ontology: Ontology, cls: str) -> Property | None:
    """The property that dates instances of a class: its own, or that of the nearest class above."""
    ring = [cls]
    seen: set[str] = set()
    while ring:
        found = sorted(by for name in ring if (by := ontology.cls(name).dated_by))
        if found:
            return ontology.property(found[0])
        seen.update(ring)
        ring = [parent for name in ring for parent in ontology.cls(name).parents if parent not in seen]
    return None


def _needs(ontology: Ontology, files: Files, mistakes: Mistakes) -> None:
    for action in ontology.actions.values():
        paths: set[str] = set()
        for need in action.needs:

            def tell(message: str, mend: str = "", need: Need = need, name: str = action.name) -> None:
                mistakes.add(files["action", name], name, f"need `{need.path}`: {message}", mend)

            if need.path in paths:
                tell("is there twice", "keep one")
            paths.add(need.path)
            if action.subject:
                _walk(ontology, action.subject, need, mistakes, tell)


def _walk(ontology: Ontology, subject: str, need: Need, mistakes: Mistakes, tell: Callable[..., None]) -> None:
    *steps, last = need.path.split("/")
    here = frozenset({subject})
    for step in steps:
        if step not in ontology.readings:
            if not mistakes.unread:
                mend = f"`{step}` is a property, and ends a path" if step in ontology.properties else ""
                tell(f"unknown relation `{step}`", mend or nearest(step, ontology.readings))
            return
        relation, outward = ontology.readings[step]
        start, end = (relation.domain, relation.range) if outward else (relation.range, relation.domain)
        if not _meets(ontology, here, start):
            tell(f"`{step}` does not lead on from {_list(here)}", f"it leads from {_list(start)} to {_list(end)}")
            return
        here = end
    if last not in ontology.properties:
        if last in ontology.readings:
            tell(f"ends in the relation `{last}`", "end it in a property")
        elif not mistakes.unread:
            tell(f"unknown property `{last}`", nearest(last, ontology.properties))
        return
    domain = ontology.properties[last].domain
    if not _meets(ontology, here, domain):
        tell(f"`{last}` is not said of {_list(here)}", f"it is said of {_list(domain)}")
    if need.window and not any(dated_by(ontology, cls) for cls in here):
        tell(f"has a window, but nothing dates {_list(here)}", "say `tl:datedBy` of the class, or drop the window")


def _list(classes: frozenset[str]) -> str:
    return " or ".join(f"`{name}`" for name in sorted(classes))


def _meets(ontology: Ontology, a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether something may be in both unions: two classes meet when they have an ancestor in common and are not
    disjoint. An empty union is a mistake told elsewhere."""
    if not a or not b:
        return True
    return any(
        ontology.ancestors(x) & ontology.ancestors(y) and not ontology.disjoint([x], [y]) for x in a for y in b
    ) or any(x in ontology.ancestors(z) and y in ontology.ancestors(z) for x in a for y in b for z in ontology.classes)
