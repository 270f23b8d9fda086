"""What is joined to what: the only place that names concrete engines."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from agents.acting.executor import Executor
from agents.acting.settled import way
from agents.commands import Commands
from agents.ledger.commands import Ledger
from agents.ledger.notary import Notary
from agents.ledger.signers import kept
from agents.ledger.witnesses import Around
from agents.looking.lookups import Lookups
from agents.operating import Operations
from agents.policies import Policies
from agents.principals import Principals
from agents.proposal import Principal
from agents.registry import Registry
from api.keys import signing_key
from api.settings import Settings, environment
from graph.asof import NOTHING
from graph.engines import backup as archives
from graph.engines.base import Engine
from graph.engines.embedded import open_embedded, stop_embedded
from graph.engines.neo4j import open_neo4j
from graph.migrate import migrate
from graph.model import Reader
from graph.notes import WITNESS
from graph.store import Store
from ingest.secrets import Secret
from ontology import policies
from ontology.errors import Invalid, Refused, Unavailable
from ontology.loading import load
from ontology.vocabulary import Ontology

Manifest = archives.Manifest
LEDGER_KEY = "ledger.key"


@dataclass(frozen=True)
class Wired:
    """An open graph with all that doors call. The store writes with the ontology that is in force in the graph."""

    settings: Settings
    engine: Engine
    store: Store

    @cached_property
    def commands(self) -> Commands:
        """The acts of agents."""
        return Commands(self.store, signing_key(self.settings))

    @cached_property
    def lookups(self) -> Lookups:
        """What can be looked up."""
        return Lookups(self.store, signing_key(self.settings))

    @cached_property
    def ledger(self) -> Ledger:
        """What nobody can quietly change."""
        settings = self.settings
        around = Around(settings.home / "ledger", lambda path: Secret(file=path).reveal({}))
        return Ledger(self.engine, settings.ledger_key_file or settings.home / LEDGER_KEY, around)

    @cached_property
    def notary(self) -> Notary:
        """The witness that this Throughline is to the ledgers of others."""
        home = self.settings.home
        name = f"witness-{secrets.token_hex(4)}"
        return Notary(home / "witnessed", lambda: kept(home / "witness.key", name, WITNESS))

    @cached_property
    def principals(self) -> Principals:
        """Who may do what."""
        return Principals(self.engine)

    @cached_property
    def policies(self) -> Policies:
        """By what decisions are judged."""
        return Policies(self.store)

    @cached_property
    def registry(self) -> Registry:
        """Which agents are registered."""
        return Registry(self.engine)

    def executor(self, by: Principal) -> Executor:
        """Acts on decisions, for somebody."""
        file, words = self.settings.actions_file, self.store.ontology.actions
        return Executor(self.store, lambda action: way(file, action, words, environment()), by)

    @cached_property
    def operations(self) -> Operations:
        """What keeps the graph fed."""
        return Operations(self.store, self.settings.sources_folder, signing_key(self.settings))

    @cached_property
    def files(self) -> Ontology:
        """The ontology of the vocabulary files, which is in force only once it was activated. Raises: as `load`."""
        return load(self.settings.ontology)

    def reader(self, purpose: str, who: str | None = None) -> Reader:
        """Whoever runs this, reading for a purpose."""
        return Reader(who or self.settings.user, purpose)


@contextmanager
def opened(
    settings: Settings, patience: float | None = None, around: Callable[[Engine], Engine] | None = None
) -> Iterator[Wired]:
    """The graph of the settings, migrated and with an ontology in force; everything is closed at the end.

    `patience` is for how many seconds a Neo4j that was lost is sought, when not as long as its engine does by itself.
    `around` is put around the engine, such as what traces its questions.
    A graph without an ontology gets that of the vocabulary files. Later changes of the files wait for `activate`.

    Raises:
        Invalid, NotFound, Refused, Unavailable: the graph cannot be opened, or the vocabulary files hold mistakes.
    """
    engine = _engine(settings, patience)
    try:
        migrate(engine)
        engine = around(engine) if around is not None else engine
        yield Wired(settings, engine, _store(engine, settings))
    finally:
        engine.close()


def back_up(settings: Settings, archive: Path) -> Manifest:
    """Write a backup of the embedded graph; see `graph.engines.backup.backup`. Raises: Refused, for a Neo4j."""
    _check_embedded(settings, "back it up with `neo4j-admin database dump`")
    return archives.backup(settings.graph_folder, archive)


def restore(settings: Settings, archive: Path, folder: Path | None = None) -> Manifest:
    """Make the data folder of the embedded graph, or another one, out of a backup; see `graph.engines.backup.restore`.

    Raises:
        Refused: the graph is a Neo4j.
    """
    _check_embedded(settings, "restore it with `neo4j-admin database load`")
    _make_home(settings)
    return archives.restore(archive, folder or settings.graph_folder)


def stop(settings: Settings) -> bool:
    """Stop the embedded engine; False if none runs. Raises: Refused, for a Neo4j."""
    _check_embedded(settings, "stop it where it runs")
    return stop_embedded(settings.graph_folder)


def _engine(settings: Settings, patience: float | None) -> Engine:
    if settings.embedded:
        _make_home(settings)
        return open_embedded(settings.graph_folder, idle=settings.idle_minutes * 60, heap=settings.heap)
    more = {} if patience is None else {"patience": patience}
    return open_neo4j(settings.graph, settings.graph_user, settings.password(), settings.graph_database, **more)


def _store(engine: Engine, settings: Settings) -> Store:
    store = Store(engine, NOTHING)
    in_force = store.in_force(store.head()[0])
    if in_force is not NOTHING:
        return Store(engine, in_force)
    store = Store(engine, load(settings.ontology))
    with store.writer(settings.user) as writer:
        writer.activate(store.ontology, settings.user, shipped(store.ontology))
    return store


def shipped(ontology: Ontology) -> tuple[str, str] | None:
    """The digest and the text of the shipped policies; None where they do not fit the words of an ontology."""
    try:
        found = policies.shipped(ontology)
    except Invalid:
        return None
    return found.digest, found.text


def _make_home(settings: Settings) -> None:
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"the home `{settings.home}` cannot be made: {error.strerror}", "name another one") from error


def _check_embedded(settings: Settings, instead: str) -> None:
    if not settings.embedded:
        raise Refused(f"the graph is the Neo4j at `{settings.graph}`", instead)
