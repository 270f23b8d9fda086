"""Malformed vocabularies, in a table: each kind of mistake is told with file, term and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.errors import Invalid, NotFound
from ontology.loading import load
from tests.ontology.turtles import HEAD, SAID, act, cls, mistakes, prop, rel

WHOLE = HEAD + (
    cls("Vehicle", "owl:equivalentClass schema:Vehicle ; owl:disjointWith :Party ; rdfs:subClassOf :Product")
    + prop(
        "axles", "rdfs:domain [ owl:unionOf ( my:Vehicle :Product ) ] ; rdfs:range xsd:integer ; tl:dataClass tl:none"
    )
    + rel("carried_in", "rdfs:domain :Shipment ; rdfs:range my:Vehicle ; owl:inverseOf my:carried")
    + act("reroute", '[ tl:path "carried_in/axles" ; tl:limit 3 ; tl:freshness "P2W" ]', ":Shipment")
    + ":name tl:domainIncludes my:Vehicle ; tl:sources ( 'fleet' 'erp' ) ."
)
NAMESPACES = ": classes, properties, relations and inverses share one set"
ONE: list[tuple[str, str]] = [
    # names that nothing declares
    (
        cls("Truck", "rdfs:subClassOf :Prodct"),
        "fleet.ttl: `Truck`: unknown class `Prodct`: did you mean `Product`?",
    ),
    (
        cls("Car", "rdfs:subClassOf schema:Product"),
        "fleet.ttl: `Car`: unknown class `schema:Product` in that namespace: did you mean `<urn:tl:ontology:Product>`?",
    ),
    (cls("Truck", "rdfs:subClassOf :email"), "fleet.ttl: `Truck`: `email` is a property, not a class"),
    (
        prop("axles", "rdfs:domain :Prodct ; rdfs:range xsd:integer ; tl:dataClass tl:none"),
        "fleet.ttl: `axles`: unknown class `Prodct`: did you mean `Product`?",
    ),
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Ordr"),
        "fleet.ttl: `carries`: unknown class `Ordr`: did you mean `Order`?",
    ),
    (
        prop("axles", "rdfs:domain :Product ; rdfs:range xsd:interger ; tl:dataClass tl:none"),
        "fleet.ttl: `axles`: unknown datatype `xsd:interger`: did you mean `xsd:integer`?",
    ),
    (
        prop("axles", "rdfs:domain :Product ; rdfs:range xsd:integer ; tl:dataClass tl:nonne"),
        "fleet.ttl: `axles`: unknown data class `tl:nonne`: did you mean `tl:none`?",
    ),
    (
        cls("Truck", "tl:dated :ordered_at"),
        "fleet.ttl: `Truck`: unknown annotation of a class `tl:dated`: did you mean `tl:datedBy`?",
    ),
    (
        "my:Truck a owl:Clas ; rdfs:label 'x' .",
        "fleet.ttl: `Truck`: unknown type `owl:Clas`: did you mean `owl:Class`?",
    ),
    (
        prop("axle").replace("owl:FunctionalProperty", "owl:FunctionalPropery"),
        "fleet.ttl: `axle`: unknown type of a property `owl:FunctionalPropery`: did you mean `owl:FunctionalProperty`?",
    ),
    (
        ":Custmer tl:domainIncludes :Product .",
        "fleet.ttl: `Custmer`: unknown term `Custmer`: did you mean `Customer`?",
    ),
    (
        cls("Truck", "owl:equivalentClass schema:Vehicel"),
        "fleet.ttl: `Truck`: unknown name of schema.org `Vehicel`: did you mean `Vehicle`?",
    ),
    (
        act("tow", '[ tl:path "status" ; tl:requird true ]'),
        "fleet.ttl: `tow`: unknown annotation of a need `tl:requird`: did you mean `tl:required`?",
    ),
    # what is missing or said too often
    (
        "my:Truck a owl:Class ; skos:definition 'X.' .",
        "fleet.ttl: `Truck`: has no label: say it with `rdfs:label`",
    ),
    (
        "my:Truck a owl:Class ; rdfs:label 'truck', 'Lastwagen'@de ; skos:definition ' ' .",
        "fleet.ttl: `Truck`: has no definition: say it with `skos:definition`",
    ),
    (
        cls("Truck", "rdfs:label 'truck'"),
        "fleet.ttl: `Truck`: has 2 labels: keep one (others may carry a language)",
    ),
    (
        prop("axles", "rdfs:domain :Product ; tl:dataClass tl:none"),
        "fleet.ttl: `axles`: has no `rdfs:range`: say the datatype with `rdfs:range`",
    ),
    (
        prop("axles", "rdfs:domain :Product ; rdfs:range xsd:integer"),
        "fleet.ttl: `axles`: has no `tl:dataClass`: say how sensitive it is with `tl:dataClass`",
    ),
    (
        prop("axles", "rdfs:range xsd:integer ; tl:dataClass tl:none"),
        "fleet.ttl: `axles`: has no `rdfs:domain`: name the class, or several in `owl:unionOf`",
    ),
    (
        rel("carries", "rdfs:domain :Product, :Invoice ; rdfs:range :Order"),
        (
            "fleet.ttl: `carries`: says `rdfs:domain` 2 times, which OWL reads as all of them at once: "
            "write `[ owl:unionOf ( :A :B ) ]`"
        ),
    ),
    (
        f"my:tow a tl:Action ; {SAID} ; tl:needs () .",
        "fleet.ttl: `tow`: has no `tl:subject`: name the class of what it is done to with `tl:subject`",
    ),
    (
        prop(
            "axles", "rdfs:domain :Product ; rdfs:range xsd:integer ; tl:dataClass tl:none ; tl:sources ( 'erp' 'erp' )"
        ),
        'fleet.ttl: `axles`: `tl:sources` is no order: list each name once: `( "erp" "crm" )`',
    ),
    (
        f"my:Truck a owl:Class, owl:ObjectProperty ; {SAID} .",
        "fleet.ttl: `Truck`: is a `owl:Class` and a `owl:ObjectProperty` at once: choose one",
    ),
    # hierarchy
    (
        cls("A", "rdfs:subClassOf my:B") + cls("B", "rdfs:subClassOf my:C") + cls("C", "rdfs:subClassOf my:A"),
        "fleet.ttl: `A`: is a kind of itself, by way of `A`, `B`, `C`: break the ring",
    ),
    (
        cls("Firm", "rdfs:subClassOf :Person, :Organization"),
        (
            "fleet.ttl: `Firm`: is both `Organization` and `Person`, which are disjoint: "
            "drop a parent, or the disjointness"
        ),
    ),
    (
        cls("Truck", "rdfs:subClassOf :Product ; owl:disjointWith :Product"),
        "fleet.ttl: `Truck`: is both `Product` and `Truck`, which are disjoint: drop a parent, or the disjointness",
    ),
    (
        cls("Truck", "rdfs:subClassOf [ a owl:Restriction ]"),
        "fleet.ttl: `Truck`: what should name a class does not: write its name, such as `:Customer`",
    ),
    (
        cls("Truck", "owl:equivalentClass :Product"),
        "fleet.ttl: `Truck`: corresponds to `Product`, which is one of ours too: keep one of the two",
    ),
    (
        cls("Truck", "tl:datedBy :name"),
        (
            "fleet.ttl: `Truck`: is dated by `name`, which is no functional date: "
            "name a functional property that is a date or a timestamp"
        ),
    ),
    (
        cls("Truck", "tl:datedBy :paid_at"),
        "fleet.ttl: `Truck`: is dated by `paid_at`, which is not said of it",
    ),
    # names
    (cls("big_truck"), "fleet.ttl: `big_truck`: is no name of a class: write CamelCase: letters and digits"),
    (prop("Axles"), "fleet.ttl: `Axles`: is no name of a property: write snake_case: a-z, 0-9 and `_`"),
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Order ; owl:inverseOf my:carriedBy"),
        "fleet.ttl: `carries`: its inverse `carriedBy` is no name of a relation: write snake_case: a-z, 0-9 and `_`",
    ),
    (
        cls("Thing"),
        "fleet.ttl: `Thing`: `Thing` is a label or relation type of the graph itself: choose another name",
    ),
    (
        cls("ProvPlan"),
        "fleet.ttl: `ProvPlan`: `ProvPlan` is a label or relation type of the graph itself: choose another name",
    ),
    (
        rel("describes"),
        "fleet.ttl: `describes`: `DESCRIBES` is a label or relation type of the graph itself: choose another name",
    ),
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Order ; owl:inverseOf my:used"),
        "fleet.ttl: `carries`: `USED` is a label or relation type of the graph itself: choose another name",
    ),
    (prop("since"), "fleet.ttl: `since`: `since` is a field of the graph itself: choose another name"),
    (
        prop("order"),
        "fleet.ttl: `order`: takes the name `order`, which the class `Order` of `sales.ttl` has" + NAMESPACES,
    ),
    (
        rel("email"),
        "fleet.ttl: `email`: takes the name `email`, which the property `email` of `party.ttl` has" + NAMESPACES,
    ),
    (
        cls("Raised"),
        "support.ttl: `raised`: takes the name `raised`, which the class `Raised` of `fleet.ttl` has" + NAMESPACES,
    ),
    (
        prop("amount_currency"),
        "fleet.ttl: `amount_currency`: takes the name `amount_currency`, "
        "which the property `amount` of `core.ttl` has" + NAMESPACES,
    ),
    (
        cls("Customer"),
        "fleet.ttl: `Customer`: has the name of the class of `party.ttl`: choose another name",
    ),
    # identity
    (
        prop(
            "plate", "rdfs:domain :Product ; rdfs:range xsd:string ; tl:dataClass tl:none ; tl:identifies :Organization"
        ),
        (
            "fleet.ttl: `plate`: identifies `Organization`, which is outside its domain `Product`: "
            "identify a class of the domain"
        ),
    ),
    (
        prop("made", "rdfs:domain :Product ; rdfs:range xsd:date ; tl:dataClass tl:none ; tl:identifies :Product"),
        "fleet.ttl: `made`: identifies by a date: only strings and integers identify",
    ),
    (
        prop("plate", "rdfs:domain :Product ; rdfs:range xsd:string ; tl:dataClass tl:none ; tl:guard 1"),
        "fleet.ttl: `plate`: `tl:guard` is `1`: say a whole number from 2 to 10000",
    ),
    (
        ":email tl:strength 'strong' .",
        "party.ttl: `email`: `tl:strength` is `strong`: say a whole number from 1 to 1000",
    ),
    # inverses
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Order ; owl:inverseOf my:carries"),
        "fleet.ttl: `carries`: is its own inverse: leave `owl:inverseOf` out",
    ),
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Order ; owl:inverseOf my:carried_by")
        + "my:carried_by a owl:ObjectProperty, owl:FunctionalProperty .",
        (
            "fleet.ttl: `carried_by`: is a `owl:FunctionalProperty`, but `carries`, its inverse, is not a "
            "`owl:InverseFunctionalProperty`: make `carries` a `owl:InverseFunctionalProperty` or drop it here"
        ),
    ),
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Order ; owl:inverseOf my:carried_by")
        + rel("carried_by", "rdfs:domain :Order ; rdfs:range :Product"),
        (
            "fleet.ttl: `carried_by`: is described, and so is its inverse `carries`: "
            "give domain and range only to the one that is stored"
        ),
    ),
    (
        rel("carries", "rdfs:domain :Product ; rdfs:range :Order ; owl:inverseOf :email"),
        "fleet.ttl: `carries`: its inverse `email` is a property: name a relation",
    ),
    # actions
    (
        act("tow", '[ tl:path "raisd_by/name" ]'),
        "fleet.ttl: `tow`: need `raisd_by/name`: unknown relation `raisd_by`: did you mean `raised_by`?",
    ),
    (
        act("tow", '[ tl:path "raised_by/nme" ]'),
        "fleet.ttl: `tow`: need `raised_by/nme`: unknown property `nme`: did you mean `name`?",
    ),
    (
        act("tow", '[ tl:path "raised_by/settled_by/status" ]'),
        (
            "fleet.ttl: `tow`: need `raised_by/settled_by/status`: `settled_by` does not lead on from `Party`: "
            "it leads from `Invoice` to `Payment`"
        ),
    ),
    (
        act("tow", '[ tl:path "raised_by/placed" ]'),
        "fleet.ttl: `tow`: need `raised_by/placed`: ends in the relation `placed`: end it in a property",
    ),
    (
        act("tow", '[ tl:path "name/placed" ]'),
        "fleet.ttl: `tow`: need `name/placed`: unknown relation `name`: `name` is a property, and ends a path",
    ),
    (
        act("tow", '[ tl:path "concerns/credit_limit" ]'),
        (
            "fleet.ttl: `tow`: need `concerns/credit_limit`: `credit_limit` is not said of `Order`: "
            "it is said of `Customer`"
        ),
    ),
    (
        act("tow", '[ tl:path "status" ; tl:freshness "P1M"^^xsd:duration ]'),
        (
            "fleet.ttl: `tow`: need `status`: not a length of time: `P1M`: "
            "write weeks, days, hours or minutes, such as `P30D` or `PT36H`"
        ),
    ),
    (
        act("tow", '[ tl:path "status" ; tl:limit 0 ]'),
        "fleet.ttl: `tow`: need `status`: `tl:limit` is `0`: say a whole number from 1 to 9999",
    ),
    (
        act("tow", '[ tl:path "status" ; tl:required "yes" ]'),
        "fleet.ttl: `tow`: need `status`: `tl:required` is `yes`: say true or false",
    ),
    (
        act("tow", '[ tl:path "concerns/has_line/quantity" ; tl:window "P3D" ]'),
        (
            "fleet.ttl: `tow`: need `concerns/has_line/quantity`: has a window, but nothing dates `OrderLine`: "
            "say `tl:datedBy` of the class, or drop the window"
        ),
    ),
    (
        act("tow", '[ tl:path "status" ] [ tl:path "status" ]'),
        "fleet.ttl: `tow`: need `status`: is there twice: keep one",
    ),
    (
        act("tow", "[ tl:required true ]"),
        "fleet.ttl: `tow`: a need has no `tl:path`: say what must be known, from the subject on",
    ),
    (
        act("tow", '[ tl:path "status" ; tl:limit 1, 2 ]'),
        "fleet.ttl: `tow`: need `status` says `tl:limit` as what is not one text: say it once",
    ),
    (act("tow", '"status"'), "fleet.ttl: `tow`: a need is no blank node: write `[ tl:path … ]`"),
    (
        act("tow", '[ tl:path "status" ]').replace("( ", "").replace(" )", ""),
        "fleet.ttl: `tow`: `tl:needs` is no list: write `( [ tl:path … ] [ … ] )`",
    ),
    # files
    (
        ':Customer rdfs:label "buyer" .',
        (
            "fleet.ttl: `Customer`: `rdfs:label` is for `party.ttl` to say, which declares it: "
            "another file may add `owl:disjointWith`, `owl:equivalentClass`, `rdfs:subClassOf`, `skos:broadMatch`, "
            "`skos:closeMatch`, `skos:exactMatch`, `skos:narrowMatch`"
        ),
    ),
    (
        f":Customer a owl:Class ; {SAID} .",
        "fleet.ttl: `Customer`: is declared in `party.ttl` already: declare it once",
    ),
    (
        f":Truck a owl:Class ; {SAID} .",
        "fleet.ttl: `Truck`: is declared in our namespace `urn:tl:ontology:`: declare it in a namespace of your own",
    ),
    (
        "<urn:example:fleet> a owl:Ontology ; owl:imports <urn:example:other> .",
        "fleet.ttl: `fleet`: `owl:imports` is not followed: put that file in the folder too",
    ),
    ('[] rdfs:label "truck" .', "fleet.ttl: a blank node says `rdfs:label`: name the term"),
    (
        "my:list a owl:AllDisjointClasses ; owl:members ( :Order :Ordr ) .",
        "fleet.ttl: `owl:members`: unknown class `Ordr`: did you mean `Order`?",
    ),
    (
        "my:tow a tl:Action ; tl:needs _:a . _:a rdf:first _:a ; rdf:rest _:a .",
        "fleet.ttl: `tow`: a list or blank node contains itself or is nested too deep",
    ),
]


@pytest.mark.parametrize(("text", "told"), ONE, ids=[told.split(": ", 1)[1][:70] for _, told in ONE])
def test_each_mistake_is_told_with_file_term_and_mend(tmp_path: Path, text: str, told: str) -> None:
    assert told in mistakes(tmp_path, fleet=text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("my:Truck a owl:Class ??? .", 10),
        ("my:Truck a owl:Class .\n\nmy:Car a cars:Car .", 12),
        ("my:Truck a owl:Class", 11),
        ('my:Truck rdfs:label "no end .\n', 10),
        ("my:Truck rdfs:label 1e .", 10),
        ("@prefix bad <urn:x:> .", 10),
        ("my:Truck a ( owl:Class .", 10),
    ],
)
def test_what_is_not_turtle_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    (told,) = mistakes(tmp_path, fleet=text)
    assert told.startswith(f"fleet.ttl: line {line} is not Turtle")


def test_what_is_not_utf8_is_told_with_its_byte(tmp_path: Path) -> None:
    (tmp_path / "fleet.ttl").write_bytes(HEAD.encode() + "my:Öl".encode("latin-1"))
    assert mistakes(tmp_path) == [f"fleet.ttl: not UTF-8 at byte {len(HEAD) + 3}: save it as UTF-8"]


def test_an_unreadable_file_does_not_make_its_terms_unknown_to_the_others(tmp_path: Path) -> None:
    told = mistakes(tmp_path, a=cls("Truck") + "???", b=prop("axles", "rdfs:domain my:Truck ; rdfs:range xsd:integer"))
    assert told == [
        "a.ttl: line 11 is not Turtle: look for a missing `.` or a stray sign there",
        "b.ttl: `axles`: has no `tl:dataClass`: say how sensitive it is with `tl:dataClass`",
    ]


def test_two_files_may_not_declare_the_same_term(tmp_path: Path) -> None:
    assert mistakes(tmp_path, a=cls("Truck"), b=cls("Truck")) == [
        "b.ttl: `Truck`: is declared in `a.ttl` already: declare it once"
    ]


def test_two_files_may_not_order_the_sources_of_a_property_differently(tmp_path: Path) -> None:
    told = mistakes(tmp_path, a=":name tl:sources ( 'a' 'b' ) .", b=":name tl:sources ( 'b' 'a' ) .")
    assert len(told) == 1
    assert told[0].startswith("core.ttl: `name`: has different `tl:sources` in ")


def test_a_file_with_ten_mistakes_tells_all_ten(tmp_path: Path) -> None:
    text = (
        cls("Truck", "rdfs:subClassOf :Prodct")
        + cls("Record")
        + cls("Firm", "rdfs:subClassOf :Person, :Organization")
        + "my:Car a owl:Class ; rdfs:label 'car' .\n"
        + prop("since")
        + prop("axles", "rdfs:domain my:Truck ; rdfs:range xsd:int ; tl:dataClass tl:none")
        + prop("plate", "rdfs:domain my:Truck ; rdfs:range xsd:string ; tl:dataClass tl:secret")
        + rel("email")
        + act("tow", '[ tl:path "raised_by/nme" ] [ tl:path "status" ; tl:freshness "soon" ]')
    )
    told = mistakes(tmp_path, fleet=text)
    assert len(told) == 10
    for term in ("Truck", "Record", "Firm", "Car", "since", "axles", "plate", "email", "tow"):
        assert any(one.startswith(f"fleet.ttl: `{term}`: ") for one in told)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no folder"):
        load([tmp_path / "none"])


def test_malformed_literals_make_no_noise(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    mistakes(tmp_path, fleet=act("tow", '[ tl:path "status" ; tl:freshness "x"^^xsd:duration ]'))
    assert not caplog.records


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_mangled_file_is_either_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(WHOLE) - 1))
    end = data.draw(st.integers(start, min(len(WHOLE), start + 60)))
    put = data.draw(st.sampled_from(["", "[", ")", '"', "a", ":", " . ", "_:x", "\\", "\0", "()", "é"]))
    folder = tmp_path_factory.mktemp("mangled")
    (folder / "fleet.ttl").write_text(WHOLE[:start] + put + WHOLE[end:], encoding="utf-8")
    try:
        told: tuple[str, ...] = tuple(load([folder]).classes)
    except Invalid as error:
        told = error.details
    assert told
