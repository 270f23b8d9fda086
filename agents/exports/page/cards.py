"""What the drawing of a page shows: cards in five lanes, and the links along which the decision came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from agents.answer import Form
from agents.dossier import Dossier
from agents.exports.network import DecisionGraph, source_urn, sync_urn
from agents.exports.page.markup import printable
from agents.walks.drift import Drifted
from agents.walks.evidence import Beside, Compared
from agents.walks.reading import SHORT
from agents.wording import count, key_text, said
from graph.survivorship import CURRENCY
from ontology.digest import canonical

Lane = Literal["sources", "records", "context", "decision", "action"]
Tone = Literal["plain", "strong", "quiet", "good", "warn"]
LANES: Mapping[Lane, str] = {
    "sources": "where it comes from",
    "records": "what was cited",
    "context": "what was shown",
    "decision": "what was chosen",
    "action": "what is to be done",
}
ROWS = 8
"""How many rows of a card are drawn; its details have them all."""
OTHERS = "others"
ACTION = "action"


class Row(Form):
    """A line of a card that can be clicked: a name, what it says, and a second line where there is more to say."""

    id: str
    name: str
    text: str
    note: str = ""
    tone: Tone = "plain"


class Card(Form):
    """A card in a lane; `id` is that of its details, as that of each row is."""

    id: str
    lane: Lane
    title: str
    text: str = ""
    tone: Tone = "plain"
    rows: tuple[Row, ...] = ()


class Link(Form):
    """A link from a card or row to another, as evidence flows: from sources to the action."""

    start: str
    end: str
    tone: Tone = "plain"


class Drawing(Form):
    """All cards and links, lane by lane."""

    lanes: list[tuple[Lane, str]]
    cards: list[Card]
    links: list[Link]


def drawing(found: Dossier, graph: DecisionGraph) -> Drawing:
    """The cards and links of a decision."""
    made = _Drawing(found, graph)
    return Drawing(lanes=list(LANES.items()), cards=list(made.cards()), links=list(made.links()))


def drifts(found: Dossier) -> dict[str, list[Drifted]]:
    """How each cited statement drifted, by its URN."""
    told: dict[str, list[Drifted]] = {}
    for one in found.drift.drifted:
        told.setdefault(one.statement, []).append(one)
    return told


def visible(fields: Iterable[Compared]) -> Iterator[Compared]:
    """Fields without the currencies of amounts, which stand in the amounts, unless they were cited."""
    fields = list(fields)
    amounts = {one.field + CURRENCY for one in fields}
    return (one for one in fields if one.cited or one.field not in amounts)


class _Drawing:
    """The drawing of one dossier."""

    def __init__(self, found: Dossier, graph: DecisionGraph) -> None:
        self.found = found
        self.graph = graph
        self.cited = [one for one in found.evidence.records if one.cited]
        self.drifted = drifts(found)
        self.options = {one.props["name"]: one.id for one in graph.nodes if one.kind == "Option"}
        self.question = next(one.id for one in graph.nodes if one.kind == "Question")

    def cards(self) -> Iterator[Card]:
        """The cards, lane by lane."""
        yield from self._sources()
        yield from (self._record(one) for one in self.cited)
        others = len(self.found.evidence.records) - len(self.cited)
        if others:
            yield Card(
                id=OTHERS,
                lane="records",
                title=f"+ {count(others, 'other record')}",
                text="shown, and not cited",
                tone="quiet",
            )
        yield self._context()
        yield Card(id=self.question, lane="decision", title="asked", text=printable(self.found.question), tone="quiet")
        yield self._decision()
        for one in self.found.options:
            if not one.chosen:
                yield Card(
                    id=self.options[one.name], lane="decision", title=printable(one.name), text="dropped", tone="quiet"
                )
        yield self._action()

    def links(self) -> Iterator[Link]:
        """The links, from the sources on."""
        found = self.found
        for one in self.cited:
            start = sync_urn(one.then.sync) if one.then.sync else source_urn(one.source)
            tone: Tone = "warn" if self._changed(one) else "strong"
            yield Link(start=start, end=one.then.record, tone=tone)
            for field in visible(one.fields):
                if field.cited:
                    yield Link(
                        start=field.statement,
                        end=found.context,
                        tone="warn" if field.statement in self.drifted else "strong",
                    )
        if len(found.evidence.records) > len(self.cited):
            yield Link(start=OTHERS, end=found.context)
        yield Link(start=found.context, end=found.id, tone="strong")
        yield Link(start=found.id, end=ACTION, tone="strong")

    def _sources(self) -> Iterator[Card]:
        nodes = {one.id: one for one in self.graph.nodes}
        for source in sorted({one.source for one in self.cited}):
            props = nodes[source_urn(source)].props
            rows = {
                sync_urn(one.then.sync): Row(
                    id=sync_urn(one.then.sync), name=one.stream, text=f"sync {one.then.sync[:SHORT]}"
                )
                for one in self.cited
                if one.source == source and one.then.sync
            }
            kind = " · ".join(
                [
                    *([str(props["kind"])] if "kind" in props else []),
                    *([f"trust {props['trust']}"] if "trust" in props else []),
                ]
            )
            yield Card(
                id=source_urn(source), lane="sources", title=printable(source), text=kind, rows=tuple(rows.values())
            )

    def _record(self, one: Beside) -> Card:
        rows = [self._field(field) for field in visible(one.fields) if field.cited]
        return Card(
            id=one.then.record,
            lane="records",
            title=printable(one.kind),
            text=printable(key_text(one.key)),
            tone="warn" if self._changed(one) else "strong",
            rows=tuple(rows),
        )

    def _field(self, field: Compared) -> Row:
        ways = self.drifted.get(field.statement, [])
        note = now(ways[0]) if ways else ""
        return Row(
            id=field.statement,
            name=field.field,
            text=printable(then(field)),
            note=printable(note),
            tone="warn" if ways else "plain",
        )

    def _context(self) -> Card:
        found, doubts = self.found, self.found.doubts
        missing = sum(gap.missing for gap in doubts.gaps)
        counted = (
            (missing, "required fact missing", "required facts missing"),
            (doubts.conflicts, "conflict", "conflicts"),
            (len(doubts.stale), "fact too old", "facts too old"),
            (doubts.held_back, "newer row held back", "newer rows held back"),
        )
        rows = [
            Row(id=found.context, name="", text=f"{number} {one if number == 1 else many}", tone="warn")
            for number, one, many in counted
            if number
        ]
        return Card(
            id=found.context,
            lane="context",
            title=f"{count(found.shown, 'field')} of {count(len(found.evidence.records), 'record')}",
            text=f"shown as of sequence {found.context_seq}, {len(found.cites)} of them cited",
            rows=tuple(rows),
        )

    def _decision(self) -> Card:
        found = self.found
        words = {"agent": "by", "on_behalf_of": "for"}
        rows = [
            Row(id=found.id, name=words[one.role], text=printable(one.name))
            for one in found.parties
            if one.role in words
        ]
        rows.append(Row(id=found.id, name="confidence", text=found.confidence))
        return Card(
            id=found.id,
            lane="decision",
            title=printable(found.choice),
            text=f"decision {found.number}, {found.status}",
            tone="strong",
            rows=tuple(rows),
        )

    def _action(self) -> Card:
        payload = list(leaves(self.found.payload))
        rows = [Row(id=ACTION, name=printable(name), text=printable(text)) for name, text in payload[:ROWS]]
        more = f", and {len(payload) - ROWS} more" if len(payload) > ROWS else ""
        return Card(
            id=ACTION,
            lane="action",
            title=printable(self.found.action),
            text=f"exactly this{more}" if payload else "nothing was told of it",
            tone="strong",
            rows=tuple(rows),
        )

    def _changed(self, one: Beside) -> bool:
        return any(field.statement in self.drifted for field in one.fields)


def then(field: Compared) -> str:
    """What a field said when it was shown."""
    return "(erased)" if field.erased else said(field.then, field.then_unit)


def now(one: Drifted) -> str:
    """In a few words, what became of a cited field."""
    if one.change in ("changed", "overruled"):
        return f"now {said(one.now, one.now_unit)}"
    return {
        "gone": "now gone",
        "erased": "now erased",
        "expired": "no longer valid",
        "conflict": "now contradicted",
        "merged": "said of another thing now",
        "split": "said of another thing now",
    }[one.change]


def leaves(payload: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The values of a payload with their paths: `refund.amount`. An amount beside its currency is read as money."""
    for name, one in payload.items():
        here = f"{path}.{name}" if path else str(name)
        if name.endswith(CURRENCY) and isinstance(payload.get(name.removesuffix(CURRENCY)), int):
            continue
        if isinstance(one, dict) and one:
            yield from leaves(one, here)
        elif isinstance(one, dict | list):
            yield here, canonical(one).decode()
        else:
            unit = payload.get(f"{name}{CURRENCY}")
            yield here, said(one, unit if isinstance(unit, str) else None)
