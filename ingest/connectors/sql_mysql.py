"""MySQL and MariaDB through PyMySQL: sessions that only read, whose timestamps are told in UTC."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.connectors.json_rows import exact

if TYPE_CHECKING:
    from pymysql import Connection

SESSION = ("SET SESSION time_zone = '+00:00'", "SET SESSION TRANSACTION READ ONLY")


def prepare(connection: Connection[Any], record: object) -> None:
    """Make a new connection one that only reads, and gives bits as numbers and JSON with every digit."""
    from pymysql.constants import FIELD_TYPE

    decoders: dict[int, Any] = connection.decoders
    decoders[FIELD_TYPE.BIT] = partial(int.from_bytes, byteorder="big")
    decoders[FIELD_TYPE.JSON] = exact
    with connection.cursor() as cursor:
        for statement in SESSION:
            cursor.execute(statement)
