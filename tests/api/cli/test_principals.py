from __future__ import annotations

import re

from tests.api.cli.shell import Shell


def test_a_principal_is_added_changed_and_removed(fresh: Shell) -> None:
    fresh.ok("principal", "add", "maria", "--kind", "person", "--role", "reader")
    added = fresh.json("principal", "add", "bot", "-k", "software", "-r", "agent", "--acts-for", "maria", "--by", "ann")
    assert (added["roles"], added["acts_for"], added["by"]) == (["agent"], ["maria"], "ann")
    assert [one["name"] for one in fresh.json("principal", "list")["principals"]] == ["bot", "maria"]
    changed = fresh.json("principal", "change", "bot", "--role", "agent", "--role", "reader")
    assert (changed["roles"], changed["acts_for"]) == (["agent", "reader"], ["maria"])
    assert fresh.ok("principal", "change", "bot", "--acts-for", "*") == "bot: agent reader, for *\n"
    assert "removed bot" in fresh.ok("principal", "remove", "bot")
    assert [one["name"] for one in fresh.json("principal", "list")["principals"]] == ["maria"]


def test_what_cannot_be_is_refused(fresh: Shell) -> None:
    fresh.ok("principal", "add", "maria", "--kind", "person", "--role", "reader")
    assert "is there already" in fresh.fails(4, "principal", "add", "maria", "-k", "person", "-r", "reader")
    assert "no role `boss`: it is one of `reader`" in fresh.fails(
        2, "principal", "add", "bot", "-k", "software", "-r", "boss"
    )
    assert "did you mean `maria`?" in fresh.fails(
        2, "principal", "add", "bot", "-k", "software", "-r", "agent", "--acts-for", "mari"
    )
    assert "nothing is to be changed" in fresh.fails(2, "principal", "change", "maria")
    assert "no principal `mary`" in fresh.fails(3, "principal", "remove", "mary")
    assert "no principal `mary`" in fresh.fails(3, "key", "create", "mary")
    assert "no principal `mary`" in fresh.fails(3, "key", "list", "mary")
    assert "no key" in fresh.fails(3, "key", "revoke", "0123456789abcdef")


def test_a_key_is_shown_once_and_revoked_for_ever(fresh: Shell) -> None:
    fresh.ok("principal", "add", "maria", "--kind", "person", "--role", "reader")
    token = fresh.ok("key", "create", "maria", "--days", "30", "--note", "her laptop").strip()
    assert re.fullmatch(r"tl_[0-9a-f]{16}_[\w-]{43}", token)
    (listed,) = fresh.json("key", "list", "maria")["keys"]
    assert (listed["note"], listed["revoked"]) == ("her laptop", None)
    assert token.split("_", 2)[2] not in str(listed)
    assert fresh.ok("key", "revoke", listed["id"], "--by", "ann") == f"revoked {listed['id']}\n"
    assert fresh.json("key", "revoke", listed["id"]) == {"revoked": False}
    assert "by ann" in fresh.ok("key", "list", "maria")
