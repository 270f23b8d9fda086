"""The way to a database: its address without a password, an engine that only reads, errors without secrets."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from ingest.connector import Retry, Stop
from ingest.connectors import sql_mysql, sql_postgres
from ingest.connectors.text import KEEP

DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
"""The drivers that are installed with us, for addresses that name none."""

ARGUMENTS: dict[str, dict[str, object]] = {
    "psycopg": {"connect_timeout": 10, "application_name": "throughline", "client_encoding": "utf8"},
    "pymysql": {"connect_timeout": 10, "charset": "utf8mb4", "program_name": "throughline"},
}
PREPARE: dict[str, Callable[[Any, object], None]] = {
    "psycopg": sql_postgres.prepare,
    "pymysql": sql_mysql.prepare,
}
REFUSED = re.compile(
    "password authentication failed|no password supplied|no pg_hba.conf entry|Access denied for user|Unknown database"
    '|(role|database) ".*" does not exist'
)
"""What databases say when trying again is vain."""

SECRET_WORDS = ("password", "passwd", "pwd", "secret", "token", "key")


def address(text: str) -> str:
    """A database URL that is safe to store and to show.

    Raises:
        ValueError: it is no URL, or carries a secret.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("not a database URL, such as `sqlite:///path` or `postgresql://me@host/name`") from None
    if url.password is not None:
        raise ValueError("a password in the URL would be stored: leave it out, and say `password.env=NAME`")
    if named := [name for name in url.query if any(word in name.lower() for word in SECRET_WORDS)]:
        raise ValueError(f"`{named[0]}` in the URL would be stored: say `password.env=NAME`")
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise ValueError("an SQLite database needs the path of its file: `sqlite:///path`")
        url = url.set(database=str(Path(url.database).expanduser().absolute()))
    return url.render_as_string(hide_password=True)


def connect(address: str, password: str | None) -> sa.Engine:
    """An engine for a database that is only read.

    Raises:
        Stop: there is no driver for it.
    """
    url = make_url(address)
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    try:
        if url.get_backend_name() == "sqlite":
            return sa.create_engine("sqlite://", creator=_Sqlite(str(url.database)), poolclass=NullPool)
        driver = url.get_driver_name()
        engine = sa.create_engine(
            _with(url, password), pool_pre_ping=True, hide_parameters=True, connect_args=dict(ARGUMENTS.get(driver, {}))
        )
        if prepare := PREPARE.get(driver):
            sa.event.listen(engine, "connect", prepare, insert=True)
        return engine
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise Stop(f"no driver for `{url.drivername}`", f"install it: {error}") from error


@contextmanager
def told(address: str, password: str | None) -> Iterator[None]:
    """Tell the driver's errors as ours, without its secrets: what may pass is a `Retry`."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _told(error, address, password) from None
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as error:
        raise Stop(f"`{address}` cannot be read: {_plain(error, password)}") from None


def _told(error: sa.exc.DBAPIError, address: str, password: str | None) -> Retry | Stop:
    text = _plain(error.orig or error, password)
    passing = error.connection_invalidated or isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError))
    if passing and not REFUSED.search(text):
        return Retry(f"`{address}` does not answer: {text}")
    return Stop(f"`{address}` cannot be read: {text}")


def _plain(error: BaseException, password: str | None) -> str:
    text = " ".join(str(error).split())
    return text.replace(password, "…") if password else text


def _with(url: URL, password: str | None) -> URL:
    return url.set(password=password) if password else url


class _Sqlite:
    """Connects to a file: never makes it, and does not fail on bytes that are not text.

    Raises, when it is called:
        Stop: it is not there, and never was since the process began; one that has gone may come back.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._met = False

    def __call__(self) -> sqlite3.Connection:
        if not self._met and not Path(self._path).exists():
            raise Stop(f"no database `{self._path}`", "put it there, or say where it is with `url=`")
        found = sqlite3.connect(f"file:{quote(self._path)}?mode=ro", uri=True, timeout=10)
        found.text_factory = partial(str, encoding="utf-8", errors=KEEP)
        self._met = True
        return found
