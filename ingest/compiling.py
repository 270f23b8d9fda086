"""From a mapping file to a compiled mapping: everything is held against the ontology, every mistake told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from ingest.cells import ABSENT, Cell, Fixed, Part, Source
from ingest.fieldrules import Place, compile_field, moment
from ingest.mapping import SourceMapping, StreamMapping
from ingest.rowrules import FieldRule, MomentRule, MoneyRule, RefRule
from ingest.spec import FieldSpec, FileSpec, KeyPart, RefSpec, StreamSpec, understand
from ingest.yamltree import Mistakes, read, shown
from ontology.digest import digest
from ontology.errors import Invalid, NotFound, nearest
from ontology.vocabulary import Ontology, Relation

FORM = 1
"""The version of what compiled mappings make of a row: counted up when a cleaner or a rule changes its results."""

NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")


def load_mapping(path: Path, ontology: Ontology, source: str | None = None, home: str | None = None) -> SourceMapping:
    """The mapping in a file; see `compile_mapping`.

    Raises:
        NotFound: the file is not there.
        Invalid: naming every mistake in it, with its line.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise NotFound(f"no mapping `{path}`", str(error.strerror or error).lower()) from error
    except UnicodeDecodeError as error:
        raise Invalid(f"`{path}` is not UTF-8", "save it as UTF-8") from error
    return compile_mapping(text, ontology, source, home, path.name)


def compile_mapping(
    text: str, ontology: Ontology, source: str | None = None, home: str | None = None, name: str = "mapping"
) -> SourceMapping:
    """The mapping in a YAML text. `source` is the name it must be for, `home` the zone of the source's timestamps.

    Raises:
        Invalid: naming every mistake in it, with its line.
    """
    node, mistakes = read(text, name)
    spec = understand(FileSpec, node, (), mistakes) if node is not None else None
    if spec is None:
        mistakes.add((), "a mapping begins with `source:` and `streams:`")
        mistakes.settle()
        raise AssertionError("unreachable: a mistake was noted")
    named = spec.source or source or ""
    if not NAME.fullmatch(named):
        mistakes.add(("source",), f"`source:` must be a name such as `erp`, not `{named}`")
    elif source is not None and named != source:
        mistakes.add(("source",), f"the mapping is for the source `{named}`, not for `{source}`")
    if not spec.streams:
        mistakes.add(("streams",), "no stream is mapped")
    streams = {
        one: found
        for one, block in spec.streams.items()
        if (found := understand(StreamSpec, block if block is not None else {}, ("streams", one), mistakes)) is not None
    }
    compiler = _Compiler(ontology, mistakes, named, spec.zone or home, streams)
    compiled = {one: compiler.stream(one, stream) for one, stream in streams.items()}
    mistakes.settle()
    return SourceMapping(named, compiled)


class _Compiler:
    """Compiles the streams of one file, noting mistakes as it goes."""

    def __init__(
        self, ontology: Ontology, mistakes: Mistakes, source: str, home: str | None, streams: dict[str, StreamSpec]
    ) -> None:
        self.ontology = ontology
        self.mistakes = mistakes
        self.source = source
        self.home = home
        self.streams = streams
        self.said: dict[str, dict[str, Any]] = {}
        """Of the stream that is being compiled: its fields and references as they were understood."""

    def stream(self, name: str, spec: StreamSpec) -> StreamMapping:
        path = ("streams", name)
        if not NAME.fullmatch(name):
            self.mistakes.add(path, f"`{name}` is no name for a stream", "small letters, digits, `_` and `-`")
        self.said = {"fields": {}, "refs": {}}
        classes = self._classes(spec.classes, path)
        null, blank = _meaning(spec.empty)
        nulls = frozenset(spec.nulls)
        place = Place(self.ontology, self.mistakes, classes, self.home, null, blank, nulls)
        if not spec.key:
            self.mistakes.add(path, "the stream has no `key:`", "name the columns of its primary key")
        parts = tuple(Part(self._cell(part), part.kind) for part in spec.key)
        fields = tuple(self._fields(spec, place, path))
        refs = tuple(self._refs(spec, classes, path))
        version = moment(spec.version, place, (*path, "version")) if spec.version else None
        begin, end = self._validity(spec, place, path)
        return StreamMapping(
            source=self.source, stream=name, origin=spec.origin or name, classes=classes, parts=parts, fields=fields,
            refs=refs, version=version, begin=begin, end=end, sweep=spec.deletes == "sweep",
            columns=tuple(sorted(set(_columns(spec, parts, fields, refs)))), ontology=self.ontology,
            digest=self._digest(name, spec, fields, refs, classes),
        )  # fmt: skip

    def _classes(self, names: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
        """The classes; none when one is unknown, so that nothing is held against half of them."""
        known = []
        if not names:
            self.mistakes.add(path, "the stream has no `classes:`", "say what its rows are")
        for place, name in enumerate(names):
            if name in self.ontology.classes:
                known.append(name)
            else:
                self.mistakes.add((*path, "classes", str(place)), f"no class `{name}`", self._near(name))
        for one, other in combinations(known, 2):
            if self.ontology.disjoint([one], [other]):
                self.mistakes.add((*path, "classes"), f"nothing is both `{one}` and `{other}`")
        return tuple(dict.fromkeys(known)) if len(known) == len(names) else ()

    def _near(self, name: str) -> str:
        return nearest(name, self.ontology.classes) or f"there are {shown(self.ontology.classes)}"

    def _fields(self, spec: StreamSpec, place: Place, path: tuple[str, ...]) -> Iterator[FieldRule | MoneyRule]:
        for name, block in spec.fields.items():
            here = (*path, "fields", name)
            node = {"column": block} if isinstance(block, str) else block
            field = understand(FieldSpec, node, here, self.mistakes)
            self.said["fields"][name] = field.model_dump(mode="json") if field else None
            if rule := compile_field(name, field, place, here):
                yield rule

    def _refs(self, spec: StreamSpec, classes: tuple[str, ...], path: tuple[str, ...]) -> Iterator[RefRule]:
        for name, block in spec.refs.items():
            here = (*path, "refs", name)
            relation = self._relation(name, classes, here)
            many = isinstance(block, list)
            for place, node in enumerate(block if many else [block]):
                at = (*here, str(place)) if many else here
                ref = understand(RefSpec, node, at, self.mistakes)
                self.said["refs"].setdefault(name, []).append(ref.model_dump(mode="json") if ref else None)
                if ref and relation and (rule := self._ref(name, ref, *relation, at)):
                    yield rule

    def _relation(self, name: str, classes: tuple[str, ...], path: tuple[str, ...]) -> tuple[Relation, bool] | None:
        try:
            relation, outward = self.ontology.relation(name)
        except NotFound as error:
            told = "it is a property: put it under `fields:`" if name in self.ontology.properties else error.mend
            self.mistakes.add(path, f"no relation `{name}`", told)
            return None
        near = relation.domain if outward else relation.range
        if classes and not self.ontology.applies(near, classes):
            self.mistakes.add(path, f"`{name}` leads from {shown(near)}, not from {shown(classes)}")
        return relation, outward

    def _ref(self, name: str, ref: RefSpec, relation: Relation, outward: bool, path: tuple[str, ...]) -> RefRule | None:
        far = relation.range if outward else relation.domain
        source = ref.source or self.source
        target = self.streams.get(ref.stream) if source == self.source else None
        if source == self.source and target is None:
            self.mistakes.add((*path, "stream"), f"no stream `{ref.stream}`", nearest(ref.stream, self.streams))
            return None
        if target and target.key and len(target.key) != len(ref.key):
            message = f"`{ref.stream}` has {len(target.key)} columns in its key, here are {len(ref.key)}"
            self.mistakes.add((*path, "key"), message)
        known = [one for one in (target.classes if target else ()) if one in self.ontology.classes]
        if known and not self.ontology.applies(far, known):
            self.mistakes.add(path, f"`{name}` leads to {shown(far)}, and `{ref.stream}` holds {shown(known)}")
        cls = self._expected(name, ref, far, known, path)
        kinds = [part.kind for part in target.key] if target and len(target.key) == len(ref.key) else []
        parts = tuple(
            Part(self._cell(part), part.kind or (kinds[at] if kinds else None)) for at, part in enumerate(ref.key)
        )
        return RefRule(name, relation.type, outward, cls, source, ref.stream, parts)

    def _expected(self, name: str, ref: RefSpec, far: Iterable[str], known: list[str], path: tuple[str, ...]) -> str:
        """The class that the target of a reference is expected to have."""
        if ref.cls is not None:
            if ref.cls not in self.ontology.classes:
                self.mistakes.add((*path, "class"), f"no class `{ref.cls}`", self._near(ref.cls))
            elif not self.ontology.applies(far, [ref.cls]):
                self.mistakes.add((*path, "class"), f"`{name}` leads to {shown(far)}, not to `{ref.cls}`")
            return ref.cls
        if len(names := sorted(far)) == 1:
            return names[0]
        fitting = [one for one in known if self.ontology.applies(far, [one])]
        if not fitting:
            self.mistakes.add(path, f"`{name}` leads to one of {shown(far)}", "say which with `class:`")
        return fitting[0] if fitting else ""

    def _validity(
        self, spec: StreamSpec, place: Place, path: tuple[str, ...]
    ) -> tuple[MomentRule | None, MomentRule | None]:
        if spec.valid is None:
            return None, None
        begin, end = spec.valid.begin, spec.valid.end
        return (
            moment(begin, place, (*path, "valid", "from")) if begin else None,
            moment(end, place, (*path, "valid", "to")) if end else None,
        )

    @staticmethod
    def _cell(part: KeyPart) -> Source:
        """Empty is never a part of a key: a null, no text and a missing column all mean that there is none."""
        return Fixed(part.value) if part.value is not None else Cell(str(part.column), ABSENT, ABSENT)

    def _digest(
        self, name: str, spec: StreamSpec, fields: tuple[Any, ...], refs: tuple[RefRule, ...], classes: tuple[str, ...]
    ) -> str:
        """Over everything that decides what becomes of a row: the file's words and the ontology's for them."""
        properties = [self.ontology.properties[rule.property] for rule in fields]
        return digest(
            [
                FORM,
                self.source,
                name,
                self.home,
                spec.model_dump(mode="json", exclude={"fields", "refs"}),
                self.said,
                [[one.name, one.datatype, one.functional] for one in properties],
                [[ref.field, ref.relation, ref.outward, ref.cls, [part.kind for part in ref.parts]] for ref in refs],
                sorted(self.ontology.identifying(classes)),
            ]
        )


def _meaning(empty: str | None) -> tuple[Any, Any]:
    """What a null and an empty text mean: a null says that there is none, an empty text says nothing, unless told."""
    if empty is None:
        return None, ABSENT
    return (None, None) if empty == "null" else (ABSENT, ABSENT)


def _columns(
    spec: StreamSpec, parts: tuple[Part, ...], fields: tuple[Any, ...], refs: tuple[RefRule, ...]
) -> Iterator[str]:
    cells = [part.cell for part in parts] + [part.cell for ref in refs for part in ref.parts]
    for rule in fields:
        amount = rule.amount if isinstance(rule, MoneyRule) else rule
        cells += amount.cells
        cells += [rule.currency] if isinstance(rule, MoneyRule) else []
        cells += [amount.country.cell] if amount.country else []
    yield from (cell.column for cell in cells if isinstance(cell, Cell))
    moments = [spec.version, *((spec.valid.begin, spec.valid.end) if spec.valid else ())]
    yield from (one.column for one in moments if one)
