"""People's Cypher as a command: a statement with parameters and limits, and a table as its answer."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
from pydantic import ConfigDict, Field

from agents.answer import Form
from graph.engines.base import Limits
from graph.gateway import ask
from graph.model import Reader
from graph.store import Store
from graph.tokens import LONGEST

ROWS, SECONDS = 1_000, 30.0
"""How many rows a statement returns and how many seconds it takes, unless told otherwise."""

MOST_ROWS, MOST_SECONDS = 100_000, 300.0


class Query(Form):
    """A statement that only reads; `limit` is in rows, `timeout` in seconds."""

    model_config = ConfigDict(strict=True)

    statement: str = Field(
        min_length=1,
        max_length=LONGEST,
        examples=["MATCH (c:Customer)-[:PLACED]->(o:Order) WHERE c.city = $city RETURN c.name, count(o) AS orders"],
    )
    parameters: dict[str, Any] = Field(default_factory=dict, examples=[{"city": "Berlin"}])
    limit: int = Field(ROWS, ge=1, le=MOST_ROWS)
    timeout: float = Field(SECONDS, ge=0.1, le=MOST_SECONDS)


class Table(Form):
    """What a statement returned, as plain JSON.

    A thing is an object of `labels` and `properties`, a relation of `relation` and `properties`, a path of `nodes` and
    `relations`. `cut` says that there was more than the limit; `seq` is the newest commit when it began, and `steady`
    says that nothing was written meanwhile; `notes` name what the ontology does not know.
    """

    columns: list[str]
    rows: list[list[Any]]
    cut: bool
    seq: int
    steady: bool
    seconds: float
    notes: list[str]

    def csv(self) -> str:
        """The rows after RFC 4180; what is not a text or a number is JSON, and nothing is an empty cell."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow(self.columns)
        writer.writerows([cell(value) for value in row] for row in self.rows)
        return written.getvalue()


def cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def query(store: Store, asked: Query, reader: Reader) -> Table:
    """Run a statement for a reader who is cleared for every class of data; see `gateway.ask`."""
    answer = ask(store, asked.statement, asked.parameters, Limits(asked.limit, asked.timeout), reader)
    return Table(
        columns=answer.found.columns,
        rows=answer.found.rows,
        cut=answer.found.cut,
        seq=answer.seq,
        steady=answer.steady,
        seconds=answer.seconds,
        notes=list(answer.notes),
    )
