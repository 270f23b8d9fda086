"""References as a mapping file writes them, held against the ontology and against the streams that they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.byvalue import ByRule, compile_by
from ingest.cells import Cell, Fixed, Part, Source
from ingest.fieldrules import Place
from ingest.frames import Frame
from ingest.paths import ABSENT
from ingest.rowrules import RefRule
from ingest.spec import KeyPart, RefSpec, understand
from ingest.yamltree import Mistakes, Path, shown
from ontology.errors import NotFound, nearest
from ontology.vocabulary import Ontology, Relation


@dataclass(frozen=True)
class References:
    """Compiles the references of a file's streams. `said` takes each as it was understood."""

    ontology: Ontology
    mistakes: Mistakes
    source: str
    frames: Mapping[str, Frame]

    def compile(self, frame: Frame, place: Place, said: dict[str, Any]) -> Iterator[RefRule | ByRule]:
        """The references of the rows of a stream."""
        for name, block in frame.spec.refs.items():
            here = (*frame.path, "refs", name)
            relation = self._relation(name, place.classes, here)
            many = isinstance(block, list)
            for number, node in enumerate(block if many else [block]):
                at = (*here, str(number)) if many else here
                ref = understand(RefSpec, node, at, self.mistakes)
                if ref and ref.by:
                    by, value = compile_by(name, ref, *relation, place, at) if relation else (None, None)
                    said.setdefault(name, []).append([ref.model_dump(mode="json"), value])
                    yield from [by] if by else []
                    continue
                told = ref.model_dump(mode="json", exclude={"by", "name"}) if ref else None
                said.setdefault(name, []).append(told)
                if ref and relation and (rule := self._ref(name, ref, frame, *relation, at)):
                    yield rule

    def _relation(self, name: str, classes: tuple[str, ...], path: Path) -> tuple[Relation, bool] | None:
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

    def _ref(
        self, name: str, ref: RefSpec, frame: Frame, relation: Relation, outward: bool, path: Path
    ) -> RefRule | None:
        far = relation.range if outward else relation.domain
        source = ref.source or self.source
        target = self.frames.get(ref.stream) if source == self.source else None
        if source == self.source and target is None:
            self.mistakes.add((*path, "stream"), f"no stream `{ref.stream}`", nearest(ref.stream, self.frames))
            return None
        known = [one for one in (target.spec.classes if target else ()) if one in self.ontology.classes]
        if known and not self.ontology.applies(far, known):
            self.mistakes.add(path, f"`{name}` leads to {shown(far)}, and `{ref.stream}` holds {shown(known)}")
        cls = self._expected(name, ref, far, known, path)
        parts = self._parts(ref, frame, target, path)
        return RefRule(name, relation.type, outward, cls, source, ref.stream, parts) if parts else None

    def _parts(self, ref: RefSpec, frame: Frame, target: Frame | None, path: Path) -> tuple[Part, ...]:
        """The key of the target, as the row tells it."""
        if not ref.key:
            found = frame.climb(target) if target else None
            if found is None:
                self.mistakes.add(path, "`key` is missing", "name the columns that hold the target's key")
            return tuple(Part(cell(part), part.kind) for part in found or ())
        if target and target.key and len(target.key) != len(ref.key):
            message = f"`{ref.stream}` has {len(target.key)} columns in its key, here are {len(ref.key)}"
            self.mistakes.add((*path, "key"), message)
        kinds = [part.kind for part in target.key] if target and len(target.key) == len(ref.key) else []
        return tuple(Part(cell(part), part.kind or (kinds[at] if kinds else None)) for at, part in enumerate(ref.key))

    def _expected(self, name: str, ref: RefSpec, far: Iterable[str], known: list[str], path: Path) -> str:
        """The class that the target of a reference is expected to have."""
        if ref.cls is not None:
            if ref.cls not in self.ontology.classes:
                self.mistakes.add((*path, "class"), f"no class `{ref.cls}`", near_class(ref.cls, self.ontology))
            elif not self.ontology.applies(far, [ref.cls]):
                self.mistakes.add((*path, "class"), f"`{name}` leads to {shown(far)}, not to `{ref.cls}`")
            return ref.cls
        if len(names := sorted(far)) == 1:
            return names[0]
        fitting = [one for one in known if self.ontology.applies(far, [one])]
        if not fitting:
            self.mistakes.add(path, f"`{name}` leads to one of {shown(far)}", "say which with `class:`")
        return fitting[0] if fitting else ""


def cell(part: KeyPart) -> Source:
    """Empty is never a part of a key: a null, no text and a missing column all mean that there is none."""
    return Fixed(part.value) if part.value is not None else Cell(str(part.column), ABSENT, ABSENT)


def near_class(name: str, ontology: Ontology) -> str:
    """The class that was meant, or which there are."""
    return nearest(name, ontology.classes) or f"there are {shown(ontology.classes)}"
