"""What must be known before an action."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response
from pydantic import Field

from agents.answer import Answer, Form
from agents.context import BUDGET, Name
from agents.principals import Caller
from api.http.guard import Graph, allowed, guarded
from api.http.replies import reply

router = guarded("contexts")


class ContextWanted(Form):
    """What is asked for: what must be known of a subject (an id, a key or a name) before an action, and for what.

    `as_of` is a sequence or a date, by default the newest. `at` is the clock by which ages and validity are told: by
    default the date given as `as_of`, else the present. `budget` is that of the text, in tokens. The reader is the
    caller.
    """

    subject: Name = Field(examples=["desk/tickets/17"])
    action: Name = Field(examples=["refund"])
    purpose: Name = Field(examples=["refund of a broken delivery"])
    as_of: int | Annotated[str, Field(max_length=40)] | None = Field(None, examples=[6])
    at: str | None = Field(None, max_length=40, examples=["2026-03-10"])
    budget: int = Field(BUDGET, ge=1, le=1_000_000, examples=[2_000])


@router.post("/contexts", summary="Ask for a context", response_model=Answer)
def context(
    request: Request, graph: Graph, caller: Annotated[Caller, allowed("ask")], wanted: ContextWanted
) -> Response:
    """What must be known before an action, with the citations, what is missing, in dispute or old, and a signed id.

    Nothing is written. Decide with the id, and cite facts by their numbers.
    """
    said = wanted.model_dump()
    return reply(request, graph.commands.context(said.pop("subject"), said.pop("action"), reader=caller.name, **said))
