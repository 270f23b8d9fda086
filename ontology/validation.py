"""Holding things against shapes, through pySHACL: what does not conform, where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.checkdigits import SCHEMES
from ontology.rdf import THINGS, WORDS, Description, graph, text, thing
from ontology.shapes import CHECK_DIGITS, shapes
from ontology.vocabulary import Ontology

SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that does not conform to one constraint.

    `path` is the field or relation it is about, `inward` whether the relation is read towards the thing. `value` is
    what does not conform (of a relation the id of the thing at its other end), None where something is missing or is
    there too often. `severity` is *violation*, *warning* or *info*.
    """

    thing: str
    path: str
    inward: bool
    value: str | None
    message: str
    severity: str


BATCH = 200
"""How many things are held against the shapes at once: pySHACL takes the square of it, and a fixed part."""


class Validator:
    """The shapes of an ontology, ready for any number of batches."""

    def __init__(self, ontology: Ontology, folders: Sequence[Path] = ()) -> None:
        """Raises: Invalid: the files of shapes hold mistakes."""
        self.ontology = ontology
        self.shapes = shapes(ontology, folders)
        self._reckoned = sorted(_reckoned(self.shapes))

    def validate(self, things: Iterable[Description], beside: Iterable[Description] = ()) -> list[Violation]:
        """Every violation of these things, in order. `beside` describes what they are related to, and is not judged."""
        from pyshacl import validate  # half a second to import

        judged = list(things)
        if not judged:
            return []
        data = graph([*judged, *beside], self.ontology)
        focus: list[URIRef | str] = [thing(one.id) for one in judged]
        _, report, _ = validate(data, shacl_graph=self.shapes, inference="none", focus_nodes=focus)
        if not isinstance(report, Graph):
            raise TypeError(f"pySHACL gave no report: {report!r}")
        found = [self._violation(report, one) for one in _results(report)]
        told = {(one.thing, one.path, one.value) for one in found}
        wrong = [one for one in self._misreckoned(judged) if (one.thing, one.path, one.value) not in told]
        return sorted([*found, *wrong])

    def _misreckoned(self, judged: Iterable[Description]) -> Iterator[Violation]:
        """Every value whose check digits are wrong."""
        for one in judged:
            classes = self.ontology.closure(one.classes)
            for cls, path, scheme, message, severity in self._reckoned:
                for value in one.values.get(path, ()) if cls in classes else ():
                    if not SCHEMES[scheme](text(value)):
                        yield Violation(one.id, path, False, text(value), message, severity)

    def _violation(self, report: Graph, result: Node) -> Violation:
        path = report.value(result, SH.resultPath)
        inverse = report.value(path, SH.inversePath) if path is not None else None
        value = report.value(result, SH.value)
        focus = report.value(result, SH.focusNode)
        if path is None:
            path = self.shapes.value(report.value(result, SH.sourceShape), SH.targetSubjectsOf)
        return Violation(
            str(focus).removeprefix(THINGS),
            _word(inverse if inverse is not None else path),
            inverse is not None,
            None if value is None or value == focus else str(value).removeprefix(THINGS),
            "; ".join(sorted(str(one) for one in report.objects(result, SH.resultMessage) if isinstance(one, Literal))),
            SEVERITIES[URIRef(str(report.value(result, SH.resultSeverity)))],
        )


def _reckoned(found: Graph) -> Iterator[tuple[str, str, str, str, str]]:
    """Class, path, scheme, message and severity of each shape of values that bear check digits."""
    for shape, scheme in found.subject_objects(CHECK_DIGITS):
        severity = SEVERITIES[URIRef(str(found.value(shape, SH.severity) or SH.Violation))]
        for node in found.subjects(SH.property, shape):
            for cls in found.objects(node, SH.targetClass):
                path, message = _word(found.value(shape, SH.path)), str(found.value(shape, SH.message) or "")
                yield _word(cls), path, str(scheme), message, severity


def _results(report: Graph) -> list[Node]:
    """The results themselves, without the details that explain them."""
    return [node for head in report.subjects(RDF.type, SH.ValidationReport) for node in report.objects(head, SH.result)]


def _word(node: Node | None) -> str:
    return "" if node is None else str(node).removeprefix(str(WORDS))
