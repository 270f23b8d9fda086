"""Record versions: which observations are news, and how old versions close and new ones open."""

from __future__ import annotations

import itertools
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.change import Change, Held
from graph.model import OPEN, Observation, Scalar
from graph.questions import columns, cypher, labels
from graph.words import words
from ontology.digest import identify
from ontology.errors import Invalid
from ontology.vocabulary import Ontology

SALT = 16
"""Bytes of the salt of a version."""


@dataclass
class News:
    """Observations sorted by what they mean to the graph."""

    fresh: list[Observation] = field(default_factory=list)
    buried: list[Observation] = field(default_factory=list)
    """Of keys that were never seen, and are gone as of a version: an older row that comes later is late."""

    changed: list[Observation] = field(default_factory=list)
    late: list[Observation] = field(default_factory=list)
    same: int = 0
    gone: int = 0

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """How many are new, changed, the same, gone and late."""
        gone = self.gone + len(self.buried)
        return len(self.fresh), len(self.changed) - self.gone, self.same, gone, len(self.late)

    @property
    def any(self) -> bool:
        return bool(self.fresh or self.buried or self.changed or self.late)


def sort(change: Change, observations: Sequence[Observation]) -> News:
    """Tell new, changed, late and unchanged observations apart, and put what they make of their keys into the change.

    Raises:
        Invalid: two observations of one key in one batch.
    """
    rows = [[one.key.text, one.digest] for one in observations]
    if len({row[0] for row in rows}) < len(rows):
        twice = sorted(row[0] for row in rows)
        key = next(a for a, b in itertools.pairwise(twice) if a == b)
        raise Invalid(f"one batch holds two observations of key `{key}`", "write them in two batches")
    news = News()
    if not rows:
        return news
    for place, one in enumerate(observations):
        if one.succeeds is None and change.memory.certainly_new(change.tx, one.key):
            _fresh(change, news, one, rows[place])
    asked = [place for place in range(len(rows)) if rows[place][0] not in change.before]
    found = _known(change, [rows[place] for place in asked])
    change.hold(one.succeeds.text for one in observations if one.succeeds is not None)
    for at in found["fresh"]:
        _fresh(change, news, observations[asked[at]], rows[asked[at]])
    for entry in found["changed"]:
        _changed(change, news, observations[asked[entry[0]]], rows[asked[entry[0]]], entry)
    news.same = len(rows) - len(news.fresh) - len(news.buried) - len(news.changed) - len(news.late)
    return news


def _known(change: Change, rows: list[list[str]]) -> dict[str, list[Any]]:
    """Which of the rows [key, digest] are not held, and which are held otherwise."""
    return change.tx.ask(cypher("known"), rows=rows, open=OPEN)[0] if rows else {"fresh": [], "changed": []}


def _fresh(change: Change, news: News, one: Observation, row: list[str]) -> None:
    change.before[row[0]] = None
    if one.gone and one.version is None:
        return
    change.own[row[0]] = one.key.thing
    (news.buried if one.gone else news.fresh).append(one)
    if one.gone:
        change.touched.add(one.key.thing)
    was = change.before[one.succeeds.text] if one.succeeds is not None else None
    if was is not None:
        change.heirs.add(row[0])
    _open(change, one, row, change.seq, was.thing if was is not None else one.key.thing)


def _changed(change: Change, news: News, one: Observation, row: list[str], entry: list[object]) -> None:
    _, id_, thing, first, gone, version, refs, identifiers, classes, digest = entry
    was = Held(row[0], id_, thing, first, gone, version, digest, tuple(refs), tuple(identifiers), tuple(classes))  # type: ignore[arg-type]
    change.before[row[0]] = was
    if one.gone and was.gone and not older(was.version, one.version):
        return
    if older(one.version, was.version):
        news.late.append(one)
        return
    news.changed.append(one)
    news.gone += one.gone and not was.gone
    _open(change, one, row, was.first, was.thing)


def older(left: object, right: object) -> bool:
    """Whether a version is older than another, as far as that can be told."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    if isinstance(left, int) and isinstance(right, int):
        return left < right
    return False


def _open(change: Change, one: Observation, row: list[str], first: int, thing: str) -> None:
    was = change.before[row[0]]
    version = was.version if one.gone and was is not None and one.version is None else one.version
    classes = one.classes if not one.gone or was is None else was.classes
    id_ = identify("record", row[0], change.seq)
    change.after[row[0]] = _held(change, one, row, id_, first, thing, version, classes)
    change.versioned.add(row[0])


def _held(
    change: Change, one: Observation, row: list[str], id_: str, first: int, thing: str, version: str | int | None,
    classes: Sequence[str],
) -> Held:  # fmt: skip
    """A version as it is held: `row` is the text of its key and its digest."""
    refs = tuple(one.references)
    change.parsed[refs] = tuple(one.references.values())
    return Held(
        key=row[0],
        id=id_,
        thing=thing,
        first=first,
        gone=one.gone,
        version=version,
        digest=row[1],
        refs=refs,
        identifiers=one.identities,
        classes=tuple(sorted(set(classes))),
    )


def close(change: Change, news: News) -> None:
    """Close the open versions of changed keys, and what they described and awaited."""
    keys: list[list[object]] = [[one.key.text] for one in news.changed]
    if keys:
        change.write(cypher("close_records"), keys)


def add(change: Change, news: News, sync: str | None) -> None:
    """Add the new versions; a key that is alone in a thing of its own brings the thing with it."""
    founding: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    joining: list[Observation] = []
    closures: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one in [*news.fresh, *news.buried, *news.changed]:
        held = change.after[one.key.text]
        if held.thing in change.made and held.thing == one.key.thing and held.thing not in change.touched:
            classes = closures.get(one.classes)
            if classes is None:
                classes = closures[one.classes] = tuple(sorted(change.ontology.closure(one.classes)))
            founding[classes].append(one)
            change.settled.add(held.thing)
        else:
            joining.append(one)
            change.touched.add(held.thing)
        change.records.append(held.id)
    for classes, group in sorted(founding.items()):
        _create(change, "create_founding", group, sync, labels(list(classes)))
    _create(change, "create_joining", joining, sync, "")


def add_late(change: Change, news: News, sync: str | None) -> None:
    """Store rows that were overtaken, closed as they arrive; once each."""
    rows = [[one.key.text, one.digest] for one in news.late]
    if not rows:
        return
    stored = change.tx.ask(cypher("stored"), rows=rows)[0]["places"]
    late = [one for place, one in enumerate(news.late) if place not in set(stored)]
    news.same += len(news.late) - len(late)
    news.late[:] = late
    for one in late:
        was = change.before[one.key.text]
        assert was is not None
        id_ = identify("record", one.key.text, change.seq)
        change.records.append(id_)
        names = sorted(one.fields)
        held = _held(change, one, [one.key.text, one.digest], id_, was.first, was.thing, one.version, one.classes)
        row = [*_row(one, held, secrets.token_hex(SALT), sync, change.ontology), *_values(one, names)]
        question = cypher("create_late", fields=columns(names, "row", len(row) - len(names)))
        change.write(question, [row])


def _create(change: Change, question: str, group: list[Observation], sync: str | None, label: str) -> None:
    if not group:
        return
    names = sorted({name for one in group for name in one.fields})
    salts = secrets.token_hex(SALT * len(group))
    rows: list[list[object]] = []
    for place, one in enumerate(group):
        held, salt = change.after[one.key.text], salts[2 * SALT * place : 2 * SALT * (place + 1)]
        rows.append([*_row(one, held, salt, sync, change.ontology), *_values(one, names)])
    offset = len(rows[0]) - len(names)
    change.write(cypher(question, labels=label, fields=columns(names, "row", offset)), rows)


def _row(one: Observation, held: Held, salt: str, sync: str | None, ontology: Ontology) -> list[object]:
    nulls = sorted([name for name, value in one.fields.items() if value is None or value == ()])
    return [
        held.id, held.key, held.thing, one.key.source, one.key.stream, held.first, held.version, one.valid_from,
        one.valid_to, held.classes, held.refs, held.identifiers, nulls, one.payload, held.digest, salt, one.gone,
        sync, one.row_digest or None, words(one.fields, ontology),
    ]  # fmt: skip


def _values(one: Observation, names: list[str]) -> list[object]:
    return [_several(value) if type(value) is tuple else value for value in map(one.fields.get, names)]


def _several(values: tuple[Scalar, ...]) -> list[Scalar] | None:
    """Several values as they are stored: sorted and without doubles; none at all is an explicit null."""
    return sorted(set(values), key=str) or None
