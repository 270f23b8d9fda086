"""References that lead to an identifier: to the one thing that carries it, in whatever system, and to none in doubt.

Which thing that is follows from who carries the value now: nobody, more records than the guard of the property allows,
or several things, and the record awaits the identifier, with the reason. A record seeks an identifier for as long as it
refers to it, whether it leads somewhere or not, so that it is found again when somebody else carries the value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from graph.change import Change
from graph.identifiers import Identifier
from graph.identity import carriers, rule
from graph.model import OPEN, Key, Ref
from graph.questions import cypher
from ontology.vocabulary import Ontology

NOBODY, SEVERAL, SHARED = "nobody", "several", "shared"
"""Why an identifier means no thing: nobody carries it; several things do; more records than its guard allows."""


def meant(
    target: Identifier,
    ontology: Ontology,
    carrying: Callable[[str], Collection[str]],
    thing: Callable[[str], str | None],
) -> tuple[str | None, str]:
    """The thing that an identifier means, or None and why it means none.

    `carrying` gives the keys that carry an identifier, by its text, `thing` what a key describes. The narrowest form
    that anybody carries decides.
    """
    for form in target.forms:
        keys = carrying(form.text)
        if not keys:
            continue
        if len(keys) > rule(ontology, form).guard:
            return None, SHARED
        things = {thing(key) for key in keys}
        return (things.pop(), "") if len(things) == 1 else (None, SEVERAL)
    return None, NOBODY


def targets(change: Change, refs: Iterable[Ref]) -> set[str]:
    """The keys that must be held to tell where references lead; who carries their identifiers is asked here."""
    keys: set[str] = set()
    forms: dict[str, Identifier] = {}
    for ref in refs:
        if isinstance(ref.target, Key):
            keys.add(ref.target.text)
        else:
            forms.update({form.text: form for form in ref.target.forms})
    asked = sorted(forms.keys() - change.carriers.keys())
    change.carriers.update(
        {text: (found, found) for text, found in carriers(change, {text: forms[text].id for text in asked}).items()}
    )
    for text, form in forms.items():
        guard = rule(change.ontology, form).guard
        for found in change.carriers[text]:
            keys |= found if len(found) <= guard else set()
    return keys


def led(change: Change, target: Identifier, late: bool) -> tuple[str | None, str]:
    """Where an identifier led before the change, or leads after it, if `late`; its `targets` must have been held."""

    def thing(key: str) -> str | None:
        one = change.now(key) if late else change.was(key)
        return one.thing if one is not None else None

    return meant(target, change.ontology, lambda text: change.carriers[text][late], thing)


def seekers(change: Change, moved: set[str]) -> set[str]:
    """The keys whose references may lead elsewhere: others carry what they seek, or who carries it has moved."""
    if not change.memory.sought(change.tx, None):
        return set()
    texts = set(change.carriers)
    for key in change.versioned | moved:
        was, now = change.before[key], change.after[key]
        if was is not None and was.thing != now.thing:
            texts |= {*was.identifiers, *now.identifiers}
    texts = change.memory.sought(change.tx, texts)
    rows = change.tx.ask(cypher("seekers"), keys=sorted(texts), open=OPEN) if texts else []
    return {row["key"] for row in rows}


def seek(change: Change, pairs: Iterable[tuple[str, str]]) -> None:
    """Let current records be found by the identifiers that they refer to: pairs of key and identifier."""
    rows: list[list[object]] = [list(pair) for pair in sorted(pairs)]
    if rows:
        change.sought |= {str(row[1]) for row in rows}
        change.write(cypher("sought"), [[text] for text in sorted({str(row[1]) for row in rows})])
        change.write(cypher("seek"), rows)
