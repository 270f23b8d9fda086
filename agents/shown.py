"""What an answer has shown: statements, numbered in the order in which they appear, each with its commitment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.answer import Shown
from agents.times import age, dated
from graph.clock import instant
from graph.model import Record, Value, plain


@dataclass(slots=True)
class Register:
    """The statements of one answer, numbered from 1; asking for one twice gives the same number.

    `ahead` are the numbers of those that are dated after the answer's clock.
    """

    at: str
    learnt: Mapping[int, str]
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    ahead: set[int] = field(default_factory=set)
    _origins: dict[str, tuple[dict[str, Any], bool]] = field(default_factory=dict)

    def number(self, record: Record, name: str, thing: str) -> int:
        """The number of a statement that is shown."""
        place = (record.id, name)
        if (number := self.numbers.get(place)) is None:
            number = self.numbers[place] = len(self.numbers) + 1
            urn = record.statement(name)
            self.shown.append(Shown(statement=urn, commitment=record.commitment(name), thing=thing))
        return number

    def state(
        self, record: Record, name: str, thing: str, value: Value, unit: str | None = None, currency: str = ""
    ) -> dict[str, Any]:
        """The fields of a `Statement`; the statement of its `currency` field is shown beside it."""
        number = self.number(record, name, thing)
        if currency:
            self.number(record, currency, thing)
        if record.id not in self._origins:
            self._origins[record.id] = self._origin(record)
        origin, ahead = self._origins[record.id]
        if ahead:
            self.ahead.add(number)
        return {"n": number, "statement": record.statement(name), "value": plain(value), "unit": unit, **origin}

    def _origin(self, record: Record) -> tuple[dict[str, Any], bool]:
        """What all statements of one record version have in common, and whether they are dated after the clock."""
        learnt = self.learnt[record.since]
        at, since = instant(self.at), dated(record.version, learnt)
        origin = {
            "source": record.key.source,
            "key": record.key.text,
            "since": record.since,
            "learnt": learnt,
            "version": record.version,
            "valid_from": record.valid_from,
            "valid_to": record.valid_to,
            "age": age(at, since),
        }
        return origin, since > at
