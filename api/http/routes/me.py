"""Who asks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response

from agents.principals import Caller
from api.http.guard import allowed, guarded
from api.http.replies import reply

router = guarded("principals")


@router.get("/me", summary="Who am I?", response_model=Caller)
async def me(request: Request, caller: Annotated[Caller, allowed("look")]) -> Response:
    """The principal of the key that is shown, its roles, and for whom it may act."""
    return reply(request, caller)
