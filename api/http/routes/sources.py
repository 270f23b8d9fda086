"""The systems that are read from, and how their streams stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Path, Request, Response

from agents.operating import SourceInfo, SourceList, StreamList
from agents.pages import Page
from agents.principals import Caller
from agents.synced import SourceSync, SyncWanted
from agents.waited import Waited
from api.http.guard import AsOf, Graph, TheDoor, allowed, guarded
from api.http.replies import reply
from api.http.routes.syncs import Listed, Source, Stream

router = guarded("sources")
Operator = Annotated[Caller, allowed("operate")]
Name = Annotated[str, Path(max_length=100, description="The name of a source.", examples=["erp"])]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=500,
        description="One key of a caller is one sync of a source: a repetition is answered with the sync begun first.",
    ),
]


@router.get("/sources", summary="List the sources", response_model=SourceList)
def sources(request: Request, graph: Graph, caller: Operator, as_of: AsOf = None) -> Response:
    """The sources that the graph knew or this server can read. Where they are and how they are entered is not told."""
    return reply(request, graph.operations.sources(as_of))


@router.get("/sources/{name}", summary="Look at a source", response_model=SourceInfo)
def source(
    request: Request,
    graph: Graph,
    caller: Operator,
    name: Name,
    as_of: AsOf = None,
) -> Response:
    """One source."""
    return reply(request, graph.operations.source(name, as_of))


@router.post(
    "/sources/{name}/syncs",
    summary="Sync a source",
    response_model=SourceSync,
    status_code=202,
    responses={200: {"model": SourceSync, "description": "The sync that was begun before under the same key."}},
)
def begin(
    request: Request, door: TheDoor, caller: Operator, name: Name, wanted: SyncWanted, idempotency_key: Key = None
) -> Response:
    """Begin to sync a source whose file this server has; ask at `Location` how it goes and how it ended.

    It goes on whether or not the caller waits. A source that is being synced, here or elsewhere, is not synced twice at
    once (*409*). A server that is stopped lets it finish its batch, and the next sync goes on from there.
    """
    made, begun = door.syncs.start(name, wanted, caller.name, idempotency_key)
    return reply(request, made, 202 if begun else 200, Location=f"/sources/{name}/syncs/{made.id}")


@router.get("/sources/{name}/syncs/{id}", summary="Look at a sync of a source", response_model=SourceSync)
def begun(
    request: Request,
    door: TheDoor,
    caller: Operator,
    name: Name,
    id: Annotated[
        str,
        Path(
            max_length=100, description="The id of a sync of the source.", examples=["0b6c1d3f0b6c1d3f0b6c1d3f0b6c1d3f"]
        ),
    ],
) -> Response:
    """Where it is, or how it ended: what became of each stream, with its counts and what halted it."""
    return reply(request, door.syncs.look(name, id))


@router.get("/streams", summary="How the streams stand", response_model=StreamList)
def streams(request: Request, graph: Graph, caller: Operator, as_of: AsOf = None) -> Response:
    """Every stream with its records, what waits for a target, rows held back, and its last sync. Counts all records."""
    return reply(request, graph.operations.streams(as_of))


@router.get("/waiting", summary="What is referred to in vain", response_model=Page[Waited])
def waiting(request: Request, graph: Graph, asked: Listed, source: Source = None, stream: Stream = None) -> Response:
    """What records refer to and is not there, and why, the most awaited first."""
    return reply(request, graph.operations.waiting(asked, source, stream))
