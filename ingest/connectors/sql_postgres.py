"""Postgres through psycopg 3: values as they are stored, also those that Python has no type for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.connectors.json_rows import exact
from ingest.connectors.text import KEEP

if TYPE_CHECKING:
    from psycopg import Connection

TEXTS = ("text", "varchar", "bpchar", "name", "inet", "cidr", "interval")
RANGES = ("int4", "int8", "num", "date", "ts", "tstz")
SESSION = (
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'iso_8601'",
    "SET bytea_output = 'hex'",
)


def prepare(connection: Connection[Any], record: object) -> None:
    """Make a new connection one that only reads, and gives every value without loss.

    Timestamps are told in UTC whatever the server's zone. Times beyond Python's (`infinity`), intervals, ranges and
    addresses are told as Postgres writes them. A database without an encoding gives its bytes, of which what is no text
    is told row by row.
    """
    _adapt(connection)
    before = connection.autocommit
    connection.autocommit = True
    for statement in SESSION:
        connection.execute(statement)
    if connection.info.parameter_status("server_encoding") == "SQL_ASCII":
        connection.execute("SET client_encoding = 'SQL_ASCII'")
    connection.autocommit = before


def _adapt(connection: Connection[Any]) -> None:
    from psycopg import DataError
    from psycopg.abc import Buffer
    from psycopg.adapt import Loader
    from psycopg.types import datetime as times
    from psycopg.types.json import set_json_loads

    class Text(Loader):
        def load(self, data: Buffer) -> str:
            return bytes(data).decode("utf-8", KEEP)

    def lenient(kind: Any) -> type[Loader]:
        class Lenient(kind):  # type: ignore[misc]
            def load(self, data: Buffer) -> Any:
                try:
                    return super().load(data)
                except (DataError, ValueError, OverflowError):
                    return bytes(data).decode("utf-8", KEEP)

        return Lenient

    for name in (*TEXTS, *(f"{one}{kind}" for one in RANGES for kind in ("range", "multirange"))):
        connection.adapters.register_loader(name, Text)
    connection.adapters.register_loader(0, Text)
    loaders: dict[str, Any] = {
        "date": times.DateLoader,
        "time": times.TimeLoader,
        "timetz": times.TimetzLoader,
        "timestamp": times.TimestampLoader,
        "timestamptz": times.TimestamptzLoader,
    }
    for name, kind in loaders.items():
        connection.adapters.register_loader(name, lenient(kind))
    set_json_loads(exact, connection)
