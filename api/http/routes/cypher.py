"""Questions of one's own, in Cypher."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response

from agents.cypher import Query, Table
from api.http.guard import Graph, guarded, looking
from api.http.replies import JSON, negotiated
from graph.model import Reader

CSV = "text/csv"

router = guarded("cypher")


@router.post(
    "/cypher",
    summary="Ask in Cypher",
    response_model=Table,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
def cypher(request: Request, graph: Graph, reader: Annotated[Reader, looking("query")], asked: Query) -> Response:
    """Run a statement that only reads, for a caller who is cleared for every class of data.

    Refused is what writes, calls procedures but full-text search, reads files or addresses, or reads what is hidden;
    limited are rows, time and size. With `Accept: text/csv` the rows come as CSV.
    """
    table = graph.commands.cypher(asked, reader)
    return negotiated(request, {JSON: lambda: table, CSV: lambda: table.csv().encode()})
