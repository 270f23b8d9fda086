"""Which terms the files declare, each in one file, and what other files may add to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ontology.mistakes import Mistakes
from ontology.turtle import ACTIONS, TERMS, Iri, Plain, Sayings, Text

KINDS = {
    "owl:Class": "class",
    "owl:DatatypeProperty": "property",
    "owl:ObjectProperty": "relation",
    "tl:Action": "action",
}
_TRAITS = {
    "class": frozenset(),
    "property": frozenset({"owl:FunctionalProperty"}),
    "relation": frozenset({"owl:FunctionalProperty", "owl:InverseFunctionalProperty"}),
    "action": frozenset[str](),
}
MATCHES = frozenset({"skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"})
_COMMON = frozenset({"rdf:type", "rdfs:label", "skos:definition"})
_SAYS = {
    "class": _COMMON | {"rdfs:subClassOf", "owl:disjointWith", "owl:equivalentClass", "tl:datedBy"},
    "property": _COMMON
    | {"rdfs:domain", "rdfs:range", "tl:dataClass", "tl:sources", "tl:identifies", "tl:guard", "tl:strength"}
    | {"tl:domainIncludes", "tl:within"},
    "relation": _COMMON | {"rdfs:domain", "rdfs:range", "owl:inverseOf", "tl:domainIncludes", "tl:rangeIncludes"},
    "action": _COMMON | {"tl:subject", "tl:needs"},
}
_ADDS = {
    "class": frozenset({"owl:equivalentClass", "owl:disjointWith", "rdfs:subClassOf"}) | MATCHES,
    "property": frozenset({"tl:domainIncludes", "tl:sources", "tl:identifies", "tl:guard", "tl:within", "tl:strength"}),
    "relation": frozenset({"tl:domainIncludes", "tl:rangeIncludes"}),
    "action": frozenset({"tl:needs"}),
}
_ABOUT_WORDS = frozenset({"owl:AnnotationProperty", "rdfs:Datatype"})
_REMARKS = frozenset({"rdfs:comment", "rdfs:seeAlso", "rdfs:isDefinedBy", "owl:versionInfo", "owl:deprecated"})


@dataclass
class Term:
    """One declared term: its kind, the file that declares it, what that file says, and what others add."""

    kind: str
    name: str
    file: str
    said: dict[str, list[Plain]]
    traits: frozenset[str]
    added: list[Sayings] = field(default_factory=list)

    def values(self, predicate: str) -> list[tuple[str, Plain]]:
        """The values of a predicate with the file that says each: the declaring one first, then by file."""
        own = [(self.file, value) for value in self.said.get(predicate, ())]
        return own + [(one.file, value) for one in self.added for value in one.said.get(predicate, ())]


@dataclass
class Declared:
    """All terms by their IRI, the groups of disjoint classes by file, and the versions of the vocabularies."""

    terms: dict[Iri, Term] = field(default_factory=dict)
    groups: list[tuple[str, Plain]] = field(default_factory=list)
    versions: list[tuple[str, str]] = field(default_factory=list)

    def undeclared(self, file: str, term: str, kind: str, iri: Iri, mistakes: Mistakes) -> None:
        """Tell of an IRI that no file declares. `kind` may be any word; terms of that kind are the likely ones."""
        likely = {one.name: other for other, one in self.terms.items() if kind in (one.kind, "term")}
        elsewhere = likely.get(iri.local, Iri(""))
        name = iri.local if iri == iri.full else str(iri)
        mistakes.undeclared(file, term, kind, name, likely.keys(), elsewhere.full)


def gather(sayings: Iterable[Sayings], ours: frozenset[str], mistakes: Mistakes) -> Declared:
    """Sort what the files say by term. `ours` names the files that ship with Throughline."""
    declared = Declared()
    additions: list[Sayings] = []
    for one in sayings:
        types = one.types
        if "owl:Ontology" in types:
            _header(one, declared, mistakes)
        elif "owl:AllDisjointClasses" in types:
            declared.groups += [(one.file, value) for value in one.said.get("owl:members", ())]
        elif types & KINDS.keys():
            _declare(one, ours, declared, mistakes)
        elif types - _ABOUT_WORDS:
            for other in sorted(types):
                mistakes.unknown(one.file, one.subject.local, "type", other, KINDS)
        elif not types:
            additions.append(one)
    for one in additions:
        _add(one, declared, mistakes)
    return declared


def _header(one: Sayings, declared: Declared, mistakes: Mistakes) -> None:
    for value in one.said.get("owl:versionInfo", ()):
        if isinstance(value, Text):
            declared.versions.append((one.subject, value.value))
    if "owl:imports" in one.said:
        mistakes.add(one.file, one.subject.local, "`owl:imports` is not followed", "put that file in the folder too")


def _declare(one: Sayings, ours: frozenset[str], declared: Declared, mistakes: Mistakes) -> None:
    name, types = one.subject.local, one.types
    mains = sorted(types & KINDS.keys())
    if len(mains) > 1:
        mistakes.add(one.file, name, "is a `" + "` and a `".join(mains) + "` at once", "choose one")
    kind = KINDS[mains[0]]
    for other in sorted(types - KINDS.keys() - _TRAITS[kind]):
        mistakes.unknown(one.file, name, f"type of a {kind}", other, _TRAITS[kind])
    _check_predicates(one, name, kind, _SAYS[kind], mistakes)
    if one.subject.startswith((TERMS, ACTIONS)) and one.file not in ours:
        mistakes.add(one.file, name, f"is declared in our namespace `{TERMS}`", "declare it in a namespace of your own")
    if one.subject in declared.terms:
        mistakes.add(one.file, name, f"is declared in `{declared.terms[one.subject].file}` already", "declare it once")
        return
    for term in declared.terms.values():
        if (term.kind, term.name) == (kind, name):
            mistakes.add(one.file, name, f"has the name of the {kind} of `{term.file}`", "choose another name")
    declared.terms[one.subject] = Term(kind, name, one.file, one.said, types - KINDS.keys())


def _check_predicates(one: Sayings, name: str, kind: str, allowed: frozenset[str], mistakes: Mistakes) -> None:
    for predicate in sorted(one.said.keys() - allowed - _REMARKS):
        if predicate.startswith(("tl:", "owl:", "rdf:", "rdfs:")):
            mistakes.unknown(one.file, name, f"annotation of a {kind}", predicate, allowed)


def _add(one: Sayings, declared: Declared, mistakes: Mistakes) -> None:
    name = one.subject.local
    term = declared.terms.get(one.subject)
    if one.anonymous:
        mistakes.add(one.file, "", "a blank node says " + ", ".join(f"`{some}`" for some in one.said), "name the term")
        return
    if term is None:
        declared.undeclared(one.file, name, "term", one.subject, mistakes)
        return
    extra = one.said.keys() - _ADDS[term.kind] - _REMARKS
    for predicate in sorted(extra):
        adds = ", ".join(f"`{some}`" for some in sorted(_ADDS[term.kind]))
        message = f"`{predicate}` is for `{term.file}` to say, which declares it"
        mistakes.add(one.file, name, message, f"another file may add {adds}")
    term.added.append(one)
    term.added.sort(key=lambda other: other.file)
