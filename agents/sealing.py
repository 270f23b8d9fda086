"""Context ids: signed tokens of the inputs of a context and the digest of its answer, so that a read writes nothing.

A token is base64url(canonical JSON) `.` base64url(HMAC-SHA256 of it), without padding.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from ontology.digest import canonical
from ontology.errors import Invalid, Refused

SHORTEST_KEY = 16
_HOW = "give the id exactly as `context` returned it"


def seal(body: dict[str, Any], key: bytes) -> str:
    """The token of a body. Raises: Invalid, when the key is too short to keep anybody out."""
    if len(key) < SHORTEST_KEY:
        raise Invalid(f"the signing key has {len(key)} bytes", f"give at least {SHORTEST_KEY}")
    text = canonical(body)
    return _write(text) + "." + _write(hmac.new(key, text, hashlib.sha256).digest())


def unseal(token: str, key: bytes) -> dict[str, Any]:
    """The body of a token that was sealed with this key.

    Raises:
        Refused: the token is malformed, was altered in any character, or was sealed with another key.
    """
    text = _read(token.partition(".")[0])
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused("not the id of a context", _HOW) from error
    if not isinstance(body, dict) or not hmac.compare_digest(seal(body, key).encode(), token.encode()):
        raise Refused("the id of the context was altered or signed elsewhere", _HOW)
    return body


def _write(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _read(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Refused("not the id of a context", _HOW) from error
