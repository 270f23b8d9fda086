"""One decision to be read by people and by other programs: evidence, timeline, dossier, page, and documents of PROV."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from agents.dossier import Dossier
from agents.exports.formats import FORMATS, FormatName
from agents.exports.page import policy
from agents.walks.evidence import Exhibits
from agents.walks.timeline import Timeline
from api.http.guard import Graph, Pasts, Reads, guarded
from api.http.replies import reply
from api.http.routes.decisions import Id

HTML = "text/html"
router = guarded("decisions")


@router.get("/decisions/{id}/dossier", summary="All about a decision", response_model=Dossier)
def dossier(request: Request, graph: Graph, asked: Reads, id: Id) -> Response:
    """By whom and for whom it was taken, on what evidence, what was open, and what changed since."""
    return reply(request, graph.commands.dossier(id, asked.reader, asked.as_of, asked.at))


@router.get("/decisions/{id}/evidence", summary="What was shown, beside what holds now", response_model=Exhibits)
def evidence(request: Request, graph: Graph, asked: Reads, id: Id) -> Response:
    """Every record that the decision was shown, the version that was shown beside that of a sequence or date."""
    return reply(request, graph.commands.evidence(id, asked.reader, asked.as_of, asked.at))


@router.get("/decisions/{id}/timeline", summary="What happened when?", response_model=Timeline)
def timeline(request: Request, graph: Graph, asked: Pasts, id: Id) -> Response:
    """The run of activities that led to the decision, and what became of its evidence since."""
    return reply(request, graph.commands.timeline(id, asked.reader, asked.as_of))


@router.get(
    "/decisions/{id}/page",
    summary="A decision as a page",
    response_class=Response,
    responses={
        200: {"description": "One HTML page that loads nothing.", "content": {HTML: {"schema": {"type": "string"}}}}
    },
)
def page(request: Request, graph: Graph, asked: Reads, id: Id) -> Response:
    """One page that a person can read, click through, print and pass on. It needs no network."""
    found = graph.commands.dossier(id, asked.reader, asked.as_of, asked.at)
    body = graph.commands.page(found, asked.reader, asked.as_of).encode()
    return reply(request, body, media=HTML, Content_Security_Policy=policy(), X_Content_Type_Options="nosniff")


@router.get(
    "/decisions/{id}/exports/{format}",
    summary="A decision's provenance as a document",
    response_class=Response,
    responses={
        200: {
            "description": "; ".join(f"`{one.name}`: {one.title}" for one in FORMATS.values()) + ".",
            "content": {one.media_type: {"schema": {}} for one in FORMATS.values()},
        }
    },
)
def export(
    request: Request,
    graph: Graph,
    asked: Pasts,
    id: Id,
    format: Annotated[FormatName, Path(description="The format.", examples=["turtle"])],
) -> Response:
    """All nodes and relations of the decision's provenance, in a format of W3C PROV or as nodes and edges."""
    made = graph.commands.export(id, asked.reader, format, asked.as_of)
    disposition = f'attachment; filename="{made.filename}"'
    return reply(request, made.body, media=made.format.media_type, Content_Disposition=disposition)
