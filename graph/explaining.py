"""Why a statement of other people failed, or found nothing: where in it, and which word was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph import provenance
from graph.brackets import brackets
from graph.engines.base import Unstorable
from graph.readonly import FUNCTIONS, OPENINGS
from graph.tokens import BEFORE_BRACKET, Token, before
from ontology.errors import Invalid, nearest
from ontology.terms import FIELDS, LABELS, TYPES
from ontology.vocabulary import Ontology

NOTES = 50
"""How many names of each kind are looked up that the ontology does not know."""

_PLACES = (
    re.compile(r"\(line (\d+), column (\d+)"),
    re.compile(r"line (\d+), column (\d+)"),
    re.compile(r"line (\d+):(\d+)"),
)
_QUOTED = re.compile(r"[`'\"]([^`'\"\s]+)[`'\"]")
_PROV = frozenset([*provenance.KINDS, *provenance.KINDS.values(), "ProvShown"])
_BOOKS = (LABELS | _PROV) - {"Thing", "Entity"}
"""The labels of nodes whose properties are none of the ontology's."""


def explained(error: Unstorable, found: Sequence[Token], notes: Sequence[str]) -> Invalid:
    """What the engine says, with the place in the statement and the nearest right name."""
    said = error.details[0].splitlines()[0].strip() if error.details and error.details[0] else "no reason given"
    told = next((one for form in _PLACES if (one := form.search(said))), None)
    place = (int(told[1]), int(told[2])) if told is not None else None
    culprit = _culprit(_QUOTED.findall(said), found, place)
    mend = _meant(culprit, found) if culprit is not None else ""
    where = culprit.place if culprit is not None else f"line {place[0]}, column {place[1]}" if place else ""
    return Invalid(f"the statement cannot be run{', at ' if where else ''}{where}", mend, [said, *notes])


def _culprit(names: Sequence[str], found: Sequence[Token], place: tuple[int, int] | None) -> Token | None:
    """The word that the engine names: nearest to the place it tells, as one engine counts columns from 0."""
    line, column = place or (1, 1)
    meant = [one for name in names for one in found if one.value == name]
    return min(meant, key=lambda one: (abs(one.line - line), abs(one.column - column)), default=None)


def unknown(found: Sequence[Token], ontology: Ontology) -> Iterator[str]:
    """What a statement asks for that the ontology in force does not know; it will find nothing of it.

    Where it names what the graph keeps for itself, properties are let be: whose they are is not told by words.
    """
    labels = {*ontology.classes, *LABELS, *_PROV}
    types = {*(one.type for one in ontology.relations.values()), *TYPES, *provenance.TYPES}
    stored = {name for one in ontology.properties.values() for name in one.stored}
    asked, told = {*stored, *FIELDS}, set[tuple[str, str]]()
    most = len(asked) + NOTES
    labelled = dict(_labels(found, brackets(found).around))
    ours = any(found[place].value in _BOOKS for place in labelled)
    for place, token in enumerate(found):
        if place in labelled:
            known, what = (types, "relation") if labelled[place] == "[" else (labels, "class")
            if token.value not in known and (what, token.value) not in told and len(told) < NOTES:
                told.add((what, token.value))
                yield _note(what, token, nearest(token.value, known))
        elif token.named and _property(found, place) and token.value not in asked:
            asked.add(token.value)
            if not ours and len(asked) < most and (near := nearest(token.value, stored)):
                yield _note("property", token, near)


def _note(what: str, token: Token, near: str) -> str:
    return f"no {what} `{token.value}` at {token.place}" + (f": {near}" if near else "")


def _meant(culprit: Token, found: Sequence[Token]) -> str:
    """The nearest name to one that the engine stumbled over: a keyword, a function or a variable of the statement."""
    others = {one.value for one in found if one.named and one.value != culprit.value}
    words = {*BEFORE_BRACKET, *OPENINGS}
    return nearest(culprit.value.upper(), words) or nearest(culprit.value, others | FUNCTIONS)


def _labels(found: Sequence[Token], around: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The places of labels (after `(`) and relation types (after `[`): after a colon in a pattern, or in a row of
    them."""
    row = -1
    for place, token in enumerate(found):
        within = around[place]
        opens = found[within].value if within >= 0 else ""
        if token.named and opens in ("(", "[") and place - 1 == row:
            yield place, opens
        follows = place - 1 == row or (place - 2 == row and found[place - 1].named)
        if token.sign(":") or (token.sign("|", "&", "!") and follows):
            row = place


def _property(found: Sequence[Token], place: int) -> bool:
    one, owner = before(found, place), before(found, place, 2)
    return one is not None and one.sign(".") and owner is not None and owner.named
