"""Makes the three systems of the demonstration in a folder, and lets a later change arrive in one of them.

The same seed and day make the same data.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.demo import crm, erp, helpdesk
from api.demo.calendar import Calendar, stamp
from api.demo.hero import HERO
from ontology.errors import NotFound

TODAY = date(2026, 11, 20)
"""The day the data is seen from, unless another is given."""
MAPPINGS = Path(__file__).parent / "mappings"
CURSORS = dict.fromkeys(
    (
        "Customers",
        "Suppliers",
        "Employees",
        "Categories",
        "Products",
        "Orders",
        "Order Details",
        "Shipments",
        "Invoices",
        "Payments",
    ),
    "UpdatedAt",
)
"""The tables of the ERP that are synced, and the column that grows with every change."""


@dataclass(frozen=True)
class DemoFiles:
    """Where the systems are: a SQLite database, a folder of CSV files, a folder of JSON Lines; and the day they end."""

    folder: Path
    today: date

    @property
    def erp(self) -> Path:
        return self.folder / "erp.sqlite"

    @property
    def crm(self) -> Path:
        return self.folder / "crm"

    @property
    def helpdesk(self) -> Path:
        return self.folder / "helpdesk"


def build(folder: Path, seed: int = 7, today: date = TODAY) -> DemoFiles:
    """Make the ERP, the CRM and the help desk in a folder; what an earlier build left there is replaced."""
    files = DemoFiles(folder, today)
    for path in (files.crm, files.helpdesk):
        path.mkdir(parents=True, exist_ok=True)
    calendar = Calendar(today)
    trade = erp.write(files.erp, seed, calendar)
    crm.write(files.crm, seed, calendar, trade)
    helpdesk.write(files.helpdesk, seed, calendar, trade)
    return files


def apply_change(files: DemoFiles) -> str:
    """Let the bank return the direct debit of the story: its payment is reversed, so its invoice is open again.

    Returns:
        What happened, in a sentence.

    Raises:
        NotFound: the ERP was not built, or holds no such payment.
    """
    if not files.erp.exists():
        raise NotFound(f"no ERP in `{files.folder}`", "build it first")
    now = stamp(files.today, 1)
    database = sqlite3.connect(files.erp)
    try:
        with database:
            found = database.execute(
                "UPDATE Payments SET Status = 'R', UpdatedAt = ? WHERE PaymentID = ? RETURNING Amount, Currency",
                (now, HERO.payment),
            ).fetchall()
            if not found:
                raise NotFound(f"no payment `{HERO.payment}` in `{files.erp}`", "build it again")
            database.execute("UPDATE Invoices SET Status = 'O', UpdatedAt = ? WHERE InvoiceID = ?", (now, HERO.invoice))
    finally:
        database.close()
    amount, currency = found[0]
    return (
        f"the bank returned the direct debit of {amount:,.2f} {currency} by which invoice INV-{HERO.invoice} was paid"
    )
