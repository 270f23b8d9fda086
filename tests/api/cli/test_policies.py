"""`throughline policy` and `throughline agent`."""

from __future__ import annotations

from pathlib import Path

import orjson

from tests.api.cli.shell import Shell

NOBODY = '@id("nobody") @says("Nobody does anything.") forbid (principal, action, resource);'
REGISTERED = (
    "--version",
    "1.0",
    "--owner",
    "ann",
    "--model",
    "rules-1",
    "--tier",
    "2",
    "--instructions",
    "Credit holds.",
)


def folder(fresh: Shell) -> Path:
    found = fresh.files / "draft"
    found.mkdir()
    (found / "none.cedar").write_text(NOBODY)
    return found


def test_a_set_is_checked_added_and_put_in_force_by_another(fresh: Shell) -> None:
    draft = folder(fresh)
    digest = fresh.json("policy", "check", str(draft))["digest"]
    assert fresh.json("policy", "add", str(draft))["added_by"] == ["tess"]
    assert "`tess` added these policies" in fresh.fails(5, "policy", "activate", digest)
    assert fresh.json("policy", "activate", digest, "--by", "ben")["changed"]
    assert "was in force already" in fresh.ok("policy", "activate", digest[:8], "--by", "ben")
    assert [one["in_force"] for one in fresh.json("policy", "list")["policies"]] == [True, False]
    assert "Nobody does anything." in fresh.ok("policy", "show")
    assert NOBODY in fresh.ok("policy", "show", "--text")
    assert 'action "refund"' in fresh.ok("policy", "schema")
    (draft / "none.cedar").write_text("permit (principal, action, resource);")
    assert 'none.cedar:1: has no `@id("…")`' in fresh.fails(2, "policy", "check", str(draft))


def test_policy_is_asked_without_a_trace(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    fresh.ok("agent", "register", "credit-agent", *REGISTERED)
    context = fresh.json("context", "billing/customers/5001", "--action", "credit_hold", "--at", "2026-03-10")
    said = {
        "context_id": context["id"], "question": "Hold?", "options": ["hold"], "choice": "hold", "because": "late",
        "confidence": "0.8", "cites": [1], "agent": "credit-agent",
    }  # fmt: skip
    (fresh.files / "said.json").write_bytes(orjson.dumps(said))
    file = str(fresh.files / "said.json")
    assert fresh.json("policy", "ask", file)["outcome"] == "approval"
    told = fresh.ok("policy", "ask", file, "--policies", str(folder(fresh)))
    assert told == "it may not be done\n  Nobody does anything. (nobody)\n"
    assert fresh.ok("decisions") == "no decision\n"
    assert "awaiting, 1 facts cited" in fresh.ok("decide", file)
    assert [one["number"] for one in fresh.json("decisions", "--status", "awaiting")["items"]] == [1]
    assert fresh.json("decisions", "--status", "judged")["items"] == []


def test_agents_are_registered_shown_and_retired(fresh: Shell) -> None:
    assert fresh.json("agent", "register", "credit-agent", *REGISTERED)["changed"]
    assert "was registered so before" in fresh.ok("agent", "register", "credit-agent", *REGISTERED)
    assert [one["model"] for one in fresh.json("agent", "list")["agents"]] == ["rules-1"]
    assert "1.0: Credit holds." in fresh.ok("agent", "show", "credit-agent")
    assert fresh.ok("agent", "retire", "credit-agent") == "retired credit-agent 1.0\n"
    assert fresh.json("agent", "list")["agents"] == []
    assert fresh.json("agent", "show", "credit-agent")["agents"][0]["ended_by"] == "tess"
    assert "no agent `credit-agent` is registered" in fresh.fails(3, "agent", "retire", "credit-agent")
    assert "tier" in fresh.fails(2, "agent", "register", "a", *REGISTERED[:7], "9", *REGISTERED[8:])
