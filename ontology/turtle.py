"""Turtle files as plain data: which terms each file declares, and what it says of which.

Whoever reads words knows nothing of rdflib. Names are compacted (`rdfs:label`); a value is an `Iri`, a text, a tuple
(an RDF list, or the members of an `owl:unionOf`) or a mapping (a blank node).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import ORG, OWL, RDF, RDFS, SDO, SKOS, XSD
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser
from rdflib.term import Node

from ontology.mistakes import Mistakes

TERMS = "urn:tl:ontology:"
"""Where our own classes, properties and relations live."""
ACTIONS = "urn:tl:action:"
"""Where our own actions live: an action may be called as a property is."""
NAMES = {"schema": frozenset(SDO.__annotations__), "org": frozenset(ORG.__annotations__)}
"""Every name of schema.org and of W3C ORG, by prefix, as rdflib knows them."""

_PREFIXES = {
    str(RDF): "rdf:",
    str(RDFS): "rdfs:",
    str(OWL): "owl:",
    str(SKOS): "skos:",
    str(XSD): "xsd:",
    str(SDO): "schema:",
    "http://schema.org/": "schema:",
    str(ORG): "org:",
    "urn:tl:vocabulary:": "tl:",
}
_DEEPEST = 6


class Iri(str):
    """The name of something, compacted when its namespace is one that everybody knows."""

    @property
    def local(self) -> str:
        """What is left of a name without its namespace."""
        return self.replace("#", "/").replace(":", "/").rstrip("/").rsplit("/", 1)[-1]

    @property
    def full(self) -> str:
        """The whole address."""
        prefix, colon, rest = self.partition(":")
        return next((space + rest for space, short in _PREFIXES.items() if short == prefix + colon), str(self))


@dataclass(frozen=True)
class Text:
    """A literal as it was written. `language` is empty when there is no tag."""

    value: str
    language: str = ""


Plain = Iri | Text | tuple["Plain", ...] | Mapping[str, "list[Plain]"]


@dataclass
class Sayings:
    """All that one file says of one subject: predicate → values. `anonymous` when the subject is a blank node."""

    file: str
    subject: Iri
    anonymous: bool
    said: dict[str, list[Plain]] = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        return frozenset(one for one in self.said.get("rdf:type", ()) if isinstance(one, Iri))


def read(path: Path, shown: str, mistakes: Mistakes) -> list[Sayings]:
    """What a file says, subject by subject. A file that cannot be read is a mistake, and says nothing."""
    graph = parse(path, shown, mistakes)
    inner = {node for node in graph.objects() if isinstance(node, BNode)}
    return [_sayings(graph, subject, shown, mistakes) for subject in sorted(set(graph.subjects()) - inner, key=str)]


def parse(path: Path, shown: str, mistakes: Mistakes) -> Graph:
    """The triples of a file. A file that cannot be read is a mistake, and holds none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        mistakes.unread = True
        mistakes.add(shown, "", f"not UTF-8 at byte {error.start}", "save it as UTF-8")
        return Graph()
    graph = Graph()
    parser = SinkParser(RDFSink(graph), baseURI="urn:tl:relative:", turtle=True)
    try:
        with quiet():
            parser.loadBuf(text + "\n")
    except BadSyntax as error:
        mistakes.unread = True
        mistakes.add(shown, "", f"line {error.lines + 1} is not Turtle", str(error._why))
        return Graph()
    except (IndexError, AttributeError, AssertionError, ValueError):
        # rdflib's parser trips over its own feet on some malformed input instead of saying so
        mistakes.unread = True
        mistakes.add(
            shown, "", f"line {parser.lines + 1} is not Turtle", "look for a missing `.` or a stray sign there"
        )
        return Graph()
    return graph


@contextmanager
def quiet() -> Iterator[None]:
    """Without rdflib's warnings about malformed literals: we read the written forms, and check them ourselves."""
    logger = logging.getLogger("rdflib.term")

    def drop(record: logging.LogRecord) -> bool:
        return False

    logger.addFilter(drop)
    try:
        yield
    finally:
        logger.removeFilter(drop)


def _sayings(graph: Graph, subject: Node, shown: str, mistakes: Mistakes) -> Sayings:
    anonymous = isinstance(subject, BNode)
    found = Sayings(shown, Iri("") if anonymous else _iri(subject), anonymous)
    try:
        found.said = _facts(graph, subject, 0)
    except (ValueError, RecursionError):
        mistakes.add(shown, found.subject.local, "a list or blank node contains itself or is nested too deep")
    return found


def _facts(graph: Graph, subject: Node, depth: int) -> dict[str, list[Plain]]:
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    facts: dict[str, list[Plain]] = {}
    for predicate, value in sorted(graph.predicate_objects(subject), key=str):
        facts.setdefault(_iri(predicate), []).append(_plain(graph, value, depth))
    return facts


def _plain(graph: Graph, node: Node, depth: int) -> Plain:
    if isinstance(node, URIRef) and node != RDF.nil:
        return _iri(node)
    if isinstance(node, Literal):
        return Text(str(node), node.language or "")
    if node == RDF.nil or (node, RDF.first, None) in graph:
        return tuple(_plain(graph, one, depth + 1) for one in graph.items(node))
    union = graph.value(node, OWL.unionOf)
    return _facts(graph, node, depth + 1) if union is None else _plain(graph, union, depth + 1)


def _iri(node: Node) -> Iri:
    text = str(node)
    for space, short in _PREFIXES.items():
        if text.startswith(space):
            return Iri(short + text[len(space) :])
    return Iri(text)
