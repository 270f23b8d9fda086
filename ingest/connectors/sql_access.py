"""The way to a database: its address without a password, an engine that only reads, errors without secrets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from ingest.connector import Retry, Stop
from ingest.connectors.text import KEEP

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
    try:
        if url.get_backend_name() == "sqlite":
            return sa.create_engine("sqlite://", creator=partial(_sqlite, str(url.database)), poolclass=NullPool)
        return sa.create_engine(_with(url, password), pool_pre_ping=True, hide_parameters=True)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise Stop(f"no driver for `{url.drivername}`", f"install it: {error}") from error


@contextmanager
def told(address: str, password: str | None) -> Iterator[None]:
    """Tell the driver's errors as ours, without its secrets: what may pass is a `Retry`."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _told(error, address, password) from None
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise Stop(f"`{address}` cannot be read: {_plain(error, password)}") from None


def _told(error: sa.exc.DBAPIError, address: str, password: str | None) -> Retry | Stop:
    passing = error.connection_invalidated or isinstance(error, (sa.exc.OperationalError, sa.exc.InterfaceError))
    kind = Retry if passing else Stop
    return kind(f"`{address}` does not answer: {_plain(error.orig or error, password)}")


def _plain(error: BaseException, password: str | None) -> str:
    text = " ".join(str(error).split())
    return text.replace(password, "…") if password else text


def _with(url: URL, password: str | None) -> URL:
    return url.set(password=password) if password else url


def _sqlite(path: str) -> sqlite3.Connection:
    """A connection that does not make the file when it is not there, and does not fail on bytes that are not text."""
    found = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, timeout=10)
    found.text_factory = partial(str, encoding="utf-8", errors=KEEP)
    return found
