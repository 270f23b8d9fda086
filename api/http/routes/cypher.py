"""Questions of one's own, in Cypher."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response

from agents.cypher import Query, Table
from api.http.guard import Graph, TheDoor, guarded, looking
from api.http.replies import JSON, negotiated
from graph.engines.base import Busy
from graph.model import Reader

CSV = "text/csv"

router = guarded("cypher")


@router.post(
    "/cypher",
    summary="Ask in Cypher",
    response_model=Table,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def cypher(
    request: Request, graph: Graph, door: TheDoor, reader: Annotated[Reader, looking("query")], asked: Query
) -> Response:
    """Run a statement that only reads, for a caller who is cleared for every class of data.

    Refused is what writes, calls procedures but full-text search, reads files or addresses, or reads what is hidden;
    limited are rows, time and size. With `Accept: text/csv` the rows come as CSV.
    """

    def answer() -> Response:
        table = graph.commands.cypher(asked, reader)
        return negotiated(request, {JSON: lambda: table, CSV: lambda: table.csv().encode()})

    if not door.statements.acquire(blocking=False):
        raise Busy("as many statements run already as may", "try again in a while")
    try:
        return await to_thread.run_sync(answer, limiter=CapacityLimiter(1))
    finally:
        door.statements.release()
