"""Declared terms made into words, each mistake told once; what a mistake leaves out is left out of the word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ontology.alignments import aligned, matches
from ontology.declarations import Declared, Term
from ontology.mistakes import Mistakes
from ontology.needs import needs
from ontology.turtle import Iri, Plain, Text
from ontology.vocabulary import DATA_CLASSES, Action, Class, Ontology, Property, Relation

_DATATYPES = {
    "xsd:string": "string",
    "xsd:integer": "integer",
    "xsd:decimal": "decimal",
    "tl:money": "money",
    "xsd:boolean": "boolean",
    "xsd:date": "date",
    "xsd:dateTime": "datetime",
}


def build(declared: Declared, version: str, mistakes: Mistakes) -> Ontology:
    """The ontology that the declared terms make."""
    builder = _Builder(declared, mistakes)
    kinds: dict[str, list[Term]] = {"class": [], "property": [], "relation": [], "action": []}
    for term in declared.terms.values():
        kinds[term.kind].append(term)
    inverses = builder.inverses(kinds["relation"])
    return Ontology.of(
        version,
        builder.with_disjoint([builder.cls(term) for term in kinds["class"]]),
        [builder.property(term) for term in kinds["property"]],
        [builder.relation(term) for term in kinds["relation"] if term.name not in inverses],
        [builder.action(term) for term in kinds["action"]],
    )


@dataclass
class _Builder:
    declared: Declared
    mistakes: Mistakes

    def cls(self, term: Term) -> Class:
        dated = self._names(term, "tl:datedBy", "property")
        parents = [self._resolve(term.file, term.name, one, "class") for one in term.said.get("rdfs:subClassOf", ())]
        return Class(
            term.name,
            *self._words(term),
            parents=tuple(sorted({name for name in parents if name is not None})),
            disjoint=frozenset(self._names(term, "owl:disjointWith", "class")),
            aligned=aligned(term, self.declared, self.mistakes),
            dated_by=self._one(term, "tl:datedBy", dated),
            matches=matches(term, self.declared, self.mistakes),
        )

    def with_disjoint(self, classes: Iterable[Class]) -> list[Class]:
        """The classes with the groups of disjoint ones, each pair told from both sides."""
        by_name = {one.name: one for one in classes}
        pairs = {(one.name, other) for one in by_name.values() for other in one.disjoint}
        for file, members in self.declared.groups:
            values = members if isinstance(members, tuple) else (members,)
            names = [name for value in values if (name := self._resolve(file, "owl:members", value, "class"))]
            pairs |= {(a, b) for a in names for b in names if a != b}
        pairs |= {(b, a) for a, b in pairs}
        return [replace(one, disjoint=frozenset(b for a, b in pairs if a == one.name)) for one in by_name.values()]

    def property(self, term: Term) -> Property:
        datatypes = [self._choice(term, "datatype", value, _DATATYPES) for _, value in term.values("rdfs:range")]
        choices = {f"tl:{name}": name for name in DATA_CLASSES}
        classes = [self._choice(term, "data class", value, choices) for _, value in term.values("tl:dataClass")]
        words = self._words(term)
        domain = self._classes(term, "rdfs:domain", "tl:domainIncludes")
        datatype: Any = self._one(term, "rdfs:range", datatypes, "say the datatype with `rdfs:range`")
        data_class: Any = self._one(term, "tl:dataClass", classes, "say how sensitive it is with `tl:dataClass`")
        return Property(
            term.name,
            *words,
            domain=domain,
            datatype=datatype or "string",
            functional="owl:FunctionalProperty" in term.traits,
            data_class=data_class or "none",
            sources=self._sources(term),
            identifying=frozenset(self._names(term, "tl:identifies", "class")),
            guard=self._number(term, "tl:guard", 5, 2, 10_000),
            within=self._number(term, "tl:within", 10_000, 1, 10_000),
            strength=self._number(term, "tl:strength", 500, 1, 1000),
        )

    def relation(self, term: Term) -> Relation:
        inverses = [self._inverse(term, value) for _, value in term.values("owl:inverseOf")]
        return Relation(
            term.name,
            *self._words(term),
            domain=self._classes(term, "rdfs:domain", "tl:domainIncludes"),
            range=self._classes(term, "rdfs:range", "tl:rangeIncludes"),
            functional="owl:FunctionalProperty" in term.traits,
            inverse=self._one(term, "owl:inverseOf", inverses),
            inverse_functional="owl:InverseFunctionalProperty" in term.traits,
        )

    def action(self, term: Term) -> Action:
        subjects = self._names(term, "tl:subject", "class")
        lists = term.values("tl:needs")
        own = [
            need for file, value in lists if file == term.file for need in needs(term.name, file, value, self.mistakes)
        ]
        more = [
            need for file, value in lists if file != term.file for need in needs(term.name, file, value, self.mistakes)
        ]
        subject = self._one(term, "tl:subject", subjects, "name the class of what it is done to with `tl:subject`")
        return Action(term.name, *self._words(term), subject or "", (*own, *sorted(more, key=lambda need: need.path)))

    def inverses(self, relations: Iterable[Term]) -> frozenset[str]:
        """The relations that are declared only as another's inverse: they are names, not relations of their own."""
        named: set[str] = set()
        for term in relations:
            if not term.said.keys() & {"rdfs:domain", "rdfs:range"}:
                continue
            for _, value in term.values("owl:inverseOf"):
                other = self.declared.terms.get(value) if isinstance(value, Iri) else None
                if other is not None and other is not term:
                    named.add(other.name)
                    self._check_inverse(term, other)
        return frozenset(named)

    def _check_inverse(self, term: Term, other: Term) -> None:
        if other.kind == "relation" and other.said.keys() & {"rdfs:domain", "rdfs:range"}:
            message = f"is described, and so is its inverse `{term.name}`"
            self.mistakes.add(other.file, other.name, message, "give domain and range only to the one that is stored")
        for theirs, ours in (
            ("owl:FunctionalProperty", "owl:InverseFunctionalProperty"),
            ("owl:InverseFunctionalProperty", "owl:FunctionalProperty"),
        ):
            if theirs in other.traits and ours not in term.traits:
                message = f"is a `{theirs}`, but `{term.name}`, its inverse, is not a `{ours}`"
                self.mistakes.add(other.file, other.name, message, f"make `{term.name}` a `{ours}` or drop it here")

    def _inverse(self, term: Term, value: Plain) -> str | None:
        if not isinstance(value, Iri):
            self.mistakes.add(term.file, term.name, "`owl:inverseOf` is not a name", "name the relation read back")
            return None
        if value.local == term.name:
            self.mistakes.add(term.file, term.name, "is its own inverse", "leave `owl:inverseOf` out")
            return None
        other = self.declared.terms.get(value)
        if other is not None and other.kind != "relation":
            self.mistakes.add(term.file, term.name, f"its inverse `{other.name}` is a {other.kind}", "name a relation")
        return value.local

    def _words(self, term: Term) -> tuple[str, str]:
        return self._text(term, "rdfs:label", "label"), self._text(term, "skos:definition", "definition")

    def _text(self, term: Term, predicate: str, what: str) -> str:
        values = [value for _, value in term.values(predicate)]
        texts = [" ".join(one.value.split()) for one in values if isinstance(one, Text) and one.language in ("", "en")]
        if not any(texts):
            self.mistakes.add(term.file, term.name, f"has no {what}", f"say it with `{predicate}`")
            return ""
        if len(texts) > 1:
            self.mistakes.add(
                term.file, term.name, f"has {len(texts)} {what}s", "keep one (others may carry a language)"
            )
        return texts[0]

    def _resolve(self, file: str, about: str, value: Plain, kind: str) -> str | None:
        if not isinstance(value, Iri):
            self.mistakes.add(file, about, f"what should name a {kind} does not", "write its name, such as `:Customer`")
            return None
        found = self.declared.terms.get(value)
        if found is None:
            self.declared.undeclared(file, about, kind, value, self.mistakes)
            return None
        if found.kind != kind:
            self.mistakes.add(file, about, f"`{found.name}` is a {found.kind}, not a {kind}")
            return None
        return found.name

    def _names(self, term: Term, predicate: str, kind: str) -> list[str]:
        found = [self._resolve(file, term.name, value, kind) for file, value in term.values(predicate)]
        return [name for name in found if name is not None]

    def _classes(self, term: Term, predicate: str, widening: str) -> frozenset[str]:
        own = term.said.get(predicate, [])
        if not own:
            self.mistakes.add(
                term.file, term.name, f"has no `{predicate}`", "name the class, or several in `owl:unionOf`"
            )
        if len(own) > 1:
            message = f"says `{predicate}` {len(own)} times, which OWL reads as all of them at once"
            self.mistakes.add(term.file, term.name, message, "write `[ owl:unionOf ( :A :B ) ]`")
        pairs = [(file, value) for file, value in term.values(predicate) + term.values(widening)]
        flat = [(file, one) for file, value in pairs for one in (value if isinstance(value, tuple) else (value,))]
        found = [self._resolve(file, term.name, one, "class") for file, one in flat]
        return frozenset(name for name in found if name is not None)

    def _choice(self, term: Term, what: str, value: Plain, choices: dict[str, str]) -> str | None:
        if isinstance(value, Iri) and value in choices:
            return choices[value]
        shown = value.value if isinstance(value, Text) else value if isinstance(value, Iri) else "…"
        self.mistakes.unknown(term.file, term.name, what, shown, choices)
        return None

    def _one(self, term: Term, predicate: str, values: list[Any], absent: str = "") -> Any:
        """The only one of the values; `absent` is the advice when there is none and there must be one."""
        if not values and absent and predicate not in term.said:
            self.mistakes.add(term.file, term.name, f"has no `{predicate}`", absent)
        if len(values) > 1:
            self.mistakes.add(term.file, term.name, f"says `{predicate}` {len(values)} times", "say it once")
        return values[0] if values else None

    def _settled(self, term: Term, predicate: str) -> Plain | None:
        """What is said once: what another file says takes the place of what the declaring file says."""
        said = term.values(predicate)
        others = [(file, value) for file, value in said if file != term.file]
        found = others or said
        if any(value != found[0][1] for _, value in found):
            files = " and ".join(sorted({f"`{file}`" for file, _ in found}))
            self.mistakes.add(term.file, term.name, f"has different `{predicate}` in {files}", "keep one of them")
        return found[0][1] if found else None

    def _sources(self, term: Term) -> tuple[str, ...]:
        value = self._settled(term, "tl:sources")
        names = [one.value for one in value if isinstance(one, Text)] if isinstance(value, tuple) else []
        if value is not None and not (isinstance(value, tuple) and len(value) == len(set(names)) > 0):
            message = "`tl:sources` is no order"
            self.mistakes.add(term.file, term.name, message, 'list each name once: `( "erp" "crm" )`')
        return tuple(names)

    def _number(self, term: Term, predicate: str, default: int, least: int, most: int) -> int:
        value = self._settled(term, predicate)
        if value is None:
            return default
        text = value.value if isinstance(value, Text) else ""
        if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most:
            return int(text)
        message = f"`{predicate}` is `{text}`"
        self.mistakes.add(term.file, term.name, message, f"say a whole number from {least} to {most}")
        return default
