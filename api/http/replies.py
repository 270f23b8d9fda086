"""What goes back: documents in the form that was asked for, with a tag by which an unchanged one is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

JSON = "application/json"
JSON_LD = "application/ld+json"


def reply(
    request: Request, document: BaseModel | bytes, status: int = 200, media: str = JSON, **headers: str
) -> Response:
    """A document as a response; *304* without a body when the caller has it already, by its tag.

    A model is written as JSON; bytes go as they are, under their media type. `headers` are further ones, `_` being `-`.
    """
    body = document if isinstance(document, bytes) else document.model_dump_json(by_alias=True).encode()
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    if request.method != "GET":
        return Response(body, status, {"Cache-Control": "no-store", **more}, media)
    tag = f'"{hashlib.sha256(media.encode() + body).hexdigest()[:32]}"'
    more = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization", **more}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(None, 304, more)
    return Response(body, status, more, media)


def negotiated(request: Request, forms: Mapping[str, Callable[[], BaseModel | bytes]], status: int = 200) -> Response:
    """The form that the caller likes best, by its media type; the first one where it likes none or all alike."""
    media = preferred(request.headers.get("accept", "*/*"), list(forms))
    return reply(request, forms[media](), status, media)


def preferred(accept: str, offered: Sequence[str]) -> str:
    """Which of the media types that are offered an `Accept` header likes best (RFC 9110, 12.5.1)."""
    liked = [_liking(part) for part in accept.split(",")]
    return max(offered, key=lambda media: _quality(media, liked))


def _liking(part: str) -> tuple[str, float]:
    media, *parameters = (one.strip() for one in part.split(";"))
    for one in parameters:
        name, _, value = one.partition("=")
        if name.strip().lower() == "q":
            try:
                return media.lower(), float(value)
            except ValueError:
                return media.lower(), 0.0
    return media.lower(), 1.0


def _quality(media: str, liked: Sequence[tuple[str, float]]) -> float:
    """How much a media type is liked, by the range that says most of it."""
    kind = media.partition("/")[0]
    ranges = dict(liked)
    return next((ranges[one] for one in (media, f"{kind}/*", "*/*") if one in ranges), 0.0)


def _has(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in header.split(",")]


def linked(what: str) -> dict[int | str, dict[str, Any]]:
    """What the document tells of a route that also answers in JSON-LD."""
    content = {JSON_LD: {"schema": {"type": "object", "description": f"The {what} as JSON-LD 1.1."}}}
    return {200: {"content": content}}
