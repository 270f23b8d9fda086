"""Whether the server lives, and whether it can answer: for balancers and supervisors, without a key."""

from __future__ import annotations

from typing import Literal

from fastapi import Request, Response

from agents.answer import Form
from api.http.guard import Graph, guarded
from api.http.replies import reply

router = guarded("health")


class Health(Form):
    """The server answers."""

    status: Literal["up"]


class Ready(Form):
    """The server and its graph answer; `seq` is the newest sequence."""

    status: Literal["ready"]
    engine: str
    seq: int


@router.get("/health", summary="Does the server live?", response_model=Health)
async def health(request: Request) -> Response:
    """Answers while the process lives, whether or not its graph does."""
    return reply(request, Health(status="up"))


@router.get("/ready", summary="Can the server answer?", response_model=Ready)
def ready(request: Request, graph: Graph) -> Response:
    """Answers with *503* while the graph does not answer."""
    seq, _ = graph.store.head()
    return reply(request, Ready(status="ready", engine=graph.engine.name, seq=seq))
