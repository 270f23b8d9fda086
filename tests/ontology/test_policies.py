"""Sets of policies: what is told of their mistakes, by what they are known, and that the shipped one is sound."""

from __future__ import annotations

from pathlib import Path

import cedarpy
import pytest

from ontology import cedar, policies
from ontology.errors import Invalid, NotFound
from ontology.loading import load
from ontology.vocabulary import Action, Need, Ontology

WORDS = load()
SOUND = '@id("nobody") @says("Nobody does anything.") forbid (principal, action, resource);'


def refused(files: dict[str, str], words: Ontology = WORDS) -> list[str]:
    with pytest.raises(Invalid) as told:
        policies.of_files(files, words)
    return list(told.value.details)


def test_the_shipped_set_is_sound_and_every_policy_says_what_it_does() -> None:
    found = policies.shipped(WORDS)
    assert len(found.policies) > 10
    assert all(one.says.endswith(".") and one.id == id_ for id_, one in found.policies.items())
    assert found.policies["refund-small"].reads == ("concerns/has_invoice/settled_by/amount",)


def test_every_action_and_every_need_is_in_the_schema() -> None:
    text = cedar.schema(WORDS)
    cedarpy.Schema.from_str(text)
    for action in WORDS.actions.values():
        assert f'action "{action.name}"' in text
        for need in action.needs:
            assert f'"{need.path}"' in text


def test_a_class_that_is_called_like_a_type_of_cedar_is_called_otherwise_there() -> None:
    assert cedar.entity("Set") == "Set_"
    assert cedar.entity("Customer") == "Customer"


def test_all_mistakes_of_all_files_are_told_with_file_line_and_policy() -> None:
    files = {
        "a.cedar": """// a comment; with a semicolon, and a "
@id("one") @says("Something; or other.")
permit (principal, action == Action::"nope", resource);
@id("two") @says("x") permit (principal, action, resource) when { foo bar };

@says("z") permit (principal, action, resource);
@id("Not so") @says("z") permit (principal, action, resource);
@id("silent") permit (principal, action, resource);
@id("slot") @says("z") permit (principal == ?principal, action, resource);
@id("open") @says("z") permit (principal, action, resource) when { context.fax
""",
        "b.cedar": """@id("one") @says("again") permit (principal, action, resource);
@id("guess") @says("z") forbid (principal, action == Action::"refund", resource)
when { context.facts["raised_by/segment"] == "gold" };
@id("typo") @says("z") forbid (principal, action == Action::"refund", resource)
when { context.facts["raised_by/credit_hod"].values.contains(true) };
""",
    }
    told = refused(files)
    for place in ("a.cedar:3", "a.cedar:4: `two`", "a.cedar:6", "a.cedar:7: `Not so`", "a.cedar:8: `silent`"):
        assert any(one.startswith(place.replace("a.cedar:3", "a.cedar:2: `one`")) for one in told), (place, told)
    assert any("a.cedar:9: `slot`: a template" in one for one in told)
    assert any(one.startswith("a.cedar:10: `open`") for one in told)
    assert "b.cedar:1: `one`: the id is taken by a.cedar:2" in told
    assert any("b.cedar:4: `typo`" in one and "raised_by/credit_hod" in one for one in told)


def test_what_need_not_be_known_cannot_be_asked_for_as_if_it_were() -> None:
    loose = '@id("a") @says("a") forbid (principal, action == Action::"extend_credit", resource) when { %s };'
    (told,) = refused({"a.cedar": loose % 'context.facts["credit_rating"] == "C"'})
    assert "unable to guarantee safety of access to optional attribute" in told
    guarded = 'context.facts has "credit_rating" && context.facts["credit_rating"] == "C"'
    assert policies.of_files({"a.cedar": loose % guarded}, WORDS).policies["a"].reads == ("credit_rating",)
    assert policies.of_files({"a.cedar": loose % 'context.facts["credit_hold"]'}, WORDS)


@pytest.mark.parametrize(
    "condition",
    [
        '(if context.approved then context.facts else context.facts) has "raised_by/segment"',
        "context.facts == context.facts",
        "context == context",
        "[context.facts].contains(context.facts)",
        "(if context.approved then context else context).approved",
    ],
)
def test_facts_are_asked_for_one_by_one(condition: str) -> None:
    text = f'@id("a") @says("a") forbid (principal, action == Action::"refund", resource) when {{ {condition} }};'
    assert any("takes the context or its facts whole" in one for one in refused({"a.cedar": text}))


def test_an_empty_set_is_none() -> None:
    assert (
        refused({}) == refused({"a.cedar": "// nothing\n"}) == ["there is no policy: nothing would ever be permitted"]
    )


def test_a_set_is_known_by_its_files_and_comes_back_from_its_text(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a.cedar").write_text(SOUND + "\r\n", newline="")
    (tmp_path / "notes.txt").write_text("not a policy")
    found = policies.load(tmp_path, WORDS)
    assert found.files == {"deep/a.cedar": SOUND + "\n"}
    assert policies.of_text(found.text, WORDS) == found
    (tmp_path / "deep/a.cedar").write_text(SOUND.replace("Nobody", "None"))
    assert policies.load(tmp_path, WORDS).digest != found.digest
    with pytest.raises(NotFound):
        policies.load(tmp_path / "none", WORDS)
    for text in ("{}", "[]", "no", '{"files": 3}', '{"files": {"a": 3}}'):
        with pytest.raises(Invalid):
            policies.of_text(text, WORDS)


def test_a_set_that_does_not_fit_the_words_any_more_is_refused() -> None:
    words = (WORDS.classes.values(), WORDS.properties.values(), WORDS.relations.values())
    other = Ontology.of("other", *words, [Action("look", "look", "Look.", "Case", (Need("status"),))])
    files = policies.shipped(WORDS).files
    assert any("unrecognized action" in one for one in refused(files, other))
