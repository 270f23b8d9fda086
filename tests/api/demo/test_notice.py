"""The data ships with the licences it is under, and says how it was changed."""

from __future__ import annotations

import csv
import re

from api.demo.erp import DATA


def test_the_licences_are_there() -> None:
    mit = (DATA / "LICENSE-northwind").read_text(encoding="utf-8")
    apache = (DATA / "LICENSE-tickets").read_text(encoding="utf-8")
    assert "The MIT License (MIT)" in mit
    assert "Copyright (c) 2016 JP White" in mit
    assert "Apache License" in apache
    assert "Version 2.0, January 2004" in apache


def test_the_notice_speaks_of_every_file_that_is_somebody_elses() -> None:
    notice = (DATA / "NOTICE").read_text(encoding="utf-8")
    ours = {"NOTICE", "overlay.sql", "texts.yaml", "LICENSE-northwind", "LICENSE-tickets"}
    for path in DATA.iterdir():
        if path.name not in ours:
            assert f"\n{path.name}\n" in notice
    assert "Changed:" in notice


def test_no_persons_of_the_real_tickets_are_shipped() -> None:
    with (DATA / "tickets.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert not any("Customer" in name and name != "Customer Satisfaction Rating" for name in header)
    assert "Ticket Description" not in header


def test_no_pictures_are_shipped() -> None:
    assert re.search(r"\bX'[0-9A-F]{4}", (DATA / "northwind.sql").read_text(encoding="utf-8")) is None
