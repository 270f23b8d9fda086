"""A decision's provenance as a document of PROV-DM, made with the library `prov`.

Every node is an entity, activity or agent, and every edge a relation, each under the URN that it has in the graph, so
that no format needs a blank node. Relations that PROV has no word for are influences of a type of ours. Attributes are
in the namespace `urn:tl:provenance:`. What is no text, integer or truth value, and texts with characters that XML has
no form for, are JSON of the type `tl:json`: a list keeps its order so, and nothing is lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agents.exports.network import DecisionGraph, GraphEdge, GraphNode, plan_urn
from ontology.digest import canonical

if TYPE_CHECKING:
    from prov.identifier import Namespace, QualifiedName
    from prov.model import ProvDocument

WORDS = "urn:tl:provenance:"
"""The namespace of our types, roles and attributes."""

_SUBTYPES = {"WAS_REVISION_OF": "Revision", "WAS_QUOTED_FROM": "Quotation"}
_AGENTS = {
    "person": "Person",
    "team": "Organization",
    "software": "SoftwareAgent",
    "connector": "SoftwareAgent",
    "service": "SoftwareAgent",
}
_TIMES = {
    "DecisionMaking": (None, "ended"),
    "PolicyEvaluation": (None, "ended"),
    "Action": ("started", None),
    "ToolCall": ("started", None),
    "Sync": ("started", "ended"),
}
"""Which properties of an activity are its start and its end."""
_ODD = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""A character that XML 1.0 has no form for, or the carriage return, which its readers may change."""


def document(graph: DecisionGraph) -> ProvDocument:
    """The nodes and edges as a document."""
    return _Maker().made(graph)


class _Maker:
    """Makes one document; its namespaces are those of the URNs that it names."""

    def __init__(self) -> None:
        from prov.model import PROV, Literal, ProvDocument

        self.document = ProvDocument()
        self.words = self.document.add_namespace("tl", WORDS)
        self.prov: Namespace = PROV
        self.literal = Literal
        self.spaces: dict[str, Namespace] = {}

    def made(self, graph: DecisionGraph) -> ProvDocument:
        """The document of a graph."""
        for node in graph.nodes:
            self._node(node)
        for edge in graph.edges:
            self._edge(edge)
        return self.document

    def name(self, urn: str) -> QualifiedName:
        """A URN as a qualified name: `record:…`, and for a field of a record `fields1:status`."""
        space, _, local = urn.rpartition("#" if "#" in urn else ":")
        space += urn[len(space)]
        if space not in self.spaces:
            several = sum(one.startswith("fields") for one in (known.prefix for known in self.spaces.values()))
            prefix = f"fields{several + 1}" if space.endswith("#") else space.split(":")[2]
            self.spaces[space] = self.document.add_namespace(prefix, space)
        return self.spaces[space][local]

    def _node(self, node: GraphNode) -> None:
        name, own = self.name(node.id), dict(node.props)
        said: list[tuple[Any, Any]] = [
            (self.prov["type"], self.words[node.kind]),
            (self.prov["label"], self._value(node.label)),
        ]
        said += [(self.prov["type"], kind) for kind in self._kinds(node)]
        if node.kind == "Statement":
            said.append((self.prov["value"], self._value(own.pop("value"))))
        if node.prov == "activity":
            started, ended = (own.pop(key, None) if key else None for key in _TIMES.get(node.kind, (None, None)))
            self.document.activity(name, started, ended, [*said, *self._attributes(own)])
        elif node.prov == "agent":
            self.document.agent(name, [*said, *self._attributes(own)])
        else:
            self.document.entity(name, [*said, *self._attributes(own)])

    def _kinds(self, node: GraphNode) -> Iterator[QualifiedName]:
        """What PROV itself calls a node."""
        if node.prov == "agent":
            yield self.prov[_AGENTS.get(node.props.get("kind", ""), "SoftwareAgent")]
        if node.kind == "Plan":
            yield self.prov["Plan"]

    def _edge(self, edge: GraphEdge) -> None:
        own = dict(edge.props)
        said: list[tuple[Any, Any]] = []
        if "role" in own:
            said.append((self.prov["role"], self.words[own.pop("role")]))
        if edge.type in _SUBTYPES:
            said.append((self.prov["type"], self.prov[_SUBTYPES[edge.type]]))
        id_, start, end = self.name(edge.id), self.name(edge.start), self.name(edge.end)
        plan, at = own.pop("plan", None), own.pop("at", None)
        known: dict[str, Any] = {"identifier": id_, "other_attributes": [*said, *self._attributes(own)]}
        make = self.document
        match edge.type:
            case "USED":
                make.used(start, end, at, **known)
            case "WAS_GENERATED_BY":
                make.wasGeneratedBy(start, end, at, **known)
            case "WAS_DERIVED_FROM" | "WAS_REVISION_OF" | "WAS_QUOTED_FROM":
                make.wasDerivedFrom(start, end, **known)
            case "WAS_ASSOCIATED_WITH":
                make.wasAssociatedWith(start, end, self.name(plan_urn(plan)) if plan else None, **known)
            case "WAS_ATTRIBUTED_TO":
                make.wasAttributedTo(start, end, **known)
            case "ACTED_ON_BEHALF_OF":
                make.actedOnBehalfOf(start, end, **known)
            case "WAS_INFORMED_BY":
                make.wasInformedBy(start, end, **known)
            case other:
                known["other_attributes"].append((self.prov["type"], self.words[_camel(other)]))
                make.wasInfluencedBy(start, end, **known)

    def _attributes(self, props: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
        for name, value in props.items():
            yield self.words[name], self._value(value)

    def _value(self, value: Any) -> Any:
        if isinstance(value, bool | int) or (isinstance(value, str) and not _ODD.search(value)):
            return value
        text = _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", canonical(value).decode())
        return self.literal(text, self.words["json"])


def _camel(type_: str) -> str:
    return "".join(part.capitalize() for part in type_.split("_"))
