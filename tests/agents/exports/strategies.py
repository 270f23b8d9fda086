"""Generated provenance: graphs of decisions such as the store may hold, with whatever people and systems write."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from agents.exports.network import DecisionGraph, GraphEdge, GraphNode, Role, plan_urn, source_urn, sync_urn
from graph.provenance import KINDS, TYPES, ProvEdge

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "",
        " ",
        "a\r\nb",
        "\x1b[2J",
        "</script><script>alert(1)</script>",
        "prov:Entity",
        "tl:Decision",
        "record:1",
        "true",
        "1",
        "2026-03-01",
        "2026-03-01T00:00:00Z",
        "http://example.org/",
        "'''",
        '"""',
        "\\",
        "\\u0041",
        "\u2028",
        "\ufffe",
        "tab\there",
        "@en",
        "%% xsd:int",
        "_:b0",
        "-",
        "<urn:x>",
        "]]>",
        "&amp;",
        "\u0085",
        "é̂",
        "😀",
    ]
)
WHOLE = st.integers(-(2**53), 2**53)
VALUES = TEXTS | WHOLE | st.booleans() | st.none() | st.lists(TEXTS, max_size=3) | st.lists(WHOLE, max_size=3)
DATES = st.datetimes().map(lambda one: one.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0") + "Z")
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
STARTS = {"ProvEntity": "entity", "ProvActivity": "activity", "ProvAgent": "agent"}


@st.composite
def graphs(draw: st.DrawFn) -> DecisionGraph:
    """A decision with one of everything that a graph may hold, relations of every type, and some values."""
    pool = _Pool(draw(st.lists(VALUES, min_size=3, max_size=6)), draw(st.lists(NAMES, min_size=2, max_size=4)))
    texts = draw(st.lists(TEXTS, min_size=2, max_size=4))
    dates = sorted(draw(st.lists(DATES, min_size=2, max_size=2)))
    nodes = [_node(pool, kind, texts[place % len(texts)], dates) for place, kind in enumerate(KINDS)]
    record = _made(f"urn:tl:record:{pool.hex()}", "Record", "entity", texts[0], pool.props())
    value = {**pool.props(), "value": pool.value()}
    field = _made(f"{record.id}#{pool.names[0]}", "Statement", "entity", texts[1], value)
    sync = _made(sync_urn(texts[0] or "s"), "Sync", "activity", texts[1], {"started": dates[0], "ended": dates[1]})
    source = _made(source_urn(texts[1] or "s"), "Source", "agent", texts[0], {"trust": 50})
    plan = _made(plan_urn(pool.names[1]), "Plan", "entity", texts[0], {})
    everything = [*nodes, record, field, sync, source, plan]
    turn = draw(st.integers(0, 11))
    edges = [
        *(_edge(pool, everything, type_, ends, turn + place) for place, (type_, ends) in enumerate(TYPES.items())),
        ProvEdge("USED", nodes[4].id, record.id, {"role": "evidence", "rank": 1, "fields": pool.names}),
        ProvEdge("WAS_QUOTED_FROM", field.id, record.id),
        ProvEdge("WAS_GENERATED_BY", record.id, sync.id, {"at": dates[1]}),
        ProvEdge("WAS_ATTRIBUTED_TO", record.id, source.id),
        ProvEdge("WAS_ASSOCIATED_WITH", sync.id, source.id, {"role": "source", "plan": pool.names[1]}),
    ]
    told = {
        one.id: GraphEdge(id=one.id, type=one.type, start=one.start, end=one.end, props=dict(one.props))
        for one in edges
    }
    return DecisionGraph(decision=nodes[0].id, number=1, nodes=everything, edges=list(told.values()))


class _Pool:
    """Values and names in turns: few are drawn, and all come up."""

    def __init__(self, values: list[Any], names: list[str]) -> None:
        self.values = values
        self.names = [*dict.fromkeys(names), "more"]
        self._turn = 0

    def value(self) -> Any:
        self._turn += 1
        return self.values[self._turn % len(self.values)]

    def props(self) -> dict[str, Any]:
        """Properties, never null, under names that PROV has no meaning for."""
        said = {name: self.value() for name in self.names if name not in ("at", "plan", "role", "kind", "value")}
        return {name: value for name, value in said.items() if value is not None}

    def hex(self) -> str:
        """An id, beginning with a digit as often as not."""
        self._turn += 1
        return f"{self._turn * 0x1234567890ABCDEF1234567890ABCDEF % 2**128:032x}"


def _node(pool: _Pool, kind: str, label: str, dates: list[str]) -> GraphNode:
    role: Role = KINDS[kind].removeprefix("Prov").lower()  # type: ignore[assignment]
    props = pool.props()
    if kind == "DecisionMaking":
        props["ended"] = dates[1]
    if kind == "Principal":
        props["kind"] = "person"
    return _made(f"urn:tl:{kind.lower()}:{pool.hex()}", kind, role, label, props)


def _edge(pool: _Pool, nodes: list[GraphNode], type_: str, ends: tuple[str, str], turn: int) -> ProvEdge:
    start, end = ([node.id for node in nodes if node.prov == STARTS[role]] for role in ends)
    props = {**pool.props(), **({"role": "evidence", "rank": 1} if turn % 2 else {})}
    return ProvEdge(type_, start[turn % len(start)], end[turn * 7 % len(end)], props)


def _made(id_: str, kind: str, role: Role, label: str, props: dict[str, Any]) -> GraphNode:
    return GraphNode(id=id_, kind=kind, prov=role, label=label, props=props)
