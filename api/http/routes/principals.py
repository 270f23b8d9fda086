"""Who may do what: principals and their keys, for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import Field

from agents.answer import Form
from agents.principals import Caller, KeyInfo, Known, NewKey, PrincipalName, Wanted
from api.http.guard import TheDoor, allowed, guarded
from api.http.replies import reply
from ontology.errors import Invalid

router = guarded("principals")
Admin = Annotated[Caller, allowed("administer")]
Name = Annotated[PrincipalName, Path(description="The name of a principal.", examples=["refund-agent"])]
KeyId = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{16}$",
        description="The id of a key: its part after `tl_`.",
        examples=["0123456789abcdef"],
    ),
]


class KnownList(Form):
    """All principals, by name."""

    items: list[Known]


class KeyList(Form):
    """The keys of a principal, oldest first, without what it takes to use them."""

    items: list[KeyInfo]


class KeyWanted(Form):
    """A key as it is to be: it holds for some days, or until it is revoked; `note` says what it is for."""

    days: int | None = Field(None, ge=1, le=3_650, examples=[90])
    note: str = Field("", max_length=200, examples=["the refund service"])


@router.get("/principals", summary="List the principals", response_model=KnownList)
def listed(request: Request, door: TheDoor, caller: Admin) -> Response:
    """All principals with their roles, by name."""
    return reply(request, KnownList(items=door.principals.listed()))


@router.post("/principals", summary="Add a principal", response_model=Known, status_code=201)
def add(request: Request, door: TheDoor, caller: Admin, wanted: Wanted) -> Response:
    """Add a person, a software, a service or a team; it can do nothing until it has a key."""
    made = door.principals.add(wanted, caller.name)
    return reply(request, made, 201, Location=f"/principals/{made.name}")


@router.get("/principals/{name}", summary="Look at a principal", response_model=Known)
def shown(request: Request, door: TheDoor, caller: Admin, name: Name) -> Response:
    """One principal with its roles."""
    return reply(request, door.principals.get(name))


@router.put("/principals/{name}", summary="Change a principal", response_model=Known)
def change(request: Request, door: TheDoor, caller: Admin, name: Name, wanted: Wanted) -> Response:
    """Give a principal other roles, or others to act for. Its keys go on."""
    if wanted.name != name:
        raise Invalid(f"the body names `{wanted.name}`, the path `{name}`", "a principal keeps its name")
    return reply(request, door.principals.change(wanted, caller.name))


@router.delete("/principals/{name}", summary="Remove a principal", status_code=204, response_class=Response)
def remove(door: TheDoor, caller: Admin, name: Name) -> Response:
    """Remove a principal and revoke its keys; what it did stays."""
    door.principals.remove(name, caller.name)
    return Response(status_code=204)


@router.get("/principals/{name}/keys", summary="List the keys of a principal", response_model=KeyList)
def keys(request: Request, door: TheDoor, caller: Admin, name: Name) -> Response:
    """The keys of a principal: since when, until when, and which were revoked by whom."""
    return reply(request, KeyList(items=door.principals.keys(name)))


@router.post("/principals/{name}/keys", summary="Make a key", response_model=NewKey, status_code=201)
def make_key(request: Request, door: TheDoor, caller: Admin, name: Name, wanted: KeyWanted) -> Response:
    """Make a key for a principal. The key is shown in this answer and never again."""
    made = door.principals.make_key(name, caller.name, wanted.days, wanted.note)
    return reply(request, made, 201, Location=f"/principals/{name}/keys")


@router.delete("/keys/{id}", summary="Revoke a key", status_code=204, response_class=Response)
def revoke(
    door: TheDoor,
    caller: Admin,
    id: Annotated[
        str,
        Path(
            pattern="^[0-9a-f]{16}$",
            description="The id of a key: its part after `tl_`.",
            examples=["0123456789abcdef"],
        ),
    ],
) -> Response:
    """Revoke a key for ever; nothing happens when it was revoked before."""
    door.principals.revoke(id, caller.name)
    return Response(status_code=204)
