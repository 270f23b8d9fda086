"""One shape for every error on the wire: problem documents (RFC 9457), those of the framework among them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import Field
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.routing import Route

from agents.answer import Form
from agents.mistakes import mistakes as told
from graph.engines.base import Busy, Unstorable
from ontology.errors import Conflict, Invalid, Limited, NotFound, ThroughlineError, Unauthenticated, Unavailable

MEDIA = "application/problem+json"
RETRY_SECONDS = 2
"""After how many seconds a caller may try again while the graph does not answer."""

log = logging.getLogger("throughline.http")


class Problem(Form):
    """What went wrong, how to mend it, and every mistake where there are several (RFC 9457)."""

    type: str = Field(examples=["urn:tl:problem:notfound"])
    title: str = Field(examples=["not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no thing `erp/customers/ALFKY`"])
    mend: str = Field("", examples=["did you mean `erp/customers/ALFKI`?"])
    details: list[str] = Field(default_factory=list)


def answer(error: ThroughlineError) -> Response:
    """The response that tells of an error. What an engine says of itself is for the log, not for callers."""
    headers: dict[str, str] = {}
    error = _scrubbed(error)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="throughline"'
    if isinstance(error, Limited):
        headers["Retry-After"] = str(error.seconds)
    elif isinstance(error, Unavailable):
        headers["Retry-After"] = str(RETRY_SECONDS)
    return document(error.problem(), error.status, headers)


def _scrubbed(error: ThroughlineError) -> ThroughlineError:
    """An error without what an engine says of itself. What it does not let us do is no fault of the caller's."""
    if isinstance(error, Busy | Limited) or not (error.of_engine or isinstance(error, Unavailable | Unstorable)):
        return error
    if isinstance(error, Unstorable):
        log.error("the engine refused what it was given: %s", error)
        return Invalid("the graph cannot look up or keep what was given", "leave out what no text should hold")
    if isinstance(error, Conflict):
        log.error("the engine met a conflict: %s", error)
        return Conflict("somebody else is at it now", "try again in a moment")
    log.error("the graph does not answer: %s", error)
    return Unavailable("the graph does not answer now", "try again in a moment")


def document(body: Mapping[str, object], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """A problem document as a response."""
    text = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(text, status, {**(headers or {}), "Cache-Control": "no-store"}, MEDIA)


def install(app: FastAPI) -> None:
    """Let every error of the app end in a problem document."""
    app.add_exception_handler(ThroughlineError, _ours)
    app.add_exception_handler(RequestValidationError, _misformed)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _defect)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, ThroughlineError)
    found = answer(error)
    if found.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        found.background = BackgroundTask(request.app.state.door.lost)
    return found


async def _misformed(request: Request, error: Exception) -> Response:
    """A request that has not the form that the document of the API tells."""
    assert isinstance(error, RequestValidationError)
    mistakes = error.errors()
    if any(one["type"] == "json_invalid" for one in mistakes):
        places = "; ".join(f"{one['ctx']['error']} at character {one['loc'][-1]}".lower() for one in mistakes)
        return plain(HTTPStatus.BAD_REQUEST, "the body is not JSON", places)
    return answer(
        Invalid("the request has not the form that it must have", "mend what is listed", told(mistakes, _form(request)))
    )


def _form(request: Request) -> object:
    """The form of the body that a request's route takes; None where it takes none."""
    route = request.scope.get("route")
    fields = route.dependant.body_params if isinstance(route, APIRoute) else []
    return fields[0].field_info.annotation if len(fields) == 1 else None


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.NOT_FOUND:
        return answer(NotFound(f"nothing is at `{request.url.path}`", "`/openapi.json` tells what there is"))
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_methods(request))
        detail = f"`{request.url.path}` takes no {request.method}"
        return plain(status, detail, f"use {allowed}", {"Allow": allowed})
    return plain(status, str(error.detail).lower(), "", error.headers)


def _methods(request: Request) -> list[str]:
    """What a path takes, by all of its routes; the framework tells only what the first of them does."""
    routes = [one for one in request.app.routes if isinstance(one, Route) and one.path_regex.match(request.url.path)]
    found = {method for one in routes for method in one.methods or ()}
    return sorted(found | {"HEAD"} if "GET" in found else found)


async def _defect(request: Request, error: Exception) -> Response:
    path = getattr(request.scope.get("route"), "path", "(nowhere)")
    log.error("a defect, at %s %s", request.method if request.method.isalpha() else "OTHER", path, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return plain(status, "this is a defect of Throughline", "its log tells more; please report it")


def plain(status: HTTPStatus, detail: str, mend: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """A problem that is none of our errors: one of the way in which HTTP was spoken."""
    body: dict[str, object] = {
        "type": "urn:tl:problem:" + status.phrase.lower().replace(" ", ""),
        "title": status.phrase.lower(),
        "status": int(status),
        "detail": detail,
    }
    return document({**body, "mend": mend} if mend else body, status, headers)
