"""From a mapping file to a compiled mapping: everything is held against the ontology, every mistake told at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path as FilePath
from typing import Any

from ingest.byvalue import ByRule
from ingest.carrying import Carried, Each
from ingest.cells import Cell, Part, Source
from ingest.codes import listed
from ingest.computing import Computed
from ingest.fieldrules import Place, compile_field, moment
from ingest.frames import NAME, Frame, carried, frames
from ingest.mapping import SourceMapping, StreamMapping
from ingest.paths import ABSENT
from ingest.references import References, cell, near_class
from ingest.rowrules import DeletedRule, FieldRule, MomentRule, MoneyRule, RefRule, coded
from ingest.spec import CarriedSpec, FieldSpec, FileSpec, StreamSpec, ThingSpec, understand
from ingest.yamltree import Mistakes, Path, read
from ontology.digest import digest
from ontology.errors import Invalid, NotFound
from ontology.vocabulary import Ontology

FORM = 3
"""The version of what compiled mappings make of a row: counted up when a cleaner or a rule changes its results."""


def load_mapping(
    path: FilePath, ontology: Ontology, source: str | None = None, home: str | None = None
) -> SourceMapping:
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
    return compile_mapping(text, ontology, source, home, path.name, path.parent)


def compile_mapping(
    text: str,
    ontology: Ontology,
    source: str | None = None,
    home: str | None = None,
    name: str = "mapping",
    folder: FilePath | None = None,
) -> SourceMapping:
    """The mapping in a YAML text. `source` is the name it must be for, `home` the zone of the source's timestamps.

    `folder` is where the lists of codes lie that it names.

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
    known = frames(spec.streams, mistakes)
    compiler = _Compiler(ontology, mistakes, named, spec.zone or home, known, folder)
    compiled = {one: compiler.stream(frame) for one, frame in known.items() if frame.above is None}
    mistakes.settle()
    return SourceMapping(named, compiled, compiler.home)


class _Compiler:
    """Compiles the streams of one file, noting mistakes as it goes."""

    def __init__(
        self,
        ontology: Ontology,
        mistakes: Mistakes,
        source: str,
        home: str | None,
        known: dict[str, Frame],
        folder: FilePath | None,
    ) -> None:
        self.ontology = ontology
        self.mistakes = mistakes
        self.source = source
        self.home = home
        self.known = known
        self.folder = folder
        self.references = References(ontology, mistakes, source, known)

    def stream(self, frame: Frame) -> StreamMapping:
        spec, path = frame.spec, frame.path
        origin, sweep = (spec.origin, spec.deletes == "sweep") if isinstance(spec, StreamSpec) else (None, False)
        said: dict[str, Any] = {"fields": {}, "refs": {}}
        classes = self._classes(spec.classes, path)
        null, blank = _meaning(spec.empty)
        place = Place(self.ontology, self.mistakes, classes, self.home, null, blank, frozenset(spec.nulls))
        if not frame.key:
            self.mistakes.add(path, "the stream has no `key:`", "name the columns of its primary key")
        parts = tuple(Part(cell(part), part.kind) for part in frame.key)
        fields = tuple(self._fields(spec, place, path, said["fields"]))
        refs = tuple(self.references.compile(frame, place, said["refs"]))
        version = moment(spec.version, place, (*path, "version")) if spec.version else None
        begin, end = self._validity(spec, place, path)
        inner = tuple(self._carried(one, place) for one in carried(frame, self.known))
        return StreamMapping(
            source=self.source, stream=frame.name, origin=origin or frame.name, classes=classes, parts=parts,
            fields=fields, refs=refs, version=version, begin=begin, end=end, deleted=_deleted(spec, place),
            carried=inner, sweep=sweep, columns=tuple(sorted(set(_columns(spec, parts, fields, refs, inner)))),
            ontology=self.ontology, digest=self._digest(frame, classes, said, fields, refs, inner),
            keying=digest([part.model_dump(mode="json") for part in frame.key]), reading=_reading(frame, inner),
        )  # fmt: skip

    def _carried(self, frame: Frame, place: Place) -> Carried:
        spec = frame.spec.each if isinstance(frame.spec, CarriedSpec) else None
        if spec is None:
            return Carried(self.stream(frame), None, owned=not frame.spec.key)
        each = Each(place.cell(spec.column.removesuffix("[*]")), spec.split, spec.parse == "json")
        return Carried(self.stream(frame), each, owned=True)

    def _classes(self, names: tuple[str, ...], path: Path) -> tuple[str, ...]:
        """The classes; none when one is unknown, so that nothing is held against half of them."""
        known = []
        if not names:
            self.mistakes.add(path, "the stream has no `classes:`", "say what its rows are")
        for place, name in enumerate(names):
            if name in self.ontology.classes:
                known.append(name)
            else:
                self.mistakes.add((*path, "classes", str(place)), f"no class `{name}`", near_class(name, self.ontology))
        for one, other in combinations(known, 2):
            if self.ontology.disjoint([one], [other]):
                self.mistakes.add((*path, "classes"), f"nothing is both `{one}` and `{other}`")
        return tuple(dict.fromkeys(known)) if len(known) == len(names) else ()

    def _fields(
        self, spec: ThingSpec, place: Place, path: Path, said: dict[str, Any]
    ) -> Iterator[FieldRule | MoneyRule]:
        for name, block in spec.fields.items():
            here = (*path, "fields", name)
            node = {"column": block} if isinstance(block, str) else block
            field = understand(FieldSpec, node, here, self.mistakes)
            field = listed(field, self.folder, self.mistakes, here) if field else None
            said[name] = field.model_dump(mode="json") if field else None
            if rule := compile_field(name, field, place, here):
                yield rule

    def _validity(self, spec: ThingSpec, place: Place, path: Path) -> tuple[MomentRule | None, MomentRule | None]:
        if spec.valid is None:
            return None, None
        begin, end = spec.valid.begin, spec.valid.end
        return (
            moment(begin, place, (*path, "valid", "from")) if begin else None,
            moment(end, place, (*path, "valid", "to")) if end else None,
        )

    def _digest(
        self, frame: Frame, classes: tuple[str, ...], said: dict[str, Any], fields: tuple[Any, ...],
        refs: tuple[RefRule | ByRule, ...], inner: tuple[Carried, ...],
    ) -> str:  # fmt: skip
        """Over everything that decides what becomes of a row: the file's words and the ontology's for them."""
        properties = [self.ontology.properties[rule.property] for rule in fields]
        return digest(
            [
                FORM,
                self.source,
                frame.name,
                self.home,
                frame.spec.model_dump(mode="json", exclude={"fields", "refs", "carries"}),
                [part.model_dump(mode="json") for part in frame.key],
                said,
                [[one.name, one.datatype, one.functional] for one in properties],
                [[ref.field, ref.relation, ref.outward, ref.cls, [part.kind for part in ref.parts]] for ref in refs],
                [
                    [cls, name, self.ontology.properties[name].guard, self.ontology.properties[name].within]
                    for cls, name in sorted(self.ontology.identifying(classes))
                ],
                [one.mapping.digest for one in inner],
            ]
        )


def _reading(frame: Frame, inner: tuple[Carried, ...]) -> str:
    """Over everything but the key that decides which rows a stream has."""
    told = frame.spec.model_dump(mode="json", include={"origin", "deletes", "deleted", "each"})
    empty = frame.spec.model_dump(mode="json", include={"nulls", "empty"}) if frame.spec.deleted else None
    own = frame.spec.model_dump(mode="json", include={"key"}) if frame.above else None
    return digest([frame.name, told, own, empty, [one.mapping.reading for one in inner]])


def _deleted(spec: ThingSpec, place: Place) -> DeletedRule | None:
    if spec.deleted is None:
        return None
    codes = frozenset("null" if one is None else coded(one) for one in spec.deleted.values)
    return DeletedRule(place.cell(spec.deleted.column, coded="" in codes), codes)


def _meaning(empty: str | None) -> tuple[Any, Any]:
    """What a null and an empty text mean: a null says that there is none, an empty text says nothing, unless told."""
    if empty is None:
        return None, ABSENT
    return (None, None) if empty == "null" else (ABSENT, ABSENT)


def _columns(
    spec: ThingSpec, parts: tuple[Part, ...], fields: tuple[Any, ...], refs: tuple[RefRule | ByRule, ...],
    inner: tuple[Carried, ...],
) -> Iterator[str]:  # fmt: skip
    cells: list[Source | Computed] = [part.cell for part in (*parts, *(part for ref in refs for part in ref.parts))]
    for rule in (*fields, *(ref.value for ref in refs if isinstance(ref, ByRule))):
        amount = rule.amount if isinstance(rule, MoneyRule) else rule
        cells += amount.cells
        cells += [rule.currency] if isinstance(rule, MoneyRule) else []
        cells += [amount.country.cell] if amount.country else []
    cells += [ref.name for ref in refs if isinstance(ref, ByRule) and ref.name]
    yield from (cell.column for cell in cells if isinstance(cell, Cell))
    yield from (name for cell in cells if isinstance(cell, Computed) for name in cell.columns)
    moments = [spec.version, spec.deleted, *((spec.valid.begin, spec.valid.end) if spec.valid else ())]
    yield from (one.column for one in moments if one)
    for one in inner:
        yield from one.columns()
