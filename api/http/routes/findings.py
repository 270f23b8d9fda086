"""Finding decisions, and looking at one."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import Query, Request, Response

from agents.looking.decisions import Decision, Made, Sought
from agents.pages import Page
from agents.proposal import Status
from api.http.guard import Graph, Lists, Pasts, guarded
from api.http.replies import JSON, JSON_LD, linked, negotiated, reply
from api.http.routes.decisions import Id

router = guarded("decisions")


@router.get("/decisions", summary="Find decisions", response_model=Page[Made])
def decisions(
    request: Request,
    graph: Graph,
    asked: Lists,
    subject: Annotated[
        str | None, Query(max_length=4_000, description="On this thing.", examples=["desk/tickets/17"])
    ] = None,
    agent: Annotated[str | None, Query(max_length=500, description="By this agent.", examples=["refund-agent"])] = None,
    on_behalf_of: Annotated[str | None, Query(max_length=500, description="For this principal.")] = None,
    action: Annotated[str | None, Query(max_length=500, description="To do this.", examples=["refund"])] = None,
    case: Annotated[str | None, Query(max_length=500, description="In this case.")] = None,
    status: Annotated[Status | None, Query(description="That stand so.")] = None,
    since: Annotated[str | None, Query(max_length=40, description="Made from this date on.")] = None,
    until: Annotated[str | None, Query(max_length=40, description="Made before this date.")] = None,
) -> Response:
    """Newest first. What is revised while pages are read counts as it was when the first one was."""
    sought = Sought(
        subject=subject, agent=agent, on_behalf_of=on_behalf_of, action=action, case=case, status=status,
        since=since, until=until,
    )  # fmt: skip
    return reply(request, graph.lookups.decisions(asked, sought))


@router.get("/decisions/{id}", summary="Look at a decision", response_model=Decision, responses=linked("decision"))
def decision(request: Request, graph: Graph, asked: Pasts, id: Id) -> Response:
    """What was asked, weighed and cited, by whom and for whom.

    As `application/ld+json` it comes in the words of PROV-O.
    """
    return negotiated(
        request,
        {
            JSON: lambda: graph.lookups.decision(id, asked.reader, asked.as_of),
            JSON_LD: lambda: orjson.dumps(graph.lookups.linked_decision(id, asked.reader, asked.as_of)),
        },
    )
