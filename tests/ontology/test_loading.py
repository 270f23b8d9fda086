"""A user's words beside ours: what may be declared, and what may be added to ours."""

from __future__ import annotations

from pathlib import Path

from ontology.diff import diff
from ontology.loading import load
from tests.ontology.turtles import SAID, act, cls, load_texts, prop, rel

FLEET = (
    "<urn:example:fleet> a owl:Ontology ; owl:versionInfo '3' .\n"
    + cls("Vehicle", "owl:equivalentClass schema:Vehicle ; owl:disjointWith :Party ; tl:datedBy my:registered_at")
    + cls("Truck", "rdfs:subClassOf my:Vehicle, :Product")
    + prop("axles", "rdfs:domain my:Truck ; rdfs:range xsd:integer ; tl:dataClass tl:none")
    + prop("registered_at", "rdfs:domain my:Vehicle ; rdfs:range xsd:date ; tl:dataClass tl:none")
    + rel("carried_in", "rdfs:domain :Shipment ; rdfs:range my:Vehicle ; owl:inverseOf my:carried")
    + f"my:carried a owl:ObjectProperty ; {SAID} .\n"
    + act(
        "reroute",
        '[ tl:path "carried_in/axles" ] [ tl:path "carried_in/registered_at" ; tl:window "P2W" ]',
        ":Shipment",
    )
)
ADDED = (
    ":name tl:domainIncludes my:Vehicle ; tl:sources ( 'fleet' 'erp' ) .\n"
    ":email tl:guard 3 .\n"
    ":supplied_by tl:domainIncludes my:Vehicle .\n"
    "<urn:tl:action:refund> tl:needs ( [ tl:path 'concerns/has_shipment/carried_in/name' ; tl:limit 1 ] ) .\n"
    ":Category owl:equivalentClass <https://example.org/Heading> .\n"
    "my:Shop rdfs:comment 'Nothing of this is ours.' ; a owl:Class ; rdfs:label 'shop'@en, 'Laden'@de ; "
    "skos:definition 'A shop.' ; rdfs:subClassOf :Customer ; <urn:example:colour> 'red' .\n"
)


def test_a_users_classes_stand_beside_ours(tmp_path: Path) -> None:
    found = load_texts(tmp_path, fleet=FLEET)
    assert found.ancestors("Truck") == {"Truck", "Vehicle", "Product"}
    assert found.cls("Vehicle").aligned == ("https://schema.org/Vehicle",)
    assert found.disjoint(["Truck"], ["Customer"])
    assert found.relation("carried") == (found.relations["carried_in"], False)
    assert "carried" not in found.relations
    assert found.version == f"{load().version}+fleet-3"


def test_another_file_may_add_to_ours(tmp_path: Path) -> None:
    found = load_texts(tmp_path, fleet=FLEET, more=ADDED)
    assert found.property("name").domain == load().property("name").domain | {"Vehicle"}
    assert found.property("name").sources == ("fleet", "erp")
    assert (found.property("email").guard, found.property("email").strength) == (3, 700)
    assert found.relations["supplied_by"].domain == {"Product", "Vehicle"}
    assert found.action("refund").needs[:-1] == load().action("refund").needs
    assert found.action("refund").needs[-1].path == "concerns/has_shipment/carried_in/name"
    assert found.cls("Category").aligned == ("https://example.org/Heading",)
    assert found.cls("Shop").label == "shop"


def test_neither_the_order_nor_the_names_of_files_change_the_digest(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    load_texts(one, fleet=FLEET)
    (two / "a.ttl").write_text((one / "fleet.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    assert load([one]).digest == load([two]).digest
    load_texts(one, more=ADDED)
    (two / "0.ttl").write_text((one / "more.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    assert load([one]).digest == load([two]).digest != load().digest
    (one / "more.ttl").unlink()
    (two / "a.ttl").unlink()
    assert load([one, two]) == load([two, one])


def test_an_empty_file_and_a_folder_without_files_add_nothing(tmp_path: Path) -> None:
    assert diff(load(), load([tmp_path])) == ()
    (tmp_path / "empty.ttl").write_text("")
    assert diff(load(), load([tmp_path])) == ()
