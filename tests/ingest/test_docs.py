"""The documentation of mappings and connectors is true: its examples run, and nothing that can be said is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ingest.compiling import compile_mapping
from ingest.connector import Connector, Options, Raw, Retry, find
from ingest.connectors.tryton_streams import MODELS
from ingest.fieldrules import KNOWN
from ingest.spec import (
    CarriedSpec,
    CodeFile,
    DeletedSpec,
    EachSpec,
    FieldSpec,
    FileSpec,
    KeyPart,
    RefSpec,
    StreamSpec,
    ValidSpec,
    VersionSpec,
)
from ingest.terms import ComputeSpec, Spec
from ingest.testkit import CHECKS, System
from tests.ingest.words import words

DOCS = Path(__file__).parents[2] / "docs"
MAPPING = (DOCS / "mapping.md").read_text("utf-8")
CONNECTORS = (DOCS / "connectors.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_example_of_a_mapping_compiles() -> None:
    example = blocks(MAPPING, "yaml")[0]
    found = compile_mapping(example, words(), "erp")
    row = {
        "CustomerID": "A", "CompanyName": "Alfreds", "Email": "a@x.example", "Phone": "12", "Country": "Germany",
        "VatId": "123456789", "AlsoKnownAs": "AF; Alf", "CreditLimit": "1.234,50", "Blocked": "X",
        "UpdatedAt": "2024-01-01 12:00:00", "Web": "N/A",
    }  # fmt: skip
    assert found.streams["customers"].apply(Raw(row, None, "1"))[0].fields == {
        "name": "Alfreds", "email": ("a@x.example",), "tax_number": "DE123456789", "domain": None,
        "alias": ("AF", "Alf"), "country": "Germany", "credit_limit": 123450, "credit_limit_currency": "EUR",
        "credit_hold": True,
    }  # fmt: skip
    empty = found.streams["customers"].apply(Raw({"CustomerID": "B", "Blocked": " "}, None, "2"))[0]
    assert empty.fields == {"credit_hold": False}


@pytest.mark.parametrize("example", blocks(MAPPING, "yaml")[1:])
def test_every_other_example_compiles_too(example: str) -> None:
    assert compile_mapping(example, words()).streams


SAID = [CarriedSpec, CodeFile, ComputeSpec, DeletedSpec, EachSpec]


@pytest.mark.parametrize("kind", [*SAID, FileSpec, StreamSpec, KeyPart, VersionSpec, ValidSpec, RefSpec, FieldSpec])
def test_everything_a_mapping_can_say_is_documented(kind: type[Spec]) -> None:
    names = [field.alias or name for name, field in kind.model_fields.items()]
    assert [name for name in names if not re.search(rf"\b{name}\b", MAPPING)] == []


def test_every_cleaner_is_documented() -> None:
    assert {name for name in KNOWN if f"| `{name}` |" not in MAPPING} == set()


@pytest.mark.parametrize("name", ["files", "sql", "tryton"])
def test_every_option_is_documented(name: str) -> None:
    section = CONNECTORS.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    options = [field.alias or key for key, field in find(name).options_type.model_fields.items()]
    assert [one for one in options if f"`{one}`" not in section] == []


def test_the_mapping_of_tryton_compiles_and_reads_what_is_there() -> None:
    section = CONNECTORS.partition("\n## tryton\n")[2].partition("\n## ")[0]
    found = compile_mapping(blocks(section, "yaml")[0], words(), "erp")
    assert {one.origin for one in found.streams.values() if one.origin in MODELS} == set(MODELS)


def test_every_check_and_everything_a_system_can_is_documented() -> None:
    section = CONNECTORS.partition("\n## What every connector must pass\n")[2].partition("\n## ")[0]
    told = re.sub(r", (what|may)", r" \1", section)
    assert [name for name in CHECKS if not all(word in told for word in name.split())] == []
    acts = [
        "options",
        "environ",
        "cannot",
        "rows",
        "add",
        "change",
        "tie",
        "delete",
        "spoil",
        "widen",
        "narrow",
        "away",
    ]
    assert [name for name in [*acts, "refuse"] if name not in vars(System) and name not in System.__annotations__] == []
    assert [name for name in [*acts, "refuse"] if not re.search(rf"`{name}( = .*)?`", section)] == []


def test_the_example_of_a_connector_runs() -> None:
    example, _ = blocks(CONNECTORS, "python")
    names: dict[str, Any] = {"__name__": "desk"}
    exec(compile(example, "desk.py", "exec"), names)
    kind: type[Connector] = names["DeskConnector"]
    options: type[Options] = kind.options_type
    desk = kind(options.model_validate({"address": "http://desk.example"}), {})
    with pytest.raises(Retry):
        desk.check()
    assert [item.cursor for item in desk.read("tickets", 1)] == [2, 3]
    assert list(desk.keys("tickets", ["id"])) == [{"id": number, "changed": number} for number in (1, 2, 3)]
