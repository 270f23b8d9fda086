"""`throughline cypher`: parameters, forms of output, limits, and refusals with their exit codes."""

from __future__ import annotations

import csv
import io
import re

from graph.readonly import FUNCTIONS
from tests.api.cli.shell import Shell
from tests.api.cli.test_commands import ROOT

NAMES = "MATCH (c:Customer) RETURN c.name AS name, c AS thing ORDER BY name"


def test_rows_come_as_a_table_as_json_and_as_csv(shop: Shell) -> None:
    document = shop.json("cypher", NAMES)
    names = [row[0] for row in document["rows"]]
    assert document["columns"] == ["name", "thing"]
    assert len(names) > 1
    assert shop.ok("cypher", NAMES, "--format", "json").startswith("{")
    rows = list(csv.reader(io.StringIO(shop.ok("cypher", NAMES, "--format", "csv"))))
    assert [row[0] for row in rows] == ["name", *names]
    assert rows[1][1].startswith('{"labels":["Customer"')
    assert [line.split("  ")[0] for line in shop.ok("cypher", NAMES).splitlines()] == ["name", *names]


def test_parameters_are_json_or_text(shop: Shell) -> None:
    statement = "RETURN $number + 1 AS n, $text AS t, $list AS l, $none AS x"
    given = ["-p", "number=41", "-p", "text=a=b", "--param", 'list=["1", 2]', "--param", "none=null"]
    assert shop.json("cypher", statement, *given)["rows"] == [[42, "a=b", ["1", 2], None]]
    assert "write it as `name=value`" in shop.fails(2, "cypher", "RETURN 1 AS x", "-p", "number")


def test_a_statement_comes_from_standard_input_and_is_cut_at_its_limit(shop: Shell) -> None:
    result = shop.run("cypher", "-", "--limit", "2", "--format", "csv", input="UNWIND [1, 2, 3] AS x\nRETURN x")
    assert result.stdout_bytes == b"x\r\n1\r\n2\r\n"
    assert "there are more rows than 2" in result.stderr


def test_what_writes_is_refused(shop: Shell) -> None:
    assert "`SET` at line 1, column 20 writes" in shop.fails(5, "cypher", "MATCH (n:Customer) SET n.x = 1 RETURN n")


def test_words_that_are_not_known_are_remarked(shop: Shell) -> None:
    assert "did you mean `Customer`?" in shop.run("cypher", "MATCH (n:Custmer) RETURN n.name AS name").stderr


def test_the_page_lists_the_functions_that_there_are() -> None:
    page = (ROOT / "docs/cypher.md").read_text("utf-8")
    listed = re.search(r"^The functions: `([^`]+)`", page, re.MULTILINE)
    assert listed is not None
    assert {name.lower() for name in listed[1].split()} == FUNCTIONS
