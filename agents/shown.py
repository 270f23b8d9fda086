"""What an answer has shown: statements, numbered in the order in which they appear, each with its commitment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agents.answer import Shown, Statement
from agents.times import age, moment
from graph.clock import instant
from graph.model import Record, Value, plain


@dataclass(slots=True)
class Register:
    """The statements of one answer, numbered from 1; asking for one twice gives the same number.

    `ahead` are the numbers of those that are dated after the answer's clock.
    """

    at: str
    learnt: dict[int, str]
    numbers: dict[str, int] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    ahead: set[int] = field(default_factory=set)

    def number(self, record: Record, name: str, thing: str) -> int:
        """The number of a statement that is shown."""
        urn = record.statement(name)
        if urn not in self.numbers:
            self.numbers[urn] = len(self.numbers) + 1
            self.shown.append(Shown(statement=urn, commitment=record.commitment(name), thing=thing))
        return self.numbers[urn]

    def state(
        self, record: Record, name: str, thing: str, value: Value, unit: str | None = None, currency: str = ""
    ) -> dict[str, Any]:
        """The fields of a `Statement`; the statement of its `currency` field is shown beside it."""
        number = self.number(record, name, thing)
        if currency:
            self.number(record, currency, thing)
        learnt = self.learnt[record.since]
        at, dated = instant(self.at), moment(record.version) or instant(learnt)
        if dated > at:
            self.ahead.add(number)
        body = Statement(
            n=number,
            statement=record.statement(name),
            source=record.key.source,
            key=record.key.text,
            value=plain(value),
            unit=unit,
            since=record.since,
            learnt=learnt,
            version=record.version,
            valid_from=record.valid_from,
            valid_to=record.valid_to,
            age=age(at, dated),
        )
        return dict(body)
