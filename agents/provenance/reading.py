"""Reading documents of PROV: which format a file is in, and what it says."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from agents.provenance import documents, rdf
from agents.provenance.documents import Instance
from ontology.errors import Invalid, nearest

if TYPE_CHECKING:
    from prov.model import ProvDocument

ReadFormat = Literal["provn", "provjson", "provxml", "turtle", "trig", "rdfxml", "jsonld"]
TITLES: Mapping[str, str] = {
    "provn": "PROV-N",
    "provjson": "PROV-JSON",
    "provxml": "PROV-XML",
    "turtle": "PROV-O in Turtle",
    "trig": "PROV-O in TriG",
    "rdfxml": "PROV-O in RDF/XML",
    "jsonld": "PROV-JSONLD",
}
_SUFFIXES: Mapping[str, str] = {
    ".provn": "provn",
    ".pn": "provn",
    ".provx": "provxml",
    ".ttl": "turtle",
    ".trig": "trig",
    ".rdf": "rdfxml",
    ".jsonld": "jsonld",
}
_PROV = "{http://www.w3.org/ns/prov#}"


def read(name: str, content: bytes, format_: str | None = None) -> tuple[str, list[Instance]]:
    """The format of a document and its instances.

    Raises:
        Invalid: there is no such format, or the document cannot be read in it.
    """
    if format_ is not None and format_ not in TITLES:
        raise Invalid(f"no format `{format_}`", nearest(format_, TITLES) or f"use one of {', '.join(TITLES)}")
    chosen = format_ or guessed(name, content)
    from xml.sax import SAXException

    import prov
    from lxml import etree
    from rdflib.exceptions import ParserError

    faults = (prov.Error, etree.LxmlError, ParserError, SAXException)
    wrong = (ValueError, SyntaxError, TypeError, LookupError, AttributeError, RecursionError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return chosen, _READERS[chosen](content)
    except (*faults, *wrong) as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise Invalid(f"`{name}` cannot be read as {TITLES[chosen]}", said[:300]) from error


def guessed(name: str, content: bytes) -> str:
    """The format that a document is in, by the end of its name, else by how it begins."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    text = content[:65536].decode("utf-8-sig", errors="replace").lstrip()
    if suffix == ".xml" or (text.startswith("<") and not text.startswith(("<http", "<urn", "<#", "<>"))):
        return "rdfxml" if "rdf:RDF" in text else "provxml"
    if suffix == ".json" or text.startswith(("{", "[")):
        return "jsonld" if '"@context"' in text else "provjson"
    return "provn" if _first_word(text) == "document" else "turtle"


def _first_word(text: str) -> str:
    """The first word that is in no comment of PROV-N."""
    text = text.lstrip()
    while text.startswith(("//", "/*")):
        text = text.partition("*/" if text.startswith("/*") else "\n")[2].lstrip()
    return (text.split(maxsplit=1) or [""])[0]


def _prov(format_: str) -> Callable[[bytes], list[Instance]]:
    def read_it(content: bytes) -> list[Instance]:
        from prov.model import ProvDocument

        text = content.decode("utf-8-sig")
        return documents.instances(ProvDocument.deserialize(content=text, format=format_))

    return read_it


def _xml(content: bytes) -> list[Instance]:
    """PROV-XML, and the `prov:bundle` that ProvToolbox writes for `prov:bundleContent`. No entity is resolved."""
    from lxml import etree
    from prov.model import ProvDocument

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(content, parser)
    if root.tag != _PROV + "document":
        raise ValueError(f"expected `prov:document`, found `{root.tag}`")
    for element in root.iterchildren(_PROV + "bundle"):
        element.tag = _PROV + "bundleContent"
    document: ProvDocument = ProvDocument.deserialize(content=etree.tostring(root).decode(), format="xml")
    return documents.instances(document)


def _rdf(format_: str) -> Callable[[bytes], list[Instance]]:
    def read_it(content: bytes) -> list[Instance]:
        from rdflib import Dataset

        data = Dataset()
        data.parse(data=content.decode("utf-8-sig"), format=format_)
        return rdf.instances(data)

    return read_it


_READERS: Mapping[str, Callable[[bytes], list[Instance]]] = {
    "provn": _prov("provn"),
    "provjson": _prov("json"),
    "provxml": _xml,
    "turtle": _rdf("turtle"),
    "trig": _rdf("trig"),
    "rdfxml": _rdf("xml"),
    "jsonld": _prov("jsonld"),
}
