"""People's Cypher: it reads, is explained and limited; it writes nothing, calls nothing, shows nothing hidden."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graph.engines.base import Engine, Limits, TooMuch
from graph.explaining import unknown
from graph.gateway import Answer, ask
from graph.model import Reader
from graph.readonly import checked
from graph.tokens import Token
from ontology.errors import Invalid, Refused, ThroughlineError
from tests.agents.world import built
from tests.graph.hostile import EVERY, PRYING, WRITES
from tests.graph.worlds import WORDS
from tests.graphs import digest

ANN = Reader("ann", "tests")
LIMITS = Limits(100, 20.0)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that nobody may read through the graph."""
    path = tmp_path / "secret.csv"
    path.write_text(secrets.token_hex(16) + "\n")
    return path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A socket that somebody could be made to reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def run(engine: Engine, statement: str, limits: Limits = LIMITS, **parameters: Any) -> Answer:
    return ask(built(engine), statement, parameters, limits, ANN)


def test_hostile_statements_change_read_and_reach_nothing(
    engine: Engine, secret: Path, listener: socket.socket
) -> None:
    store, answered = built(engine), []
    before, salts = digest(engine), {row["salt"] for row in engine.ask("MATCH (r:Record) RETURN r.salt AS salt")}
    for template in EVERY:
        statement = template.replace("{port}", str(listener.getsockname()[1])).replace("{file}", str(secret))
        try:
            answered.append((template, ask(store, statement, {"name": "salt"}, LIMITS, ANN).found))
        except ThroughlineError:
            continue
    assert len(EVERY) >= 100
    assert answered == []
    assert digest(engine) == before
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert len(salts) > 5


@pytest.mark.parametrize("statement", [*WRITES, *PRYING])
def test_what_writes_or_pries_is_refused_before_it_runs(statement: str) -> None:
    with pytest.raises((Refused, Invalid)):
        checked(statement, {"name": "salt"})


def test_the_connection_does_not_write_either(engine: Engine) -> None:
    built(engine)
    before, passed = digest(engine), []
    for statement in WRITES:
        try:
            engine.look(statement, {}, LIMITS, "tests")
            passed.append(statement)
        except ThroughlineError:
            continue
    assert passed == []
    assert digest(engine) == before


def test_a_question_is_answered_as_a_table(engine: Engine) -> None:
    answer = run(
        engine,
        "MATCH (c:Case)<-[:RAISED]-(k:Customer) WHERE k.city = $city RETURN k.name AS name, count(*) AS cases",
        city="Berlin",
    )
    assert answer.found.columns == ["name", "cases"]
    assert answer.found.rows == [["Alfreds Futterkiste", 1]]
    assert (answer.found.cut, answer.steady, answer.notes) == (False, True, ())
    assert answer.seq > 0


def test_things_relations_and_paths_are_plain_and_without_what_is_hidden(engine: Engine) -> None:
    answer = run(
        engine,
        "MATCH p = (c:Case)<-[x:RAISED]-(k:Customer) MATCH (k)<-[:DESCRIBES]-(r:Record) "
        "RETURN c, type(x) AS type, x, p, r, [r] AS listed, {one: r} AS mapped ORDER BY r.key LIMIT 1",
    )
    case, type_, relation, path, record, listed, mapped = answer.found.rows[0]
    assert "Case" in case["labels"]
    assert case["properties"]["subject"] == "Broken jars"
    assert (type_, relation["relation"]) == ("RAISED", "RAISED")
    assert path["nodes"][0]["labels"] == case["labels"]
    assert path["relations"] == [relation]
    assert record["properties"]["digest"]
    assert "salt" not in str(answer.found.rows)
    assert listed == [record] == [mapped["one"]]


def test_nodes_of_the_store_itself_show_nothing(engine: Engine) -> None:
    rows = run(engine, "MATCH (n) WHERE NOT n:Thing AND NOT n:Record RETURN n").found.rows
    heads = [row[0] for row in rows if "Head" in row[0]["labels"]]
    assert heads == [{"labels": ["Head"], "properties": {}}]


def test_values_come_as_json_from_both_engines_alike(engine: Engine) -> None:
    statement = (
        "RETURN 9007199254740993 AS big, 1.5 AS real, 0.0 / 0.0 AS nan, null AS nothing, [1, [2]] AS list, "
        "{b: 1, a: {c: []}} AS map, date('2020-02-29') AS day, true AS yes, $given AS given"
    )
    given = {"texts": ["é", "'", ""], "number": -1, "real": 0.1, "none": None}
    (row,) = run(engine, statement, given=given).found.rows
    kept = [9007199254740993, 1.5, "NaN", None, [1, [2]], {"a": {"c": []}, "b": 1}, "2020-02-29", True, given]
    assert row == kept


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (n:Customer) WHERE n.name CONTAINS 'CREATE (x) SET' RETURN n.name",
        'MATCH (n:Customer) RETURN n.name AS `set`, "DELETE // all" AS x /* DROP */ // MERGE',
        "MATCH (n:Customer {city: 'Berlin'}) RETURN n.set, {create: 1, delete: 2} AS m",
        "MATCH (n:Customer)--(m) RETURN labels(m) AS l, collect(m.name)[0] AS first, count(*) ORDER BY first",
        "MATCH (a:Case)-[*1..2]-(b) RETURN DISTINCT b.id, [x IN range(1, 3) WHERE x > 1 | x * 2][0..1] AS l",
        "MATCH (n:Case) CALL (n) { MATCH (n)-->(m) RETURN count(m) AS c } RETURN c",
        "MATCH (n:Case) WHERE EXISTS { (n)-[:CONCERNS]->(:Order) } RETURN COUNT { (n)-->() } AS c",
        "UNWIND $list AS x WITH x WHERE x IS NOT NULL RETURN x UNION ALL RETURN 2 AS x;",
        "MATCH p = shortestPath((a:Case)-[*..4]-(b:Payment)) RETURN length(p), [n IN nodes(p) | n.id]",
        "RETURN CASE WHEN 1 < 2 THEN 'a' ELSE 'b' END AS x, reduce(s = 0, i IN [1, 2] | s + i) AS y, $list[0] AS z",
        "MATCH (d:Decision)-[:WAS_DERIVED_FROM]->(c:Context) RETURN d.number, c.seq",
        "MATCH p = (:Case)--(b) RETURN [n IN nodes(p) | n.id + 'x'] AS l, toUpper(nodes(p)[0].id) AS i",
        "MATCH (n:Customer) WITH n.name AS name, count(*) AS count RETURN toUpper(name) + toString(count) AS t",
        "MATCH (n:Case) WITH collect(n) AS l UNWIND l AS m RETURN left(m.id, 3) + reduce(s = '', x IN l | s + x.id)",
        "MATCH (n:Case) RETURN n {.subject, x: toUpper(n.id)} AS m, nodes(null) + [n] AS l, 1 + -2 AS x, $list[0..1]",
        "MATCH (n:Case) RETURN CASE WHEN n.a IS NULL THEN 'x' ELSE n.b END + 'y' AS z, COUNT { (n)-->() } + 1 AS c",
        "CALL db.index.fulltext.queryNodes('record_words', 'broken') YIELD node, score RETURN node, round(score * 9)",
        "MATCH (n:Customer) RETURN n.name + ' of ' + n.city AS place, n['city'] AS city, [1, 2][toInteger(1.0)] AS two",
    ],
)
def test_what_only_reads_is_let_through(engine: Engine, statement: str) -> None:
    assert run(engine, statement, list=[1, None]).found.columns is not None


def test_rows_beyond_the_limit_are_cut_and_told(engine: Engine) -> None:
    some = run(engine, "UNWIND range(1, 50) AS x RETURN x", Limits(10, 20.0)).found
    assert [row[0] for row in some.rows] == list(range(1, 11))
    assert some.cut
    whole = run(engine, "UNWIND range(1, 10) AS x RETURN x", Limits(10, 20.0)).found
    assert (len(whole.rows), whole.cut) == (10, False)


def test_a_result_that_is_too_large_is_refused(engine: Engine) -> None:
    with pytest.raises(TooMuch, match="larger than 10,000 bytes"):
        run(engine, "UNWIND range(1, 100) AS x RETURN range(1, 1000) AS l", Limits(1000, 20.0, size=10_000))


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (a), (b), (c), (d), (e), (f), (g), (h) WHERE 'x' + a.id + b.id + c.id + h.id = '' RETURN count(*)",
        "UNWIND range(1, 5000) AS x UNWIND range(1, 2000) AS y WITH x * y AS z WHERE z < 0 RETURN count(*)",
    ],
)
def test_a_statement_that_takes_too_long_is_answered_all_the_same(engine: Engine, statement: str) -> None:
    with pytest.raises(TooMuch, match=r"took longer than 0\.1 s"):
        run(engine, statement, Limits(10, 0.1))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("MATCH (n:Customer) WEHRE n.id = 1 RETURN n", "line 1, column 20: did you mean `WHERE`?"),
        ("MATCH (n:Customer)\n  WHERE m.name = 1\n  RETURN n", "line 2, column 9"),
        ("MATCH (customer:Customer) RETURN custmer.name", "did you mean `customer`?"),
        ("MATCH (n:Customer) RETURN n.name +", "cannot be run, at line"),
    ],
)
def test_an_engine_that_cannot_read_it_is_explained(engine: Engine, statement: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        run(engine, statement)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("MATHC (n) RETURN n", "a statement cannot begin with `MATHC`: did you mean `MATCH`?"),
        ("MATCH (n", "`(` at line 1, column 7 is not closed"),
        ("MATCH (n))\nRETURN n", "`)` at line 1, column 10 closes nothing"),
        ("MATCH (n)", "the statement returns nothing: end it with RETURN"),
        ("RETURN cuont(1)", "no function `cuont` at line 1, column 8: did you mean `count`?"),
        ("MATCH (n) RETURN n.name =~ $patern", "the parameter `$patern` at line 1, column 28 is not given"),
        ("RETURN 'a", "a text that is not closed at line 1, column 8"),
        ("", "there is no statement"),
        ("MATCH (n)\nSET n.x = 1", "`SET` at line 2, column 1 writes, and this only reads"),
        ("MATCH (r) RETURN left(r, 9)", "a thing as text, by `left` at line 1, column 18"),
        ("WITH 1 AS in RETURN in", "a variable called `in` at line 1, column 11: put it in backticks: `` `in` ``"),
        ("RETURN " + "[" * 41 + "]" * 41, "`[` at line 1, column 48 lies too deep: at most 40 brackets"),
        ("RETURN '" + "a" * 20_000 + "'", "the statement has 20,009 characters: at most 20,000 are read"),
        ("RETURN [1, 2][1 + 0]", "for a place in a list write `[toInteger(…)]`"),
    ],
)
def test_what_is_refused_says_where_and_how_to_mend_it(statement: str, says: str) -> None:
    with pytest.raises(ThroughlineError) as caught:
        checked(statement, {"pattern": "x"})
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "RETURN " + ",".join("a" * 9_000),
        "RETURN " + "+".join("1" * 9_000),
        "RETURN x" + "[x" * 39 + "[1..2]" + "..]" * 39,
        "WITH 1 AS a " * 1_500 + "RETURN a",
        "RETURN " + "[x IN " * 39 + "[r" + ",r" * 9_000 + "]" + "]" * 39 + " AS q",
        "RETURN " + "toString(" * 39 + "a.b" + "+a.b" * 4_800 + ")" * 39,
        "MATCH (n" + ":A" * 9_000 + ") RETURN n",
        "MATCH (n:A" + "|A" * 9_000 + ") RETURN n",
        "MATCH (n) RETURN n.x" + ", n.x" * 3_000,
    ],
)
def test_judging_a_long_statement_takes_steps_in_proportion(statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = count()
    sign = Token.sign

    def counted(token: Token, *signs: str) -> bool:
        next(looked)
        return sign(token, *signs)

    monkeypatch.setattr(Token, "sign", counted)
    found = checked(statement, {})[1]
    list(unknown(found, WORDS))
    assert next(looked) < 1_000 * len(found)


def test_words_that_the_ontology_does_not_know_are_noted(engine: Engine) -> None:
    notes = run(engine, "MATCH (n:Custmer)-[:RAISD|PLACED]-(:Thing) WHERE n.ctiy = 'x' RETURN {a: n.name} AS m").notes
    assert notes == (
        "no class `Custmer` at line 1, column 10: did you mean `Customer`?",
        "no relation `RAISD` at line 1, column 21: did you mean `RAISED`?",
        "no property `ctiy` at line 1, column 52: did you mean `city`?",
    )


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (2**63, "does not fit into 64 bits"),
        (object(), "is a object"),
        ([[{}]] * 2, None),
        (float("inf"), "no number that JSON has"),
        ("\ud800", "half a character"),
        ({"\udfff": 1}, "half a character"),
        ([[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]], "nested too deep"),
    ],
)
def test_parameters_are_what_both_engines_take(engine: Engine, value: Any, says: str | None) -> None:
    if says is None:
        assert run(engine, "RETURN size($x) AS n", x=value).found.rows == [[2]]
        return
    with pytest.raises(Invalid, match=says):
        run(engine, "RETURN $x AS x", x=value)
