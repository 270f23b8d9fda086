"""What a server says went wrong (RFC 9457), as exceptions.

Problem
├── Invalid        what was given cannot be right (400, 413, 422)
├── Unauthorized   no key was shown, or one that lets nobody in (401)
├── Refused        it is understood, and not allowed (403)
├── NotFound       what was named does not exist (404)
├── Conflict       it exists already, or somebody else is at it (409)
├── TooMany        the principal asks too much (429)
├── Unavailable    the graph does not answer now (503)
│   └── Unreachable   nor does the server
└── Failed         anything else: a defect, or something else that answers in the server's place
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """What a server did not do, and why: its `status`, `title`, `detail`, how to `mend` it, and further `details`.

    `kind` is the problem's type, a URN; `body` the whole document.
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status = status
        self.body = dict(body)
        self.kind = str(body.get("type", "about:blank"))
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", "")) or self.title or f"status {status}"
        self.mend = str(body.get("mend", ""))
        details = body.get("details", ())
        self.details = tuple(map(str, details)) if isinstance(details, list) else ()
        super().__init__(self.detail)

    def __str__(self) -> str:
        line = f"{self.detail}: {self.mend}" if self.mend else self.detail
        return "\n".join([line, *(f"  {one}" for one in self.details)])


class Invalid(Problem):
    """What was given cannot be right."""


class Unauthorized(Problem):
    """No key was shown, or one that lets nobody in."""


class Refused(Problem):
    """It is understood, and not allowed."""


class NotFound(Problem):
    """What was named does not exist."""


class Conflict(Problem):
    """It exists already, or somebody else is at it."""


class TooMany(Problem):
    """The principal asks too much; it was tried again as long as patience allowed."""


class Unavailable(Problem):
    """The graph does not answer now; it was tried again as long as patience allowed."""


class Unreachable(Unavailable):
    """The server does not answer at all; it was tried again as long as patience allowed. Its `status` is 0."""


class Failed(Problem):
    """Anything else: a defect of the server, or something else that answers in its place."""


KINDS: dict[int, type[Problem]] = {
    400: Invalid,
    401: Unauthorized,
    403: Refused,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    422: Invalid,
    429: TooMany,
    503: Unavailable,
}


def problem(status: int, body: Any) -> Problem:
    """The exception that a status and a document mean; whatever is no document says nothing."""
    return KINDS.get(status, Failed)(status, body if isinstance(body, dict) else {})
