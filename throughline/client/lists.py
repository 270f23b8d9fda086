"""What a server lists, typed: pages, and things and decisions in short."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import Field

from throughline.client.models import Said
from throughline.client.rulings import Model

T = TypeVar("T")


class Brief(Model):
    """A thing in short: its id, what it is called, its classes, its name, and the oldest key that it is known by."""

    id: str
    label: str
    classes: list[str]
    name: Said
    key: str


class Hit(Brief):
    """A thing that was found, and the record whose words were."""

    record: str


class Made(Model):
    """A decision in short. `label` is what its subject was called then."""

    id: str
    number: int
    at: str
    action: str
    choice: str
    because: str
    confidence: str
    subject: str
    label: str
    agent: str
    on_behalf_of: str
    case: str | None = None
    status: str
    revised_by: str | None


class Page(Model, Generic[T]):
    """A part of a list as of `seq`; `next` is the cursor of the part after it, `gaps` say what was not looked at."""

    items: list[T]
    next: str | None = None
    seq: int
    gaps: list[str] = Field(default_factory=list)
