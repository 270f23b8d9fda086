"""Rows that could not be taken."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import Field

from agents.answer import Form
from agents.operating import Fated, HeldRow, WholeRow
from agents.pages import Page
from agents.principals import Caller
from api.http.guard import Graph, allowed, guarded
from api.http.replies import reply
from api.http.routes.syncs import Listed, Source, Stream

router = guarded("quarantine")
Operator = Annotated[Caller, allowed("operate")]
Id = Annotated[
    str, Path(pattern="^[0-9a-f]{6,64}$", description="The id of a row, or its beginning.", examples=["0a1b2c3d"])
]


class Because(Form):
    """Why it is done."""

    because: str = Field(min_length=1, max_length=2_000, pattern=r"\S", examples=["a test row of the shop"])


@router.get("/quarantine", summary="List the rows that could not be taken", response_model=Page[HeldRow])
def held_back(
    request: Request,
    graph: Graph,
    asked: Listed,
    source: Source = None,
    stream: Stream = None,
    reason: Annotated[
        str | None, Query(min_length=1, max_length=500, description="Only those whose reason has this text.")
    ] = None,
    every: Annotated[bool, Query(description="Also those that had left.")] = False,
) -> Response:
    """Rows that were held back, with the reasons, oldest first."""
    return reply(request, graph.operations.held_back(asked, source, stream, reason, every))


@router.get("/quarantine/{id}", summary="Look at a row that could not be taken", response_model=WholeRow)
def row(request: Request, graph: Graph, caller: Operator, id: Id) -> Response:
    """One row, whole, and what became of it."""
    return reply(request, graph.operations.row(id))


@router.post("/quarantine/{id}/replay", summary="Replay a row", response_model=Fated)
def replay(request: Request, graph: Graph, caller: Operator, id: Id) -> Response:
    """Take a row that can be taken now, after its mapping or contract was mended, as if it had come in time."""
    return reply(request, graph.operations.replay(id, caller.name))


@router.post("/quarantine/{id}/drop", summary="Drop a row", response_model=WholeRow)
def drop(request: Request, graph: Graph, caller: Operator, id: Id, said: Because) -> Response:
    """Let a row go that is not wanted. Who did so and why stays with it, and equal rows stay dropped."""
    return reply(request, graph.operations.drop(id, caller.name, said.because))
