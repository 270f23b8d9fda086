"""References by a value that identifies: to whatever thing carries it, in whatever system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.identifiers import NAMED, Identifier
from graph.model import INDEXED_BYTES, Ref, Value
from ingest.cells import Part, Problem, RowError, Source
from ingest.cleaners import Unclean
from ingest.fieldrules import Place, compile_field
from ingest.identity.names import name_key
from ingest.identity.rules import each, normalise
from ingest.paths import ABSENT
from ingest.rowrules import FieldRule, too_long
from ingest.spec import CodeFile, FieldSpec, RefSpec, understand
from ingest.yamltree import Path, shown
from ontology.errors import nearest
from ontology.vocabulary import Ontology, Relation


@dataclass(frozen=True, slots=True)
class ByRule:
    """How a row names another thing by a value that identifies those of `owner`, the name beside it where it tells one.

    `value` reads it as the thing's own row would be read, and the same form of it is compared.
    """

    field: str
    relation: str
    outward: bool
    cls: str
    owner: str
    value: FieldRule
    name: Source | None
    parts: tuple[Part, ...] = ()

    def refs(self, data: Mapping[str, Any]) -> list[Ref]:
        """The references, one for each value; none when there is no value.

        Raises:
            RowError: what is there cannot be cleaned, or is too long to be looked up.
        """
        fields: dict[str, Value] = {}
        problems: list[Problem] = []
        self.value.fill(data, fields, problems)
        values = each(fields.get(self.value.property))
        if problems:
            raise RowError(tuple(problems))
        return [self._ref(value, data) for value in values]

    def _ref(self, value: str, data: Mapping[str, Any]) -> Ref:
        said = normalise(self.value.property, value, self._home(data)) or value
        name = self.name.read(data) if self.name else None
        called = name_key(self.owner, str(name)) if name not in (None, ABSENT) else ""
        target = Identifier(self.owner, self.value.property, f"{said}{NAMED}{called}" if called else said)
        if too_long(target.text):
            raise RowError((Problem(self.value.cells[0].column, value, f"longer than {INDEXED_BYTES} bytes"),))
        return Ref(self.field, self.relation, self.outward, self.cls, target)

    def _home(self, data: Mapping[str, Any]) -> str | None:
        try:
            return self.value.country.read(data) if self.value.country else None
        except Unclean:
            return None


def compile_by(
    name: str, ref: RefSpec, relation: Relation, outward: bool, place: Place, path: Path
) -> tuple[ByRule | None, dict[str, Any] | None]:
    """The rule of a reference by a value, and the value's place as it was understood; mistakes are noted."""
    far = relation.range if outward else relation.domain
    property_, node = next(iter(ref.by.items()))
    here = (*path, "by", property_)
    owner = _owner(name, property_, ref.cls, far, place, path)
    spec = understand(FieldSpec, {"column": node} if isinstance(node, str) else node, here, place.mistakes)
    if owner is None:
        return None, None
    if spec and isinstance(spec.values, CodeFile):
        place.mistakes.add((*here, "values"), "a list of codes in a file belongs to `fields:`", "write the codes here")
    rule = compile_field(property_, spec, replace(place, classes=(owner,)), here)
    said = {"value": spec.model_dump(mode="json") if spec else None, "owner": owner}
    if not isinstance(rule, FieldRule):
        return None, said
    called = place.operand(ref.name) if ref.name else None
    return ByRule(name, relation.type, outward, ref.cls or owner, owner, rule, called), said


def _owner(name: str, property_: str, cls: str | None, far: Iterable[str], place: Place, path: Path) -> str | None:
    """The class within which the property identifies what the reference leads to."""
    words, mistakes = place.ontology, place.mistakes
    if cls is not None and cls not in words.classes:
        known = nearest(cls, words.classes) or f"there are {shown(words.classes)}"
        mistakes.add((*path, "class"), f"no class `{cls}`", known)
        return None
    if cls is not None and not words.applies(far, [cls]):
        mistakes.add((*path, "class"), f"`{name}` leads to {shown(far)}, not to `{cls}`")
        return None
    pairs = _pairs(words, cls, far)
    owners = sorted(owner for owner, one in pairs if one == property_)
    if cls in owners:
        return cls
    if not owners:
        meant = f"`{cls}`" if cls is not None else shown(far)
        names = sorted({one for _, one in pairs})
        mistakes.add((*path, "by"), f"`{property_}` does not identify {meant}", _advice(words, property_, names, meant))
        return None
    if len(owners) > 1:
        mistakes.add(path, f"`{property_}` identifies {shown(owners)}", "say which is meant with `class:`")
    return owners[0]


def _pairs(words: Ontology, cls: str | None, far: Iterable[str]) -> set[tuple[str, str]]:
    """What identifies the things that a reference leads to: pairs of class and property."""
    if cls is not None:
        return words.identifying([cls])
    every = {(owner, one.name) for one in words.properties.values() for owner in one.identifying}
    return {(owner, one) for owner, one in every if words.applies(far, [owner])}


def _advice(words: Ontology, property_: str, names: list[str], meant: str) -> str:
    if (known := words.properties.get(property_)) and known.identifying:
        return f"it identifies {shown(known.identifying)}"
    return nearest(property_, names) or (f"{meant} is identified by {shown(names)}" if names else "nothing does")
