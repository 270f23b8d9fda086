"""By what decisions are judged: sets of policies, and what they would say."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from agents.judging.ruling import Ruling
from agents.policies import Activated, Files, PolicyInfo, PolicyList, PolicyWhole
from agents.principals import Caller
from api.http.guard import Graph, TheDoor, allowed, guarded
from api.http.replies import reply
from api.http.routes.decisions import Proposed, spoken

router = guarded("policies")
Looking = Annotated[Caller, allowed("look")]
Operator = Annotated[Caller, allowed("operate")]
Digest = Annotated[
    str,
    Path(
        pattern="^([0-9a-f]{8,64}|shipped)$",
        description="The digest of a set of policies, at least 8 characters of its beginning, or `shipped`.",
        examples=["shipped"],
    ),
]


@router.get("/policies", summary="List the sets of policies", response_model=PolicyList)
def listed(request: Request, graph: Graph, caller: Looking) -> Response:
    """All sets that were added, the newest first, and which one is in force."""
    return reply(request, PolicyList(items=graph.policies.listed()))


@router.post("/policies", summary="Add a set of policies", response_model=PolicyInfo, status_code=201)
def add(request: Request, graph: Graph, caller: Operator, wanted: Files) -> Response:
    """Keep a set of policies. Every mistake of its files is named (*422*).

    It decides nothing until somebody else puts it in force.
    """
    made = graph.policies.add(wanted.files, caller.name)
    return reply(request, made, 201, Location=f"/policies/{made.digest}")


@router.get("/policies/{digest}", summary="Look at a set of policies", response_model=PolicyWhole)
def shown(request: Request, graph: Graph, caller: Looking, digest: Digest) -> Response:
    """A set of policies with what each says, its text, and the facts that it asks for."""
    return reply(request, graph.policies.whole(digest))


@router.post("/policies/{digest}/activation", summary="Put a set of policies in force", response_model=Activated)
def activate(request: Request, graph: Graph, caller: Operator, digest: Digest) -> Response:
    """From now on decisions are judged by it. Whoever added it is refused (*403*): it takes somebody else."""
    return reply(request, graph.policies.activate(digest, caller.name))


@router.post("/verdicts", summary="What would policy say?", response_model=Ruling)
def judge(
    request: Request, graph: Graph, door: TheDoor, caller: Annotated[Caller, allowed("decide")], proposed: Proposed
) -> Response:
    """What the policies in force would say of a decision if it were proposed now. Nothing is recorded."""
    return reply(request, graph.commands.judge(spoken(graph, door, caller, proposed, "not recorded")))
