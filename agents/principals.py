"""Who may do what: principals with roles, the keys by which they say who they are, and for whom they may act."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import chain, count
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from agents.answer import Form
from agents.proposal import Principal as Actor
from graph import principals as kept
from graph.clock import instant, now, stamp
from graph.engines.base import Engine
from graph.model import Reader
from ontology.errors import Invalid, NotFound, Refused, Unauthenticated, nearest

Permission = Literal["look", "ask", "decide", "query", "operate", "witness", "administer"]
Role = Literal["reader", "agent", "analyst", "operator", "witness", "admin"]
PrincipalKind = Literal["person", "software", "service", "team"]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
ROLES: Mapping[Role, frozenset[Permission]] = {
    "reader": frozenset({"look"}),
    "agent": frozenset({"look", "ask", "decide"}),
    "analyst": frozenset({"look", "query"}),
    "operator": frozenset({"look", "operate"}),
    "witness": frozenset({"witness"}),
    "admin": frozenset(PERMISSIONS),
}
"""What each role may do."""

ANYBODY = "*"
"""In `acts_for`: any principal."""

PRINCIPAL_NAME = r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}"
PrincipalName = Annotated[str, Field(pattern=f"^{PRINCIPAL_NAME}$")]
ActedFor = Annotated[str, Field(pattern=rf"^(\*|{PRINCIPAL_NAME})$")]
_TOKEN = re.compile(r"tl_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")
_NONE = "0" * 64


class Caller(Form):
    """Who asks, as a door has made sure; `key` is the id of the key that was shown."""

    name: str
    kind: PrincipalKind
    roles: list[Role]
    acts_for: list[str]
    key: str

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it may do."""
        return frozenset().union(*(ROLES[role] for role in self.roles))

    def check(self, permission: Permission) -> None:
        """Raises: Refused, when the caller may not do that."""
        if permission not in self.permissions:
            able = " or ".join(f"`{role}`" for role, allowed in ROLES.items() if permission in allowed)
            raise Refused(f"`{self.name}` may not {permission}", f"it takes the role {able}")

    def reader(self, purpose: str) -> Reader:
        """The caller, reading for a purpose."""
        return Reader(self.name, purpose)


class Wanted(Form):
    """A principal as it is to be: its roles, and whom it may act for; `*` is any principal."""

    called: ClassVar[str] = "principal"

    name: PrincipalName = Field(examples=["credit-agent"])
    kind: PrincipalKind = Field(examples=["software"])
    roles: list[Role] = Field(min_length=1, max_length=6, examples=[["agent"]])
    acts_for: list[ActedFor] = Field(default_factory=list, max_length=1_000, examples=[["maria"]])


class Known(Wanted):
    """A principal as it is, and since when, by whom."""

    since: str
    by: str


class KeyInfo(Form):
    """A key without what it takes to use it. `expires` and `revoked` are dates, or nothing."""

    id: str
    principal: str
    note: str
    made: str
    by: str
    expires: str | None
    revoked: str | None
    revoked_by: str | None


class NewKey(KeyInfo):
    """A key that was just made: `token` is shown here and never again."""

    token: str


class Principals:
    """Who is known to the graph, and what each may do."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.standing = object()
        """Another one after each change of what somebody may do: what was looked up before holds no more."""

    def add(self, wanted: Wanted, by: str) -> Known:
        """Add a principal. Raises: Conflict, Invalid."""
        self._check_acts_for(wanted)
        made = _kept(wanted, by)
        kept.add(self._engine, made)
        return _known(made)

    def change(self, wanted: Wanted, by: str) -> Known:
        """Give a principal other roles, or others to act for; its kind stays. Raises: NotFound, Invalid, Refused."""
        before = self.get(wanted.name)
        if before.kind != wanted.kind:
            raise Invalid(f"`{wanted.name}` is a {before.kind}", "a principal keeps its kind: add another one")
        self._check_acts_for(wanted)
        made = _kept(wanted, by)
        with self._changing():
            kept.change(self._engine, made)
        return _known(made)

    def remove(self, name: str, by: str) -> None:
        """Remove a principal and revoke its keys; what it did stays. Raises: NotFound, Refused."""
        with self._changing():
            kept.remove(self._engine, name, by)

    def listed(self) -> list[Known]:
        """All principals, by name."""
        return [_known(one) for one in kept.principals(self._engine)]

    def get(self, name: str) -> Known:
        """The principal of that name. Raises: NotFound."""
        found = kept.principal(self._engine, name)
        if found is None:
            known = [one.name for one in kept.principals(self._engine)]
            raise NotFound(f"no principal `{name}`", nearest(name, known))
        return _known(found)

    def first(self, name: str, by: str) -> NewKey | None:
        """The first key of a graph: that of an admin, when there is no admin yet; called `admin` if it must be.

        Of several processes that begin at once one makes it. A name that is somebody else's by now, a program's or one
        with keys that are out, is left alone.
        """
        wished = [name] if re.fullmatch(PRINCIPAL_NAME, name) else []
        key, token = _new_key("", by, None, "the first key")
        with self._changing():
            made = kept.first(
                self._engine, lambda: chain(wished, ["admin"], (f"admin-{number}" for number in count(2))), key
            )
        return NewKey(**_info(replace(key, principal=made)), token=token) if made is not None else None

    def make_key(self, name: str, by: str, days: int | None = None, note: str = "") -> NewKey:
        """Make a key for a principal, for some days or until it is revoked. Raises: NotFound."""
        key, token = _new_key(name, by, days, note)
        kept.add_key(self._engine, key)
        return NewKey(**_info(key), token=token)

    def keys(self, name: str) -> list[KeyInfo]:
        """The keys of a principal, oldest first. Raises: NotFound."""
        found = kept.keys(self._engine, name)
        if not found:
            self.get(name)
        return [KeyInfo(**_info(one)) for one in found]

    def revoke(self, key: str, by: str) -> bool:
        """Revoke a key, for ever; False when it was revoked before. Raises: NotFound."""
        with self._changing():
            return kept.revoke(self._engine, key, by)

    def caller(self, token: str) -> Caller:
        """Whose key that is. Raises: Unauthenticated, when it lets nobody in."""
        match = _TOKEN.fullmatch(token)
        found = kept.key_and_principal(self._engine, match[1]) if match else None
        key, who = found or (None, None)
        same = hmac.compare_digest(_digest(token), key.digest if key is not None else _NONE)
        if key is None or not same:
            raise Unauthenticated("the key is not known here", "show one that `throughline key create` made")
        if key.revoked is not None:
            raise Unauthenticated("the key was revoked", "ask an admin for another one")
        if not key.holds_at(now()):
            raise Unauthenticated("the key has expired", "ask an admin for another one")
        if who is None:
            raise Unauthenticated("the key's principal was removed", "ask an admin to add it again")
        known = _known(who)
        return Caller(name=known.name, kind=known.kind, roles=known.roles, acts_for=known.acts_for, key=key.id)

    def behalf(self, caller: Caller, said: Actor | str | None) -> Actor:
        """For whom a caller acts: whom it says, or else the only one that it may act for, or a person itself.

        Raises:
            Invalid: nobody is said, and it is not plain who is meant; or another kind is said than it has.
            Refused: the caller may not act for that one.
        """
        name = said.name if isinstance(said, Actor) else said
        if name is None:
            name = _only(caller)
        if name == caller.name:
            if caller.kind not in ("person", "team"):
                raise Refused(f"`{name}` is a {caller.kind} and acts for somebody else", _whom(caller))
            who = Actor(name=name, kind=caller.kind)
        else:
            if not {name, ANYBODY} & set(caller.acts_for):
                raise Refused(f"`{caller.name}` may not act for `{name}`", _whom(caller))
            found = kept.principal(self._engine, name)
            if found is None:
                raise Refused(f"`{name}` is not a principal", "`throughline principal add` makes it one")
            who = Actor(name=name, kind=_known(found).kind)
        if isinstance(said, Actor) and said.kind != who.kind:
            raise Invalid(f"`{name}` is a {who.kind}, not a {said.kind}", "say its kind as it is, or its name alone")
        return who

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Around what changes rights, whether or not it is known to have succeeded."""
        try:
            yield
        finally:
            self.standing = object()

    def _check_acts_for(self, wanted: Wanted) -> None:
        known = {one.name for one in self.listed()} | {wanted.name, ANYBODY}
        strangers = [name for name in wanted.acts_for if name not in known]
        if strangers:
            raise Invalid(
                f"`{strangers[0]}` is not a principal", nearest(strangers[0], known) or "add it before who acts for it"
            )


def _new_key(name: str, by: str, days: int | None, note: str) -> tuple[kept.AccessKey, str]:
    """A key for a principal as it is kept, and what is shown of it once."""
    id_, made = secrets.token_hex(8), now()
    token = f"tl_{id_}_{secrets.token_urlsafe(32)}"
    expires = stamp(instant(made) + timedelta(days=days)) if days is not None else None
    return kept.AccessKey(id_, name, _digest(token), note, made, by, expires), token


def _only(caller: Caller) -> str:
    others = [name for name in caller.acts_for if name != ANYBODY]
    if caller.kind in ("person", "team") and not others:
        return caller.name
    if len(others) == 1 and caller.acts_for == others:
        return others[0]
    raise Invalid("it is not said for whom this is decided", f"say `on_behalf_of`: {_whom(caller)}")


def _whom(caller: Caller) -> str:
    if ANYBODY in caller.acts_for:
        return "it may act for any other principal"
    names = ", ".join(f"`{name}`" for name in caller.acts_for[:10])
    return f"it may act for {names}" if names else "it may act for nobody else"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _kept(wanted: Wanted, by: str) -> kept.Principal:
    roles, acts_for = _unique(wanted.roles), _unique(wanted.acts_for)
    return kept.Principal(wanted.name, wanted.kind, roles, acts_for, now(), by)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _known(one: kept.Principal) -> Known:
    said: dict[str, str | Sequence[str]] = {"name": one.name, "kind": one.kind, "since": one.since, "by": one.by}
    return Known.model_validate({**said, "roles": list(one.roles), "acts_for": list(one.acts_for)})


def _info(key: kept.AccessKey) -> dict[str, str | None]:
    return {name: getattr(key, name) for name in KeyInfo.model_fields}
