"""The OpenAPI document: what FastAPI derives from the routes, with our errors and our way of letting callers in."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.http.errors import MEDIA, Problem
from api.http.guard import SCHEME

ABOUT = """The knowledge graph that agents read before they act, and answer to afterwards.

Every request shows a key: `Authorization: Bearer tl_…`. Every read takes `as_of` (what the graph knew then) and `at`
(what was valid in the world then) where an answer depends on them. Errors are problem documents (RFC 9457)."""

PROBLEMS = {
    "400": "The body cannot be read.",
    "401": "No key was shown, or one that lets nobody in.",
    "403": "It is understood, and not allowed.",
    "404": "What was named does not exist.",
    "409": "It exists already, means several things, or somebody else is at it.",
    "413": "The body is too large.",
    "415": "The body is not said to be JSON.",
    "422": "What was given cannot be right.",
    "429": "The caller asks too much; `Retry-After` tells when it may again.",
    "503": "The graph does not answer now; `Retry-After` tells when to try again.",
}
GUARDED = ("401", "403", "404", "409", "422", "429", "503")
WITH_BODY = ("400", "413", "415")
OPENLY = ("422", "503")


def describe(app: FastAPI) -> None:
    """Let the app make its document in our way, once."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    parts = found.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "A key that `throughline key create` made."}
    }
    for path in found["paths"].values():
        for operation in path.values():
            _add_problems(operation)
    return found


def _add_problems(operation: dict[str, Any]) -> None:
    statuses = [*(GUARDED if "x-permission" in operation else OPENLY)]
    statuses += WITH_BODY if "requestBody" in operation else ()
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        operation["responses"][status] = {"description": PROBLEMS[status], "content": content}
