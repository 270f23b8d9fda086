"""The embedded engine's HTTP port: what Cypher has no words for (backups, special indexes, the end of a statement)."""

from __future__ import annotations

import base64
import json
from http.client import HTTPConnection, HTTPException
from typing import Any

from graph.engines.folder import Address
from graph.engines.java import DATABASE, USER
from ontology.errors import Unavailable


def sql(address: Address, command: str, timeout: float = 600.0) -> list[dict[str, Any]]:
    """Run one SQL command in the graph's database and return its rows.

    Raises:
        Unavailable: the engine does not answer, or failed.
    """
    connection = HTTPConnection("127.0.0.1", address.http, timeout=timeout)
    try:
        body = json.dumps({"language": "sql", "command": command})
        connection.request("POST", f"/api/v1/command/{DATABASE}", body, {"Authorization": _credentials(address)})
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, HTTPException, ValueError) as error:
        raise Unavailable("the embedded engine does not answer", "try again") from error
    finally:
        connection.close()
    if response.status != 200:
        raise Unavailable(f"the embedded engine could not run `{command}`", "", [str(answer.get("detail", answer))])
    return list(answer["result"])


def termination(address: Address, tag: str) -> bytes:
    """The request that ends the statements that run under a tag, for another process to send."""
    body = json.dumps({"command": f"terminate queries tag {tag}"})
    lines = [
        "POST /api/v1/server HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: {_credentials(address)}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        "",
        body,
    ]
    return "\r\n".join(lines).encode()


def _credentials(address: Address) -> str:
    secret = base64.b64encode(f"{USER}:{address.password}".encode()).decode()
    return f"Basic {secret}"
