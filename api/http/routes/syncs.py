"""What was brought in, and every commit that it made."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response

from agents.operating import Commit, SyncInfo
from agents.pages import Asked, Page
from agents.principals import Caller
from api.http.guard import Graph, allowed, guarded, paging
from api.http.replies import reply

router = guarded("syncs")
Id = Annotated[
    str, Path(max_length=100, description="The id of a sync.", examples=["548937d55d642fd153cf03498ed3f836"])
]
Listed = Annotated[Asked, paging("operate", "operating")]
Source = Annotated[str | None, Query(max_length=100, description="Only of one source.", examples=["erp"])]
Stream = Annotated[str | None, Query(max_length=100, description="Only of one stream.", examples=["orders"])]


@router.get("/syncs", summary="List the syncs", response_model=Page[SyncInfo])
def syncs(request: Request, graph: Graph, asked: Listed, source: Source = None, stream: Stream = None) -> Response:
    """Syncs with their counts, newest first: those that had begun when the first page was read."""
    return reply(request, graph.operations.syncs(asked, source, stream))


@router.get("/syncs/{id}", summary="Look at a sync", response_model=SyncInfo)
def sync(
    request: Request,
    graph: Graph,
    caller: Annotated[Caller, allowed("operate")],
    id: Annotated[
        str, Path(max_length=100, description="The id of a sync.", examples=["548937d55d642fd153cf03498ed3f836"])
    ],
) -> Response:
    """One sync with its counts."""
    return reply(request, graph.operations.sync(id))


@router.get("/changes", summary="List the commits", response_model=Page[Commit])
def changes(
    request: Request,
    graph: Graph,
    asked: Listed,
    since: Annotated[str, Query(max_length=40, description="Those after this sequence or date.", examples=["0"])] = "0",
) -> Response:
    """What changed, when, by whom, oldest first. The last page's `seq` is what to ask `since` the next time."""
    return reply(request, graph.operations.changes(asked, since))
