"""Principals: who may do what, and the keys by which they say who they are, in the graph so that all doors share them.

What a principal may do is never rewritten: each change ends one node and begins another. Of a key only a digest is
kept, and it is revoked once and for ever. All of it is sealed in the ledger, by whom it was done as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.clock import now
from graph.engines.base import Engine, Transaction
from graph.ledger import Row, seal
from graph.questions import cypher
from ontology.errors import Conflict, NotFound, Refused, nearest

FOREVER = "9999-12-31T23:59:59.999999Z"
"""The `until` of what a principal may do now."""

ADMIN = "admin"
"""The role of those who let others in, of whom there is always one."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody or something that acts: its roles, whom it may act for (`*`: any principal), and since when, by whom."""

    name: str
    kind: str
    roles: tuple[str, ...]
    acts_for: tuple[str, ...]
    since: str
    by: str


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key of a principal; `digest` (`key_digest` in the graph) stands for the key itself. Dates are stamps;
    `expires` may be none."""

    id: str
    principal: str
    digest: str
    note: str
    made: str
    by: str
    expires: str | None
    revoked: str | None = None
    revoked_by: str | None = None

    def holds_at(self, stamp: str) -> bool:
        """Whether it lets its principal in at an instant."""
        return self.revoked is None and (self.expires is None or stamp < self.expires)


def principal(asker: Engine | Transaction, name: str) -> Principal | None:
    """The principal of that name, if there is one now."""
    rows = asker.ask(cypher("access"), name=name, open=FOREVER)
    return _principal(rows[0]["access"]) if rows else None


def principals(engine: Engine) -> list[Principal]:
    """All principals, by name."""
    return [_principal(row["access"]) for row in engine.ask(cypher("access_all"), open=FOREVER)]


def add(engine: Engine, one: Principal) -> None:
    """Add a principal. Raises: Conflict, when there is one of that name."""

    def work(tx: Transaction) -> None:
        if principal(tx, one.name) is not None:
            raise Conflict(f"the principal `{one.name}` is there already", "change it, or take another name")
        seal(tx, "principal", {"added": one.name, "by": one.by}, rows=[_begin(tx, one)])

    engine.write(work)


def change(engine: Engine, one: Principal) -> None:
    """Let a principal do something else from now on. Raises: NotFound; Refused, when no admin would be left."""

    def work(tx: Transaction) -> None:
        if ADMIN not in one.roles:
            _check_last(tx, one.name)
        rows = [_end(tx, one.name, one.since, one.by), _begin(tx, one)]
        seal(tx, "principal", {"changed": one.name, "by": one.by}, rows=rows)

    engine.write(work)


def remove(engine: Engine, name: str, by: str) -> None:
    """Let a principal do nothing any more, and revoke all its keys.

    Raises:
        NotFound: there is no such principal.
        Refused: no admin would be left.
    """
    at = now()

    def work(tx: Transaction) -> None:
        _check_last(tx, name)
        rows = [_end(tx, name, at, by)]
        revoked = tx.ask(cypher("access_keys_revoke"), name=name, at=at, by=by)
        rows += [_revoked(row["id"], at, by) for row in revoked]
        seal(tx, "principal", {"removed": name, "by": by}, rows=rows)

    engine.write(work)


def add_key(engine: Engine, key: AccessKey) -> None:
    """Keep a new key. Raises: NotFound, when its principal is not there."""

    def work(tx: Transaction) -> None:
        if principal(tx, key.principal) is None:
            raise _unknown(tx, key.principal)
        seal(tx, "key", {"made": key.id, "by": key.by}, rows=[_make(tx, key)])

    engine.write(work)


def first(engine: Engine, names: Callable[[], Iterable[str]], key: AccessKey) -> str | None:
    """Keep the first key of a graph without an admin: for a person who becomes one, by the first name that may be had.

    A name that is somebody else's by now, a program's or one with keys that are out, is left alone. However many
    processes try at once, one of them does it; the others get None.
    """

    def work(tx: Transaction) -> str | None:
        tx.ask(cypher("access_first_hold"))
        if tx.ask(cypher("access_admins"), role=ADMIN, open=FOREVER):
            mine = tx.ask(cypher("access_key"), id=key.id, open=FOREVER)  # from a try whose commit was not answered
            return str(mine[0]["key"]["name"]) if mine else None
        for name in names():
            if (rows := _made_admin(tx, name, key.made, key.by)) is not None:
                rows.append(_make(tx, replace(key, principal=name)))
                seal(tx, "principal", {"first": name, "by": key.by}, rows=rows)
                return name
        return None

    return None if engine.ask(cypher("access_admins"), role=ADMIN, open=FOREVER) else engine.write(work)


def _made_admin(tx: Transaction, name: str, at: str, by: str) -> list[Row] | None:
    """Make a person of that name an admin, unless that would let in somebody who is not here now (None)."""
    found, rows = principal(tx, name), []
    if found is not None:
        if found.kind != "person" or any(one.revoked is None for one in keys(tx, name)):
            return None
        rows.append(_end(tx, name, at, by))
    return [*rows, _begin(tx, Principal(name, "person", (ADMIN,), found.acts_for if found else (), at, by))]


def keys(asker: Engine | Transaction, name: str) -> list[AccessKey]:
    """The keys of a principal, oldest first, revoked ones as well."""
    return [_key(row["key"]) for row in asker.ask(cypher("access_keys"), name=name)]


def key_and_principal(engine: Engine, id_: str) -> tuple[AccessKey, Principal | None] | None:
    """A key by its id, with its principal while that is there."""
    rows = engine.ask(cypher("access_key"), id=id_, open=FOREVER)
    if not rows:
        return None
    access = rows[0]["access"]
    return _key(rows[0]["key"]), _principal(access) if access else None


def revoke(engine: Engine, id_: str, by: str) -> bool:
    """Revoke a key; False when it was revoked before. Raises: NotFound, when there is no such key."""

    def work(tx: Transaction) -> bool:
        if not tx.ask(cypher("access_key"), id=id_, open=FOREVER):
            raise NotFound(f"no key `{id_}`", "give the id of a key, which is its part after `tl_`")
        at = now()
        if not tx.ask(cypher("access_key_revoke"), id=id_, at=at, by=by):
            return False
        seal(tx, "key", {"revoked": id_, "by": by}, rows=[_revoked(id_, at, by)])
        return True

    return engine.write(work)


def _make(tx: Transaction, key: AccessKey) -> Row:
    said = {"name": key.principal, "note": key.note, "made": key.made, "by": key.by, "expires": key.expires}
    tx.ask(cypher("access_key_make"), id=key.id, digest=key.digest, **said)
    return Row("AccessKey", [key.id], {**said, "key_digest": key.digest})


def _revoked(id_: str, at: str, by: str) -> Row:
    return Row("AccessKey", [id_], {"revoked": at, "revoked_by": by})


def _begin(tx: Transaction, one: Principal) -> Row:
    said = {"kind": one.kind, "roles": list(one.roles), "acts_for": list(one.acts_for), "by": one.by}
    tx.ask(cypher("access_begin"), name=one.name, since=one.since, open=FOREVER, **said)
    return Row("Access", [one.name, one.since], said)


def _end(tx: Transaction, name: str, at: str, by: str) -> Row:
    rows = tx.ask(cypher("access_end"), name=name, at=at, by=by, open=FOREVER)
    if not rows:
        raise _unknown(tx, name)
    return Row("Access", [name, rows[0]["since"]], {"until": at, "ended_by": by})


def _check_last(tx: Transaction, name: str) -> None:
    """A graph has an admin, or nobody could let anybody in: those who take rights away do so one after the other.

    All admins are written to, so that who comes second waits or begins anew, and counts those that the first left.
    """
    tx.ask(cypher("access_admins_hold"), role=ADMIN, open=FOREVER)
    admins = [row["name"] for row in tx.ask(cypher("access_admins"), role=ADMIN, open=FOREVER)]
    if admins == [name]:
        raise Refused(f"`{name}` is the only admin", "make somebody else one first")


def _unknown(tx: Transaction, name: str) -> NotFound:
    known = [row["access"]["name"] for row in tx.ask(cypher("access_all"), open=FOREVER)]
    return NotFound(f"no principal `{name}`", nearest(name, known) or "list them with `throughline principal list`")


def _principal(row: Mapping[str, Any]) -> Principal:
    roles, acts_for = tuple(row.get("roles") or ()), tuple(row.get("acts_for") or ())
    return Principal(row["name"], row["kind"], roles, acts_for, row["since"], row["by"])


def _key(row: Mapping[str, Any]) -> AccessKey:
    return AccessKey(
        row["id"], row["name"], row["key_digest"], row["note"], row["made"], row["by"], row.get("expires"),
        row.get("revoked"), row.get("revoked_by"),
    )  # fmt: skip
