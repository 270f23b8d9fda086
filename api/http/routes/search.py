"""Finding entities by words."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from agents.looking.search import Hit
from agents.pages import Page
from api.http.guard import Graph, Lists, guarded
from api.http.replies import reply
from api.http.routes.entities import Class

router = guarded("search")


@router.get("/search", summary="Find entities by words", response_model=Page[Hit])
def search(
    request: Request,
    graph: Graph,
    asked: Lists,
    words: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            description="Words of a name, a code, an e-mail address; three letters find words that begin so.",
            examples=["alfreds futter"],
        ),
    ],
    cls: Class = None,
) -> Response:
    """The entities of which a record holds all the words, the nearest first. Case and accents do not matter."""
    return reply(request, graph.lookups.search(asked, words, cls))
