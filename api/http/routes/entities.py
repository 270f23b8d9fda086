"""Entities: lists of them, each as it was, what is around it, and what became of it."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import Path, Query, Request, Response

from agents.entity import Entity
from agents.looking.difference import Difference
from agents.looking.neighbours import Neighbour
from agents.looking.paths import LENGTH, LONGEST, MOST, PATHS, Paths
from agents.looking.shown import Brief
from agents.looking.timeline import Timeline
from agents.pages import Page
from api.http.guard import Graph, Lists, Looks, Reads, guarded
from api.http.replies import JSON, JSON_LD, linked, negotiated, reply

router = guarded("entities")
Subject = Annotated[
    str,
    Path(
        max_length=4_000,
        description="A thing: an id, a key such as `erp/customers/ALFKI`, or a name.",
        examples=["erp/customers/ALFKI"],
    ),
]
Class = Annotated[
    str | None, Query(alias="class", max_length=100, description="Only of this class.", examples=["Customer"])
]
Instant = Annotated[str, Query(max_length=40, description="A sequence or a date.", examples=["1"])]


@router.get("/entities", summary="List entities", response_model=Page[Brief])
def entities(request: Request, graph: Graph, asked: Lists, cls: Class = None) -> Response:
    """The entities of a class and of all that are kinds of it, in the order of their ids."""
    return reply(request, graph.lookups.entities(asked, cls))


@router.get("/paths", summary="The shortest paths between two entities", response_model=Paths)
def paths(
    request: Request,
    graph: Graph,
    asked: Reads,
    start: Annotated[str, Query(min_length=1, max_length=4_000, description="A thing.", examples=["desk/tickets/17"])],
    end: Annotated[
        str, Query(min_length=1, max_length=4_000, description="Another one.", examples=["erp/payments/P-1"])
    ],
    within: Annotated[int, Query(ge=1, le=LONGEST, description="How many relations at the most.")] = LENGTH,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many paths at the most.")] = PATHS,
) -> Response:
    """Paths through what is related, in whatever direction. None leads through a hub; `gaps` names those come by."""
    found = graph.lookups.paths(start, end, asked.reader, as_of=asked.as_of, at=asked.at, within=within, limit=limit)
    return reply(request, found)


@router.get("/entities/{id:path}/neighbours", summary="What an entity is related to", response_model=Page[Neighbour])
def neighbours(
    request: Request,
    graph: Graph,
    asked: Lists,
    id: Subject,
    relation: Annotated[
        str | None, Query(max_length=100, description="Only by this relation.", examples=["placed"])
    ] = None,
    cls: Class = None,
) -> Response:
    """Each relation under the name by which it is read from here. A hub is not expanded; `gaps` says so."""
    return reply(request, graph.lookups.neighbours(asked, id, relation, cls))


@router.get("/entities/{id:path}/timeline", summary="What happened to an entity", response_model=Timeline)
def timeline(request: Request, graph: Graph, asked: Lists, id: Subject) -> Response:
    """What happened to its records, its relations and the judgements on them, oldest first."""
    return reply(request, graph.lookups.timeline(asked, id))


@router.get("/entities/{id:path}/difference", summary="What is otherwise of an entity", response_model=Difference)
def difference(
    request: Request,
    graph: Graph,
    reader: Looks,
    id: Subject,
    since: Instant,
    until: Instant | None = None,
    at: Annotated[str | None, Query(max_length=40, description="What was valid then.", examples=["2026-03-01"])] = None,
) -> Response:
    """What is otherwise as of `until` (default: the newest) than as of `since`: facts, classes, records, relations."""
    return reply(request, graph.lookups.difference(id, reader, since, until, at))


@router.get("/entities/{id:path}", summary="Look at an entity", response_model=Entity, responses=linked("entity"))
def entity(request: Request, graph: Graph, asked: Reads, id: Subject) -> Response:
    """Every record that describes it, why those are one, what holds of it by whose word, and what it relates to.

    As `application/ld+json` it comes in the words of the ontology, with what it is related to.
    """
    who = asked.reader
    return negotiated(
        request,
        {
            JSON: lambda: graph.commands.entity(id, who, asked.as_of, asked.at),
            JSON_LD: lambda: orjson.dumps(graph.lookups.linked_entity(id, who, asked.as_of, asked.at)),
        },
    )
