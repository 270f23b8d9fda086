"""Explanations as text: a sentence, then a tree of lines. Doors that can draw, draw from the same data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.judging.ruling import WORDS
from agents.replay import Replay, Replays, Today
from agents.walks.drift import Drift, Drifted
from agents.walks.impact import Hit, Impact
from agents.walks.tree import Explanation, Node
from agents.wording import value_text


def explanation(told: Explanation) -> str:
    """Why a decision was taken, or its trace."""
    return f"{told.sentence}\n\n{tree(told.tree)}"


def tree(root: Node) -> str:
    """A tree of lines, by its root."""
    return "\n".join([root.text, *_branches(root.children)]) + "\n"


def drift(told: Drift) -> str:
    """What changed since a decision."""
    lines = [told.sentence]
    for one in told.drifted:
        lines += [f"  {one.change}: {one.label} · {one.field}", f"    then {then(one)}", f"    now  {now(one)}"]
    return "\n".join(lines) + "\n"


def impact(told: Impact) -> str:
    """The decisions that rest on something, and those that saw it."""
    lines = [told.sentence]
    for title, hits in (("rests on it", told.rests_on), ("saw it", told.saw)):
        lines += [f"  {title}: {line}" for hit in hits for line in _hit(hit)]
    return "\n".join([*lines, *(["  … and older ones"] if told.more else [])]) + "\n"


def replay(told: Replay) -> str:
    """Whether a decision's context can still be rebuilt."""
    first = [f"first: {told.difference}"] if told.difference else []
    lines = [*told.erased, *told.altered, *first, *(_today(told.today) if told.today else [])]
    return "\n".join([told.sentence, *(f"  {line}" for line in lines)]) + "\n"


def _today(told: Today) -> list[str]:
    """What the policies of then say of today's facts."""
    how = "it would flip today" if told.flips else "on today's facts it would be judged the same"
    return [f"{how}: it {WORDS[told.outcome]} ({', '.join(one.id for one in told.policies)})", *told.because]


def replays(told: Replays) -> str:
    """What became of many contexts, and of each that is not the same."""
    return told.sentence + "\n" + "".join(replay(one) for one in (*told.diverged, *told.erased))


def _branches(nodes: Sequence[Node], indent: str = "") -> Iterator[str]:
    for place, node in enumerate(nodes, 1):
        last = place == len(nodes)
        yield f"{indent}{'└─ ' if last else '├─ '}{node.text}"
        yield from _branches(node.children, indent + ("   " if last else "│  "))


def then(one: Drifted) -> str:
    """What a drifted field said."""
    return "(erased)" if one.change == "erased" else value_text(one.then, one.then_unit)


def now(one: Drifted) -> str:
    """What it says now, and who says so."""
    if one.by is None or one.change in ("gone", "expired"):
        return one.says
    return f"{value_text(one.now, one.now_unit)} ({one.says} so, learnt at sequence {one.since})"


def _hit(hit: Hit) -> Iterator[str]:
    yield f"decision {hit.number}, `{hit.choice}` by {hit.agent}, {hit.at[:10]}, {hit.status}"
    yield from (f"    {line}" for line in hit.through)
