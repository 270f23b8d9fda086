"""Whether the server lives, and whether it can answer: for balancers and supervisors, without a key."""

from __future__ import annotations

from typing import Literal

from anyio import move_on_after, to_thread
from fastapi import Request, Response

from agents.answer import Form
from api.http.guard import TheDoor, guarded
from api.http.replies import reply
from ontology.errors import Unavailable

router = guarded("health")
READY_SECONDS = 2.0
"""For how long the graph is waited for."""


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
async def ready(request: Request, door: TheDoor) -> Response:
    """Answers with *503* while the graph does not answer."""
    wired = door.wired
    with move_on_after(READY_SECONDS):
        seq, _ = await to_thread.run_sync(wired.store.head, abandon_on_cancel=True)
        return reply(request, Ready(status="ready", engine=wired.engine.name, seq=seq))
    raise Unavailable(f"the graph did not answer within {READY_SECONDS} s")
