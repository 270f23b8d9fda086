"""Reading lists page by page, as tests do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from agents.pages import Asked, Page
from graph.model import Reader

READER = Reader("ann", "look")
Read = Callable[[Asked], Page[Any]]


def asked(**more: Any) -> Asked:
    return Asked(READER, **more)


def walk(read: Read, first: Asked, between: Callable[[], object] = lambda: None) -> Iterator[Page[Any]]:
    """Every page of a list; something may happen in between."""
    page = read(first)
    yield page
    while page.next is not None:
        between()
        page = read(replace(first, cursor=page.next))
        yield page


def all_of(read: Read, first: Asked, between: Callable[[], object] = lambda: None) -> list[Any]:
    """All items of a list."""
    return [item for page in walk(read, first, between) for item in page.items]
