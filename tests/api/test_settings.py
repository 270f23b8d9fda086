from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from api.settings import CONFIG, PREFIX, Settings, load
from ontology.errors import Invalid, NotFound, Refused

PAGE = Path(__file__).parents[2] / "docs/settings.md"


def documented() -> set[str]:
    """The settings in the page's table."""
    return set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert documented() == set(Settings.model_fields)
    assert f"`{CONFIG}`" in PAGE.read_text("utf-8")


def test_the_example_of_the_page_is_a_settings_file(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "throughline.toml").write_text(block)
    assert load().graph_password_file == tmp_path / "secrets/neo4j"


def test_defaults_are_an_embedded_graph_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THROUGHLINE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    settings = load()
    assert settings.embedded
    assert settings.graph_folder == tmp_path / "data/throughline/graph"
    assert settings.sources_folder == tmp_path / "data/throughline/sources"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert load().home == Path("~/.local/share/throughline").expanduser()


def test_variables_come_before_the_file_and_the_file_before_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "throughline.toml").write_text('heap = "2g"\nidle_minutes = 3\nuser = "ann"\n')
    monkeypatch.setenv("THROUGHLINE_HEAP", "512m")
    monkeypatch.setenv("THROUGHLINE_IDLE_MINUTES", "")
    settings = load()
    assert (settings.heap, settings.idle_minutes, settings.user) == ("512m", 3, "ann")


def test_paths_of_the_file_are_meant_from_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "settings.toml").write_text('ontology = ["words", "/more"]\nkey_file = "~/key"\n')
    monkeypatch.setenv(CONFIG, "etc/settings.toml")
    settings = load()
    assert settings.ontology == (folder / "words", Path("/more"))
    assert settings.key_file == Path("~/key").expanduser()
    monkeypatch.setenv("THROUGHLINE_ONTOLOGY", f"words{os.pathsep}/more")
    assert load().ontology == (tmp_path / "words", Path("/more"))


def test_the_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG, "nowhere.toml")
    with pytest.raises(NotFound, match=r"no settings file `.*nowhere\.toml`"):
        load()


def test_unknown_settings_are_refused_with_the_nearest_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "throughline.toml").write_text('hep = "2g"\n')
    monkeypatch.setenv("THROUGHLINE_GRAPH_PASWORD", "x")
    monkeypatch.setenv("THROUGHLINE_ZEBRA", "x")
    for name in ("NEO4J", "POSTGRES", "MARIADB", "LIVE", "CHROMIUM"):
        monkeypatch.setenv(f"THROUGHLINE_REQUIRE_{name}", "1")
    with pytest.raises(Invalid) as told:
        load()
    assert told.value.details == (
        "`hep`: did you mean `heap`?",
        "`THROUGHLINE_GRAPH_PASWORD`: did you mean `THROUGHLINE_GRAPH_PASSWORD`?",
        "`THROUGHLINE_ZEBRA`: there is none of that name",
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GRAPH", "http://here", "write `embedded`, or an address such as `neo4j://host:7687`"),
        ("GRAPH", "neo4j://", "write `embedded`, or an address such as `neo4j://host:7687`"),
        ("GRAPH", "neo4j://ann:secret@here", "an address has no user and password: they are settings of their own"),
        ("IDLE_MINUTES", "0", "input should be greater than 0"),
        ("IDLE_MINUTES", "soon", "input should be a valid number, unable to parse string as a number"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Invalid) as error:
        load()
    assert error.value.details == (f"`{PREFIX}{name}`: {told}",)


def test_what_is_wrong_in_the_file_is_named_as_there(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text('idle_minutes = "x"\nuser = ""\n')
    with pytest.raises(Invalid) as error:
        load()
    assert [line.partition(":")[0] for line in error.value.details] == ["`idle_minutes`", "`user`"]


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "throughline.toml").write_text("home: data\n")
    with pytest.raises(Invalid, match="is not TOML"):
        load()


def test_a_password_in_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "throughline.toml"
    path.write_text('graph_password = "secret"\n')
    path.chmod(0o644)
    with pytest.raises(Refused, match="may be read by others"):
        load()
    path.chmod(0o600)
    settings = load()
    assert settings.password() == "secret"
    assert "secret" not in repr(settings)


def test_the_password_may_lie_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "password"
    path.write_text("secret\n")
    path.chmod(0o600)
    monkeypatch.setenv("THROUGHLINE_GRAPH_PASSWORD_FILE", "password")
    assert load().password() == "secret"
    path.chmod(0o640)
    with pytest.raises(Refused, match="may be read by others"):
        load().password()
    monkeypatch.setenv("THROUGHLINE_GRAPH_PASSWORD", "other")
    with pytest.raises(Invalid) as error:
        load()
    assert "give one of them" in error.value.details[0]


def test_wrong_values_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THROUGHLINE_GRAPH", "neo4j://ann:verysecret@here")
    with pytest.raises(Invalid) as error:
        load()
    assert "verysecret" not in str(error.value)
    assert error.value.__cause__ is None
