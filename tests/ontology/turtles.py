"""Turtle files for tests: a head with the usual prefixes, and what a folder of files makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.errors import Invalid
from ontology.loading import load
from ontology.vocabulary import Ontology

HEAD = """\
@prefix : <urn:tl:ontology:> .
@prefix my: <urn:example:fleet:> .
@prefix tl: <urn:tl:vocabulary:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <https://schema.org/> .
"""
"""Nine lines, so that the first line of a test's own text is line 10."""

SAID = 'rdfs:label "x" ; skos:definition "X."'


def cls(name: str, more: str = "") -> str:
    return f"my:{name} a owl:Class ; {SAID}{' ; ' + more if more else ''} .\n"


def prop(name: str, more: str = "rdfs:domain :Product ; rdfs:range xsd:string ; tl:dataClass tl:none") -> str:
    return f"my:{name} a owl:DatatypeProperty, owl:FunctionalProperty ; {SAID} ; {more} .\n"


def rel(name: str, more: str = "rdfs:domain :Product ; rdfs:range :Order") -> str:
    return f"my:{name} a owl:ObjectProperty ; {SAID} ; {more} .\n"


def act(name: str, needs: str, subject: str = ":Case") -> str:
    return f"my:{name} a tl:Action ; {SAID} ; tl:subject {subject} ; tl:needs ( {needs} ) .\n"


def load_texts(folder: Path, **texts: str) -> Ontology:
    """The ontology of ours and these files; `a="…"` is written to `a.ttl`."""
    for name, text in texts.items():
        (folder / f"{name}.ttl").write_text(HEAD + text, encoding="utf-8")
    return load([folder])


def mistakes(folder: Path, **texts: str) -> list[str]:
    """The mistakes that loading these files tells, with the folder's path cut off."""
    with pytest.raises(Invalid) as caught:
        load_texts(folder, **texts)
    return [one.replace(f"{folder}/", "") for one in caught.value.details]
