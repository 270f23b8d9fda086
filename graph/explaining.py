"""Why a statement of other people failed, or found nothing: where in it, and which word was probably meant."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence

from graph import provenance
from graph.brackets import brackets
from graph.engines.base import Unstorable
from graph.operands import Operands
from graph.readonly import FUNCTIONS, OPENINGS
from graph.tokens import BEFORE_BRACKET, Token, before
from ontology.errors import Invalid, nearest
from ontology.terms import FIELDS, LABELS, TYPES
from ontology.vocabulary import Ontology

log = logging.getLogger("throughline.cypher")

NOTES = 50
"""How many names of each kind are looked up that the ontology does not know."""

_PLACES = (
    re.compile(r"\(line (\d+), column (\d+)"),
    re.compile(r"line (\d+), column (\d+)"),
    re.compile(r"line (\d+):(\d+)"),
)
_KINDS = tuple(
    (re.compile(form, re.IGNORECASE), words)
    for form, words in (
        (r"by zero", "it divides by zero"),
        (r"overflow", "a number becomes too large"),
        (r"aggregat", "what is counted or summed stands where it cannot: use WITH before it"),
        (r"same name|more than once|already de", "two things have one name"),
        (r"\bUNION\b", "the parts of a UNION return other columns"),
        (r"index with name|schema index", "there is no such full-text index: `record_words` is one"),
        (r"search query|Encountered", "what is sought is no query of a full-text index"),
        (r"negative|be zero|out of range|between", "a number is out of its range"),
        (r"unknown function|no function", "this engine lacks a function of it"),
        (r"pars|invalid duration|temporal", "a text is no date, time or duration, where one is needed"),
        (
            r"type|expect|require|cast|convert|argument|operand|a number|input string",
            "a value is of another kind than is needed",
        ),
    )
)
"""What an engine says, by what it means, the first that fits."""

_UNREADABLE = re.compile(r"(invalid|unexpected|mismatched|extraneous) input|no viable|syntax", re.IGNORECASE)
"""By which an engine tells that it cannot read a statement at all."""

_QUOTED = re.compile(r"[`'\"]([^`'\"\s]+)[`'\"]")
_PROV = frozenset([*provenance.KINDS, *provenance.KINDS.values(), "ProvShown"])
_BOOKS = (LABELS | _PROV) - {"Thing", "Entity"}
"""The labels of nodes whose properties are none of the ontology's."""


def explained(error: Unstorable, found: Sequence[Token], notes: Sequence[str]) -> Invalid:
    """Why a statement cannot be run, in words that are the same on both engines: the place and the nearest right name.

    What the engine says itself goes to the log: it may tell of what nobody asked for.
    """
    whole = " ".join(error.details) or "no reason given"
    said = whole.splitlines()[0].strip()
    log.info("a statement cannot be run: %s", whole)
    stray = next(Operands(found, brackets(found)).unbound(), None)
    if stray is not None and not _UNREADABLE.search(said):
        bound = {one.value for one in found if one.named and one.value != stray.value}
        why = f"nothing is called `{stray.value}` in it"
        return Invalid(f"the statement cannot be run, at {stray.place}", nearest(stray.value, bound), [why, *notes])
    told = next((one for form in _PLACES if (one := form.search(said))), None)
    place = (int(told[1]), int(told[2])) if told is not None else None
    culprit = _culprit(_QUOTED.findall(said), found, place)
    mend = _meant(culprit, found) if culprit is not None else ""
    at = culprit or _nearest_to(place, found)
    kinds = [] if _UNREADABLE.search(said) else [words for form, words in _KINDS if form.search(whole)][:1]
    return Invalid(f"the statement cannot be run{f', at {at.place}' if at else ''}", mend, [*kinds, *notes])


def _nearest_to(place: tuple[int, int] | None, found: Sequence[Token]) -> Token | None:
    """The token at a place, or next to it: one engine counts columns from 0."""
    if place is None:
        return None
    return min(found, key=lambda one: (abs(one.line - place[0]), abs(one.column - place[1])), default=None)


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
    called = set(_procedures(found))
    ours = any(found[place].value in _BOOKS for place in labelled)
    for place, token in enumerate(found):
        if place in labelled:
            known, what = (types, "relation") if labelled[place] == "[" else (labels, "class")
            if token.value not in known and (what, token.value) not in told and len(told) < NOTES:
                told.add((what, token.value))
                yield _note(what, token, nearest(token.value, known))
        elif token.named and place not in called and _property(found, place) and token.value not in asked:
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


def _procedures(found: Sequence[Token]) -> Iterator[int]:
    """The places of the names of procedures."""
    place = 0
    while place < len(found):
        calls = found[place].word("CALL")
        place += 1
        while calls and place < len(found) and (found[place].named or found[place].sign(".")):
            yield place
            place += 1


def _property(found: Sequence[Token], place: int) -> bool:
    one, owner = before(found, place), before(found, place, 2)
    return one is not None and one.sign(".") and owner is not None and owner.named
