"""Migrations: applied once, recorded, compared, and checked against what the engine really has."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agents.looking.lookups import Lookups
from agents.pages import Asked
from graph import backfill
from graph.engines.base import Engine
from graph.migrate import applied, check_schema, migrate, migrations
from graph.model import Reader
from graph.store import Store
from ontology.errors import Conflict, Invalid, Refused
from tests.agents import world
from tests.graphs import blank, strip

FIRST = "CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;\nMERGE (h:Head {id: 1});\n"


@pytest.fixture
def bare(engine: Engine) -> Iterator[Engine]:
    """A graph that has never been migrated."""
    strip(engine)
    yield engine
    strip(engine)
    blank(engine)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of migrations that starts with a first one."""
    (tmp_path / "0001_first.cypher").write_text(FIRST)
    return tmp_path


def test_ours_apply_once_and_are_recorded(bare: Engine) -> None:
    names = [f"{one.number:04}_{one.name}" for one in migrations()]
    assert migrate(bare) == names
    assert migrate(bare) == []
    assert applied(bare) == {one.number: (one.name, one.digest) for one in migrations()}
    assert bare.ask("MATCH (h:Head) RETURN h.id AS id, h.seq AS seq") == [{"id": 1, "seq": 0}]


def test_ours_hold_one_open_version_of_a_key(engine: Engine) -> None:
    engine.write(
        lambda tx: tx.ask(
            "CREATE (:Record {id: 'a', key: 'k', until: 9}) CREATE (:Record {id: 'b', key: 'k', until: 8})"
        )
    )
    with pytest.raises(Conflict):
        engine.write(lambda tx: tx.ask("CREATE (:Record {id: 'c', key: 'k', until: 9})"))
    assert engine.ask("MATCH (r:Record) RETURN count(r) AS n") == [{"n": 2}]


def test_only_what_is_new_is_applied(bare: Engine, folder: Path) -> None:
    assert migrate(bare, folder) == ["0001_first"]
    (folder / "0002_second.cypher").write_text(
        "// why\nCREATE INDEX thing_name IF NOT EXISTS FOR (n:Thing) ON (n.name);"
    )
    assert migrate(bare, folder) == ["0002_second"]
    assert sorted(applied(bare)) == [1, 2]


def test_several_at_once_are_one(bare: Engine) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: migrate(bare), range(4)))
    assert sorted(applied(bare)) == [one.number for one in migrations()]
    assert bare.ask("MATCH (h:Head) RETURN count(h) AS n") == [{"n": 1}]


def test_a_changed_one_is_refused(bare: Engine, folder: Path) -> None:
    migrate(bare, folder)
    (folder / "0001_first.cypher").write_text(FIRST + "// changed")
    with pytest.raises(Refused, match="0001_first is not the one that was applied"):
        migrate(bare, folder)


def test_a_newer_graph_is_refused(bare: Engine, folder: Path) -> None:
    (folder / "0002_second.cypher").write_text("MERGE (h:Head {id: 2});")
    migrate(bare, folder)
    (folder / "0002_second.cypher").unlink()
    with pytest.raises(Refused, match="has migration 0002, this version knows up to 0001: use the newer"):
        migrate(bare, folder)


def test_a_taken_name_is_told(bare: Engine, folder: Path) -> None:
    bare.write(lambda tx: tx.ask("CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Other) REQUIRE n.id IS UNIQUE"))
    with pytest.raises(Conflict, match=r"`thing_id` on Thing\(id\)"):
        migrate(bare, folder)
    assert applied(bare) == {}


def test_a_lost_index_is_told(bare: Engine, folder: Path) -> None:
    migrate(bare, folder)
    bare.write(lambda tx: tx.ask("DROP CONSTRAINT thing_id"))
    with pytest.raises(Conflict, match="thing_id"):
        check_schema(bare, migrations(folder))


@pytest.mark.parametrize("name", ["0003_gap.cypher", "2_short.cypher", "0002-dash.cypher"])
def test_a_wrong_number_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("")
    with pytest.raises(Invalid, match="number it 0002"):
        migrations(folder)


def test_a_constraint_that_cannot_be_checked_is_refused(folder: Path) -> None:
    (folder / "0001_first.cypher").write_text("CREATE CONSTRAINT x FOR (n:Thing) REQUIRE n.id IS NOT NULL;")
    with pytest.raises(Invalid, match="not an index or a unique constraint"):
        assert migrations(folder)[0].indexes


WORDS = "MATCH (r:Record) RETURN r.id AS id, r.words AS words ORDER BY id"


def wordless(engine: Engine) -> Store:
    """A world as a version wrote it that kept no words; the migration that fills them in is to come."""
    store = world.built(engine)
    with store.writer("tests") as writer:
        writer.activate(store.ontology, "tests")
    engine.write(lambda tx: tx.ask("MATCH (r:Record) SET r.words = null"))
    engine.write(lambda tx: tx.ask("MATCH (m:Migration {name: 'words'}) DELETE m"))
    return store


def test_records_of_earlier_versions_get_the_words_that_new_ones_have(engine: Engine) -> None:
    world.built(engine)
    before = engine.ask(WORDS)
    blank(engine)
    store = wordless(engine)
    ours = {row["id"] for row in engine.ask(WORDS)}
    assert [name.partition("_")[2] for name in migrate(engine)] == ["words"]
    assert sorted(row["words"] or "" for row in engine.ask(WORDS)) == sorted(row["words"] or "" for row in before)
    assert sum(row["words"] is not None for row in before) > 3
    lookups = Lookups(store, world.SECRET)
    (found,) = lookups.search(Asked(Reader("ann", "tests")), "broken jars").items
    assert found.record in ours
    assert {row["id"] for row in engine.ask(WORDS)} == ours
    assert store.verify() == []


def test_words_are_filled_in_from_where_they_were_left(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    wordless(engine)
    monkeypatch.setattr(backfill, "RECORDS", 1)
    monkeypatch.setattr(backfill, "COMMITS", 2)
    looked: list[bool] = []

    def alive() -> None:
        looked.append(True)
        if len(looked) == 4:
            raise Conflict("somebody else is at it")

    with pytest.raises(Conflict):
        backfill.fill_words(engine, alive)
    some = [row for row in engine.ask(WORDS) if row["words"]]
    assert some
    assert len(migrate(engine)) == 1
    every = [row for row in engine.ask(WORDS) if row["words"]]
    assert len(every) > len(some)
    assert [row for row in every if row in some] == some
