"""The CRM: a CSV export of accounts and contacts, with ids, spellings and gaps of its own.

It lacks some of the ERP's customers and has prospects that the ERP has never heard of. Two contacts cannot be read:
an e-mail address and a telephone number that are none.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from api.demo.calendar import Calendar, stamp
from api.demo.chance import dice
from api.demo.erp import Trade
from api.demo.hero import HERO
from api.demo.parties import Company, company, plain
from api.demo.people import SHARED, people
from api.demo.spelling import phone, registered, tax_number

ACCOUNTS = (
    "AccountId AccountName VATNumber Website Phone Street City Region PostalCode CountryCode Segment AccountManager "
    "LastModified"
)
CONTACTS = "ContactId AccountId Name JobTitle Email Phone CountryCode LastModified"
_BAD_PHONE, _BAD_EMAIL = "WILMK", "WOLZA"

_SEGMENTS = ("retail chain", "delicatessen", "restaurant", "catering", "wholesale")
_PROSPECTS = (
    ("Harbour Lane Delicatessen", "Aoife Brennan", "Ireland", "Galway"),
    ("Feinkost Weber am Markt", "Tilda Weber", "Germany", "Lübeck"),
    ("La Table de Léa", "Léa Fontaine", "France", "Annecy"),
    ("Almacén del Puerto", "Bruno Salas", "Argentina", "Rosario"),
    ("Fjordmat Torget", "Siri Haugen", "Norway", "Bergen"),
    ("Blue Spoon Catering", "Maya Lindholm", "USA", "Portland"),
)
Cells = Sequence[object]


def write(folder: Path, seed: int, calendar: Calendar, trade: Trade) -> None:
    """Make `accounts.csv` and `contacts.csv` in the folder."""
    known = list(trade.customers.values())
    kept = [(1001 + place, one) for place, one in enumerate(known) if _kept(one, seed)]
    kept += [(2001 + place, one) for place, one in enumerate(_prospects(seed))]
    _csv(folder / "accounts.csv", ACCOUNTS, (_account(id_, one, seed, calendar, trade) for id_, one in kept))
    _csv(folder / "contacts.csv", CONTACTS, _contacts(kept, seed, calendar))


def _kept(one: Company, seed: int) -> bool:
    return one.id in (HERO.customer, SHARED) or dice(seed, "crm", one.id).random() > 0.08


def _prospects(seed: int) -> list[Company]:
    rows: list[dict[str, str | None]] = [
        {
            "CompanyName": name,
            "ContactName": contact,
            "ContactTitle": "Owner",
            "Address": "",
            "City": city,
            "Region": None,
            "PostalCode": None,
            "Country": country,
            "Phone": None,
        }
        for name, contact, country, city in _PROSPECTS
    ]
    return [company(seed, row, f"PROSPECT{place}") for place, row in enumerate(rows)]


def _account(id_: int, one: Company, seed: int, calendar: Calendar, trade: Trade) -> Cells:
    rolls = dice(seed, "account", one.id)
    hero = one.id == HERO.customer
    name = HERO.names["crm"] if hero else registered(one.name, one.country, rolls)
    spelt = plain if rolls.random() < 0.4 else str
    segment = "key account" if hero else rolls.choice(_SEGMENTS)
    return (
        f"ACC-{id_}",
        name,
        f"{one.tax_number[:2]} {one.tax_number[2:5]} {one.tax_number[5:9]} {one.tax_number[9:]}"
        if hero
        else _or_gap(tax_number(one.tax_number, rolls), 0.18, rolls),
        f"https://www.{one.domain}/" if hero else _or_gap(f"https://www.{one.domain}/", 0.12, rolls),
        _or_gap(phone(one.phone, one.country), 0.15, rolls),
        _or_gap(spelt(one.street), 0.1, rolls),
        spelt(one.city),
        one.region or "",
        one.postal_code or "",
        one.country,
        segment,
        rolls.choice(trade.employees),
        _modified(calendar, rolls),
    )


def _contacts(accounts: Iterable[tuple[int, Company]], seed: int, calendar: Calendar) -> list[Cells]:
    found: list[Cells] = []
    for id_, one in accounts:
        for place, person in enumerate(people(one, seed)):
            rolls = dice(seed, "contact", one.id, place)
            name = plain(person.name) if rolls.random() < 0.3 else person.name
            surely = one.id in (HERO.customer, SHARED)
            email = person.email if surely else _or_gap(person.email, 0.15, rolls)
            number = phone(person.phone, one.country) if person.phone and place else ""
            if place == 0 and one.id == _BAD_PHONE:
                number = "ask at reception"
            if place == 0 and one.id == _BAD_EMAIL:
                email = person.email.replace("@", "(at)")
            said = (name, person.title, email, number, one.country, _modified(calendar, rolls))
            found.append((f"CON-{id_}{place + 1}", f"ACC-{id_}", *said))
    return found


def _or_gap(value: str, chance: float, rolls: random.Random) -> str:
    return "" if rolls.random() < chance else value


def _modified(calendar: Calendar, rolls: random.Random) -> str:
    return stamp(calendar.close - timedelta(days=rolls.randint(0, 120)), rolls.randint(8 * 60, 17 * 60))


def _csv(path: Path, header: str, rows: Iterable[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)
