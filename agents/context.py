"""What an agent must know before it acts: the answer, its signed id, and the same answer again.

A context is a function of its inputs and nothing else, so it is computed anew rather than stored: the same inputs give
the same bytes after any later change, except that what was erased is gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, ValidationError

from agents import attest, prompt, sealing
from agents.answer import Answer, Cut, Form, Inputs
from agents.compose import Page, compose
from agents.gather import gather
from agents.needs import plan
from graph import asof
from graph.model import Reader
from graph.opening import Near
from graph.reaching import Scope
from graph.reader import Snapshot
from graph.store import Store
from ontology.errors import Invalid, NotFound, Refused

BUDGET = 2_000
_ID = re.compile(r"[0-9a-f]{32}")
"""How the id of a thing looks."""
Name = Annotated[str, Field(min_length=1, max_length=500)]


class Question(Form):
    """What is asked for: what must be known of a subject before an action, by whom, for what, as of when.

    `subject` is an id, a key or a name. `as_of` is a sequence or a date, by default the newest. `at` is the clock by
    which ages and validity are told: by default the date given as `as_of`, else the present, and then pinned.
    """

    subject: Name
    action: Name
    reader: Name
    purpose: Name
    as_of: int | str | None = None
    at: str | None = None
    budget: int = Field(BUDGET, ge=1, le=1_000_000)


def context(store: Store, key: bytes, question: Question, clock: str | None = None) -> Answer:
    """The context of an action, as one reader sees it for one purpose. `clock` is the present, when not the real one.

    Raises:
        NotFound: there is no such subject, action or point in time.
        Conflict: the subject's name means several things.
        Invalid: the subject is nothing the action can be taken on, or the budget holds nothing.
    """
    at = asof.clock(question.as_of, question.at, clock)
    ahead = near(question.subject, question.action) if _ID.fullmatch(question.subject) else None
    snapshot = store.read(Reader(question.reader, question.purpose), question.as_of, at, ahead)
    if advice := snapshot.beginning():
        raise NotFound("no action can be asked about as of sequence 0", advice)
    inputs = Inputs(
        seq=snapshot.seq,
        at=at,
        subject=_subject(snapshot, question),
        action=question.action,
        reader=question.reader,
        purpose=question.purpose,
        budget=question.budget,
        ontology=snapshot.ontology.digest,
        renderer=prompt.VERSION,
    )
    return build(snapshot, inputs, key)


def again(store: Store, inputs: Inputs, key: bytes) -> Answer:
    """The answer to the same inputs, computed anew.

    Raises:
        Refused: the inputs pin a renderer or an ontology that is not the one in force at their sequence.
    """
    if inputs.renderer != prompt.VERSION:
        raise Refused(
            f"the context was rendered by version {inputs.renderer}, this is version {prompt.VERSION}",
            "ask for it again",
        )
    reader = Reader(inputs.reader, inputs.purpose)
    snapshot = store.read(reader, inputs.seq, inputs.at, near(inputs.subject, inputs.action))
    if snapshot.ontology.digest != inputs.ontology:
        raise Refused(f"the context pins another ontology than sequence {inputs.seq} has", "ask for it again")
    return build(snapshot, inputs, key)


def build(snapshot: Snapshot, inputs: Inputs, key: bytes) -> Answer:
    """The answer to these inputs, from a snapshot that was opened for them."""
    page = composed(snapshot, inputs)
    text, cut = prompt.render(page, snapshot.ontology.action(inputs.action), inputs.seq, inputs.budget)
    return _sign(told(page, inputs, text, cut), key)


def composed(snapshot: Snapshot, inputs: Inputs) -> Page:
    """What an answer to these inputs says, before it is written out and signed."""
    needs = plan(snapshot.ontology, inputs.action)
    if inputs.subject not in snapshot.at_hand:
        snapshot.reach(inputs.subject, needs.scope.ahead, needs.scope.fields)
    return compose(needs, gather(snapshot, needs, inputs.subject, inputs.at), snapshot.ontology)


def opened(token: str, key: bytes) -> tuple[Inputs, str]:
    """The inputs and the digest that a context id carries. Raises: Refused, when it is not one of ours, unaltered."""
    body = sealing.unseal(token, key)
    try:
        return Inputs.model_validate(body.get("inputs")), str(body.get("digest"))
    except ValidationError as error:
        raise Refused("the id of the context was made by another version", "ask for the context again") from error


def near(subject: str, action: str) -> Near:
    """What an action must know, to be read together with what a read begins with."""
    return Near(subject, lambda words: plan(words, action).scope if action in words.actions else Scope())


def _subject(snapshot: Snapshot, question: Question) -> str:
    """The id of the thing that the action is to be taken on."""
    wanted = snapshot.ontology.action(question.action).subject
    found = snapshot.resolve(question.subject, [wanted])
    classes = snapshot.things([found])[found].classes
    if not snapshot.ontology.applies([wanted], classes):
        raise Invalid(
            f"`{question.subject}` is {' and '.join(sorted(classes))}", f"`{question.action}` is taken on a {wanted}"
        )
    return found


def told(page: Page, inputs: Inputs, text: str = "", cut: Sequence[Cut] = ()) -> Answer:
    """What a page says as an answer, which is not signed yet."""
    rest = attest.remainder(page)
    return Answer(
        id="",
        inputs=inputs,
        digest=attest.attested(inputs, page.register.shown, rest),
        remainder=rest,
        subject=page.label(inputs.subject),
        facts=page.facts,
        conflicts=page.conflicts,
        gaps=page.gaps,
        stale=page.stale,
        held_back=page.held_back,
        ahead=sorted(page.register.ahead),
        text=text,
        cut=list(cut),
        shown=page.register.shown,
    )


def _sign(answer: Answer, key: bytes) -> Answer:
    id_ = sealing.seal({"inputs": answer.inputs.model_dump(), "digest": answer.digest}, key)
    return answer.model_copy(update={"id": id_})
