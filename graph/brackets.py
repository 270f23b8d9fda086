"""Which brackets of a statement belong together, and which of them is open where: computed once, then looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.tokens import Token, after, before
from ontology.errors import Invalid

DEEPEST = 40
"""How deep brackets may lie in each other; it bounds the work of judging a statement."""

CLOSES = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Brackets:
    """Places of tokens. `partner` leads from a bracket (or CASE) to the one that closes it (or END) and back; `around`
    tells for each token the innermost bracket in which it stands, -1 for none; `bar` and `slices` tell for a bracket
    where the first `|` directly in it stands, and whether `..` and `,` do. `results` leads from a CASE to its first
    WHEN and from a WHEN to its THEN: past what only decides."""

    partner: dict[int, int]
    around: list[int]
    bar: dict[int, int]
    slices: frozenset[int]
    commas: frozenset[int]
    results: dict[int, int]


def brackets(found: Sequence[Token]) -> Brackets:
    """The brackets of a statement.

    Raises:
        Invalid: one closes nothing, is not closed, or lies too deep.
    """
    opens, partner = _opens(found)
    bar: dict[int, int] = {}
    slices = {opens[place] for place, token in enumerate(found) if token.sign("..")}
    commas = {opens[place] for place, token in enumerate(found) if token.sign(",")}
    for place, token in enumerate(found):
        if token.sign("|"):
            bar.setdefault(opens[place], place)
    results = _cases(found, opens, partner)
    return Brackets(partner, opens, bar, frozenset(slices), frozenset(commas), results)


def _cases(found: Sequence[Token], opens: Sequence[int], partner: dict[int, int]) -> dict[int, int]:
    """Let each CASE lead to its END and back; and tell where their conditions are passed."""
    cases: list[int] = []
    whens: dict[int, int] = {}
    results: dict[int, int] = {}
    for place, token in enumerate(found):
        top = cases[-1] if cases and opens[cases[-1]] == opens[place] else None
        if token.word("CASE", "WHEN", "THEN", "END") and not _is_name(found, opens, place):
            if token.word("CASE"):
                cases.append(place)
            elif top is not None and token.word("END"):
                partner[top], partner[place] = place, cases.pop()
            elif top is not None and token.word("WHEN"):
                results.setdefault(top, place)
                whens[top] = place
            elif top in whens:
                results[whens.pop(top)] = place
        while cases and token.sign(")", "]", "}") and cases[-1] > partner[place]:
            cases.pop()
    return results


def _is_name(found: Sequence[Token], opens: Sequence[int], place: int) -> bool:
    """Whether a word is one of a property, a label, or the key of a map."""
    one, other = before(found, place), after(found, place)
    if one is None:
        return False
    keyed = before(found, place, 3)
    value = keyed is not None and keyed.sign("{", ",") and opens[place] >= 0 and found[opens[place]].sign("{")
    return (
        one.sign(".", "|", "&", "!")
        or one.word("IS")
        or (one.sign(":") and not value)
        or (other is not None and other.sign(":"))
    )


def _opens(found: Sequence[Token]) -> tuple[list[int], dict[int, int]]:
    """The innermost bracket around each token, and what closes what."""
    partner: dict[int, int] = {}
    opens: list[int] = []
    open_: list[int] = []
    for place, token in enumerate(found):
        if token.sign(")", "]", "}"):
            if not open_ or found[open_[-1]].value != CLOSES[token.value]:
                raise Invalid(f"`{token.value}` at {token.place} closes nothing", "take it out, or open it before")
            begun = open_.pop()
            partner[begun], partner[place] = place, begun
        opens.append(open_[-1] if open_ else -1)
        if token.sign("(", "[", "{"):
            open_.append(place)
        if len(open_) > DEEPEST:
            raise Invalid(f"`{token.value}` at {token.place} lies too deep", f"at most {DEEPEST} brackets")
    if open_:
        raise Invalid(f"`{found[open_[-1]].value}` at {found[open_[-1]].place} is not closed", "close it")
    return opens, partner
