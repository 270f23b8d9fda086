"""What one record version says otherwise than another."""

from __future__ import annotations

from agents.answer import Form, Said
from graph.model import Record, plain
from graph.survivorship import CURRENCY


class Change(Form):
    """A property of which something else is said than before; None where nothing is. Units are those of money."""

    property: str
    before: Said
    before_unit: str | None = None
    after: Said
    after_unit: str | None = None


def changes(before: Record | None, after: Record | None) -> list[Change]:
    """What a record version says otherwise than the one before it, property by property and reference by reference."""
    names = sorted(_names(before) | _names(after))
    found = [
        Change(
            property=name,
            before=said(before, name),
            before_unit=unit(before, name),
            after=said(after, name),
            after_unit=unit(after, name),
        )
        for name in names
    ]
    return [one for one in found if (one.before, one.before_unit) != (one.after, one.after_unit)]


def said(record: Record | None, name: str) -> Said:
    """What a record version says of a property: its value, or the keys that it refers to; nothing when it is gone."""
    return None if record is None or record.gone else plain(record.said(name))


def unit(record: Record | None, name: str) -> str | None:
    """The currency of an amount."""
    found = None if record is None or record.gone else record.fields.get(name + CURRENCY)
    return None if found is None else str(found)


def _names(record: Record | None) -> set[str]:
    """The properties and references of a version; a currency goes with its amount."""
    if record is None:
        return set()
    fields = set(record.fields)
    money = {name for name in fields if name.endswith(CURRENCY) and name.removesuffix(CURRENCY) in fields}
    return (fields - money) | {ref.field for ref in record.refs}
