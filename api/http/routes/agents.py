"""Which agents are registered: who answers for each, and what runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response

from agents.principals import Caller, PrincipalName
from agents.registry import AgentList, AgentWanted, Registered
from api.http.guard import Graph, allowed, guarded
from api.http.replies import reply

router = guarded("agents")
Looking = Annotated[Caller, allowed("look")]
Admin = Annotated[Caller, allowed("administer")]
Name = Annotated[PrincipalName, Path(description="The name of an agent.", examples=["refund-agent"])]


@router.get("/agents", summary="List the registered agents", response_model=AgentList)
def listed(request: Request, graph: Graph, caller: Looking) -> Response:
    """The versions of agents that are registered, by name and version."""
    return reply(request, AgentList(items=graph.registry.listed()))


@router.post("/agents", summary="Register an agent", response_model=Registered)
def register(request: Request, graph: Graph, caller: Admin, wanted: AgentWanted) -> Response:
    """Register a version of an agent. What was registered of that version before ends, and stays to be read."""
    return reply(request, graph.registry.register(wanted, caller.name))


@router.get("/agents/{name}", summary="Look at an agent", response_model=AgentList)
def shown(request: Request, graph: Graph, caller: Looking, name: Name) -> Response:
    """All that was ever registered of an agent, the newest first."""
    return reply(request, AgentList(items=graph.registry.history(name)))


@router.delete("/agents/{name}", summary="Retire an agent", response_model=AgentList)
def retire(
    request: Request,
    graph: Graph,
    caller: Admin,
    name: Name,
    version: Annotated[str | None, Query(max_length=100, description="Only this version.", examples=["1.0"])] = None,
) -> Response:
    """Let an agent, or one version of it, be registered no more: what it proposes from now on is judged so."""
    return reply(request, AgentList(items=graph.registry.retire(name, version, caller.name)))
