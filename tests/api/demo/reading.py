"""The demonstration's three systems as plain rows."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from typing import Any

from api.demo.build import CURSORS, DemoFiles

Row = dict[str, Any]
Systems = dict[str, dict[str, list[Row]]]
"""System → stream → rows."""


def read(files: DemoFiles) -> Systems:
    """Every row of every system."""
    return {
        "erp": tables(files),
        "crm": {
            path.stem: list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
            for path in files.crm.glob("*.csv")
        },
        "helpdesk": {
            path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            for path in files.helpdesk.glob("*.jsonl")
        },
    }


def tables(files: DemoFiles) -> dict[str, list[Row]]:
    """The rows of the ERP's synced tables."""
    database = sqlite3.connect(files.erp)
    database.row_factory = sqlite3.Row
    try:
        return {name: [dict(row) for row in database.execute(f"SELECT * FROM [{name}]")] for name in CURSORS}
    finally:
        database.close()


def only(rows: list[Row], fits: Callable[[Row], bool]) -> Row:
    """The one row that fits."""
    (found,) = [row for row in rows if fits(row)]
    return found
