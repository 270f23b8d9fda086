"""Sources as they are configured: checked before they are stored, secrets by reference only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import sources
from ingest.connector import Stop
from ingest.preview import preview
from ingest.sources import Source, configure, open_source, parse_pairs
from ingest.survey import configured
from ontology.errors import Conflict, Invalid, NotFound
from tests.ingest.words import words

MAPPING = """
source: crm
streams:
  people:
    classes: [Person]
    key: [id]
    fields:
      name: Name
      email: {column: Mail, clean: email}
    refs:
      works_for: {source: erp, stream: customers, key: [Firm]}
"""


@pytest.fixture
def crm(tmp_path: Path) -> Source:
    (tmp_path / "crm.yaml").write_text(MAPPING)
    rows = "id,Name,Mail,Firm\n1,Ann,ann@x.example,ALFKI\n2,Bob,nobody,\n3\n"
    (tmp_path / "people.csv").write_text(rows + "".join(f"{number},N,,\n" for number in range(10, 30)))
    return configure("crm", "files", tmp_path / "crm.yaml", {"path": str(tmp_path)}, 70, "Europe/Berlin")


def test_a_source_is_added_listed_and_removed(tmp_path: Path, crm: Source) -> None:
    home = tmp_path / "home" / "sources"
    assert configured(home) == []
    kept = sources.add(home, crm, words())
    assert configured(home) == [kept] == [sources.get(home, "crm")]
    assert (home / "crm.yaml").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Conflict, match="the source `crm` is there already"):
        sources.add(home, crm, words())
    with pytest.raises(NotFound, match="no source `crn`: did you mean `crm`"):
        sources.get(home, "crn")
    sources.remove(home, "crm")
    assert sources.names(home) == []
    with pytest.raises(NotFound, match="no source `crm`"):
        sources.remove(home, "crm")


def test_paths_are_kept_absolute(tmp_path: Path, crm: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = configure("crm", "files", Path("crm.yaml"), {"path": "people.csv"})
    kept = sources.add(tmp_path / "sources", one, words())
    assert kept.mapping == tmp_path / "crm.yaml"
    assert kept.options == {"path": str(tmp_path / "people.csv")}


def test_a_password_is_never_stored(tmp_path: Path) -> None:
    (tmp_path / "crm.yaml").write_text(MAPPING)
    options: dict[str, Any] = {"url": "postgresql+psycopg://me@host/crm", "password": {"env": "CRM_PASSWORD"}}
    sources.add(tmp_path / "sources", configure("crm", "sql", tmp_path / "crm.yaml", options), words())
    kept = yaml.safe_load((tmp_path / "sources" / "crm.yaml").read_text())
    assert kept["options"] == options
    with pytest.raises(Invalid, match="would be stored"):
        sources.add(
            tmp_path / "other",
            configure("crm", "sql", tmp_path / "crm.yaml", {"url": "postgresql://me:hunter2@host/crm"}),
            words(),
        )
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "C R M"}, "`name`: `C R M` is none: write small letters, digits"),
        ({"trust": 101}, "`trust`: input should be less"),
        ({"zone": "Mars"}, "`zone`: no time zone `Mars`"),
    ],
)
def test_particulars_that_cannot_be(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid) as caught:
        configure(**{"name": "crm", "connector": "files", "mapping": tmp_path, "options": {}, **change})
    assert told in str(caught.value)


def test_a_source_is_checked_before_it_is_stored(tmp_path: Path, crm: Source) -> None:
    changes: list[tuple[dict[str, Any], str]] = [
        ({"connector": "filez"}, "no connector `filez`"),
        ({"options": {"pat": "x"}}, "unknown option `pat`"),
        ({"mapping": tmp_path / "none.yaml"}, "no mapping"),
        ({"name": "erp"}, "the mapping is for the source `crm`, not for `erp`"),
    ]
    for change, told in changes:
        with pytest.raises((Invalid, NotFound)) as caught:
            sources.add(tmp_path / "sources", crm.model_copy(update=change), words())
        assert told in str(caught.value)


def test_a_file_that_was_edited_wrongly_is_told(tmp_path: Path, crm: Source) -> None:
    sources.add(tmp_path / "sources", crm, words())
    path = tmp_path / "sources" / "crm.yaml"
    path.write_text(path.read_text().replace("trust: 70", "trust: much"))
    with pytest.raises(Invalid, match="is not a source"):
        sources.get(tmp_path / "sources", "crm")
    path.write_text("a: [")
    with pytest.raises(Invalid, match="cannot be read"):
        sources.get(tmp_path / "sources", "crm")


@pytest.mark.parametrize(
    ("pairs", "options"),
    [
        (["path=a=b", "limit=5"], {"path": "a=b", "limit": "5"}),
        (
            ["password.env=X", "cursors.Order Details=Updated"],
            {"password": {"env": "X"}, "cursors": {"Order Details": "Updated"}},
        ),
        ([], {}),
    ],
)
def test_options_as_they_are_typed(pairs: list[str], options: dict[str, Any]) -> None:
    assert parse_pairs(pairs) == options


@pytest.mark.parametrize(
    "pairs", [["path"], ["=x"], ["path=a", "path=b"], ["a=x", "a.b=y"], ["a.b=x", "a=y"], ["a b=c"]]
)
def test_options_that_are_none(pairs: list[str]) -> None:
    with pytest.raises(Invalid):
        parse_pairs(pairs)


def test_checking_a_source_tells_rows_and_missing_columns(tmp_path: Path, crm: Source) -> None:
    (found,) = sources.check(crm, words(), {})
    assert (found.stream, found.problems) == ("people", ())
    assert found.rows == 23
    (tmp_path / "people.csv").write_text("id,Nome,Mail,Firm\n")
    (found,) = sources.check(crm, words(), {})
    assert found.problems == ("`people` has no column `Name`: did you mean `Nome`?",)
    (tmp_path / "people.csv").unlink()
    with pytest.raises(Stop, match=f"the folder `{tmp_path}` holds no file of rows"):
        sources.check(crm, words(), {})
    (tmp_path / "others.csv").write_text("id\n")
    (found,) = sources.check(crm, words(), {})
    assert "no stream `people`" in found.problems[0]


def test_checking_tells_of_every_stream_when_one_of_them_cannot_be_read(tmp_path: Path) -> None:
    stream = "{classes: [Person], key: [id], fields: {name: name}}"
    (tmp_path / "hr.yaml").write_text(f"source: hr\nstreams:\n  good: {stream}\n  bad: {stream}\n")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.csv").write_text("id,name\n1,Ann\n")
    (folder / "bad.csv").write_bytes(b"PAR1" + bytes(20))
    source = configure("hr", "files", tmp_path / "hr.yaml", {"path": str(folder)})
    good, bad = sources.check(source, words(), {})
    assert (good.rows, good.problems) == (1, ())
    assert "`bad.csv` is a Parquet file" in bad.problems[0]
    (folder / "good.csv").unlink()
    with pytest.raises(Stop, match=r"`bad\.csv` is a Parquet file"):
        sources.check(source, words(), {})


def test_a_preview_shows_what_ten_rows_become(crm: Source) -> None:
    job = open_source(crm, words(), {})
    found = preview(job.connector, job.mapping.stream("people"))
    assert len(found) == 10
    ann, bob, ragged = found[:3]
    (said,) = ann.observations
    assert said.fields == {"name": "Ann", "email": ("ann@x.example",)}
    assert [str(one.target) for one in said.refs] == ["erp/customers/ALFKI"]
    assert [one.value for one in said.identifiers] == ["ann@x.example"]
    assert (bob.rejection, bob.position) == ("column `Mail`: not an e-mail address, `nobody`", "people.csv, line 3")
    assert (ragged.rejection, ragged.data) == ("1 fields where the header has 4", {"row": '["3"]'})


def test_a_file_that_is_called_otherwise_than_its_source_is_told(tmp_path: Path, crm: Source) -> None:
    folder = tmp_path / "sources"
    sources.add(folder, crm, words())
    (folder / "crm2.yaml").write_text((folder / "crm.yaml").read_text())
    assert sources.get(folder, "crm").name == "crm"
    with pytest.raises(Invalid, match=r"says that it is the source `crm`: write `name: crm2` into it"):
        sources.get(folder, "crm2")
