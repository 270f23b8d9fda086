"""Being a witness: other Throughlines show their ledgers here, and this one remembers and countersigns."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from agents.answer import Form
from agents.ledger.notary import STEP, Countersigned, Growth, Hash, State
from agents.principals import Caller
from api.http.guard import Graph, allowed, guarded
from api.http.replies import reply

router = guarded("witness")
Witnessed = Annotated[Caller, allowed("witness")]
Origin = Annotated[
    str,
    Query(min_length=1, max_length=200, description="Whose ledger.", examples=["throughline-5f0c3a91"]),
]
Number = Annotated[int, Query(ge=0, lt=2**53, description="The number of a leaf.", examples=[0])]


class WitnessKey(Form):
    """The key that this Throughline countersigns with, as `NAME+ID+KEY`."""

    key: str


class Leaves(Form):
    """The hashes of leaves, in order."""

    leaves: list[Hash] = Field(max_length=STEP)


@router.get("/witness", summary="With which key is countersigned?", response_model=WitnessKey)
def key(request: Request, graph: Graph, caller: Witnessed) -> Response:
    """The key of this witness. Note it when the witness is added: it never changes."""
    return reply(request, WitnessKey(key=graph.notary.key.text))


@router.get("/witness/seen", summary="What was seen of a ledger?", response_model=State)
def seen(request: Request, graph: Graph, caller: Witnessed, origin: Origin) -> Response:
    """How many leaves this witness has seen of a ledger, and the checkpoint that it countersigned last."""
    return reply(request, graph.notary.state(origin))


@router.get("/witness/leaves", summary="Which leaves were seen?", response_model=Leaves)
def leaves(request: Request, graph: Graph, caller: Witnessed, origin: Origin, low: Number, high: Number) -> Response:
    """The hashes of the leaves of a range that this witness has seen, 8,000 at the most."""
    found = graph.notary.leaves(origin, low, min(high, low + STEP))
    return reply(request, Leaves(leaves=[one.hex() for one in found]))


@router.post("/witness", summary="Show a ledger", response_model=Countersigned)
def countersign(request: Request, graph: Graph, caller: Witnessed, shown: Growth) -> Response:
    """Show this witness a checkpoint that goes on from what it has seen: it is proven, remembered and countersigned."""
    return reply(request, graph.notary.countersign(shown))
