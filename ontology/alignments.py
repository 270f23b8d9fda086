"""How our classes stand to those of other vocabularies, as the files say it."""

from __future__ import annotations

from ontology.declarations import MATCHES, Declared, Term
from ontology.mistakes import Mistakes
from ontology.turtle import NAMES, Iri, Plain
from ontology.vocabulary import Match

_KIND_OF = "rdfs:subClassOf"


def aligned(term: Term, declared: Declared, mistakes: Mistakes) -> tuple[str, ...]:
    """The addresses of the classes that equal one of ours."""
    found = [
        _outside(term, file, value, "owl:equivalentClass", declared, mistakes)
        for file, value in term.values("owl:equivalentClass")
    ]
    return tuple(sorted({one for one in found if one}))


def matches(term: Term, declared: Declared, mistakes: Mistakes) -> tuple[Match, ...]:
    """The classes that one of ours corresponds to, more or less; a kind of one elsewhere is told in another file."""
    said = [(how, file, value) for how in MATCHES for file, value in term.values(how)]
    said += [(_KIND_OF, one.file, value) for one in term.added for value in one.said.get(_KIND_OF, ())]
    found = set()
    for how, file, value in said:
        if address := _outside(term, file, value, how, declared, mistakes):
            found.add(Match(how.partition(":")[2], address))
    return tuple(sorted(found))


def _outside(term: Term, file: str, value: Plain, how: str, declared: Declared, mistakes: Mistakes) -> str | None:
    """The address of a class of another vocabulary; of the vocabularies whose names we know, it must be one of them."""
    if not isinstance(value, Iri):
        mistakes.add(file, term.name, f"`{how}` is not a name", "name the class it corresponds to")
        return None
    if value in declared.terms:
        if how == _KIND_OF:
            message = f"`{how}` of `{value.local}`, which is one of ours, is for `{term.file}` to say"
            mistakes.add(file, term.name, message, "another file may name classes of other vocabularies")
        else:
            message = f"corresponds to `{value.local}`, which is one of ours too"
            mistakes.add(file, term.name, message, "keep one of the two")
        return None
    prefix = value.partition(":")[0]
    if prefix in NAMES and value.local not in NAMES[prefix]:
        vocabulary, names = {"schema": "schema.org", "org": "W3C ORG"}[prefix], NAMES[prefix]
        mistakes.unknown(file, term.name, f"name of {vocabulary}", value.local, names)
        return None
    return value.full
