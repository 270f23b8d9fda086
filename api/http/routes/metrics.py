"""What the server counts."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response
from fastapi.responses import PlainTextResponse

from agents.principals import Caller
from api.http.guard import TheDoor, allowed, guarded
from api.http.metrics import MEDIA

router = guarded("health")


@router.get("/metrics", summary="Counts for Prometheus", response_class=PlainTextResponse)
def metrics(door: TheDoor, caller: Annotated[Caller, allowed("operate")]) -> Response:
    """Requests by endpoint and status, how long they took, and how the graph stands, in Prometheus' text format.

    It takes a key like all else: behind a proxy every caller seems to come from this machine.
    """
    return Response(door.metrics.text(door.wired.engine), media_type=MEDIA)
