"""Schema changes: numbered, applied once, recorded in the graph with their digests.

A migration is a file `graph/migrations/NNNN_name.cypher` of statements that end with `;`. Each statement runs in a
transaction of its own (data and schema never share one) and must be harmless when it runs again, for whoever is
interrupted starts the file anew. What Cypher cannot compute is filled in by `graph.backfill`, by the migration's name.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.backfill import FILLS
from graph.engines.base import Engine
from ontology.errors import Conflict, Invalid, Refused, Unavailable

FOLDER = Path(__file__).parent / "migrations"
ONLINE_WITHIN = 600.0
RECORDS = "CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (n:Migration) REQUIRE n.number IS UNIQUE"
LEASE = """MERGE (m:Migration {number: 0}) ON CREATE SET m.by = $me, m.until = $until
WITH m, m.by = $me OR m.until < $now AS free
SET m.by = CASE WHEN free THEN $me ELSE m.by END, m.until = CASE WHEN free THEN $until ELSE m.until END
RETURN m.by AS by"""
LEASE_SECONDS = 30.0
_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.cypher")
_INDEX = re.compile(r"CREATE INDEX (\w+) IF NOT EXISTS FOR \(n:(\w+)\) ON (\([^)]+\))")
_UNIQUE = re.compile(r"CREATE CONSTRAINT (\w+) IF NOT EXISTS FOR \(n:(\w+)\) REQUIRE (\S+|\([^)]+\)) IS UNIQUE")
_WORDS = re.compile(r"CREATE FULLTEXT INDEX (\w+) IF NOT EXISTS FOR \(n:(\w+)\) ON EACH \[(n\.\w+)\] OPTIONS \{.+\}")


@dataclass(frozen=True, slots=True)
class Index:
    """An index, or the constraint that owns it: the order of the properties counts."""

    name: str
    label: str
    properties: tuple[str, ...]
    unique: bool


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered change to the schema."""

    number: int
    name: str
    digest: str
    statements: tuple[str, ...]

    @property
    def indexes(self) -> list[Index]:
        """The indexes and constraints that it makes."""
        made = []
        for statement in self.statements:
            if not statement.startswith("CREATE "):
                continue
            match = next(filter(None, (form.fullmatch(statement) for form in (_INDEX, _UNIQUE, _WORDS))), None)
            if match is None:
                raise Invalid(f"not an index or a unique constraint: `{statement}`", "write it as the others are")
            name, label, properties = match.groups()
            names = tuple(part.strip().removeprefix("n.") for part in properties.strip("()").split(","))
            made.append(Index(name, label, names, match.re is _UNIQUE))
        return made


def migrations(folder: Path = FOLDER) -> list[Migration]:
    """All migrations of a folder, in order.

    Raises:
        Invalid: a file is not named `NNNN_name.cypher`, or a number is missing or there twice.
    """
    found: list[Migration] = []
    for path in sorted(folder.glob("*.cypher")):
        match = _FILE.fullmatch(path.name)
        if match is None or int(match.group(1)) != len(found) + 1:
            raise Invalid(f"not the migration that was expected: `{path.name}`", f"number it {len(found) + 1:04}")
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
        statements = [" ".join(part.split()) for part in "\n".join(lines).split(";")]
        digest = hashlib.sha256(text.encode()).hexdigest()
        found.append(Migration(len(found) + 1, match.group(2), digest, tuple(filter(None, statements))))
    return found


def migrate(engine: Engine, folder: Path = FOLDER) -> list[str]:
    """Bring the graph to the schema of this code, and return the names of what was applied.

    Raises:
        Conflict: an index is missing afterwards, because its name is taken.
        Refused: an applied migration was changed since, or the graph is newer than this code.
    """
    known, me = migrations(folder), secrets.token_hex(8)
    if not _pending(engine, known):
        return []
    _prepare(engine)
    while not _claim(engine, me):
        time.sleep(0.1)
    try:
        pending = _pending(engine, known)
        for migration in pending:
            for statement in migration.statements:
                _keep(engine, me)
                engine.define(statement)
        check_schema(engine, known)
        for migration in pending:
            if migration.name in FILLS:
                FILLS[migration.name](engine, lambda: _keep(engine, me))
            _record(engine, migration)
    finally:
        engine.write(lambda tx: tx.ask("MATCH (m:Migration {number: 0, by: $me}) DELETE m", me=me))
    return [f"{migration.number:04}_{migration.name}" for migration in pending]


def _prepare(engine: Engine) -> None:
    """Make migrations unique by number; when several do this at once, all but one fail, and find it done."""
    for attempt in range(1, 6):
        try:
            engine.write(lambda tx: tx.ask(RECORDS))
            return
        except (Conflict, Invalid, Unavailable):
            if attempt == 5:
                raise
            time.sleep(0.1 * attempt)


def _claim(engine: Engine, me: str) -> bool:
    """Take or renew the lease under which one process at a time migrates, and say whether it is ours.

    Neither engine lets two processes make the same index at once, `IF NOT EXISTS` or not.
    """
    now = time.time()
    try:
        rows = engine.write(lambda tx: tx.ask(LEASE, me=me, now=now, until=now + LEASE_SECONDS))
    except Conflict:
        return False
    return bool(rows[0]["by"] == me)


def _keep(engine: Engine, me: str) -> None:
    """Renew the lease. Raises: Conflict, when it is somebody else's."""
    if not _claim(engine, me):
        raise Conflict("another process has taken over the migration", "start again")


def applied(engine: Engine) -> dict[int, tuple[str, str]]:
    """The migrations that the graph has had: number → (name, digest)."""
    rows = engine.ask(
        "MATCH (m:Migration) WHERE m.number > 0 RETURN m.number AS number, m.name AS name, m.digest AS digest"
    )
    return {row["number"]: (row["name"], row["digest"]) for row in rows}


def check_schema(engine: Engine, known: list[Migration]) -> None:
    """See that every index and constraint is there and usable: a taken name makes `IF NOT EXISTS` do nothing.

    Raises:
        Conflict: one is not there.
        Unavailable: one does not come online.
    """
    present = _present(engine)
    wanted = [index for migration in known for index in migration.indexes]
    missing = [one for one in wanted if (one.label, one.properties, one.unique) not in present]
    if missing:
        raise Conflict(
            "the schema is not complete, although it was applied",
            "drop what has taken the names of these (`SHOW INDEXES`), then start again",
            [f"`{one.name}` on {one.label}({', '.join(one.properties)})" for one in missing],
        )
    deadline = time.monotonic() + ONLINE_WITHIN
    while late := engine.ask("SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name, state"):
        if time.monotonic() >= deadline or any(row["state"] == "FAILED" for row in late):
            raise Unavailable("indexes do not come online", "see the engine's log", [str(row) for row in late])
        time.sleep(0.1)


def _pending(engine: Engine, known: list[Migration]) -> list[Migration]:
    """What has not been applied, after comparing what has."""
    done = applied(engine)
    newer = sorted(set(done) - {migration.number for migration in known})
    if newer:
        raise Refused(
            f"the graph has migration {newer[-1]:04}, this version knows up to {len(known):04}",
            "use the newer Throughline, or restore a backup made before",
        )
    for migration in known:
        if migration.number in done and done[migration.number][1] != migration.digest:
            raise Refused(
                f"migration {migration.number:04}_{migration.name} is not the one that was applied to the graph",
                "use the Throughline that made the graph, or restore a backup",
            )
    return [migration for migration in known if migration.number not in done]


def _present(engine: Engine) -> set[tuple[str, tuple[str, ...], bool]]:
    columns = "YIELD labelsOrTypes AS labels, properties RETURN labels, properties"
    indexes = engine.ask(f"SHOW INDEXES {columns}")
    unique = engine.ask(
        "SHOW CONSTRAINTS YIELD labelsOrTypes AS labels, properties, type RETURN labels, properties, type"
    )
    kept = [row for row in unique if "UNIQUE" in row["type"]]
    return {
        (label, tuple(row["properties"]), is_unique)
        for rows, is_unique in ((indexes, False), (kept, True))
        for row in rows
        for label in row["labels"] or ()
    }


def _record(engine: Engine, migration: Migration) -> None:
    engine.write(
        lambda tx: tx.ask(
            "MERGE (m:Migration {number: $number}) ON CREATE SET m.name = $name, m.digest = $digest, m.at = $at",
            number=migration.number,
            name=migration.name,
            digest=migration.digest,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
    )
