"""Policies: sets of Cedar policies as folders of files, checked whole before anybody is judged by them.

Every policy has an `@id` of its own and says in a sentence for people what it does (`@says`). A set is known by the
digest of its files. The shipped set is the folder `policies/` beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import orjson

from ontology.cedar import schema
from ontology.digest import canonical, digest
from ontology.errors import Invalid, NotFound
from ontology.vocabulary import Ontology

OURS = Path(__file__).parent / "policies"
"""The shipped set."""

Effect = Literal["permit", "forbid"]
CONTEXT = {"Var": "context"}
FACTS = {".": {"left": CONTEXT, "attr": "facts"}}
"""How Cedar's JSON form says `context`, and `context.facts`."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|;', re.DOTALL)
_MEANT = re.compile(r'@id\(\s*"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: its id, what it says to people, its text and where that stands, and the facts that it asks for.

    `reads` are the paths of those facts; `body` is the policy in Cedar's JSON form.
    """

    id: str
    says: str
    effect: Effect
    file: str
    line: int
    text: str
    reads: tuple[str, ...]
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Policies that are in force together: by their ids, and the canonical JSON of their files with its digest."""

    digest: str
    text: str
    policies: Mapping[str, Policy]

    @property
    def files(self) -> dict[str, str]:
        """The texts of its files, by name."""
        return dict(orjson.loads(self.text)["files"])

    @property
    def cedar(self) -> str:
        """All policies in Cedar's JSON form, under their own ids."""
        bodies = {id_: one.body for id_, one in self.policies.items()}
        return orjson.dumps({"staticPolicies": bodies, "templates": {}, "templateLinks": []}).decode()


def load(folder: Path, ontology: Ontology) -> PolicySet:
    """The set of all `*.cedar` files of a folder, and of those below it.

    Raises:
        NotFound: there is no such folder.
        Invalid: the files hold mistakes, or policies that do not fit the ontology; `details` tells all of them.
    """
    if not folder.is_dir():
        raise NotFound(f"no folder `{folder}` of policies", "name one with `*.cedar` files")
    try:
        files = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.cedar")}
    except UnicodeDecodeError as error:
        raise Invalid(f"a file of policies in `{folder}` is not UTF-8", str(error)) from error
    return of_files(files, ontology)


def of_text(text: str, ontology: Ontology) -> PolicySet:
    """The set whose canonical JSON this is. Raises: Invalid, as `load`."""
    try:
        files = orjson.loads(text)["files"]
        whole = {str(name): str(one) for name, one in files.items()}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("not the canonical JSON of a set of policies", "give what `PolicySet.text` holds") from error
    return of_files(whole, ontology)


@lru_cache(maxsize=16)
def shipped(ontology: Ontology) -> PolicySet:
    """The set that comes with Throughline. Raises: Invalid, when it does not fit the ontology."""
    return load(OURS, ontology)


def of_files(files: Mapping[str, str], ontology: Ontology) -> PolicySet:
    """The set of some files: text by name. Raises: Invalid, as `load`."""
    texts = {name: text.replace("\r\n", "\n") for name, text in sorted(files.items())}
    mistakes: list[str] = []
    policies: dict[str, Policy] = {}
    for name, text in texts.items():
        for line, piece in _pieces(text):
            one = _read(name, line, piece, mistakes)
            if one is not None and one.id in policies:
                first = policies[one.id]
                mistakes.append(f"{name}:{line}: `{one.id}`: the id is taken by {first.file}:{first.line}")
            elif one is not None:
                policies[one.id] = one
    body = canonical({"files": texts}).decode()
    found = PolicySet(digest({"files": texts}), body, dict(sorted(policies.items())))
    if not found.policies and not mistakes:
        mistakes.append("there is no policy: nothing would ever be permitted")
    mistakes += _misfits(found, ontology)
    if mistakes:
        raise Invalid("the policies hold mistakes", "mend them, and check again", mistakes)
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each policy of a file with the line that it begins on: a policy ends with its semicolon."""
    begin = 0
    for token in _TOKEN.finditer(text):
        if token[0] == ";":
            yield _placed(text, begin, token.end())
            begin = token.end()
    if re.sub(r"//[^\n]*", "", text[begin:]).strip():
        yield _placed(text, begin, len(text))


def _placed(text: str, begin: int, end: int) -> tuple[int, str]:
    piece = text[begin:end]
    ahead = re.match(r"(?:\s|//[^\n]*\n)*", piece)
    skipped = ahead.end() if ahead is not None else 0
    return text.count("\n", 0, begin + skipped) + 1, piece.strip()


def _read(file: str, line: int, text: str, mistakes: list[str]) -> Policy | None:
    """A policy of its text; None, with what is wrong told, where it is none."""
    import cedarpy

    meant = _MEANT.search(text)
    where = f"{file}:{line}: `{meant[1]}`" if meant else f"{file}:{line}"
    try:
        found = orjson.loads(cedarpy.policies_to_json_str(text))
    except ValueError as error:
        mistakes.append(f"{where}: {_line(str(error))}")
        return None
    if found["templates"]:
        mistakes.append(f"{where}: a template permits nothing: write `principal` and `resource` without `?`")
        return None
    (body,) = found["staticPolicies"].values()
    said = body.get("annotations", {})
    wrong = _misnamed(said.get("id"), said.get("says"))
    mistakes += [f"{where}: {one}" for one in wrong]
    if wrong:
        return None
    reads = _reads(body["conditions"])
    if reads is None:
        mistakes.append(f'{where}: takes the context or its facts whole: ask for each, as `context.facts["status"]`')
        return None
    return Policy(said["id"], said["says"].strip(), body["effect"], file, line, text, tuple(sorted(reads)), body)


def _misnamed(id_: str | None, says: str | None) -> list[str]:
    wrong = []
    if not id_:
        wrong.append('has no `@id("…")`')
    elif not _ID.fullmatch(id_):
        wrong.append("the id is not written in small letters, digits and single hyphens")
    if not (says or "").strip():
        wrong.append('has no `@says("…")`: say in a sentence what it does')
    return wrong


def _reads(body: Any) -> set[str] | None:
    """The paths of the facts that a policy asks for, of `context.facts`; None where it takes them whole."""
    if body in (CONTEXT, FACTS):
        return None
    if isinstance(body, list):
        return _joined(map(_reads, body))
    if not isinstance(body, dict):
        return set()
    told: list[set[str] | None] = []
    for how, inner in body.items():
        taken = inner if how in (".", "has") and isinstance(inner, dict) else {}
        if taken.get("left") == FACTS:
            told.append({taken["attr"]})
        elif taken.get("left") != CONTEXT or taken.get("attr") == "facts":
            told.append(_reads(inner))
    return _joined(told)


def _joined(told: Iterable[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for one in told:
        if one is None:
            return None
        found |= one
    return found


def _misfits(found: PolicySet, ontology: Ontology) -> list[str]:
    """What Cedar's strict validation against the schema of the ontology tells, with file and policy."""
    import cedarpy

    if not found.policies:
        return []
    text = "\n".join(one.text for one in found.policies.values())
    places = list(found.policies.values())
    told = cedarpy.validate_policies(text, schema(ontology))
    mistakes = []
    for error in told.errors:
        number = error.policy_id.removeprefix("policy")
        one = places[int(number)] if number.isdecimal() and int(number) < len(places) else None
        where = f"{one.file}:{one.line}: `{one.id}`: " if one is not None else ""
        mistakes.append(where + _line(error.error.removeprefix(f"for policy `{error.policy_id}`, ")))
    if not told.validation_passed and not mistakes:
        mistakes.append("the policies do not fit the schema, and nothing says why")
    return mistakes


def _line(text: str) -> str:
    """A message of Cedar in one line that begins with a small letter."""
    line = " ".join(text.split())
    return line[:1].lower() + line[1:]
