"""Bodies of requests: JSON that is told as such, and that says each thing once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from api.http.errors import plain

UNSUPPORTED = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
BAD = HTTPStatus.BAD_REQUEST


class _Doubled(Exception):
    """Raised where an object has a key twice."""


async def refusal(request: Request) -> Response | None:
    """Why the body of a request cannot be taken, where that can be told; what is not JSON at all is told elsewhere."""
    body = await request.body()
    if not body:
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        return plain(UNSUPPORTED, "the body is not said to be JSON", "send `Content-Type: application/json`")
    return _unread(body)


def _unread(body: bytes) -> Response | None:
    try:
        json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    except UnicodeDecodeError as error:
        return plain(BAD, f"the body is not UTF-8, at byte {error.start}", "send JSON in UTF-8")
    except _Doubled as error:
        return plain(BAD, f"the key `{error}` is there twice in one object", "say it once")
    except RecursionError:
        return plain(BAD, "the body is nested too deeply", "send fewer lists and objects within each other")
    except json.JSONDecodeError:
        return None
    except ValueError:
        return plain(BAD, "a number of the body has too many digits", "send it as text")
    return None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Doubled(next(name for name in names if names.count(name) > 1)[:100])
    return found
