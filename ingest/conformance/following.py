"""What must hold from one sync to the next: twice is once, nothing is lost at any cut, and what changes arrives."""

from __future__ import annotations

from collections.abc import Callable

from ingest.conformance.replica import Replica, compare, contents, items, shown
from ingest.conformance.system import Breach, System, Waived
from ingest.connector import Data, Stop

MOST_CUTS = 40
"""At most so many places at which a read is cut off, spread over it evenly."""


def twice(system: System) -> None:
    """A second sync of what has not changed changes nothing."""
    one = synced(system)
    before = dict(one.rows)
    with system.opened() as connector:
        one.sync(connector)
    compare(one.rows, before, "synced twice")


def resumed(system: System) -> None:
    """Killed after any row, and gone on with by another process, a sync ends as if it had not been."""
    meant, count = contents(system), len(items(system))
    for cut in _cuts(count):
        one = Replica(system)
        with system.opened() as connector:
            one.sync(connector, cut)
        with system.opened() as connector:
            one.sync(connector)
        compare(one.rows, meant, f"killed after item {cut} of {count} and resumed")


def tied(system: System) -> None:
    """A row with the very version of the newest one that was read arrives: the boundary is read again."""
    with system.opened() as connector:
        if not connector.stream(system.stream).incremental:
            raise Waived("each read gives the whole stream")
    _arrives(system, system.tie, "tie")


def added(system: System) -> None:
    """A new row arrives with the next sync."""
    _arrives(system, system.add, "add")


def changed(system: System) -> None:
    """A changed row arrives with the next sync."""
    _arrives(system, system.change, "change")


def deleted(system: System) -> None:
    """A row that is no longer there is found missing by the next sync."""
    one = synced(system)
    before = contents(system)
    system.delete()
    after = contents(system)
    lost = [key for key in before if key not in after]
    if not lost:
        raise Breach("`delete` took no row away that a first read gives")
    with system.opened() as connector:
        one.sync(connector, sweep=True)
    if kept := [key for key in lost if key in one.rows]:
        raise Breach(f"row {kept[0]} was deleted, and the next sync does not find out")


def widened(system: System) -> None:
    """A column that comes to a stream comes with its rows, is told if columns are, and no cursor is spoilt by it."""
    one = synced(system)
    before = {name for row in contents(system).values() for name in row}
    system.widen()
    fresh = {name for row in contents(system).values() for name in row} - before
    if not fresh:
        raise Breach("a column that came to the stream is not in its rows")
    with system.opened() as connector:
        info = connector.stream(system.stream)
        if info.names and not fresh <= set(info.names):
            raise Breach(f"the column `{min(fresh)}` came to the stream, and is not among those that it tells")
        one.sync(connector)


def narrowed(system: System) -> None:
    """When a column goes, rows come without it and otherwise as they were; or the stream stops."""
    before = contents(system)
    system.narrow()
    try:
        after = contents(system)
    except Stop:
        return
    lost = {name for row in before.values() for name in row} - {
        name for row in after.values() for name, value in row.items() if value is not None
    }
    if not lost:
        raise Breach("a column went from the stream, and its rows still have it")
    compare(_without(lost, after), _without(lost, before), f"without the column `{min(lost)}`")


def synced(system: System) -> Replica:
    """A replica after one whole sync."""
    one = Replica(system)
    with system.opened() as connector:
        one.sync(connector)
    return one


def _cuts(count: int) -> list[int]:
    """After which of so many items a read is cut off: not after the last one."""
    return sorted({round(place * (count - 1) / MOST_CUTS) for place in range(1, MOST_CUTS + 1)} - {0})


def _arrives(system: System, act: Callable[[], None], name: str) -> None:
    """Do something to the system, and see that the next sync brings what a first read would."""
    one = synced(system)
    before = contents(system)
    act()
    after = contents(system)
    fresh = {key: row for key, row in after.items() if key not in before or shown(before[key]) != shown(row)}
    if not fresh:
        raise Breach(f"`{name}` changed nothing that a first read gives")
    with system.opened() as connector:
        one.sync(connector)
    compare({key: one.rows[key] for key in fresh if key in one.rows}, fresh, f"after `{name}` and a further sync")


def _without(names: set[str], rows: dict[str, Data]) -> dict[str, Data]:
    return {key: {name: value for name, value in row.items() if name not in names} for key, row in rows.items()}
