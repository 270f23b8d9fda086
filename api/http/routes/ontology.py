"""The words in which all is said."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from agents.principals import Caller
from agents.words import Term, Words, terms, words
from api.http.guard import AsOf, Graph, allowed, guarded
from api.http.replies import reply

router = guarded("ontology")
Looking = Annotated[Caller, allowed("look")]


@router.get("/ontology", summary="The words in force", response_model=Words)
def overview(request: Request, graph: Graph, caller: Looking, as_of: AsOf = None) -> Response:
    """Every class, property, relation and action with its definition."""
    return reply(request, words(graph.store, as_of))


@router.get("/ontology/{name}", summary="What a word means", response_model=Term)
def term(
    request: Request,
    graph: Graph,
    caller: Looking,
    name: Annotated[str, Path(max_length=100, description="A word, or the inverse of one.", examples=["refund"])],
    as_of: AsOf = None,
) -> Response:
    """All that a name means: a class, property or relation, and an action, which may share its name."""
    return reply(request, terms(graph.store, name, as_of))
