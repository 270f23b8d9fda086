"""Things as RDF: the one form in which they are handed to whoever reads RDF.

Every word stands as `urn:tl:ontology:NAME`, in whatever namespace its file declares it; a thing as `urn:tl:thing:ID`,
with all the classes it is a kind of; money as two properties, `amount` and `amount_currency`; a relation in the
direction in which it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

from ontology.turtle import TERMS, quiet
from ontology.vocabulary import Ontology

THINGS = "urn:tl:thing:"
WORDS = Namespace(TERMS)
DATATYPES: Mapping[str, URIRef] = {
    "string": XSD.string,
    "integer": XSD.integer,
    "decimal": XSD.decimal,
    "money": XSD.integer,
    "boolean": XSD.boolean,
    "date": XSD.date,
    "datetime": XSD.dateTime,
}
"""The datatype of XML Schema that the values of ours have; of money it is that of the minor units."""

Scalar = str | int | bool


@dataclass(frozen=True, slots=True)
class Description:
    """What holds of one thing: the classes it is said to have, its values by field, and its outward relations.

    `values` holds as many values as a field has; dates, times and decimals are texts. `links` holds (name of a
    relation, id of the thing it leads to).
    """

    id: str
    classes: frozenset[str] = frozenset()
    values: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()


def thing(id_: str) -> URIRef:
    """The name of a thing."""
    return URIRef(THINGS + id_)


def graph(descriptions: Iterable[Description], ontology: Ontology) -> Graph:
    """The descriptions as one graph. A value that is not of its property's datatype keeps the datatype, ill-typed.

    Raises:
        NotFound: a class is not in the ontology.
    """
    found = Graph(bind_namespaces="none")
    datatypes = fields(ontology)
    with quiet():
        for one in descriptions:
            about = thing(one.id)
            for name in ontology.closure(one.classes):
                found.add((about, RDF.type, WORDS[name]))
            for name, values in one.values.items():
                for value in values:
                    found.add((about, WORDS[name], _literal(value, datatypes[name])))
            for relation, other in one.links:
                found.add((about, WORDS[relation], thing(other)))
    return found


def fields(ontology: Ontology) -> dict[str, URIRef]:
    """Every field that holds values, with its datatype: properties, and the currencies of money."""
    found = {one.name: DATATYPES[one.datatype] for one in ontology.properties.values()}
    return found | {name: XSD.string for one in ontology.properties.values() for name in one.stored[1:]}


def text(value: Scalar) -> str:
    """A value as RDF writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _literal(value: Scalar, datatype: URIRef) -> Literal:
    return Literal(text(value), datatype=datatype, normalize=False)
