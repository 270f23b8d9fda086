from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import wiring
from api.settings import load
from graph.engines.base import Engine
from ontology.errors import Invalid, Refused
from tests.graphs import blank

WORDS = """@prefix : <urn:tl:ontology:> .
@prefix my: <urn:example:fleet#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:example:fleet> a owl:Ontology ; owl:versionInfo "1" .
my:Vehicle a owl:Class ; rdfs:label "vehicle" ; skos:definition "What carries shipments." .
"""


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An embedded graph of the test's own, whose engine is stopped at the end."""
    monkeypatch.setenv("THROUGHLINE_IDLE_MINUTES", "0.5")
    yield
    wiring.stop(load())


@pytest.mark.usefixtures("embedded")
def test_a_new_graph_gets_our_ontology_and_a_later_one_waits_for_its_activation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wiring.opened(load()) as wired:
        ours = wired.store.ontology
        assert wired.files.digest == ours.digest
        assert wired.store.head()[0] == 1
        assert stat.S_IMODE(wired.settings.home.stat().st_mode) == 0o700
    (tmp_path / "words").mkdir()
    (tmp_path / "words/fleet.ttl").write_text(WORDS)
    monkeypatch.setenv("THROUGHLINE_ONTOLOGY", "words")
    with wiring.opened(load()) as wired:
        assert wired.store.ontology.digest == ours.digest
        assert "Vehicle" in wired.files.classes
        with wired.store.writer("ann") as writer:
            writer.activate(wired.files, "ann")
    with wiring.opened(load()) as wired:
        assert "Vehicle" in wired.store.ontology.classes
        assert wired.store.head()[0] == 2


@pytest.mark.usefixtures("embedded")
def test_a_backup_makes_an_equal_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with wiring.opened(load()) as wired:
        head = wired.store.head()
        wiring.back_up(load(), tmp_path / "graph.backup")
    assert wiring.stop(load()) is True
    assert wiring.stop(load()) is False
    monkeypatch.setenv("THROUGHLINE_HOME", str(tmp_path / "another"))
    wiring.restore(load(), tmp_path / "graph.backup")
    with wiring.opened(load()) as wired:
        assert wired.store.head() == head


def test_mistakes_in_vocabulary_files_are_told_before_anything_is_activated(
    neo4j_engine: Engine, neo4j_address: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank(neo4j_engine)
    use_neo4j(neo4j_address, monkeypatch)
    (tmp_path / "words").mkdir()
    (tmp_path / "words/fleet.ttl").write_text(WORDS.replace("rdfs:label", "rdfs:subClassOf :Prodct ; rdfs:label"))
    monkeypatch.setenv("THROUGHLINE_ONTOLOGY", "words")
    with pytest.raises(Invalid, match="did you mean `Product`"), wiring.opened(load()):
        pass
    assert neo4j_engine.ask("MATCH (o:Ontology) RETURN o") == []


def test_a_neo4j_is_opened_by_its_address(
    neo4j_engine: Engine, neo4j_address: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    blank(neo4j_engine)
    use_neo4j(neo4j_address, monkeypatch)
    with wiring.opened(load()) as wired:
        assert wired.engine.name == "neo4j"
        assert wired.store.head()[0] == 1
    for refused in (wiring.stop, lambda settings: wiring.back_up(settings, Path("x"))):
        with pytest.raises(Refused, match="the graph is the Neo4j at"):
            refused(load())


def use_neo4j(address: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings name this Neo4j."""
    for name, value in zip(("GRAPH", "GRAPH_USER", "GRAPH_PASSWORD"), address, strict=True):
        monkeypatch.setenv(f"THROUGHLINE_{name}", value)
