"""`POST /cypher`: a table as JSON or CSV, refusals as problems, and nothing written."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.http.door import STATEMENTS
from graph.engines import asking, reading
from ontology.errors import NotFound
from tests.api.http.house import House
from tests.graph.hostile import EVERY
from tests.graphs import digest

CITIES = "MATCH (c:Customer) WHERE c.city = $city RETURN c.name AS name, c.city AS city"


def test_rows_come_as_json_or_as_csv(shared: House) -> None:
    body = {"statement": CITIES, "parameters": {"city": "Berlin"}}
    answer = shared.post("/cypher", body, "ana")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert (answer.json()["columns"], answer.json()["rows"]) == (["name", "city"], [["Alfreds Futterkiste", "Berlin"]])
    written = shared.post("/cypher", body, "ana", headers={"Accept": "text/csv"})
    assert written.headers["content-type"].startswith("text/csv")
    assert written.content == b"name,city\r\nAlfreds Futterkiste,Berlin\r\n"


def test_hostile_statements_end_in_problems(shared: House) -> None:
    before, statuses = digest(shared.wired.engine), set()
    for statement in EVERY:
        answer = shared.post("/cypher", {"statement": statement, "parameters": {"name": "salt"}}, "ana")
        assert answer.headers["content-type"] == "application/problem+json", statement
        statuses.add(answer.status_code)
    assert statuses == {403, 422}
    assert digest(shared.wired.engine) == before


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"statement": "MATCH (n) SET n.x = 1 RETURN n"}, "`SET` at line 1, column 11 writes"),
        ({"statement": "RETURN $x AS x"}, "the parameter `$x` at line 1, column 8 is not given"),
        ({"statement": "RETURN 1 AS x", "limit": 0}, "greater than or equal to 1"),
        ({"statement": "RETURN 1 AS x", "timeout": 1e9}, "less than or equal to 300"),
        (
            {"statement": "UNWIND range(1, 9999) AS x UNWIND range(1, 9999) AS y RETURN max(x * y)", "timeout": 0.1},
            "0.1 s",
        ),
    ],
)
def test_what_is_wrong_is_told(shared: House, body: dict[str, object], says: str) -> None:
    answer = shared.post("/cypher", body, "ana")
    assert answer.status_code in (403, 422)
    assert says in answer.text


def test_the_door_is_busy_when_as_many_run_as_may(own: House) -> None:
    long = "UNWIND range(1, 3000) AS x UNWIND range(1, 1000) AS y RETURN max(x * y) AS m"
    count = reading.AT_ONCE if own.wired.engine.name == "embedded" else asking.AT_ONCE
    seen = threading.Event()

    def asks() -> None:
        while not seen.is_set():
            own.post("/cypher", {"statement": long, "timeout": 60}, "ana")

    askers = [threading.Thread(target=asks) for _ in range(count)]
    for one in askers:
        one.start()
    try:
        answer = own.post("/cypher", {"statement": "RETURN 1 AS x", "timeout": 0.1}, "ana")
        while answer.status_code != 503:
            answer = own.post("/cypher", {"statement": "RETURN 1 AS x", "timeout": 0.1}, "ana")
    finally:
        seen.set()
        for one in askers:
            one.join()
    assert (answer.status_code, answer.json()["title"]) == (503, "busy")
    assert answer.headers["retry-after"]


def test_statements_that_wait_keep_nobody_else_waiting(own: House, monkeypatch: pytest.MonkeyPatch) -> None:
    go, begun = threading.Event(), threading.Semaphore(0)

    def slow(*_: object) -> None:
        begun.release()
        assert go.wait(60)
        raise NotFound("gone")

    monkeypatch.setattr(own.wired.commands, "cypher", slow)
    said = {"statement": "RETURN 1 AS x"}
    with own.client, ThreadPoolExecutor(STATEMENTS) as pool:
        slowly = [pool.submit(own.post, "/cypher", said, "ana") for _ in range(STATEMENTS)]
        try:
            assert all(begun.acquire(timeout=60) for _ in range(STATEMENTS))
            told = own.post("/cypher", said, "ana")
            assert (told.status_code, told.json()["title"], told.headers["retry-after"]) == (503, "busy", "2")
            assert own.get("/me", "ana").status_code == 200
        finally:
            go.set()
        assert {one.result().status_code for one in slowly} == {404}
        assert own.post("/cypher", said, "ana").status_code == 404
