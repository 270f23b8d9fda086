"""The documentation of contracts is true: its example compiles, and nothing that can be said is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.contracts.compiling import compile_contract
from ingest.contracts.spec import (
    ColumnSpec,
    ContractFile,
    ContractSpec,
    DriftSpec,
    FreshnessSpec,
    GatesSpec,
    VolumeSpec,
)
from ingest.terms import Spec

PAGE = (Path(__file__).parents[3] / "docs/contracts.md").read_text("utf-8")


def test_the_example_of_a_contract_compiles_and_holds() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    found = compile_contract(example, "billing", {"invoices": None}).stream("invoices")
    row = {
        "InvoiceNo": "R-1",
        "Customer": "5001",
        "Total": "12.5",
        "Currency": "EUR",
        "State": "P",
        "Due": "05.03.2026",
    }
    assert found.held_against(row) == []
    assert {one.column for one in found.held_against({**row, "Total": "-1", "State": "X", "Due": "soon"})} == {
        "Total", "State", "Due",
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind", [ContractFile, ContractSpec, ColumnSpec, GatesSpec, VolumeSpec, FreshnessSpec, DriftSpec]
)
def test_everything_a_contract_can_say_is_documented(kind: type[Spec]) -> None:
    names = [field.alias or name for name, field in kind.model_fields.items()]
    assert [name for name in names if not re.search(rf"\b{name}\b", PAGE)] == []
