"""Every endpoint refuses whoever may not ask it: generated from the document, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from agents.principals import PERMISSIONS, ROLES
from api.http.routes import ROUTERS
from tests.api.http.house import PEOPLE, House

OPEN = {"/health", "/ready"}


def endpoints() -> Iterator[Any]:
    """Every route of the door: its method, its path as it is written, and the permission that it takes."""
    for router in ROUTERS:
        for route in router.routes:
            for method in sorted(getattr(route, "methods", ())):
                path, permission = str(getattr(route, "path_format", "")), getattr(route, "permission", None)
                yield pytest.param(method, path, permission, id=f"{method} {path}")


GUARDED = [one for one in endpoints() if one.values[2] is not None]


def test_the_document_tells_every_endpoint_with_its_permission(shared: House) -> None:
    told = {
        (method.upper(), path, operation.get("x-permission"))
        for path, operations in shared.app.openapi()["paths"].items()
        for method, operation in operations.items()
    }
    assert told == {one.values for one in endpoints()}
    assert {path for _, path, permission in told if permission is None} == OPEN
    assert {permission for _, _, permission in told} - {None} <= set(PERMISSIONS)


def _asked(house: House, method: str, path: str, who: str | None) -> Any:
    """A request with a body that cannot be read: nobody who is refused has it read."""
    url = path.replace("{", "").replace("}", "")
    return house.ask(method, url, who, content=b"{", headers={"Content-Type": "application/json"})


def _is_refusal(answer: Any, status: int) -> bool:
    if answer.headers.get("content-type") != "application/problem+json":
        return False
    return bool((answer.status_code, answer.json()["status"]) == (status, status))


@pytest.mark.parametrize(("method", "path", "permission"), GUARDED)
def test_an_endpoint_refuses_who_shows_no_key(shared: House, method: str, path: str, permission: str) -> None:
    for shown in (None, "", "tl_0123456789abcdef_" + "x" * 43, "Ω", "tl_"):
        answer = _asked(shared, method, path, shown)
        assert _is_refusal(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path", "permission"), GUARDED)
def test_an_endpoint_refuses_the_wrong_role(shared: House, method: str, path: str, permission: Any) -> None:
    for name, said in PEOPLE.items():
        able = any(permission in ROLES[role] for role in said["roles"])
        answer = _asked(shared, method, path, name)
        assert _is_refusal(answer, 403) is not able, (name, answer.text)


@pytest.mark.parametrize(("method", "path", "permission"), GUARDED)
def test_an_endpoint_refuses_a_revoked_key(shared: House, method: str, path: str, permission: str) -> None:
    key = shared.wired.principals.make_key("root", "tests")
    shared.wired.principals.revoke(key.id, "tests")
    answer = _asked(shared, method, path, key.token)
    assert _is_refusal(answer, 401)
    assert "revoked" in answer.json()["detail"]
