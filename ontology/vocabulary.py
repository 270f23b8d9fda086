"""The words: classes, properties, relations and actions, as data, and what can be asked of them.

This module is pure and cheap to import; reading the words from Turtle is `ontology.loading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeVar, get_args

import orjson

from ontology import durations
from ontology.digest import canonical, digest
from ontology.errors import Invalid, NotFound, nearest

Datatype = Literal["string", "integer", "decimal", "money", "boolean", "date", "datetime"]
DataClass = Literal["personal", "contact", "financial", "special", "none"]
DATATYPES: tuple[str, ...] = get_args(Datatype)
DATA_CLASSES: tuple[str, ...] = get_args(DataClass)


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """How a class stands to one elsewhere: as SKOS says it (`closeMatch`), or as one of its kinds (`subClassOf`)."""

    how: str
    address: str


@dataclass(frozen=True, slots=True)
class Class:
    """A kind of thing. `disjoint` names the classes it is said to share no instance with (not the inherited ones).

    `aligned` holds the addresses of equivalent classes elsewhere, `matches` those of others. `dated_by` is the property
    that dates an instance: windows and "the latest ones" go by it.
    """

    name: str
    label: str
    definition: str
    parents: tuple[str, ...] = ()
    disjoint: frozenset[str] = frozenset()
    aligned: tuple[str, ...] = ()
    dated_by: str | None = None
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """What can be said of a thing by a value. A thing has at most one value when it is `functional`.

    `domain` holds the classes of which at least one must apply. `sources` is the order in which sources are believed;
    `identifying` the classes within which equal values mean one thing. A value that more than `guard` current records
    share identifies nobody; nor does, without the name, one that more than `within` of one stream share. `strength`
    (1 to 1000) ranks an equal value as evidence.
    """

    name: str
    label: str
    definition: str
    domain: frozenset[str]
    datatype: Datatype
    functional: bool = False
    data_class: DataClass = "none"
    sources: tuple[str, ...] = ()
    identifying: frozenset[str] = frozenset()
    guard: int = 5
    within: int = 10_000
    strength: int = 500

    @property
    def stored(self) -> tuple[str, ...]:
        """The fields that hold a value: money is minor units and a currency."""
        return (self.name, f"{self.name}_currency") if self.datatype == "money" else (self.name,)


@dataclass(frozen=True, slots=True)
class Relation:
    """What can be said of two things, in the direction it is stored; `inverse` is its name read the other way.

    `functional`: a thing has at most one outward. `inverse_functional`: at most one inward.
    """

    name: str
    label: str
    definition: str
    domain: frozenset[str]
    range: frozenset[str]
    functional: bool = False
    inverse: str | None = None
    inverse_functional: bool = False

    @property
    def type(self) -> str:
        """The relation type as it is stored."""
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class Need:
    """What must be known before an action: the values at the end of a path from its subject.

    `freshness`: how old what is known may be. `limit`: how many things at the end of the path, latest first.
    `window`: how far back their dates (`Class.dated_by`) may lie.
    """

    path: str
    required: bool = False
    freshness: timedelta | None = None
    limit: int | None = None
    window: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something that may be done to a thing of the class `subject`, and what must be known first, most needed first."""

    name: str
    label: str
    definition: str
    subject: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Ontology:
    """Everything that can be said, and the digest that pins it."""

    version: str
    digest: str
    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    relations: Mapping[str, Relation]
    actions: Mapping[str, Action]

    @classmethod
    def of(
        cls,
        version: str,
        classes: Iterable[Class] = (),
        properties: Iterable[Property] = (),
        relations: Iterable[Relation] = (),
        actions: Iterable[Action] = (),
    ) -> Ontology:
        """The ontology of these words, in whatever order they come."""
        words = (_named(classes), _named(properties), _named(relations), _named(actions))
        return cls(version, digest(_plain(version, *words)), *words)

    def __hash__(self) -> int:
        return hash(self.digest)

    def cls(self, name: str) -> Class:
        """The class of that name. Raises: NotFound."""
        return _find("class", name, self.classes)

    def property(self, name: str) -> Property:
        """The property of that name. Raises: NotFound."""
        return _find("property", name, self.properties)

    def action(self, name: str) -> Action:
        """The action of that name. Raises: NotFound."""
        return _find("action", name, self.actions)

    def relation(self, name: str) -> tuple[Relation, bool]:
        """The relation that a name or an inverse name means, and whether that reads it outward, as it is stored.

        Raises:
            NotFound: no relation reads so.
        """
        return _find("relation", name, self.readings)

    def ancestors(self, name: str) -> frozenset[str]:
        """The class itself and all it is a kind of. Raises: NotFound."""
        return self._ancestors.get(name) or frozenset({self.cls(name).name})

    def closure(self, classes: Iterable[str]) -> frozenset[str]:
        """The classes and all they are kinds of. Raises: NotFound."""
        return _closure(self, tuple(classes))

    def disjoint(self, a: Iterable[str], b: Iterable[str]) -> bool:
        """Whether nothing can have both the classes `a` and the classes `b`."""
        others = self.closure(b)
        return any(self.classes[name].disjoint & others for name in self.closure(a))

    def applies(self, domain: Iterable[str], classes: Iterable[str]) -> bool:
        """Whether something with these classes is in that domain (or range)."""
        return not self.closure(classes).isdisjoint(domain)

    def identifying(self, classes: Iterable[str]) -> set[tuple[str, str]]:
        """The (class, property) pairs that identify a thing with these classes."""
        within = self.closure(classes)
        return {(name, one.name) for one in self.properties.values() for name in one.identifying & within}

    def path(self, path: str) -> tuple[tuple[tuple[Relation, bool], ...], Property]:
        """The steps of a need's path, and the property it ends in. Raises: NotFound."""
        *steps, last = path.split("/")
        return tuple(self.relation(step) for step in steps), self.property(last)

    def to_json(self) -> str:
        """The canonical JSON that the digest is over."""
        return canonical(_plain(self.version, self.classes, self.properties, self.relations, self.actions)).decode()

    @staticmethod
    def from_json(text: str) -> Ontology:
        """The ontology whose canonical JSON this is. Raises: Invalid."""
        try:
            data = orjson.loads(text)
            words = [[_read(kind, one) for one in data[key].values()] for key, kind in _KINDS.items()]
            return Ontology.of(data["version"], *words)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Invalid("not the canonical JSON of an ontology", "give what `Ontology.to_json` made") from error

    @cached_property
    def readings(self) -> dict[str, tuple[Relation, bool]]:
        """Every name that a relation is read by: its own (outward) and its inverse's."""
        inward = {one.inverse: (one, False) for one in self.relations.values() if one.inverse}
        return inward | {one.name: (one, True) for one in self.relations.values()}

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name in self.classes:
            seen, ahead = {name}, [name]
            while ahead:
                for parent in self.classes[ahead.pop()].parents:
                    if parent not in seen:
                        seen.add(parent)
                        ahead.append(parent)
            found[name] = frozenset(seen)
        return found


@lru_cache(maxsize=4096)
def _closure(ontology: Ontology, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(ontology.ancestors, names))


_LATER: dict[str, object] = {"matches": [], "within": 10_000}
"""Fields that came later, with what is not written of them: older ontologies are read, and keep their digests."""

_KINDS: dict[str, type] = {"classes": Class, "properties": Property, "relations": Relation, "actions": Action}
Word = TypeVar("Word", Class, Property, Relation, Action)
Found = TypeVar("Found")


def _named(words: Iterable[Word]) -> dict[str, Word]:
    return {word.name: word for word in sorted(words, key=lambda word: word.name)}


def _find(kind: str, name: str, among: Mapping[str, Found]) -> Found:
    if name not in among:
        raise NotFound(f"no {kind} `{name}` in the ontology", nearest(name, among))
    return among[name]


def _plain(version: str, *words: Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"version": version}
    for key, some in zip(_KINDS, words, strict=True):
        body[key] = {name: _write(word) for name, word in some.items()}
    return body


def _write(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if isinstance(value, timedelta):
        return durations.show(value)
    if isinstance(value, (Class, Property, Relation, Action, Need, Match)):
        said = {field.name: _write(getattr(value, field.name)) for field in fields(value)}
        return {name: one for name, one in said.items() if name not in _LATER or one != _LATER[name]}
    return value


def _read(kind: type, data: Mapping[str, Any]) -> Any:
    forms: dict[str, Any] = {field.name: field.type for field in fields(kind)}
    if not forms.keys() - _LATER.keys() <= data.keys() <= forms.keys():
        raise ValueError(f"{kind.__name__} has other fields: {sorted(data)}")
    return kind(**{name: _revive(forms[name], value) for name, value in data.items()})


def _revive(form: str, value: Any) -> Any:
    if value is None or (isinstance(value, (str, bool, int)) and not form.startswith("timedelta")):
        return value
    if form.startswith("timedelta"):
        return durations.parse(value)
    if form.startswith("frozenset"):
        return frozenset(value)
    kind = {"tuple[Need, ...]": Need, "tuple[Match, ...]": Match}.get(form)
    return tuple(value if kind is None else [_read(kind, one) for one in value])
