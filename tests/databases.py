"""Real databases on this machine for the tests of the SQL connector: Postgres and MariaDB, from their packages.

Each has its data in a folder of its own, belongs to an unprivileged user, listens on the loopback interface alone, and
asks for a password. No server of the machine is touched.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from graph.engines.java import free_ports
from ingest.connector import Connector, find, parse_options
from ontology.errors import Unavailable

READY_WITHIN = 60.0
USER = "throughline"


@dataclass(frozen=True)
class Database:
    """A running database server. `url` is without the password."""

    url: str
    password: str
    folder: Path
    process: subprocess.Popen[bytes]
    end: signal.Signals = signal.SIGKILL
    opened: list[Connector] = field(default_factory=list)

    def run(self, *statements: str) -> None:
        """Run statements, each in a transaction of its own."""
        url = sa.make_url(self.url).set(password=self.password)
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))

    def ask(self, statement: str) -> list[Any]:
        """Run a statement, and give its rows."""
        url = sa.make_url(self.url).set(password=self.password)
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            found = connection.exec_driver_sql(statement)
            return list(found.all()) if found.returns_rows else []

    def kill(self) -> None:
        """End the server at once, its children with it, and throw its data away."""
        self.process.send_signal(self.end)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connector(self, **options: Any) -> Connector:
        """The connector `sql` for it; the fixtures close what tests leave open."""
        kind = find("sql")
        given = parse_options(kind, {"url": self.url, "password": {"env": "ERP_PASSWORD"}, **options})
        self.opened.append(kind(given, {"ERP_PASSWORD": self.password}))
        return self.opened[-1]

    def close(self) -> None:
        """Close the connectors."""
        while self.opened:
            self.opened.pop().close()


def postgres_obstacle() -> str:
    """Why no Postgres can be started here; empty when one can."""
    return "" if _postgres("initdb") else "its package is not installed (`apt-get install postgresql`)"


def mariadb_obstacle() -> str:
    """Why no MariaDB can be started here; empty when one can."""
    found = shutil.which("mariadb-install-db") and _mariadbd()
    return "" if found else "its package is not installed (`apt-get install mariadb-server`)"


def serve_postgres() -> Database:
    """Start a Postgres with an empty database, and wait until it lets us in. Raises: Unavailable."""
    folder, port, password = _folder("postgres"), free_ports(1)[0], secrets.token_urlsafe(12)
    secret = folder / "secret"
    secret.write_text(password)
    secret.chmod(0o644)
    data = folder / "data"
    how = ["--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _prepared([str(_postgres("initdb")), "-D", str(data), "-U", USER, *how], folder, "postgres")
    command = [str(_postgres("postgres")), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
    process = _started([*command, "-c", "fsync=off", "-c", "timezone=Asia/Tokyo"], folder, "postgres")
    url = f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
    return _ready(Database(url, password, folder, process, signal.SIGQUIT))


def serve_mariadb() -> Database:
    """Start a MariaDB with an empty database, and wait until it lets us in. Raises: Unavailable."""
    folder, port, password = _folder("mysql"), free_ports(1)[0], secrets.token_urlsafe(12)
    data, first = folder / "data", folder / "first.sql"
    first.write_text(
        f"CREATE DATABASE erp CHARACTER SET utf8mb4;\nCREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{password}';\n"
        f"GRANT ALL ON *.* TO {USER}@'127.0.0.1';\n"
    )
    first.chmod(0o644)
    base = ["--no-defaults", f"--datadir={data}"]
    _prepared([str(shutil.which("mariadb-install-db")), *base, "--skip-test-db"], folder, "mysql")
    command = [_mariadbd(), *base, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}"]
    options = [
        f"--init-file={first}",
        f"--pid-file={folder / 'pid'}",
        "--skip-name-resolve",
        "--default-time-zone=+09:00",
    ]
    process = _started([*command, *options], folder, "mysql")
    url = f"mysql+pymysql://{USER}@127.0.0.1:{port}/erp"
    return _ready(Database(url, password, folder, process))


def _postgres(name: str) -> str | None:
    """A program of Postgres, the newest that is installed; Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


def _mariadbd() -> str:
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin") or ""


def _owner(name: str) -> pwd.struct_passwd | None:
    """Who is to own a server that the superuser must not: the package's own user, or nobody."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return pwd.getpwnam("nobody")


def _folder(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=f"throughline-{name}-"))
    if owner := _owner(name):
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def _prepared(command: list[str], folder: Path, name: str) -> None:
    owner = _owner(name)
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **who)  # type: ignore[call-overload]
    if done.returncode:
        raise Unavailable(f"`{Path(command[0]).name}` failed", "", (done.stdout + done.stderr).splitlines()[-10:])


def _started(command: list[str], folder: Path, name: str) -> subprocess.Popen[bytes]:
    owner = _owner(name)
    who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **who)  # type: ignore[call-overload,no-any-return]


def _ready(found: Database) -> Database:
    deadline = time.monotonic() + READY_WITHIN
    while found.process.poll() is None and time.monotonic() < deadline:
        try:
            found.run("SELECT 1")
        except OperationalError:
            time.sleep(0.1)
        else:
            return found
    told = (found.folder / "server.log").read_text("utf-8", "replace").splitlines()[-10:]
    found.kill()
    raise Unavailable("the database did not start", "", told)
