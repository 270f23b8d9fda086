"""What both engines promise: transactions happen wholly or not at all, conflicts are tried again, errors are ours."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from neo4j import GraphDatabase

from graph.engines.base import Engine, Transaction
from graph.engines.bolt import BoltEngine, opened
from graph.engines.java import free_ports
from graph.engines.neo4j import open_neo4j
from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, Unavailable

WRITERS, TIMES = 8, 25


def count(engine: Engine, label: str) -> int:
    return int(engine.ask(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"])


def increment(tx: Transaction) -> None:
    tx.ask("MATCH (h:Head {id: 1}) SET h.seq = h.seq + 1")


def test_rows_come_by_column_name(engine: Engine) -> None:
    asked = engine.ask("UNWIND $list AS x RETURN x, x * 2 AS double", list=[1, 2])
    assert asked == [{"x": 1, "double": 2}, {"x": 2, "double": 4}]


def test_long_results_come_whole(engine: Engine) -> None:
    assert [row["x"] for row in engine.ask("UNWIND range(1, 5000) AS x RETURN x")] == list(range(1, 5001))


def test_conflicting_writers_lose_nothing(engine: Engine) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _: [engine.write(increment) for _ in range(TIMES)], range(WRITERS)))
    assert engine.ask("MATCH (h:Head) RETURN h.seq AS seq") == [{"seq": WRITERS * TIMES}]


def numbered(tx: Transaction) -> int:
    """Take the next number, and use it up."""
    number = tx.ask("MATCH (h:Head {id: 1}) SET h.seq = h.seq + 1 RETURN h.seq AS number")[0]["number"]
    tx.ask("CREATE (:Commit {seq: $number})", number=number)
    return int(number)


def test_writers_who_take_unique_numbers_at_once_get_one_each(engine: Engine) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        taken = list(pool.map(lambda _: engine.write(numbered), range(WRITERS * 5)))
    assert sorted(taken) == list(range(1, WRITERS * 5 + 1))


@pytest.mark.parametrize("round_", range(3))
def test_labels_and_types_may_be_new_to_several_writers_at_once(engine: Engine, round_: int) -> None:
    names = [f"New{round_}{secrets.token_hex(4)}" for _ in range(5)]

    def work(tx: Transaction) -> None:
        for name in names:
            tx.ask(f"CREATE (:{name}:Thing:{name}b {{id: $id}})-[:{name}R]->(:{name}c)", id=secrets.token_hex(8))
        if not tx.ask(f"MATCH (:{names[0]})-[:{names[0]}R]->() RETURN count(*) AS n")[0]["n"]:
            raise Invalid("what was just made is not there")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _: engine.write(work), range(WRITERS)))
    assert [count(engine, name) for name in names] == [WRITERS] * len(names)


def test_what_the_work_returns_is_returned(engine: Engine) -> None:
    assert engine.write(lambda tx: tx.ask("CREATE (n:Thing {id: 'a'}) RETURN n.id AS id")) == [{"id": "a"}]


def test_work_that_fails_leaves_nothing(engine: Engine) -> None:
    def work(tx: Transaction) -> None:
        tx.ask("CREATE (:Thing {id: 'a'})")
        raise LookupError("no")

    with pytest.raises(LookupError):
        engine.write(work)
    assert count(engine, "Thing") == 0


def test_a_statement_that_fails_takes_the_transaction_with_it(engine: Engine) -> None:
    def work(tx: Transaction) -> None:
        tx.ask("CREATE (:Thing {id: 'a'})")
        tx.ask("RETURN 1 / 0")

    with pytest.raises(Invalid, match="ArithmeticError"):
        engine.write(work)
    assert count(engine, "Thing") == 0


@pytest.mark.parametrize("cypher", ["MATCH (n RETURN n", "RETURN $missing", "RETURN 1 / 0"])
def test_a_wrong_statement_is_invalid(engine: Engine, cypher: str) -> None:
    with pytest.raises(Invalid, match=r"Neo\.ClientError\.Statement"):
        engine.ask(cypher)


def test_a_second_of_what_is_unique_is_a_conflict(engine: Engine) -> None:
    engine.write(lambda tx: tx.ask("CREATE (:Thing {id: 'a'})"))
    with pytest.raises(Conflict, match="holds one already"):
        engine.write(lambda tx: tx.ask("CREATE (:Thing {id: 'a'})"))


def test_reading_does_not_write_on_neo4j(neo4j_engine: Engine) -> None:
    with pytest.raises(Invalid, match="AccessMode"):
        neo4j_engine.ask("CREATE (:Thing {id: 'z'})")


def test_closing_twice_is_harmless(neo4j_address: tuple[str, str, str]) -> None:
    engine = open_neo4j(*neo4j_address)
    engine.close()
    engine.close()


def nobody(_address: tuple[str, str, str]) -> Engine:
    return open_neo4j(f"bolt://127.0.0.1:{free_ports(1)[0]}", "neo4j", "secret")


OPENINGS: list[tuple[Callable[[tuple[str, str, str]], Engine], type[ThroughlineError], str]] = [
    (lambda at: open_neo4j(at[0], at[1], "wrong"), Refused, "does not let us in: check the user"),
    (lambda at: open_neo4j(*at, database="nowhere"), NotFound, "has no database `nowhere`"),
    (lambda at: open_neo4j("127.0.0.1", at[1], at[2]), Invalid, "not an address of a graph"),
    (nobody, Unavailable, "does not answer"),
]


@pytest.mark.parametrize(("opening", "error", "text"), OPENINGS)
def test_what_cannot_be_opened_says_why(
    neo4j_address: tuple[str, str, str],
    opening: Callable[[tuple[str, str, str]], Engine],
    error: type[ThroughlineError],
    text: str,
) -> None:
    with pytest.raises(error, match=text) as raised:
        opening(neo4j_address)
    assert "secret" not in str(raised.value)


def test_a_lost_server_is_sought_as_long_as_told() -> None:
    def connect() -> BoltEngine:
        driver = GraphDatabase.driver(f"bolt://127.0.0.1:{free_ports(1)[0]}", auth=("a", "b"))
        return BoltEngine(driver, "graph", "embedded", 1, "nobody", patience=0.2)

    engine = connect()
    with pytest.raises(Unavailable, match="nobody does not answer"):
        engine.ask("RETURN 1")
    engine.close()
    with pytest.raises(Unavailable, match="nobody does not answer"):
        opened(connect)
