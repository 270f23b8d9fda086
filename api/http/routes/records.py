"""Records: what one source said about one thing, and when."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import Path, Request, Response

from agents.looking.records import Version, Versioned
from agents.pages import Page
from api.http.guard import Graph, Pages, Pasts, guarded
from api.http.replies import JSON, JSON_LD, linked, negotiated, reply

router = guarded("records")
Record = Annotated[
    str,
    Path(
        max_length=4_000,
        description="A record, by its key such as `erp/customers/ALFKI`, or a version of it, by its id or URN.",
        examples=["erp/customers/ALFKI"],
    ),
]


@router.get("/records/{id:path}/versions", summary="The versions of a record", response_model=Page[Versioned])
def versions(request: Request, graph: Graph, asked: Pages, id: Record) -> Response:
    """Oldest first, each with what it says otherwise than the one before it."""
    return reply(request, graph.lookups.versions(asked, id))


@router.get("/records/{id:path}", summary="Look at a record", response_model=Version, responses=linked("record"))
def record(request: Request, graph: Graph, asked: Pasts, id: Record) -> Response:
    """One version with the row that it was read as: the one that is named, or the one that held.

    As `application/ld+json` it comes in the words of the ontology and of PROV-O.
    """
    return negotiated(
        request,
        {
            JSON: lambda: graph.lookups.record(id, asked.reader, asked.as_of),
            JSON_LD: lambda: orjson.dumps(graph.lookups.linked_record(id, asked.reader, asked.as_of)),
        },
    )
