"""Why a decision was taken: who chose what for whom, on which fields of which records, knowing of which gaps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from agents.answer import Gap
from agents.judging.ruling import WORDS, of_plain
from agents.walks import reading
from agents.walks.reading import Evidence
from agents.walks.tree import Explanation, Node
from agents.wording import count
from graph.decisions import Stored
from graph.model import Reader, Record
from graph.store import Store

DIGEST = 12
"""How many characters of the digest of a set of policies are shown."""


def why(store: Store, decision: str, reader: Reader, as_of: int | str | None = None) -> Explanation:
    """Why a decision was taken: one sentence, and a tree whose leaves are the fields of records that were cited.

    As of a sequence or date, what was decided and learnt later is not told.

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, now = reading.opened(store, decision, reader, as_of)
    found = reading.of(now, stored, stored.decision["cites"])
    root = Node(
        kind="decision",
        text=f"decision {stored.decision['number']}: `{stored.decision['choice']}`, {stored.status}",
        id=stored.decision["id"],
        children=[
            _question(stored),
            _options(stored),
            _grounds(stored, found),
            *_doubts(stored, found),
            *judgement(stored),
            *_revisions(stored),
        ],
    )
    return Explanation(
        sentence=sentence(stored, found.records.values()),
        decision=stored.decision["id"],
        number=stored.decision["number"],
        status=stored.status,
        tree=root,
    )


def sentence(stored: Stored, cited: Iterable[Record]) -> str:
    """A decision in one sentence."""
    said = stored.decision
    systems = {record.key.source for record in cited}
    ground = f"{count(len(said['cites']), 'fact')} from {count(len(systems), 'system')}" if said["cites"] else "no fact"
    gaps = count(len(_required(stored)), "required fact")
    missing = f"; {gaps} {'was' if len(_required(stored)) == 1 else 'were'} missing" if _required(stored) else ""
    return (
        f"{said['agent']}, for {said['on_behalf_of']}, chose `{said['choice']}` on {said['label']} with confidence "
        f"{said['confidence']} because {said['because'].rstrip('.')}: it rests on {ground}{missing}."
    )


def _question(stored: Stored) -> Node:
    return Node(kind="question", text=f"asked: {stored.question['text']}", id=stored.question["id"])


def _options(stored: Stored) -> Node:
    def line(option: Any) -> str:
        return f"`{option['name']}` {'chosen' if option['chosen'] else 'dropped'}: {option['reason']}"

    options = [Node(kind="option", text=line(one), id=one["id"]) for one in stored.options]
    return Node(kind="group", text=f"weighed {count(len(options), 'option')}", children=options)


def _grounds(stored: Stored, found: Evidence) -> Node:
    things = reading.things_of(stored)
    cited = [found.node(one, things[one]) for one in stored.decision["cites"]]
    shown = len(stored.context["shown"])
    text = f"rests on {count(len(cited), 'field')} of the {shown} that were shown"
    return Node(kind="group", text=text, id=stored.context["id"], children=cited)


def _required(stored: Stored) -> list[Gap]:
    gaps = [Gap(**gap, says="") for gap in orjson.loads(stored.context["gaps"])]
    return [gap for gap in gaps if gap.missing]


def _doubts(stored: Stored, found: Evidence) -> list[Node]:
    context = stored.context
    ahead = found.ahead(stored.decision["cites"], context["at"])
    doubts = [Node(kind="gap", text=f"missing: {', '.join(gap.paths)} ({gap.reason})") for gap in _required(stored)]
    for number, noun in (
        (context["conflicts"], "conflict"),
        (len(context["stale"]), "stale fact"),
        (len(context["held_back"]), "held-back row"),
    ):
        if number:
            doubts.append(Node(kind="gap", text=count(number, noun)))
    if ahead:
        told = f"{count(ahead, 'cited fact')} from after the clock, {context['at'][:19]}Z: how old, is unknown"
        doubts.append(Node(kind="gap", text=told))
    return [Node(kind="group", text="taken although there was", children=doubts)] if doubts else []


def judgement(stored: Stored) -> list[Node]:
    """What policy said, in the words of the policies that decided; nothing of a decision that was never judged."""
    if stored.verdict is None:
        return []
    verdict = of_plain(stored.verdict)
    reasons = [Node(kind="policy", text=f"{one.effect}: {one.says} ({one.id})") for one in verdict.policies]
    reasons += [Node(kind="policy", text=f"not judged: {one}") for one in verdict.errors]
    if not reasons:
        reasons.append(Node(kind="policy", text="no policy permits it"))
    set_ = f" by policies {verdict.policy_set[:DIGEST]}" if verdict.policy_set is not None else ""
    looked = f", which looked at {count(len(verdict.rests_on), 'fact')}" if verdict.rests_on else ""
    text = f"it {WORDS[verdict.outcome]}: judged{set_}{looked}"
    return [Node(kind="verdict", text=text, id=stored.verdict["id"], children=reasons)]


def _revisions(stored: Stored) -> list[Node]:
    nodes = []
    if stored.revises:
        nodes.append(Node(kind="decision", text=f"revises {stored.revises}", id=stored.revises))
    if stored.revised_by:
        nodes.append(Node(kind="decision", text=f"revised by {stored.revised_by}", id=stored.revised_by))
    return nodes
