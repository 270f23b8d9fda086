"""`http`: requests a second over HTTP by one caller, against the same commands called in process.

The server is the one that `throughline serve` runs, with one worker, in a process of its own, as the engine is; both
ways read the same graph and ask about the same things, in turn.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from agents.principals import Principals, Wanted
from bench.cases import ACTION, drawn, loaded
from bench.context import asked
from bench.places import Place
from bench.report import Ratio, Report, median
from graph.engines.java import free_ports
from graph.model import Reader
from graph.store import Store
from ontology.errors import Unavailable

REQUESTS, WARM = 100, 20
READY_WITHIN = 60.0
READER = Reader("bench", "look")
Way = Callable[[str], object]


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine."""
    figures: dict[str, float | int | None] = {}
    ratios = {}
    with loaded(kind, scale) as (place, store):
        things = drawn(store, REQUESTS)
        with served(place, store) as (line, key):
            ways: dict[str, tuple[Way, Way]] = {
                "entity": (lambda one: page(line, key, one), lambda one: looked(store, one)),
                "context": (lambda one: wanted(line, key, one), lambda one: asked(store, one)),
            }
            for name, (over, within) in ways.items():
                for thing in things[:WARM]:
                    over(thing)
                    within(thing)
                rates = [(_rate(over, things, line), _rate(within, things, line)) for _ in range(turns)]
                figures[f"{name}, requests a second"] = median([one for one, _ in rates], 1)
                figures[f"{name} in process, a second"] = median([one for _, one in rates], 1)
                shares = [one / other for one, other in rates]
                ratios[name] = Ratio(median(shares), 0.7, "higher", "the same command called in process")
    return Report("http", kind, scale, figures, ratios)


def looked(store: Store, thing: str) -> bytes:
    """An entity page in process, as the document that it is."""
    from agents.entity import entity

    return entity(store, thing, READER).model_dump_json().encode()


def page(line: HTTPConnection, key: str, thing: str) -> bytes:
    """An entity page over HTTP."""
    return _answer(line, "GET", f"/entities/{thing}", key)


def wanted(line: HTTPConnection, key: str, thing: str) -> bytes:
    """A context over HTTP."""
    return _answer(line, "POST", "/contexts", key, {"subject": thing, "action": ACTION, "purpose": "bench"})


@contextmanager
def served(place: Place, store: Store) -> Iterator[tuple[HTTPConnection, str]]:
    """A server over the graph, a line to it, and the key of one who may look and ask."""
    with TemporaryDirectory(prefix="throughline-bench-home-") as home:
        principals = Principals(store.engine)
        principals.add(Wanted(name="bench", kind="software", roles=["agent"], acts_for=["*"]), "bench")
        token = principals.make_key("bench", "bench").token
        (port,) = free_ports(1)
        command = [sys.executable, "-m", "bench.server", place.address, home, str(port)]
        with Path(home, "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            line = HTTPConnection("127.0.0.1", port, timeout=60)
            _await(line, server)
            yield line, token
            line.close()
        finally:
            server.terminate()
            server.wait(30)


def _await(line: HTTPConnection, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        try:
            line.request("GET", "/health")
            line.getresponse().read()
            return
        except OSError:
            line.close()
            time.sleep(0.1)
    raise Unavailable("the server did not start", "see its log")


def _answer(line: HTTPConnection, method: str, path: str, key: str, body: object = None) -> bytes:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    line.request(method, path, orjson.dumps(body) if body is not None else None, headers)
    response = line.getresponse()
    told = response.read()
    if response.status != 200:
        raise Unavailable(f"{method} {path} was answered {response.status}", "", [told.decode()[:500]])
    return told


def _rate(work: Way, things: list[str], line: HTTPConnection) -> float:
    """How many of a piece of work are done in a second. A server hangs up on a line that was silent: it is new here."""
    line.close()
    began = time.perf_counter()
    for thing in things:
        work(thing)
    return len(things) / (time.perf_counter() - began)
