"""Decisions: recording them, and walking from them to the fields of records and back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Path, Query, Request, Response
from pydantic import ConfigDict, Field

from agents.principals import Caller
from agents.proposal import Choosing, Decided, Name, Principal
from agents.replay import Replay
from agents.walks.drift import Drift
from agents.walks.impact import LIMIT, Impact
from agents.walks.tree import Explanation
from api.http.door import Door
from api.http.guard import Graph, Pasts, Reads, TheDoor, allowed, guarded
from api.http.replies import reply
from api.wiring import Wired
from ontology.errors import Invalid, Refused

router = guarded("decisions")
Id = Annotated[
    str,
    Path(
        max_length=200,
        description="A decision: its number, or its id `urn:tl:decision:…`.",
        examples=["1"],
    ),
]


EXAMPLE: dict[str, Any] = {
    "context_id": "eyJkaWdlc3Qi…",
    "question": "Shall the customer get the money back?",
    "options": ["refund", {"name": "decline", "dropped": "the goods did arrive broken"}],
    "choice": "refund",
    "because": "the payment was received and the jars were broken",
    "confidence": "0.85",
    "action": {"payment": "P-1", "amount": 12050, "amount_currency": "EUR"},
    "cites": [1, 3],
    "on_behalf_of": "maria",
    "idempotency_key": "case-17",
}


class Proposed(Choosing):
    """A decision as it is proposed. The agent is the caller, and may be told only as that.

    `on_behalf_of` is a principal that the caller may act for; the only one there is when none is told. The key that
    makes repetitions one decision is told here or in the header `Idempotency-Key`.
    """

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [EXAMPLE]})

    agent: Principal | Name | None = None
    on_behalf_of: Principal | Name | None = None
    idempotency_key: Name | None = Field(
        None, description="Required, here or in the header `Idempotency-Key`: without it, the answer is *422*."
    )


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=500,
        description="One key is one decision: a repetition is answered with the decision that was recorded first. "
        "Required, here or as `idempotency_key` in the body: without it, the answer is *422*.",
    ),
]


@router.post(
    "/decisions",
    summary="Record a decision",
    response_model=Decided,
    status_code=201,
    responses={200: {"model": Decided, "description": "The same decision had been recorded before."}},
)
def decide(
    request: Request,
    graph: Graph,
    door: TheDoor,
    caller: Annotated[Caller, allowed("decide")],
    proposed: Proposed,
    idempotency_key: Key = None,
) -> Response:
    """Record a decision on the ground of a context, and what policy says of it.

    What it cites must have been shown there. `status` is *judged* where it may be done alone, *awaiting* where a person
    must approve it, and *denied* where it may not be done; a denial is recorded like any other decision. `verdict`
    names the policies that decided.

    The caller must have asked for the context itself (else *403*).

    Repeated under the same key it is the same decision (*200*); another proposal under that key is refused (*409*).
    """
    key = _one_key(proposed.idempotency_key, idempotency_key)
    made = graph.commands.record(spoken(graph, door, caller, proposed, key))
    return reply(request, made, 201 if made.created else 200, Location=f"/decisions/{made.number}")


@router.get("/decisions/{id}/why", summary="Why was it decided?", response_model=Explanation)
def why(request: Request, graph: Graph, asked: Pasts, id: Id) -> Response:
    """One sentence, and a tree whose leaves are the fields of records that were cited."""
    return reply(request, graph.commands.why(id, asked.reader, asked.as_of))


@router.get("/decisions/{id}/trace", summary="All that a decision was made from", response_model=Explanation)
def trace(request: Request, graph: Graph, asked: Pasts, id: Id) -> Response:
    """The chain from the decision to the record versions, syncs and sources of everything that was shown."""
    return reply(request, graph.commands.trace(id, asked.reader, asked.as_of))


@router.get("/decisions/{id}/drift", summary="What has changed since?", response_model=Drift)
def drift(request: Request, graph: Graph, asked: Reads, id: Id) -> Response:
    """What the decision rests on and no longer is as it was, up to a sequence or date."""
    return reply(request, graph.commands.drift(id, asked.reader, asked.as_of, asked.at))


@router.get("/decisions/{id}/replay", summary="Can it be shown again?", response_model=Replay)
def replay(
    request: Request,
    graph: Graph,
    asked: Pasts,
    id: Id,
    today: Annotated[bool, Query(description="Ask the policies of then about today's facts as well.")] = False,
) -> Response:
    """Computes again what the decision was shown, judges it again by the policies of then, and compares."""
    return reply(request, graph.commands.replay(id, asked.reader, asked.as_of, today))


@router.get("/impact", summary="Which decisions rest on something?", response_model=Impact)
def impact(
    request: Request,
    graph: Graph,
    asked: Reads,
    subject: Annotated[
        str,
        Query(
            min_length=1,
            max_length=4_000,
            description="A thing, a record, a field of it (`KEY#field`), a URN, `source:NAME` or `sync:ID`.",
            examples=["erp/payments/P-1#status"],
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=1_000, description="How many decisions at the most.")] = LIMIT,
    before: Annotated[int | None, Query(ge=1, le=2**53 - 1, description="Only those numbered below it.")] = None,
) -> Response:
    """The decisions that cite it, and those that saw it, newest first."""
    return reply(request, graph.commands.impact(subject, asked.reader, limit, before, asked.as_of, asked.at))


def spoken(graph: Wired, door: Door, caller: Caller, proposed: Proposed, key: str) -> dict[str, Any]:
    """What a caller proposes, as a document. Raises: Refused, when it speaks for others or on a context of others."""
    who = Principal(name=caller.name, kind=caller.kind)
    _check_agent(proposed.agent, who)
    said = proposed.model_dump(exclude={"agent", "on_behalf_of", "idempotency_key"})
    _check_reader(graph.commands.reader_of(proposed.context_id), who)
    behalf = door.principals.behalf(caller, proposed.on_behalf_of)
    return {**said, "idempotency_key": key, "agent": who, "on_behalf_of": behalf}


def _check_agent(said: Principal | str | None, who: Principal) -> None:
    if said is not None and said not in (who, who.name):
        name = said.name if isinstance(said, Principal) else said
        raise Refused(f"`{who.name}` cannot decide as `{name}`", "the agent of a decision is whoever records it")


def _check_reader(reader: str, who: Principal) -> None:
    if reader != who.name:
        raise Refused(f"`{reader}` asked for the context, not `{who.name}`", "ask for one of your own")


def _one_key(body: str | None, header: str | None) -> str:
    if body is not None and header is not None and body != header:
        raise Invalid("the header and the body tell different idempotency keys", "tell it once")
    key = body if body is not None else header
    if key is None:
        raise Invalid("no idempotency key", "send the header `Idempotency-Key`, or `idempotency_key` in the body")
    return key
