"""The systems that are read from, and how their streams stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from agents.operating import SourceInfo, SourceList, StreamList
from agents.principals import Caller
from api.http.guard import AsOf, Graph, allowed, guarded
from api.http.replies import reply

router = guarded("sources")
Operator = Annotated[Caller, allowed("operate")]


@router.get("/sources", summary="List the sources", response_model=SourceList)
def sources(request: Request, graph: Graph, caller: Operator, as_of: AsOf = None) -> Response:
    """The sources that the graph knew or this server can read. Where they are and how they are entered is not told."""
    return reply(request, graph.operations.sources(as_of))


@router.get("/sources/{name}", summary="Look at a source", response_model=SourceInfo)
def source(
    request: Request,
    graph: Graph,
    caller: Operator,
    name: Annotated[str, Path(max_length=100, description="The name of a source.", examples=["erp"])],
    as_of: AsOf = None,
) -> Response:
    """One source."""
    return reply(request, graph.operations.source(name, as_of))


@router.get("/streams", summary="How the streams stand", response_model=StreamList)
def streams(request: Request, graph: Graph, caller: Operator) -> Response:
    """Every stream with its records, what waits for a target, rows held back, and its last sync. Counts all records."""
    return reply(request, graph.operations.streams())
