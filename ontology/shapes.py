"""The shapes that things must have: those that follow from the words, ours, and a user's beside them.

Shapes are W3C SHACL Core, in `*.ttl` files of a folder `shapes`. In them every word is written `urn:tl:ontology:NAME`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology import turtle
from ontology.checkdigits import SCHEMES
from ontology.errors import nearest
from ontology.implied import implied
from ontology.mistakes import Mistakes
from ontology.rdf import WORDS, fields
from ontology.vocabulary import Ontology

FOLDER = "shapes"
HERE = Path(__file__).parent / FOLDER
_CLASSES = (SH.targetClass, SH["class"])
_PATHS = (SH.path, SH.targetSubjectsOf, SH.targetObjectsOf, SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_BEYOND = (SH.sparql, SH.select, SH.ask, SH.rule, SH.js, SH.target, SH.jsLibrary, SH.expression)
CHECK_DIGITS = URIRef("urn:tl:vocabulary:checkDigits")
"""What says of a property's shape that its values bear check digits, and by which scheme: SHACL Core cannot reckon."""

_STEPS = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath, SH.alternativePath)


def shapes(ontology: Ontology, folders: Sequence[Path] = ()) -> Graph:
    """Every shape for things of this ontology, as one graph; `folders` are those of the vocabulary files.

    Raises:
        Invalid: files hold mistakes, such as words that the ontology does not have; `details` tells all of them.
    """
    mistakes = Mistakes()
    graph = implied(ontology)
    for shown, path in files(folders).items():
        found = turtle.parse(path, shown, mistakes)
        _check(found, shown, ontology, mistakes)
        graph += found
    mistakes.refuse("the shapes have")
    return graph


def files(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """The files of shapes, by the name they are called by: ours, then those beside the vocabulary files."""
    found = {f"{FOLDER}/{path.name}": path for path in sorted(HERE.glob("*.ttl"))}
    return found | {str(path): path for folder in folders for path in sorted((folder / FOLDER).glob("*.ttl"))}


def _check(graph: Graph, shown: str, ontology: Ontology, mistakes: Mistakes) -> None:
    for predicate in _BEYOND:
        for shape in graph.subjects(predicate, None):
            message = f"`sh:{str(predicate).rsplit('#', 1)[-1]}` is beyond SHACL Core"
            mistakes.add(shown, _name(graph, shape), message, "say it with constraints of the core")
    for predicate in _CLASSES:
        for shape, value in graph.subject_objects(predicate):
            _known(graph, shown, shape, value, "class", ontology.classes, mistakes)
    for shape, scheme in graph.subject_objects(CHECK_DIGITS):
        if str(scheme) not in SCHEMES:
            advice = nearest(str(scheme), SCHEMES) or f"there are {', '.join(SCHEMES)}"
            mistakes.add(shown, _name(graph, shape), f"no scheme of check digits `{scheme}`", advice)
    stored = [*fields(ontology), *ontology.relations]
    for predicate in _PATHS:
        for shape, path in graph.subject_objects(predicate):
            for step in _steps(graph, path):
                _stored(graph, shown, shape, step, ontology, stored, mistakes)


def _stored(
    graph: Graph, shown: str, shape: Node, step: Node, ontology: Ontology, stored: Iterable[str], mistakes: Mistakes
) -> None:
    name = str(step).removeprefix(str(WORDS))
    if name in ontology.readings and name not in ontology.relations:
        relation = ontology.readings[name][0].name
        message = f"`{name}` is `{relation}` read the other way"
        mistakes.add(shown, _name(graph, shape), message, f"write `[ sh:inversePath :{relation} ]`")
    elif step != RDF.type:
        _known(graph, shown, shape, step, "property or relation", stored, mistakes)


def _known(
    graph: Graph, shown: str, shape: Node, node: Node, kind: str, names: Iterable[str], mistakes: Mistakes
) -> None:
    name = str(node).removeprefix(str(WORDS))
    if name == str(node):
        message = f"`{name}` is not in the namespace `{WORDS}`"
        mistakes.add(shown, _name(graph, shape), message, "write every word there, whatever namespace declares it")
    elif name not in set(names):
        mistakes.add(shown, _name(graph, shape), f"unknown {kind} `{name}`", nearest(name, names))


def _steps(graph: Graph, path: Node) -> list[Node]:
    """The words in a path of SHACL, at whatever depth."""
    if isinstance(path, URIRef):
        return [path] if path != RDF.nil else []
    if (path, RDF.first, None) in graph:
        return [step for part in Collection(graph, path) for step in _steps(graph, part)]
    inner = [value for predicate in _STEPS for value in graph.objects(path, predicate)]
    return [step for part in inner for step in _steps(graph, part)]


def _name(graph: Graph, shape: Node) -> str:
    """What a shape is called by: its own name, or that of the nearest shape around it."""
    seen: set[Node] = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(graph.subjects(None, shape), shape)
    return str(shape).rsplit(":", 1)[-1] if isinstance(shape, URIRef) else ""
