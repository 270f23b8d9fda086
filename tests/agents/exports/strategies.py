"""Generated provenance: graphs of decisions such as the store may hold, with whatever people and systems write."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from agents.exports.network import DecisionGraph, GraphEdge, GraphNode, Role, plan_urn, source_urn, sync_urn
from graph.provenance import KINDS, TYPES, ProvEdge

HEX = st.text("0123456789abcdef", min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["", " ", "a\r\nb", "\x1b[2J", "</script><script>alert(1)</script>", "prov:Entity", "tl:Decision", "record:1", "true",
     "1", "2026-03-01", "2026-03-01T00:00:00Z", "http://example.org/", "'''", '"""', "\\", "\\u0041", "\u2028", "\ufffe",
     "tab\there", "@en", "%% xsd:int", "_:b0", "-", "<urn:x>", "]]>", "&amp;", "\u0085", "é̂", "😀"]
)  # fmt: skip
WHOLE = st.integers(-(2**53), 2**53)
VALUES = TEXTS | WHOLE | st.booleans() | st.none() | st.lists(TEXTS, max_size=3) | st.lists(WHOLE, max_size=3)
DATES = st.datetimes().map(lambda one: one.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0") + "Z")
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
PROPS = st.dictionaries(NAMES, VALUES.filter(lambda one: one is not None), max_size=4)


@st.composite
def graphs(draw: st.DrawFn) -> DecisionGraph:
    """A decision with some of everything that a graph may hold, and relations of every type."""
    nodes = [draw(_node(kind)) for kind in KINDS for _ in range(draw(st.integers(1, 2)))]
    records = [_made(f"urn:tl:record:{draw(HEX)}", "Record", "entity", draw(TEXTS), draw(PROPS)) for _ in range(2)]
    fields = [
        _made(f"{one.id}#{draw(NAMES)}", "Statement", "entity", draw(TEXTS), {**draw(PROPS), "value": draw(VALUES)})
        for one in records
    ]
    started, ended = sorted([draw(DATES), draw(DATES)])
    sync = _made(sync_urn(draw(HEX | TEXTS.filter(bool))), "Sync", "activity", draw(TEXTS), {"started": started})
    sync = sync.model_copy(update={"props": {**sync.props, "ended": ended}} if draw(st.booleans()) else {})
    source = _made(source_urn(draw(TEXTS.filter(bool))), "Source", "agent", draw(TEXTS), {"trust": 50})
    plan = _made(plan_urn(draw(NAMES)), "Plan", "entity", draw(TEXTS), {})
    everything = {one.id: one for one in [*nodes, *records, *fields, sync, source, plan]}
    edges = [
        *(draw(_edge(list(everything.values()), type_, *ends)) for type_, ends in TYPES.items()),
        *(ProvEdge("WAS_QUOTED_FROM", one.id, one.id.partition("#")[0]) for one in fields),
        ProvEdge("WAS_GENERATED_BY", records[0].id, sync.id, {"at": draw(DATES)}),
        ProvEdge("WAS_ATTRIBUTED_TO", records[0].id, source.id),
        ProvEdge("WAS_ASSOCIATED_WITH", sync.id, source.id, {"role": "source", "plan": plan.props.get("action", plan.id[12:])}),
    ]
    told = {one.id: GraphEdge(id=one.id, type=one.type, start=one.start, end=one.end, props=dict(one.props)) for one in edges}
    return DecisionGraph(decision=nodes[0].id, number=1, nodes=list(everything.values()), edges=list(told.values()))


@st.composite
def _node(draw: st.DrawFn, kind: str) -> GraphNode:
    role: Role = KINDS[kind].removeprefix("Prov").lower()  # type: ignore[assignment]
    props: dict[str, Any] = draw(PROPS)
    if kind == "DecisionMaking":
        props["ended"] = draw(DATES)
    if kind == "Principal":
        props["kind"] = draw(st.sampled_from(["person", "software", "team", "connector", "service"]))
    return _made(f"urn:tl:{kind.lower()}:{draw(HEX)}", kind, role, draw(TEXTS), props)


@st.composite
def _edge(draw: st.DrawFn, nodes: list[GraphNode], type_: str, start: str, end: str) -> ProvEdge:
    def one(role: str) -> str:
        return draw(st.sampled_from([node.id for node in nodes if node.prov == role.removeprefix("Prov").lower()]))

    props = draw(PROPS) | draw(st.sampled_from([{}, {"role": "evidence", "rank": 1}]))
    props.pop("at", None)
    props.pop("plan", None)
    return ProvEdge(type_, one(start), one(end), props)


def _made(id_: str, kind: str, role: Role, label: str, props: dict[str, Any]) -> GraphNode:
    props = {name: value for name, value in props.items() if name not in ("started", "ended") or kind != "Retrieval"}
    return GraphNode(id=id_, kind=kind, prov=role, label=label, props=props)
