"""Which registration of an agent counts for what it proposes."""

from __future__ import annotations

from collections.abc import Iterable

from graph.registrations import Registration


def counting(held: Iterable[Registration], version: str | None, model: str | None) -> Registration | None:
    """The registration that an agent names by version and model, or its only one; None where none can be meant."""
    meant = [one for one in held if version in (None, one.version) and model in (None, one.model)]
    return meant[0] if len(meant) == 1 else None
