"""What a page answers first: whether the decision still stands, what was open, and whether this is what was seen."""

from __future__ import annotations

from collections.abc import Iterator

from agents.dossier import Dossier
from agents.exports.page.markup import Html, fill

Answer = tuple[str, str, str]
"""Its tone, the answer in few words, and the same at length."""
PROOFS = {
    "same": ("good", "Shown again, the same to the byte"),
    "erased": ("warn", "Parts of it were erased since"),
    "diverged": ("bad", "Not what was attested"),
}


def answers(found: Dossier) -> Html:
    """The three answers side by side."""
    tone, proof = PROOFS[found.replay.verdict]
    told = found.replay.sentence
    asked: tuple[tuple[str, Answer], ...] = (
        ("Does it still stand?", _standing(found)),
        ("What was open?", _open(found)),
        ("Is this what was seen?", (tone, proof, f"{told[:1].upper()}{told[1:]}.")),
    )
    cards = (
        fill(
            '<div class="verdict {tone}"><h2>{question}</h2><p class="answer">{answer}</p><p>{text}</p></div>',
            question=question,
            tone=tone,
            answer=answer,
            text=text,
        )
        for question, (tone, answer, text) in asked
    )
    return fill('<section class="verdicts" aria-label="in short">{cards}</section>', cards=cards)


def _standing(found: Dossier) -> Answer:
    fields, cites = len({one.statement for one in found.drift.drifted}), len(found.cites)
    if not cites:
        return "warn", "It cites no fact", "Nobody can say what it rests on."
    if not fields:
        return "good", "All of it still stands", "Nothing that it cites has changed."
    answer = f"{fields} of {cites} cited facts no longer stand" if cites > 1 else "The cited fact no longer stands"
    return "warn", answer, "The evidence has changed since. What each fact says now is marked below."


def _open(found: Dossier) -> Answer:
    told = ", ".join(counted(found))
    if told:
        return "warn", told, "Known when it was decided, and told to whoever decided."
    return "good", "Nothing was missing or in dispute", "What the action requires was there, recent and undisputed."


def counted(found: Dossier) -> Iterator[str]:
    """What was missing, in dispute, old or held back when it was decided, counted."""
    missing = sum(gap.missing for gap in found.doubts.gaps)
    kinds = (
        (missing, "required fact missing", "required facts missing"),
        (found.doubts.conflicts, "fact in dispute", "facts in dispute"),
        (len(found.doubts.stale), "fact too old", "facts too old"),
        (found.doubts.held_back, "newer row held back", "newer rows held back"),
    )
    return (f"{number} {one if number == 1 else many}" for number, one, many in kinds if number)
