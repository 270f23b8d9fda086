"""Where a reference by a value leads: what it says may stay the same, and mean another thing."""

from __future__ import annotations

from graph.identifiers import Identifier
from graph.model import Record, Ref
from graph.reader import Snapshot


def elsewhere(then: Snapshot, now: Snapshot, cited: Record, newest: Record, name: str) -> Identifier | None:
    """The identifier in a field that leads to another thing now than it led to then, if there is one."""
    for ref in newest.refs:
        if ref.field != name or not isinstance(ref.target, Identifier):
            continue
        before, after = _led(then, cited, ref, ref.target), _led(now, newest, ref, ref.target)
        members = [record.key for thing in then.things(sorted(before)).values() for record in thing.members]
        if before and after and after.isdisjoint({now.thing_of(key) for key in members}):
            return ref.target
    return None


def _led(snapshot: Snapshot, record: Record, ref: Ref, target: Identifier) -> set[str]:
    """The thing that a record's reference led to as of a snapshot, if to any."""
    home = snapshot.thing_of(record.key)
    links = snapshot.links([home], ref.relation, ref.outward).get(home, []) if home is not None else []
    others = snapshot.things(sorted({link.other for link in links if record.key.text in link.keys}))
    forms = {form.text for form in target.forms}
    return {id_ for id_, one in others.items() if any(not forms.isdisjoint(each.identifiers) for each in one.members)}
