"""References by a value that identifies: read as the thing's own row is, and refused where nothing is meant by one."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from graph.engines.base import Engine
from graph.identifiers import Identifier
from graph.model import Ref
from graph.store import Store
from ingest.compiling import compile_mapping
from ingest.connector import find, parse_options
from ingest.sources import Job, configure
from ingest.sync import sync
from ontology.errors import Invalid
from tests.ingest.test_docs import MAPPING, blocks
from tests.ingest.words import applied, rejected, stream, words


def led(said: str, classes: str = "[Case]", **row: object) -> list[str]:
    """What the references of a row lead to."""
    one = stream(f"refs:\n  {said}\n", classes)
    return [str(ref.target) for ref in applied(one, **row).refs]


def test_a_value_is_read_as_the_thing_itself_would_tell_it() -> None:
    one = stream("refs:\n  reported_by: {by: {email: {column: mail, clean: email}}}\n", "[Case]")
    target = Identifier("Person", "email", "ann@x.example")
    assert applied(one, mail="Ann <ANN@x.example>").refs == (Ref("reported_by", "REPORTED_BY", True, "Person", target),)
    assert applied(one, mail=" ").refs == ()
    assert applied(one).refs == ()
    assert rejected(one, mail="nobody") == "column `mail`: not an e-mail address, `nobody`"
    assert one.columns == ("id", "mail")


KINDS = [
    ("of_product: {by: {gtin: ean}}", "[OrderLine]", {"ean": "4006381333931"}, "the Product with gtin 04006381333931"),
    (
        "raised_by: {class: Organization, by: {tax_number: {column: vat, clean: tax_number, country: land}}}",
        "[Case]", {"vat": "123456789", "land": "Germany"}, "the Organization with tax_number DE123456789",
    ),
    (
        "raised_by: {class: Organization, by: {domain: {column: web, clean: domain}}}",
        "[Case]", {"web": "https://www.acme.example/a"}, "the Organization with domain acme.example",
    ),
    ("held_by: {class: Organization, by: {lei: lei}}", "[Account]", {"lei": "X"}, "the Organization with lei X"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "classes", "row", "target"), KINDS)
def test_any_value_that_identifies_is_a_key(said: str, classes: str, row: dict[str, object], target: str) -> None:
    assert led(said, classes, **row) == [target]


def test_a_list_is_a_reference_for_each_value_and_a_value_that_identifies_nobody_is_kept_as_it_is() -> None:
    said = "raised_by: {class: Organization, by: {domain: {column: webs, clean: domain}}}"
    assert led(said, webs=["a.example", "gmail.com"]) == [
        "the Organization with domain a.example", "the Organization with domain gmail.com",
    ]  # fmt: skip
    dropped = "reported_by: {by: {email: {column: mail, clean: email, invalid: drop}}}"
    assert led(dropped, mail="nobody") == []


def test_the_name_beside_it_narrows_it() -> None:
    said = "reported_by: {by: {phone: {column: tel, clean: phone}}, name: who}"
    assert led(said, tel="+49 30 901820", who="Anna Schmidt") == [
        "the Person with phone +4930901820 and the name a schmidt"
    ]
    assert led(said, tel="+49 30 901820", who="") == ["the Person with phone +4930901820"]


MISTAKES = {
    "reported_by: {by: {emial: mail}}": "`emial` does not identify `Person`: did you mean `email`?",
    "reported_by: {by: {name: mail}}": "`name` does not identify `Person`",
    "reported_by: {by: {gtin: mail}}": "`gtin` does not identify `Person`: it identifies `Product`",
    "raised_by: {class: Customer, by: {email: mail}}": "not identify `Customer`: it identifies `Organization`",
    "raised_by: {by: {email: mail}}": "`email` identifies `Organization`, `Person`: say which is meant with `class:`",
    "raised_by: {class: Persn, by: {email: mail}}": "no class `Persn`: did you mean `Person`?",
    "reported_by: {class: Order, by: {email: mail}}": "`reported_by` leads to `Person`, not to `Order`",
    "reported_by: {by: {email: mail, phone: tel}}": "`by:` is one property, and where its value is",
    "reported_by: {stream: rows, by: {email: mail}}": "say `stream:` and its key, or `by:` and a property",
    "reported_by: {by: {email: mail}, key: [mail]}": "`key:` and `source:` belong to `stream:`",
    "reported_by: {stream: rows, key: [a], name: b}": "`name:` belongs to `by:`",
    "reported_by: {by: {email: {columm: mail}}}": "unknown key `columm`: did you mean `column`?",
    "reported_by: {by: {email: {column: mail, values: codes.csv}}}": "a list of codes in a file belongs to `fields:`",
    "reported_by: {class: Person}": "say `stream:` and its key, or `by:` and a property",
}


@pytest.mark.parametrize("said", MISTAKES)
def test_what_cannot_be_meant_is_refused_with_the_nearest_name(said: str) -> None:
    with pytest.raises(Invalid) as caught:
        stream(f"refs:\n  {said}\n", "[Case]")
    assert MISTAKES[said] in "\n".join(caught.value.details)


def test_a_mapping_without_such_references_keeps_its_digest() -> None:
    """A digest that changes maps every stored row again: it does so with the form of mappings, and for nothing else."""
    said = "refs:\n  raised_by: {source: crm, stream: parties, key: [a], class: Organization}\n"
    assert stream(said, "[Case]").digest == DIGEST


DIGEST = "b06aff23567c9ef37c8f0bc4af2b0e65ef61389e3061dd49cb3251bf46ea65d5"


def job(name: str, folder: Path, mapping: str) -> Job:
    source = configure(name, "files", folder / f"{name}.yaml", {"path": str(folder)}, zone="UTC")
    kind = find("files")
    connector = kind(parse_options(kind, source.options), {})
    return Job(source, connector, compile_mapping(dedent(mapping), words(), name, "UTC"))


def names(store: Store, relation: str) -> list[tuple[str, str]]:
    rows = store.engine.ask(f"MATCH (a)-[:{relation}]->(b) RETURN a.subject AS title, b.name AS name")
    return sorted((row["title"], row["name"]) for row in rows)


def test_tickets_of_one_system_find_the_people_of_another_whichever_comes_first(engine: Engine, tmp_path: Path) -> None:
    (example,) = [one for one in blocks(MAPPING, "yaml") if "by: {email" in one]
    store = Store(engine, words())
    desk, crm = tmp_path / "desk", tmp_path / "crm"
    for folder in (desk, crm):
        folder.mkdir()
    (desk / "tickets.csv").write_text(
        "id,subject,requester_email,requester_name,company_vat,country\n"
        "1,Broken,Ann@x.example,Ann Lee,123456789,Germany\n"
        "2,Late,info@x.example,Bob Roe,,\n3,Lost,info@x.example,,,\n"
    )
    rows = "7,Ann Lee,ann@x.example\n8,Bob Roe,info@x.example\n9,Cy Poe,info@x.example\n"
    (crm / "people.csv").write_text(f"id,name,mail\n{rows}")
    people = """
        source: crm
        streams:
          people:
            classes: [Person]
            key: [id]
            fields: {name: name, email: {column: mail, clean: email}}
        """
    sync(store, job("helpdesk", desk, example))
    assert names(store, "REPORTED_BY") == []
    assert {one.why for one in store.waiting("helpdesk")} == {"nobody"}
    sync(store, job("crm", crm, people))
    assert names(store, "REPORTED_BY") == [("Broken", "Ann Lee"), ("Late", "Bob Roe")]
    assert [(str(one.target), one.why, one.records) for one in store.waiting("helpdesk")] == [
        ("the Organization with tax_number DE123456789", "nobody", 1),
        ("the Person with email info@x.example", "nobody", 1),
    ]  # fmt: skip
    assert store.verify() == []
    (crm / "people.csv").write_text("id,name,mail\n7,Ann Lee,\n8,Bob Roe,info@x.example\n10,Ann New,ann@x.example\n")
    sync(store, job("crm", crm, people))
    assert names(store, "REPORTED_BY") == [("Broken", "Ann New"), ("Late", "Bob Roe")]
    assert store.verify() == []
