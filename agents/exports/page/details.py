"""What opens when a card or a line of the drawing is clicked: everything that is known of it, one article each."""

from __future__ import annotations

from collections.abc import Iterator

from agents.dossier import Dossier
from agents.exports.network import DecisionGraph, source_urn, sync_urn
from agents.exports.page.cards import ACTION, OTHERS, drifts, leaves, now, then, visible
from agents.exports.page.markup import Html, fill, when
from agents.exports.page.pieces import article, code, comparison, jump, pairs
from agents.walks.drift import Drifted
from agents.walks.evidence import Beside, Compared, Version
from agents.walks.reading import SHORT
from agents.wording import count, key_text, said
from ontology.digest import canonical


def details(found: Dossier, graph: DecisionGraph) -> Iterator[Html]:
    """The articles of everything that can be clicked."""
    yield from _Details(found, graph).all()


class _Details:
    """The details of one dossier."""

    def __init__(self, found: Dossier, graph: DecisionGraph) -> None:
        self.found = found
        self.nodes = {one.id: one for one in graph.nodes}
        self.drifted = drifts(found)
        self.cited = [one for one in found.evidence.records if one.cited]

    def all(self) -> Iterator[Html]:
        """Every article."""
        yield from self._sources()
        for one in self.cited:
            yield self._record(one)
            yield from (self._field(one, field) for field in visible(one.fields) if field.cited)
        yield self._others()
        yield self._context()
        yield from self._deciding()
        yield self._action()

    def _sources(self) -> Iterator[Html]:
        for source in sorted({one.source for one in self.cited}):
            props = self.nodes[source_urn(source)].props
            here = [one for one in self.cited if one.source == source]
            yield article(
                source_urn(source),
                "source",
                source,
                pairs(
                    [
                        ("kind", props.get("kind")),
                        ("trust", props.get("trust") and f"{props['trust']} of 100"),
                        ("URN", code(source_urn(source))),
                    ]
                ),
                fill("<h4>cited records</h4><ul>{items}</ul>", items=[self._item(one) for one in here]),
            )
            for sync in sorted({one.then.sync for one in here if one.then.sync}):
                props = self.nodes[sync_urn(sync)].props
                brought = [one for one in here if one.then.sync == sync]
                yield article(
                    sync_urn(sync),
                    "sync",
                    f"{source}/{props['stream']}",
                    pairs(
                        [
                            ("began", when(props["started"])),
                            ("ended", when(props.get("ended"))),
                            ("status", props.get("status")),
                            ("connector", props.get("connector")),
                            ("by", props.get("versions")),
                            ("source", jump(source_urn(source), source)),
                            ("URN", code(sync_urn(sync))),
                        ]
                    ),
                    fill(
                        "<h4>brought, of what was cited</h4><ul>{items}</ul>",
                        items=[self._item(one) for one in brought],
                    ),
                )

    def _item(self, one: Beside) -> Html:
        return fill("<li>{jump}</li>", jump=jump(one.then.record, f"{one.kind} {key_text(one.key)}"))

    def _record(self, one: Beside) -> Html:
        same = one.now.record == one.then.record
        versions = fill(
            '<h4>the version that was shown, beside {beside}</h4><div class="beside">{then}{now}</div>',
            beside="the present" if not same else "the present: it is the same one",
            then=self._version("as it was shown", one.then),
            now=fill("") if same else self._version("as it is now", one.now),
        )
        hint = fill('<p class="hint">What was not shown to the decision is not on this page.</p>')
        return article(
            one.then.record,
            "record",
            f"{one.kind} {key_text(one.key)}",
            fill("<h4>its fields that were shown</h4>"),
            comparison(one, self.drifted),
            versions,
            hint,
        )

    def _version(self, title: str, one: Version) -> Html:
        state = (
            "erased: what it said was destroyed"
            if one.erased
            else "gone: its source no longer has it"
            if one.gone
            else ""
        )
        return fill(
            "<div><h5>{title}</h5>{rows}</div>",
            title=title,
            rows=pairs(
                [
                    ("learnt", when(one.learnt)),
                    ("sequence", f"{one.since}"),
                    ("held until", when(one.ended) if one.ended else "it still holds"),
                    ("state", state),
                    ("its own version", one.version),
                    ("valid from", one.valid_from),
                    ("valid to", one.valid_to),
                    (
                        "by",
                        f"sync {one.sync[:SHORT]} ({one.connector})"
                        if one.sync and one.connector
                        else "written without a sync",
                    ),
                    ("URN", code(one.record)),
                ]
            ),
        )

    def _field(self, one: Beside, field: Compared) -> Html:
        ways = self.drifted.get(field.statement, [])
        became = [fill("<li>{change}: <bdi>{text}</bdi></li>", change=way.change, text=_became(way)) for way in ways]
        place = self.found.cites.index(field.statement) + 1
        return article(
            field.statement,
            "field of a record",
            field.field,
            fill('<p class="said"><bdi>{said}</bdi></p>', said=then(field)),
            fill('<h4>since then</h4><ul class="warn">{became}</ul>', became=became)
            if became
            else fill('<p class="good">It stands as it stood.</p>'),
            pairs(
                [
                    ("said by", jump(one.then.record, f"{one.kind} {key_text(one.key)}")),
                    ("in", jump(source_urn(one.source), one.source)),
                    ("learnt", f"{when(one.then.learnt)}, at sequence {one.then.since}"),
                    (
                        "brought by",
                        jump(sync_urn(one.then.sync), f"sync {one.then.sync[:SHORT]}")
                        if one.then.sync and sync_urn(one.then.sync) in self.nodes
                        else "",
                    ),
                    ("shown as", f"number {field.n} of {self.found.shown}"),
                    ("cited as", f"number {place} of {len(self.found.cites)}"),
                    ("URN", code(field.statement)),
                ]
            ),
        )

    def _others(self) -> Html:
        others = [one for one in self.found.evidence.records if not one.cited]
        rows = (
            fill(
                "<li><bdi>{what}</bdi>: {fields}</li>",
                what=f"{one.kind} {key_text(one.key)}",
                fields=", ".join(field.field for field in visible(one.fields)),
            )
            for one in others
        )
        return article(
            OTHERS,
            "records",
            f"{count(len(others), 'record')} shown, and not cited",
            fill('<p><a href="#shown">What each of them said</a></p><ul>{rows}</ul>', rows=rows),
        )

    def _context(self) -> Html:
        found = self.found
        return article(
            found.context,
            "context",
            f"what was known before `{found.action}`",
            fill("<p>{text}</p>", text=found.replay.sentence),
            pairs(
                [
                    ("read for", found.purpose),
                    ("by", next((one.name for one in found.parties if one.role == "reader"), "")),
                    ("as of sequence", f"{found.context_seq}"),
                    ("showed", count(found.shown, "field")),
                    ("digest", code(found.digest)),
                    ("URN", code(found.context)),
                ]
            ),
            fill('<p><a href="#doubts">What was missing, in dispute, old or withheld</a></p>'),
        )

    def _deciding(self) -> Iterator[Html]:
        found = self.found
        parties = [
            (one.role.replace("_", " "), f"{one.name} ({one.kind})") for one in found.parties if one.role != "reader"
        ]
        yield article(
            found.id,
            "decision",
            found.choice,
            fill('<p class="said"><bdi>{text}</bdi></p>', text=found.because),
            pairs(
                [
                    *parties,
                    ("when", when(found.at)),
                    ("confidence", found.confidence),
                    ("status", found.status),
                    ("case", found.case),
                    ("revises", found.revises),
                    ("revised by", found.revised_by),
                    ("URN", code(found.id)),
                ]
            ),
        )
        for node in self.nodes.values():
            if node.kind == "Question":
                yield article(node.id, "question", found.question, pairs([("URN", code(node.id))]))
            if node.kind == "Option":
                (option,) = [one for one in found.options if one.name == node.props["name"]]
                yield article(
                    node.id,
                    "option, chosen" if option.chosen else "option, dropped",
                    option.name,
                    fill("<p><bdi>{reason}</bdi></p>", reason=option.reason),
                    pairs([("URN", code(node.id))]),
                )

    def _action(self) -> Html:
        rows = pairs((name, fill("<bdi>{text}</bdi>", text=text)) for name, text in leaves(self.found.payload))
        exact = fill("<h4>to the letter</h4><pre>{text}</pre>", text=canonical(self.found.payload).decode())
        return article(
            ACTION,
            "action",
            self.found.action,
            rows,
            exact,
            fill('<p class="hint">What was decided, not that it was done: the record holds no outcome yet.</p>'),
        )


def _became(one: Drifted) -> str:
    """What became of a field, and by whose word where that is another record's."""
    if one.change in ("overruled", "conflict"):
        return f"{one.says} {said(one.now, one.now_unit)}"
    return now(one) if one.change == "changed" else one.says
