"""Who may do what at the embedded engine: its owner everything, the reader nothing but read records."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from graph.engines.folder import Folder
from graph.engines.java import DATABASE, READER

ROUNDS = 65536
ALL = ("createRecord", "readRecord", "updateRecord", "deleteRecord")
SCHEMA = ("updateSecurity", "updateSchema", "updateDatabaseSettings")


def write(folder: Folder, passwords: Mapping[str, str]) -> None:
    """Write the engine's files of users and groups, anew at every start. Passwords are by user, stored hashed."""
    config = folder.engine / "config"
    config.mkdir(mode=0o700, exist_ok=True)
    folder.put(config / "server-groups.json", {"databases": {"*": {"groups": _groups()}}, "version": 2})
    lines = [json.dumps(_user(name, password)) for name, password in passwords.items()]
    folder.put(config / "server-users.jsonl", "\n".join(lines) + "\n")


def _groups() -> dict[str, Any]:
    return {"admin": _group(SCHEMA, ALL), READER: _group((), ("readRecord",)), "*": _group((), ())}


def _group(database: tuple[str, ...], records: tuple[str, ...]) -> dict[str, Any]:
    types = {"*": {"access": list(records)}}
    return {"resultSetLimit": -1, "readTimeout": -1, "access": list(database), "types": types}


def _user(name: str, password: str) -> dict[str, Any]:
    databases = {DATABASE: [READER]} if name == READER else {"*": ["admin"]}
    return {"name": name, "databases": databases, "password": _hashed(password)}


def _hashed(password: str) -> str:
    """The password as the engine keeps it: PBKDF2 with a salt of its own."""
    salt = base64.b64encode(secrets.token_bytes(32)).decode()
    made = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), ROUNDS, 32)
    return f"PBKDF2WithHmacSHA256${ROUNDS}${salt}${base64.b64encode(made).decode()}"
