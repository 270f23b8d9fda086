"""Which value of a property survives among the records that describe one thing, and what lost against it.

Order of strength: the ontology's source order for the property, then the trust of the source, then recency (the
declared version, where it is a time; never arrival), then key. An explicit null competes, an absent field does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.model import Fact, Record, Scalar, Value
from ontology.vocabulary import Ontology

CURRENCY = "_currency"


def recency(record: Record) -> str:
    """The declared version, where it is a time; else nothing, which is older than any time."""
    return record.version if isinstance(record.version, str) else ""


def _ranked(name: str, records: list[Record], ontology: Ontology, trust: Mapping[str, int]) -> list[Record]:
    order = ontology.property(name).sources

    def place(record: Record) -> tuple[int, int]:
        source = record.key.source
        return (order.index(source) if source in order else len(order), -trust.get(source, 0))

    if len(records) == 1:
        return records
    by_key = sorted(records, key=lambda record: record.key.text)
    by_recency = sorted(by_key, key=recency, reverse=True)
    return sorted(by_recency, key=place)


def _tuple(value: Value) -> tuple[Scalar, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _united(name: str, ranked: list[Record]) -> Fact:
    supporters = [record for record in ranked if _tuple(record.fields[name])] or ranked[:1]
    values = {value for record in ranked for value in _tuple(record.fields[name])}
    return Fact(name, tuple(sorted(values, key=str)), supporters[0], (), tuple(supporters[1:]))


def _chosen(name: str, ranked: list[Record]) -> Fact:
    def said(record: Record) -> tuple[Value, Value]:
        return record.fields[name], record.fields.get(name + CURRENCY)

    best = ranked[0]
    lost = tuple(record for record in ranked[1:] if said(record) != said(best))
    agreed = tuple(record for record in ranked[1:] if said(record) == said(best))
    return Fact(name, best.fields[name], best, lost, agreed)


def survivor(name: str, records: Iterable[Record], ontology: Ontology, trust: Mapping[str, int]) -> Fact | None:
    """What one property of a thing is, from its current records; None where none of them has the field."""
    said = [record for record in records if name in record.fields and not record.gone]
    if not said:
        return None
    ranked = _ranked(name, said, ontology, trust)
    return _chosen(name, ranked) if ontology.property(name).functional else _united(name, ranked)


def merge(records: Iterable[Record], ontology: Ontology, trust: Mapping[str, int]) -> dict[str, Fact]:
    """The facts of one thing, property by property in their order, from its current records.

    `trust` maps source to trust. A currency always comes from the record that its amount came from.
    """
    current = [record for record in records if not record.gone]
    facts: dict[str, Fact] = {}
    for name in sorted({name for record in current for name in record.fields if name in ontology.properties}):
        fact = survivor(name, current, ontology, trust)
        if fact is None:
            continue
        facts[name] = fact
        if ontology.property(name).datatype == "money":
            currency = fact.record.fields.get(name + CURRENCY)
            facts[name + CURRENCY] = Fact(name + CURRENCY, currency, fact.record, fact.conflicts, fact.others)
    return facts
