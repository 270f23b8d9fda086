"""What must happen when a system fails: errors say what to do, and nothing read is taken for all there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack

from ingest.conformance.replica import Replica, compare, contents, items
from ingest.conformance.system import Breach, System
from ingest.connector import Connector, Raw, Retry, Stop


def retried(system: System) -> None:
    """While a system that was there does not answer, `check`, `read` and `keys` raise `Retry`; after it, it is read."""
    meant = contents(system)
    with system.opened() as connector:
        connector.check()
        with system.away():
            for name, act in _acts(system, connector):
                _raises(name, act, Retry, "the system does not answer")
        found = Replica(system)
        found.sync(connector)
    compare(found.rows, meant, "after the system did not answer for a while")


def broken(system: System) -> None:
    """When a system falls silent within a read, that raises `Retry`; resumed, nothing is lost."""
    meant = contents(system)
    one = Replica(system)
    with system.opened() as connector, ExitStack() as silence:
        away = system.away()
        try:
            one.sync(connector, meanwhile=lambda: silence.enter_context(away))
        except Retry:
            pass
        except Exception as error:
            raise Breach(f"the system fell silent within a read, which raised {error!r}, not `Retry`") from error
        else:
            compare(one.rows, meant, "the system fell silent within a read, which ended as if all had been read")
    with system.opened() as connector:
        one.sync(connector)
    compare(one.rows, meant, "resumed after the system fell silent within a read")


def stopped(system: System) -> None:
    """While a system refuses the connector, `check`, `read` and `keys` raise `Stop`: asking again is vain."""
    with system.opened() as connector, system.refuse():
        for name, act in _acts(system, connector):
            _raises(name, act, Stop, "the system refuses")


def skipped(system: System) -> None:
    """A row that cannot be read is yielded as a `Skip` with its reason, and the others are read."""
    before = contents(system)
    system.spoil()
    try:
        found = items(system)
    except Stop as error:
        raise Breach(f"one row that cannot be read stops the stream: {error}") from error
    rows = [one for one in found if isinstance(one, Raw)]
    bad = [one for one in found if isinstance(one, Exception)]
    if not bad:
        raise Breach("a row that cannot be read is not told: yield a `Skip`")
    if not all(str(one).strip() and one.position.strip() for one in bad):
        raise Breach("a `Skip` without a reason or a position")
    if len(rows) < len(before) - 1:
        raise Breach(f"{len(rows)} rows are read beside {len(bad)} that cannot be, and there were {len(before)}")


def _acts(system: System, connector: Connector) -> list[tuple[str, Callable[[], object]]]:
    def used(rows: Callable[[], Iterable[object]]) -> Callable[[], object]:
        return lambda: list(rows())

    acts: list[tuple[str, Callable[[], object]]] = [("check", connector.check)]
    acts.append(("read", used(lambda: connector.read(system.stream, None))))
    acts.append(("keys", used(lambda: connector.keys(system.stream, system.key))))
    return acts


def _raises(name: str, act: Callable[[], object], kind: type[Exception], while_: str) -> None:
    try:
        act()
    except kind as error:
        if not str(error).strip():
            raise Breach(f"`{name}` raised a `{kind.__name__}` that says nothing") from error
        return
    except Exception as error:
        raise Breach(f"while {while_}, `{name}` raised {error!r}, not `{kind.__name__}`") from error
    raise Breach(f"while {while_}, `{name}` raised nothing, not `{kind.__name__}`")
