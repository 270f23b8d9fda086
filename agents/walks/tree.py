"""An explanation as plain data: a sentence, then a tree whose leaves are fields of records."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agents.answer import Form, Said

NodeKind = Literal[
    "decision",
    "question",
    "option",
    "group",
    "statement",
    "field",
    "gap",
    "context",
    "record",
    "sync",
    "source",
    "verdict",
    "policy",
]


class Leaf(Form):
    """One field of one record version: which system said what under which key, when it was learnt, and by which sync.

    `value` is None and `erased` True once the record was erased. `until` is None while the version holds.
    """

    statement: str
    system: str
    stream: str
    key: str
    field: str
    value: Said
    unit: str | None
    since: int
    until: int | None
    learnt: str
    sync: str | None
    erased: bool


class Node(Form):
    """One line of an explanation, what it is about (a URN, or the id of a sync or source), and what it rests on."""

    kind: NodeKind
    text: str
    id: str | None = None
    leaf: Leaf | None = None
    children: list[Node] = Field(default_factory=list)


class Explanation(Form):
    """Why a decision was taken, or what it was made from."""

    sentence: str
    decision: str
    number: int
    status: str
    tree: Node
