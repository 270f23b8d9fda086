"""What must never be shown: the secrets that a connector is told, wherever a person or a file might see them."""

from __future__ import annotations

import contextlib
import io
import logging
import traceback
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterator
from urllib.parse import unquote, unquote_plus

from ingest.conformance.replica import Replica, shown
from ingest.conformance.system import Breach, System, Waived
from ingest.connector import parse_options
from ontology.errors import Invalid, ThroughlineError


def hidden(system: System) -> None:
    """Secrets are in no error, log, warning, output, description, row, cursor or stored option, in no spelling."""
    if not system.secrets:
        raise Waived("the connector is told no secret")
    seen: list[tuple[str, str]] = []
    with _watched(seen):
        _walk(system, seen)
        for name in ("away", "refuse"):
            with contextlib.suppress(Waived, Breach), getattr(system, name)():
                _walk(system, seen)
    seen += _written_out(system)
    spelt = {way: secret for secret in system.secrets for way in spellings(secret)}
    for place, text in seen:
        if any(way in text or way in unquote_plus(text) or way in unquote(text) for way in spelt):
            raise Breach(f"a secret is shown in {place}")


def _walk(system: System, seen: list[tuple[str, str]]) -> None:
    """Do all that a sync does, noting what can be seen of it."""
    options = parse_options(system.kind, system.options)
    seen.append(("the options as they are stored", options.model_dump_json(by_alias=True)))
    seen.append(("the options as they are shown", f"{options!r} {options}"))
    try:
        connector = system.open()
    except Exception as error:  # noqa: BLE001  whatever it is, what it says is looked at
        seen.append(("an error of making the connector", _all(error)))
        return
    with contextlib.closing(connector):
        seen.append(("the connector as it is shown", f"{connector!r} {connector}"))
        one = Replica(system)
        acts: list[tuple[str, Callable[[], object]]] = [
            ("check", connector.check),
            ("streams", connector.streams),
            ("stream", lambda: connector.stream(system.stream)),
            ("references", lambda: dict(connector.references(system.stream))),
            ("read", lambda: one.sync(connector)),
            ("read, item by item", lambda: list(connector.read(system.stream, None))),
            ("keys", lambda: list(connector.keys(system.stream, system.key))),
        ]
        for name, act in acts:
            try:
                seen.append((f"what `{name}` gives", repr(act())))
            except Exception as error:  # noqa: BLE001  likewise
                seen.append((f"an error of `{name}`", _all(error)))
        seen.append(("the state of a sync", f"{one.left} {shown(list(one.rows.values()))}"))


def _all(error: Exception) -> str:
    """All that can be seen of an error: what it says, and what it says was its cause."""
    problem = shown(error.problem()) if isinstance(error, ThroughlineError) else ""
    return "\n".join([str(error), repr(error), problem, *traceback.format_exception(error)])


def _written_out(system: System) -> Iterator[tuple[str, str]]:
    """A secret that is written out where a reference to it belongs is refused, without being repeated."""
    for name, value in system.options.items():
        if isinstance(value, dict) and value.keys() & {"env", "file"}:
            for secret in system.secrets:
                try:
                    parse_options(system.kind, {**system.options, name: secret})
                except Invalid as error:
                    yield f"what refuses the option `{name}`", str(error)
                else:
                    raise Breach(f"the option `{name}` takes the secret itself, which would be stored")


@contextlib.contextmanager
def _watched(seen: list[tuple[str, str]]) -> Iterator[None]:
    """Note all that is logged, warned of and written to the terminal."""
    log, written = io.StringIO(), io.StringIO()
    handler, root = logging.StreamHandler(log), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with (
            warnings.catch_warnings(record=True) as warned,
            contextlib.redirect_stdout(written),
            contextlib.redirect_stderr(written),
        ):
            warnings.simplefilter("always")
            yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        seen += [("a log", log.getvalue()), ("what is written to the terminal", written.getvalue())]
        seen += [("a warning", str(one.message)) for one in warned]


def spellings(secret: str) -> set[str]:
    """How a secret may be written: as it is, escaped, and anywhere within base64."""
    found = {secret, shown(secret)[1:-1], repr(secret)[1:-1]}
    for before in range(3):
        text = b64encode(b"\0" * before + secret.encode()).decode().rstrip("=")
        found.add(text[(before * 8 + 5) // 6 : -1])
    return {one for one in found if len(one) > 3}
