"""Acting on decisions: doing what was decided, once, and what became of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response

from agents.acting.steps import Outcome, Settling, Unfinished
from agents.principals import Caller
from agents.proposal import Principal
from agents.walks.reading import found
from api.http.guard import Graph, allowed, guarded
from api.http.replies import reply
from api.http.routes.decisions import Id
from ontology.errors import Refused

router = guarded("actions")
Looking = Annotated[Caller, allowed("look")]
Operator = Annotated[Caller, allowed("operate")]


@router.post("/decisions/{id}/action", summary="Act on a decision", response_model=Outcome)
def act(request: Request, graph: Graph, caller: Annotated[Caller, allowed("decide")], id: Id) -> Response:
    """Do what was decided, once: its intent is sealed before, what it rests on is looked at again, its effect sealed.

    Asked again, it tells what became of it. What policy does not let act is refused (*403*), and so is a decision of
    another agent to whoever is no operator. *409*: it is being acted on, or its outcome is unknown.
    """
    agent = str(found(graph.store, id).decision["agent"])
    if agent != caller.name and "operate" not in caller.permissions:
        raise Refused(f"decision `{id}` is `{agent}`'s", "an operator may act on it")
    return reply(request, graph.executor(Principal(name=caller.name, kind=caller.kind)).act(id))


@router.get("/decisions/{id}/action", summary="What became of it?", response_model=Outcome)
def look(request: Request, graph: Graph, caller: Looking, id: Id) -> Response:
    """How acting on a decision stands: its calls and effects. *404* where it was not acted on."""
    return reply(request, graph.executor(Principal(name=caller.name, kind=caller.kind)).look(id))


@router.post("/decisions/{id}/action/settlement", summary="Say what became of it", response_model=Outcome)
def settle(request: Request, graph: Graph, caller: Operator, id: Id, said: Settling) -> Response:
    """Say what became of a decision whose outcome is unknown, and how you know. *409*: it is not unknown."""
    return reply(request, graph.executor(Principal(name=caller.name, kind=caller.kind)).settle(id, said))


@router.get("/actions", summary="List what is not known", response_model=Unfinished)
def unfinished(request: Request, graph: Graph, caller: Looking) -> Response:
    """The decisions whose intent to act is sealed and whose outcome is not known, by their numbers."""
    return reply(request, graph.executor(Principal(name=caller.name, kind=caller.kind)).unfinished())
