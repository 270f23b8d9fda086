"""Context, decision and walks through the command line, on both engines where it matters most."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from graph.clock import now
from graph.engines.base import Engine
from tests.api.cli.conftest import DECISION, SUBJECT, decide
from tests.api.cli.shell import Shell, prepared
from tests.graphs import blank

CONTEXT = ["context", SUBJECT, "--action", "credit_hold", "--at", "2026-03-10"]


@pytest.fixture(params=["embedded", "neo4j"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """The example's sources on either engine, synced."""
    if request.param == "embedded":
        found: Shell = request.getfixturevalue("fresh")
    else:
        engine: Engine = request.getfixturevalue("neo4j_engine")
        blank(engine)
        uri, user, password = request.getfixturevalue("neo4j_address")
        found = prepared(
            tmp_path / "neo4j",
            THROUGHLINE_GRAPH=uri, THROUGHLINE_GRAPH_USER=user, THROUGHLINE_GRAPH_PASSWORD=password,
        )  # fmt: skip
        found.add_sources()
    found.ok("sync", "--all")
    return found


def test_from_records_to_a_decision_that_explains_itself(shell: Shell) -> None:
    decide(shell)
    text = shell.ok("why", "1")
    assert text.startswith("credit-agent, for tess, chose `wait`")
    assert "└── billing/customers/5001 `credit_limit`, learnt" in text
    assert "`hold` dropped: one invoice is late by five days only" in text
    assert "sync" in shell.ok("trace", "1")
    assert "nothing that decision 1 cites has changed" in shell.ok("drift", "1")
    shell.edit("billing/invoices.csv", "O,2026-02-03,2026-03-05,2026-03-06", "P,2026-02-03,2026-03-05,2026-03-07")
    shell.ok("sync", "billing")
    (drifted,) = shell.json("drift", "1")["drifted"]
    assert (drifted["field"], drifted["then"], drifted["now"]) == ("status", "open", "paid")
    assert "then open" in shell.ok("drift", "1")
    (hit,) = shell.json("impact", "billing/invoices/R-9002#status")["rests_on"]
    assert hit["number"] == 1
    assert "decision 1, `wait` by credit-agent" in shell.ok("impact", SUBJECT)
    assert shell.json("replay", "1")["verdict"] == "same"
    assert shell.json("verify")["differences"] == []


def test_a_context_is_the_same_to_the_byte(shell: Shell) -> None:
    seq = str(shell.json("status")["seq"])
    before = shell.ok(*CONTEXT, "--as-of", seq, "--json")
    shell.ok("judge", "same", "crm/accounts/A-101", "billing/customers/5002", "--because", "one café")
    assert shell.ok(*CONTEXT, "--as-of", seq, "--json") == before


def test_a_context_is_text_for_a_prompt_and_an_id(shop: Shell) -> None:
    text = shop.ok(*CONTEXT)
    assert text.startswith("Credit hold: customer and organization billing/customers/5001")
    assert text.splitlines()[-1].startswith("id: ")
    inputs = shop.json(*CONTEXT, "--budget", "300", "--reader", "agent", "--purpose", "test")["inputs"]
    assert (inputs["budget"], inputs["reader"], inputs["purpose"]) == (300, "agent", "test")
    inputs = shop.json(*CONTEXT)["inputs"]
    assert (inputs["reader"], inputs["purpose"]) == ("tess", "credit_hold")


def test_the_same_command_again_is_the_same_decision(fresh: Shell) -> None:
    fresh.ok("sync", "--all")
    id_ = decide(fresh)
    again = fresh.json("decide", "--context", id_, *DECISION)
    assert (again["number"], again["created"]) == (1, False)
    assert "was recorded before" in fresh.ok("decide", "--context", id_, *DECISION)
    other = fresh.json("decide", "--context", id_, *DECISION, "--key", "another")
    assert (other["number"], other["created"]) == (2, True)
    fresh.fails(4, "decide", "--context", id_, *DECISION, "--key", "another", "--because", "something else")


def test_a_decision_may_come_as_a_document(fresh: Shell, tmp_path: Path) -> None:
    fresh.ok("sync", "--all")
    (tmp_path / "context.json").write_text(fresh.ok(*CONTEXT, "--json"))
    proposal = {
        "context_id": orjson.loads((tmp_path / "context.json").read_text())["id"],
        "question": "Stop deliveries on credit?",
        "options": ["wait"],
        "choice": "wait",
        "because": "less than half of the limit is used",
        "confidence": "0.8",
        "action": {"wait": {"days": 14}},
        "cites": [4, "8"],
        "agent": "credit-agent",
        "on_behalf_of": "maria",
        "idempotency_key": "case-1",
    }
    text = orjson.dumps(proposal).decode()
    (tmp_path / "proposal.json").write_text(text)
    assert fresh.json("decide", "proposal.json")["number"] == 1
    assert fresh.json("decide", "-", input=text)["created"] is False
    more = ["--context", "@context.json", "--key", "case-2", "--do", '{"wait": {"days": 7}}', "--agent", "other"]
    assert fresh.json("decide", "-", *more, input=text)["number"] == 2
    assert fresh.ok("why", "2").startswith("other, for maria,")
    unknown = fresh.fails(2, "decide", "-", input=orjson.dumps({**proposal, "form": 1, "choise": "x"}).decode())
    assert [line.split(":")[0].strip() for line in unknown.splitlines()[1:]] == ["`form`", "`choise`"]
    assert "is not an object" in fresh.fails(2, "decide", "-", input="[]")
    assert "is not JSON" in fresh.fails(2, "decide", "-", input="{")


def test_what_was_not_shown_cannot_be_cited(shop: Shell) -> None:
    id_ = shop.json(*CONTEXT)["id"]
    told = shop.fails(5, "decide", "--context", id_, *DECISION, "--cite", "99")
    assert "the citation `99` is not something the context showed" in told
    assert "altered or signed elsewhere" in shop.fails(5, "decide", "--context", id_[:-3] + "AAA", *DECISION)


def test_an_entity_shows_what_its_systems_say(shop: Shell) -> None:
    text = shop.ok("entity", SUBJECT)
    for line in (
        "crm/accounts/A-100 equal email orders@harbourbooks.example",
        "billing/customers/5001 HARBOUR BOOKS",
        "name Harbour Books Ltd. crm billing says HARBOUR BOOKS",
        "email orders@harbourbooks.example billing, crm",
        "relations: received_invoice 2",
    ):
        assert any(line in " ".join(one.split()) for one in text.splitlines()), line
    assert shop.json("entity", "HARBOUR BOOKS", "--as-of", "3")["seq"] == 3


def test_what_a_source_says_stays_as_it_is_in_json_and_is_harmless_as_text(fresh: Shell) -> None:
    fresh.edit("crm/accounts.csv", "Moreau & Fils", "Moreau\x1b[2J \u202e& Fils\x9b")
    fresh.ok("sync", "crm")
    asked = ["crm/accounts/A-102", "--at", "2026-03-10"]
    shown = fresh.ok("entity", *asked) + fresh.ok("context", *asked, "--action", "credit_hold")
    assert not {"\x1b", "\u202e", "\x9b"} & set(shown)
    facts = fresh.json("context", *asked, "--action", "credit_hold")["facts"]
    assert "Moreau\x1b[2J \u202e& Fils\x9b" in [one["value"] for one in facts]


def test_the_head_may_be_named_by_a_date_that_is_past(shop: Shell) -> None:
    head = shop.json("changes")["head"]
    assert shop.json("entity", SUBJECT, "--as-of", now())["seq"] == head
    told = shop.fails(3, "entity", SUBJECT, "--as-of", "2001-01-01")
    assert "nothing is known by" in told
    assert "nothing was known then: the first commit is sequence 1, of 20" in told


@pytest.mark.parametrize(
    "command",
    [
        ["entity", SUBJECT],
        ["search", "harbour"],
        ["entities"],
        ["neighbours", SUBJECT],
        ["paths", SUBJECT, SUBJECT],
        ["timeline", SUBJECT],
        ["record", "crm/accounts/A-100"],
        ["versions", "crm/accounts/A-100"],
        ["context", SUBJECT, "--action", "credit_hold"],
        ["decisions"],
        ["changes"],
        ["why", "1"],
        ["trace", "1"],
        ["drift", "1"],
        ["replay", "1"],
        ["impact", SUBJECT],
        ["decision", "show", "1"],
        ["decision", "evidence", "1"],
        ["decision", "timeline", "1"],
        ["decision", "page", "1"],
        ["decision", "export", "1"],
        ["ontology", "show"],
    ],
)
def test_what_lies_ahead_is_refused_by_every_command(shop: Shell, command: list[str]) -> None:
    told = shop.fails(2, *command, "--as-of", "2199-01-01")
    assert "`2199-01-01` lies in the future" in told
    assert "give a date up to now" in told
    assert "sequence `3000` is not in this graph" in shop.fails(2, *command, "--as-of", "3000")


def test_so_it_is_where_two_instants_are_named(shop: Shell) -> None:
    for option, more in (("--since", []), ("--until", ["--since", "1"])):
        assert "lies in the future" in shop.fails(2, "diff", SUBJECT, *more, option, "2199-01-01")
    assert "lies in the future" in shop.fails(2, "changes", "--since", "2199-01-01")
    assert "is not in this graph" in shop.fails(2, "changes", "--since", "3000")


def test_changes_are_listed_up_to_an_instant(shop: Shell) -> None:
    told = shop.json("changes", "--as-of", "2")
    assert ([one["seq"] for one in told["changes"]], told["head"]) == ([1, 2], 2)
    assert shop.json("changes", "--as-of", told["changes"][1]["at"]) == told
    assert shop.json("changes", "--as-of", "2001-01-01")["changes"] == []


def test_walks_take_an_instant(shop: Shell) -> None:
    then = now()
    for command in (["why", "1"], ["trace", "1"], ["replay", "1"], ["impact", SUBJECT], ["decision", "timeline", "1"]):
        assert shop.json(*command, "--as-of", then) == shop.json(*command)
    for command in (["drift", "1"], ["decision", "evidence", "1"], ["impact", SUBJECT]):
        asked = [*command, "--at", "2026-03-10"]
        assert shop.json(*asked, "--as-of", then) == shop.json(*asked)
    assert shop.json("decision", "export", "1", "--as-of", then) == shop.json("decision", "export", "1")
    assert "before the decision's context" in shop.fails(2, "why", "1", "--as-of", "1")


def test_words_are_those_that_were_in_force(shop: Shell) -> None:
    assert shop.json("ontology", "show", "refund", "--as-of", "1") == shop.json("ontology", "show", "refund")
    told = shop.fails(3, "ontology", "show", "--as-of", "2001-01-01")
    assert "no ontology was in force as of sequence 0" in told
    assert "the first is in force since sequence 1" in told
