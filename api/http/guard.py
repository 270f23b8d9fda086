"""Who is let in: every route tells the permission that it takes, and is refused before anything else of it is read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from agents import pages
from agents.pages import LIMIT, MOST
from agents.principals import Caller, Permission
from api.http.bodies import refusal
from api.http.door import Door
from api.wiring import Wired
from graph.model import Reader
from ontology.errors import Invalid, Unauthenticated, nearest

SCHEME = "key"
"""What the document of the API calls the way in which callers show their keys."""

REMEMBERED: frozenset[Permission] = frozenset({"look", "ask"})
"""What a caller may do who was let in a moment ago; for all else each is looked up anew."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A read: who asks and for what, and as of when. `as_of` is a sequence or a date."""

    caller: Caller
    reader: Reader
    as_of: str | None
    at: str | None


class Guarded(APIRoute):
    """A route that lets in whoever may do what it takes; it also refuses questions that it does not know."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.permission: Permission | None = next(_permissions(self.dependant), None)
        self._names = frozenset(_names(self.dependant))
        if self.permission is not None:
            told: dict[str, Any] = {"x-permission": self.permission, "security": [{SCHEME: []}]}
            self.openapi_extra = {**(self.openapi_extra or {}), **told}

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            if self.permission is not None:
                request.state.caller = await admit(request, self.permission)
            self._check_names(request)
            refused = await refusal(request) if self.body_field is not None else None
            return refused or await handle(request)

        return handler

    def _check_names(self, request: Request) -> None:
        for name in request.query_params:
            if name not in self._names:
                advice = nearest(name, self._names) or (
                    f"it takes {', '.join(f'`{one}`' for one in sorted(self._names))}" if self._names else "ask without"
                )
                raise Invalid(f"`{self.path}` takes no parameter `{name}`", advice)


def guarded(tag: str) -> APIRouter:
    """A router whose routes are guarded, under a heading of the document."""
    return APIRouter(route_class=Guarded, tags=[tag])


def allowed(permission: Permission) -> Any:
    """The caller, who may do that: `Annotated[Caller, allowed("look")]`."""

    async def caller(request: Request) -> Caller:
        found: Caller = request.state.caller
        return found

    caller.permission = permission  # type: ignore[attr-defined]
    return Depends(caller)


AsOf = Annotated[
    str | None,
    Query(
        max_length=40,
        description="What the graph knew then: a sequence, or a date (default: the newest).",
        examples=["2026-03-01"],
    ),
]
At = Annotated[
    str | None,
    Query(max_length=40, description="What was valid in the world then: a date.", examples=["2026-03-01"]),
]
Purpose = Annotated[
    str, Query(min_length=1, max_length=500, description="What it is read for.", examples=["support of a customer"])
]


def reading(permission: Permission = "look", purpose: str = "look") -> Any:
    """A read as of a sequence or date: `Annotated[Asked, reading()]`."""
    guard = allowed(permission)

    async def asked(caller: Caller = guard, as_of: AsOf = None, at: At = None, purpose: Purpose = purpose) -> Asked:
        return Asked(caller, caller.reader(purpose), as_of, at)

    return Depends(asked)


@dataclass(frozen=True, slots=True)
class Dated:
    """A read as of a sequence or date of what has no validity and no age."""

    reader: Reader
    as_of: str | None


def dated(permission: Permission = "look", purpose: str = "look") -> Any:
    """A read as of a sequence or date, where `at` would say nothing: `Annotated[Dated, dated()]`."""
    guard = allowed(permission)

    async def asked(caller: Caller = guard, as_of: AsOf = None, purpose: Purpose = purpose) -> Dated:
        return Dated(caller.reader(purpose), as_of)

    return Depends(asked)


def looking(permission: Permission = "look", purpose: str = "look") -> Any:
    """A reader, where what is read has no other state than the present: `Annotated[Reader, looking()]`."""
    guard = allowed(permission)

    async def reader(caller: Caller = guard, purpose: Purpose = purpose) -> Reader:
        return caller.reader(purpose)

    return Depends(reader)


Limit = Annotated[int | None, Query(ge=1, le=MOST, description=f"How many items a page holds (default: {LIMIT}).")]
Cursor = Annotated[
    str | None, Query(max_length=4_000, description="The page after another one: what that has as `next`.")
]


def listing(permission: Permission = "look", purpose: str = "look") -> Any:
    """A page of a list: `Annotated[pages.Asked, listing()]`."""
    read = reading(permission, purpose)

    async def asked(asked: Asked = read, limit: Limit = None, cursor: Cursor = None) -> pages.Asked:
        return pages.Asked(asked.reader, asked.as_of, asked.at, limit, cursor)

    return Depends(asked)


def paging(permission: Permission = "look", purpose: str = "look") -> Any:
    """A page of a list, where `at` would say nothing: `Annotated[pages.Asked, paging()]`."""
    read = dated(permission, purpose)

    async def asked(asked: Dated = read, limit: Limit = None, cursor: Cursor = None) -> pages.Asked:
        return pages.Asked(asked.reader, asked.as_of, None, limit, cursor)

    return Depends(asked)


async def door(request: Request) -> Door:
    """What all routes share."""
    found: Door = request.app.state.door
    return found


async def _wired(request: Request) -> Wired:
    found: Door = request.app.state.door
    return found.wired


TheDoor = Annotated[Door, Depends(door)]
Graph = Annotated[Wired, Depends(_wired)]
Looks = Annotated[Reader, looking()]
Reads = Annotated[Asked, reading()]
Pasts = Annotated[Dated, dated()]
Pages = Annotated[pages.Asked, paging()]
Lists = Annotated[pages.Asked, listing()]


async def admit(request: Request, permission: Permission) -> Caller:
    """The caller of a request.

    Raises:
        Unauthenticated: no key is shown, or one that lets nobody in.
        Limited: it asks too much.
        Refused: it may not do that.
    """
    found: Door = request.app.state.door
    address = request.client.host if request.client is not None else "nobody"
    stranger = f"unknown callers from {address}"
    try:
        token = _token(request)
        if not found.admitted.knows(token):
            found.limits.check(stranger)
        caller = found.callers.remembered(token, found.principals) if permission in REMEMBERED else None
        if caller is None:
            caller = await run_in_threadpool(found.callers.looked_up, token, found.principals)
    except Unauthenticated:
        found.limits.take(stranger)
        raise
    found.admitted.add(token)
    found.limits.take(caller.name)
    caller.check(permission)
    return caller


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("no key was shown", "send `Authorization: Bearer tl_…`")
    return token.strip()


def _permissions(dependant: Dependant) -> Iterator[Permission]:
    for one in dependant.dependencies:
        found = getattr(one.call, "permission", None)
        if found is not None:
            yield found
        yield from _permissions(one)


def _names(dependant: Dependant) -> Iterator[str]:
    """The names of the query's parameters, as they are written."""
    yield from (one.alias for one in dependant.query_params)
    for one in dependant.dependencies:
        yield from _names(one)
