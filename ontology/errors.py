"""The one tree of errors, and the one shape they take on the wire (RFC 9457).

ThroughlineError
├── Invalid        what was given cannot be right (422)
├── NotFound       what was named does not exist (404)
├── Conflict       it exists already, or somebody else is at it (409)
├── Refused        it is understood, and not allowed (403)
│   └── Unauthenticated  nobody says who asks, or not so that it can be believed (401)
└── Unavailable    a system this depends on does not answer (503); may be tried again
    └── Limited          too much was asked at once (429); may be tried again after a while
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ThroughlineError(Exception):
    """Anything Throughline tells its caller about. One lower-case line, then how to mend it.

    `mend` is the advice, kept apart so that doors can lay it out; `details` are further lines, such as every
    mistake of a file.
    """

    status = 500
    title = "internal error"
    of_engine = False
    """Whether it tells what an engine said, and where that is: for those who run it, not for callers elsewhere."""

    def __init__(self, message: str, mend: str = "", details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        self.details = tuple(details)

    def __str__(self) -> str:
        line = f"{self.message}: {self.mend}" if self.mend else self.message
        return "\n".join([line, *(f"  {detail}" for detail in self.details)])

    def problem(self) -> dict[str, object]:
        """The error as an RFC 9457 problem document."""
        body: dict[str, object] = {
            "type": f"urn:tl:problem:{type(self).__name__.lower()}",
            "title": self.title,
            "status": self.status,
            "detail": self.message,
        }
        if self.mend:
            body["mend"] = self.mend
        if self.details:
            body["details"] = list(self.details)
        return body


class Invalid(ThroughlineError):
    """What was given cannot be right."""

    status = 422
    title = "invalid input"


class NotFound(ThroughlineError):
    """What was named does not exist."""

    status = 404
    title = "not found"


class Conflict(ThroughlineError):
    """It exists already, or somebody else is at it."""

    status = 409
    title = "conflict"


class Refused(ThroughlineError):
    """It is understood, and not allowed."""

    status = 403
    title = "refused"


class Unauthenticated(Refused):
    """Nobody says who asks, or not so that it can be believed."""

    status = 401
    title = "not authenticated"


class Unavailable(ThroughlineError):
    """A system this depends on does not answer; it may be tried again."""

    status = 503
    title = "unavailable"


class Limited(Unavailable):
    """Too much was asked at once; it may be tried again after `seconds`."""

    status = 429
    title = "too many requests"

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message, f"try again in {seconds} s")
        self.seconds = seconds


def said(message: str) -> str:
    """What a check of a form says, in our way: it begins with a small letter; names and values stay as they are."""
    line = message.removeprefix("Value error, ")
    return line[:1].lower() + line[1:]


def nearest(name: str, names: Iterable[str]) -> str:
    """The advice `did you mean …`, or nothing when no name is near."""
    found = get_close_matches(name, sorted(names), n=1, cutoff=0.6)
    return f"did you mean `{found[0]}`?" if found else ""
