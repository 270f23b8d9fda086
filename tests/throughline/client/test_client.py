"""The client against a real server, on both engines: typed answers, errors as they are told, nothing done twice."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import httpx
import pytest

from graph.clock import now
from tests.agents import world
from tests.api.http.house import sell
from tests.throughline.client.conftest import Served
from throughline.client import (
    Client,
    Context,
    Failed,
    Invalid,
    NotFound,
    Patience,
    Refused,
    TooMany,
    Unauthorized,
    Unreachable,
)

HASTY = Patience(tries=3, longest=0)
CASE = str(world.CASE)


def asked(client: Client) -> Context:
    return client.context(CASE, "refund", purpose="refund")


def decided(client: Client, context: Context, key: str | None = "case-17", **more: str) -> int:
    said = {"because": "the jars were broken", "confidence": "0.85", **more}
    return client.decide(
        context,
        question="Shall the customer get the money back?",
        options=["refund", {"name": "decline", "dropped": "the goods did arrive broken"}],
        choice="refund",
        action={"refund": {"payment": "P-1"}},
        cites=[fact.n for fact in context.at("status")],
        idempotency_key=key,
        **said,
    ).number


def test_an_agent_asks_decides_and_looks_again(served: Served) -> None:
    with served.client("refund-agent") as agent, served.client("maria") as maria:
        assert (agent.me().name, agent.me().roles) == ("refund-agent", ["agent"])
        context = asked(agent)
        assert [fact.value for fact in context.at("subject")] == ["Broken jars"]
        number = decided(agent, context)
        assert decided(agent, context) == number
        assert maria.why(number).number == number
        assert maria.trace(number).tree.children
        assert maria.drift(number).drifted == []
        assert maria.replay(number).verdict == "same"
        world.write(served.house.wired.store, world.case(status="closed"))
        assert [(one.then, one.now) for one in maria.drift(number).drifted] == [("open", "closed")]
        assert [one.number for one in maria.impact(CASE).rests_on] == [number]


def test_reads_are_as_of_an_instant(served: Served) -> None:
    with served.client("refund-agent") as agent, served.client("maria") as maria:
        number = decided(agent, asked(agent))
        seq, then = maria.impact(CASE).seq, now()
        world.write(served.house.wired.store, world.case(status="closed", subject="Another"))
        later = decided(agent, asked(agent), "another", revises=str(number))
        assert (maria.why(number).status, maria.why(number, as_of=then).status) == ("revised", "awaiting")
        assert maria.trace(number, as_of=seq).status == "awaiting"
        assert [one.number for one in maria.impact(CASE, as_of=then).rests_on] == [number]
        assert [one.number for one in maria.decisions(as_of=then)] == [number]
        assert [one.number for one in maria.decisions()] == [later, number]
        assert maria.drift(number, as_of=then).drifted == []
        assert maria.replay(number, as_of=then).verdict == "same"
        assert [one.key for one in maria.search("jars", as_of=then)] == [world.CASE.text]
        assert list(maria.search("jars")) == []
        assert len(list(maria.entities("Case", as_of=then, at="2026-03-01"))) == 1
        with pytest.raises(Invalid, match="lies in the future"):
            maria.why(number, as_of="2999-01-01")
        assert agent.context(CASE, "refund", purpose="refund", as_of=seq, at="2026-01-01").ahead


def test_the_examples_of_the_documentation_run(served: Served) -> None:
    text = (Path(__file__).parents[3] / "docs/http.md").read_text("utf-8").partition("\n## From Python\n")[2]
    sell(served.house)
    keys = {"key": served.house.keys["refund-agent"], "operators_key": served.house.keys["otto"]}
    examples = [one.partition("```")[0] for one in text.split("```python\n")[1:]]
    for example in examples:
        exec(example.replace("http://127.0.0.1:8321", served.url), dict(keys))
    assert len(examples) == 2
    assert served.house.wired.engine.ask("MATCH (d:Decision) RETURN count(d) AS n") == [{"n": 1}]
    assert served.house.wired.engine.ask("MATCH (y:SourceSync) RETURN count(y) AS n") == [{"n": 1}]


def test_lists_are_read_page_by_page_as_of_the_first(served: Served) -> None:
    with served.client("maria") as maria:
        every = [one.id for one in maria.entities()]
        pages = maria.pages("/entities", type(next(maria.entities())), limit=1)
        first = next(pages)
        world.write(served.house.wired.store, world.case(subject="Another"))
        rest = list(pages)
        assert [one.id for page in (first, *rest) for one in page.items] == every
        assert {page.seq for page in rest} == {first.seq}
        assert [one.name for one in maria.search("alfreds")]
        assert list(maria.decisions(agent="nobody")) == []


def test_an_operator_syncs_a_source_and_waits_for_its_end(served: Served) -> None:
    sell(served.house)
    lossy = Lossy(2, answers=True)
    with served.client("otto", transport=lossy, patience=HASTY) as otto:
        begun = otto.start_sync("erp", streams=["orders"])
        assert len(set(lossy.keys)) == 1
        done = otto.finished(begun, every=0.02)
        assert (done.id, done.status, [one.read for one in done.streams]) == (begun.id, "done", [1])
        assert otto.finished(otto.start_sync("erp", dry_run=True), every=0.02).dry_run
        with pytest.raises(NotFound):
            otto.start_sync("shop")
        assert list(otto.waiting("erp")) == []
    with served.client("maria") as maria, pytest.raises(Refused, match="may not operate"):
        maria.start_sync("erp")


def test_errors_are_those_that_the_server_tells(served: Served) -> None:
    with served.client("maria") as maria:
        with pytest.raises(NotFound) as missing:
            maria.why(7)
        assert (missing.value.status, missing.value.kind) == (404, "urn:tl:problem:notfound")
        assert str(missing.value).startswith("no decision `7`")
        with pytest.raises(Refused, match="maria"):
            maria.context(CASE, "refund", purpose="refund")
        with pytest.raises(NotFound):
            maria.why("a/../../me")
    with served.client("refund-agent") as agent, pytest.raises(Invalid) as wrong:
        agent.context(CASE, "refund", purpose="")
    assert wrong.value.details
    with served.client("tl_nobody_nothing") as nobody, pytest.raises(Unauthorized):
        nobody.me()


class Lossy(httpx.BaseTransport):
    """The network, which loses the answers of the first requests, or the requests themselves."""

    def __init__(self, lost: int, answers: bool) -> None:
        self.inner = httpx.HTTPTransport()
        self.lost = lost
        self.answers = answers
        self.keys: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("Idempotency-Key"))
        lose = len(self.keys) <= self.lost
        if lose and not self.answers:
            raise httpx.ConnectError("connection refused")
        answer = self.inner.handle_request(request)
        if lose:
            answer.read()
            answer.close()
            raise httpx.ReadError("connection lost")
        return answer

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("key", ["case-17", None])
def test_a_decision_whose_answer_was_lost_is_recorded_once(served: Served, key: str | None) -> None:
    with served.client("refund-agent") as agent:
        context = asked(agent)
    lossy = Lossy(2, answers=True)
    with served.client("refund-agent", transport=lossy, patience=HASTY) as agent:
        number = decided(agent, context, key)
    assert len(lossy.keys) == 3
    assert len(set(lossy.keys)) == 1
    assert lossy.keys[0]
    assert served.house.wired.engine.ask("MATCH (d:Decision) RETURN collect(d.number) AS n") == [{"n": [number]}]


def test_a_server_that_is_not_there_is_tried_as_often_as_patience_says(served: Served) -> None:
    lossy = Lossy(2, answers=False)
    with served.client("maria", transport=lossy, patience=HASTY) as maria:
        assert maria.me().name == "maria"
    lossy = Lossy(9, answers=False)
    with served.client("maria", transport=lossy, patience=HASTY) as maria, pytest.raises(Unreachable) as gone:
        maria.me()
    assert (len(lossy.keys), gone.value.status) == (3, 0)
    assert "the server does not answer: connection refused" in str(gone.value)


def test_who_asks_too_much_comes_back_when_the_server_says(stingy: Served) -> None:
    pauses: list[float] = []
    with stingy.client("maria", patience=Patience(tries=3)) as maria:
        maria._http._sleep = pauses.append
        maria.me()
        maria.me()
        with pytest.raises(TooMany):
            maria.me()
    assert len(pauses) == 2
    assert all(pause >= 1 and pause == int(pause) for pause in pauses)


def answering(answer: Callable[[int], httpx.Response]) -> Client:
    numbers = count()
    transport = httpx.MockTransport(lambda request: answer(next(numbers)))
    return Client("https://graph.example.com", "tl_x", transport=transport, patience=HASTY)


@pytest.mark.parametrize("key", ["", " ", "tl_é", "tl_secret\nX-More: 1"])
def test_a_key_that_cannot_be_one_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(Invalid, match="not a key: give one that `throughline key create` made") as told:
        Client("http://127.0.0.1:1", key)
    assert "secret" not in str(told.value)


def test_a_key_may_come_out_of_a_file_with_its_line_end() -> None:
    shown: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        shown.append(request.headers["Authorization"])
        return httpx.Response(403, json={"detail": "no"})

    with Client("http://graph", "tl_key\n", transport=httpx.MockTransport(answer)) as client, pytest.raises(Refused):
        client.me()
    assert shown == ["Bearer tl_key"]


def test_what_cannot_be_asked_at_all_is_refused_at_once() -> None:
    with pytest.raises(Invalid, match=r"not an address: `localhost:8321`: write `http://…` or `https://…`"):
        Client("localhost:8321", "tl_key")
    with pytest.raises(ValueError, match="`tries` is 0: give 1 or more"):
        Patience(tries=0)


def test_what_is_no_throughline_is_told() -> None:
    with (
        answering(lambda n: httpx.Response(200, text="<html>")) as client,
        pytest.raises(Failed, match="not Throughline"),
    ):
        client.me()
    with answering(lambda n: httpx.Response(500, text="oops")) as client, pytest.raises(Failed, match="status 500"):
        client.me()


def test_a_busy_server_is_tried_again_and_a_defect_is_not() -> None:
    busy = answering(
        lambda n: httpx.Response(200, json={"name": "a", "kind": "person", "roles": []}) if n else httpx.Response(503)
    )
    with busy as client:
        assert client.me().name == "a"
    tried: list[int] = []

    def defect(n: int) -> httpx.Response:
        tried.append(n)
        return httpx.Response(500)

    with answering(defect) as client, pytest.raises(Failed):
        client.me()
    assert tried == [0]


@pytest.mark.parametrize("tried", [1, 2, 3, 9])
def test_pauses_grow_and_are_bounded(tried: int) -> None:
    patience = Patience(first=1, longest=5)
    most = min(2 ** (tried - 1), 5)
    assert most / 2 <= patience.pause(tried, None) <= most
    assert patience.pause(tried, "3") == 3
    assert patience.pause(tried, "60") == 5
    assert most / 2 <= patience.pause(tried, "Wed, 21 Oct 2026 07:28:00 GMT") <= most
