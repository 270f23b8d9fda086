"""The same seed and day make the same systems; the change touches one payment and its invoice."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from api.demo.build import TODAY, DemoFiles, apply_change, build
from api.demo.hero import HERO
from ontology.errors import NotFound
from tests.api.demo.reading import Systems, read, tables


def contents(files: DemoFiles) -> dict[str, bytes | str]:
    database = sqlite3.connect(files.erp)
    dump = "\n".join(database.iterdump())
    database.close()
    paths = [*files.crm.iterdir(), *files.helpdesk.iterdir()]
    return {"erp": dump, **{path.name: path.read_bytes() for path in paths}}


def test_the_same_seed_and_day_make_the_same_systems(files: DemoFiles, tmp_path: Path) -> None:
    assert contents(build(tmp_path)) == contents(files)


def test_a_second_build_replaces_the_first(files: DemoFiles, tmp_path: Path) -> None:
    build(tmp_path, seed=8)
    apply_change(DemoFiles(tmp_path, TODAY))
    assert contents(build(tmp_path)) == contents(files)


@pytest.mark.parametrize("seed", [1, 8, 2026])
def test_another_seed_makes_other_systems_with_the_same_story(files: DemoFiles, tmp_path: Path, seed: int) -> None:
    other = build(tmp_path, seed)
    assert contents(other) != contents(files)
    systems = read(other)
    assert any(
        row["id"] == HERO.ticket and row["order_number"] == str(HERO.order) for row in systems["helpdesk"]["tickets"]
    )
    assert any(row["PaymentID"] == HERO.payment and row["Status"] == "S" for row in systems["erp"]["Payments"])


@pytest.mark.parametrize("today", [date(2027, 3, 1), date(2026, 12, 29), date(2028, 2, 29)])
def test_another_day_moves_everything_to_just_before_it(tmp_path: Path, today: date) -> None:
    systems = read(build(tmp_path, today=today))
    touched = [row["UpdatedAt"] for rows in systems["erp"].values() for row in rows]
    touched += [row["LastModified"] for rows in systems["crm"].values() for row in rows]
    touched += [row["sent_at"] for row in systems["helpdesk"]["interactions"]]
    assert max(touched)[:10] < str(today)
    assert (today - date.fromisoformat(max(touched)[:10])).days <= 8


def test_the_change_reverses_one_payment_and_opens_its_invoice(files: DemoFiles, tmp_path: Path) -> None:
    changed = DemoFiles(tmp_path, files.today)
    shutil.copy(files.erp, changed.erp)
    assert "4,018.96 USD" in apply_change(changed)
    before, after = tables(files), tables(changed)
    differing = {
        (name, key): {column for column in old if old[column] != new[column]}
        for name in before
        for old, new in zip(before[name], after[name], strict=True)
        if old != new
        for key in [next(iter(old.values()))]
    }
    assert differing == {
        ("Payments", HERO.payment): {"Status", "UpdatedAt"},
        ("Invoices", HERO.invoice): {"Status", "UpdatedAt"},
    }
    stamps = [row["UpdatedAt"] for rows in before.values() for row in rows]
    (payment,) = [row for row in after["Payments"] if row["PaymentID"] == HERO.payment]
    assert payment["Status"] == "R"
    assert payment["UpdatedAt"] > max(stamps)


def test_the_change_made_twice_is_made_once(files: DemoFiles, tmp_path: Path) -> None:
    changed = DemoFiles(tmp_path, files.today)
    shutil.copy(files.erp, changed.erp)
    apply_change(changed)
    once = tables(changed)
    apply_change(changed)
    assert tables(changed) == once


def test_the_change_needs_an_erp(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no ERP"):
        apply_change(DemoFiles(tmp_path, TODAY))


def test_every_row_of_the_crm_and_the_help_desk_has_an_id_of_its_own(systems: Systems) -> None:
    keys = {"accounts": "AccountId", "contacts": "ContactId"}
    for name, rows in [*systems["crm"].items(), *systems["helpdesk"].items()]:
        ids = [row[keys.get(name, "id")] for row in rows]
        assert len(set(ids)) == len(ids)
