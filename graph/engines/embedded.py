"""The embedded engine: ArcadeDB in a process of its own, shared by every command that uses the same data folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from neo4j import GraphDatabase

from graph.engines import fulltext
from graph.engines.base import Engine
from graph.engines.bolt import SETTINGS, BoltEngine, opened
from graph.engines.folder import PAUSE, Address, Folder, Lock, unwritable
from graph.engines.gate import Gate
from graph.engines.java import DATABASE, HEAP, USER, check_heap
from graph.engines.reading import Reading
from graph.engines.supervisor import IDLE, READY_WITHIN, STARTS, STOP_WITHIN
from ontology.errors import Unavailable

BATCH = 1000
PATIENCE = 0.5
OPEN_WITHIN = STOP_WITHIN + STARTS * READY_WITHIN
ROOT = Path(__file__).parents[2]


def open_embedded(folder: Path, idle: float = IDLE, heap: str = HEAP) -> Engine:
    """The graph in a data folder, which is made if it is not there.

    Finds the engine that serves the folder, or starts one that stays `idle` seconds after its last use and has
    `heap` of memory; a running engine keeps what it was started with.

    Raises:
        Invalid: `heap` is not a size.
        Refused: the folder holds something else, or a newer version wrote it.
        Unavailable: the engine does not start; the error names its log.
    """
    place, heap = Folder(folder), check_heap(heap)
    place.prepare()
    use = place.lock("clients")
    try:
        if not use.take(shared=True, wait=OPEN_WITHIN):
            raise Unavailable(f"the engine of `{place.path}` is stopping and does not end", f"see `{place.log}`")
        os.utime(use.path)
        return _reach(place, use) or _start(place, use, idle, heap)
    except BaseException:
        use.release()
        raise


def stop_embedded(folder: Path) -> bool:
    """Stop the engine of a data folder, used or not; False if none runs.

    Raises:
        Unavailable: it does not stop.
    """
    place = Folder(folder)
    if not (place.path / "owner.lock").exists() or not place.held("owner"):
        return False
    owner, told = place.lock("owner"), ""
    deadline = time.monotonic() + STOP_WITHIN + 5.0
    try:
        while not owner.take(shared=True, wait=0.1):
            if time.monotonic() >= deadline:
                raise Unavailable(f"the engine of `{place.path}` does not stop", f"see `{place.log}`")
            if (supervisor := owner.read()) != told and supervisor.isdigit():
                with suppress(ProcessLookupError):
                    os.kill(int(supervisor), signal.SIGTERM)
                told = supervisor
        return True
    finally:
        owner.release()


def _reach(place: Folder, use: Lock) -> Engine | None:
    """The running engine, or None when there is none that answers."""
    address = place.address()
    if address is None:
        return None
    try:
        return _connect(place, address, use)
    except Unavailable:
        return None


def _connect(place: Folder, address: Address, use: Lock) -> Engine:
    def leave() -> None:
        if use.file >= 0:
            os.utime(use.path)
        use.release()

    def connect() -> BoltEngine:
        driver = GraphDatabase.driver(f"bolt://127.0.0.1:{address.bolt}", auth=(USER, address.password), **SETTINGS)
        where = f"the embedded graph `{place.path}`"
        return BoltEngine(
            driver,
            DATABASE,
            "embedded",
            BATCH,
            where,
            PATIENCE,
            optimistic=True,
            advice=place.advice,
            on_close=leave,
            gate=Gate(place.path).pass_,
            schema=lambda statement: fulltext.define(address, statement),
            look=Reading(place, address).look,
        )

    return opened(connect)


def _start(place: Folder, use: Lock, idle: float, heap: str) -> Engine:
    """Start the engine, one process at a time, and connect to it."""
    start = place.lock("start")
    try:
        if not start.take(wait=OPEN_WITHIN):
            raise Unavailable(f"the engine of `{place.path}` is being started and does not come", f"see `{place.log}`")
        supervisor: subprocess.Popen[bytes] | None = None
        deadline = time.monotonic() + OPEN_WITHIN
        while time.monotonic() < deadline:
            if engine := _reach(place, use):
                return engine
            if supervisor is not None and supervisor.poll():
                raise _failure(place)
            if (supervisor is None or supervisor.poll() == 0) and not place.held("owner"):
                supervisor = _launch(place, idle, heap)
            time.sleep(PAUSE)
        raise _failure(place)
    finally:
        start.release()


def _launch(place: Folder, idle: float, heap: str) -> subprocess.Popen[bytes]:
    """Start a supervisor that outlives this process."""
    command = [sys.executable, "-m", "graph.engines.supervisor", str(place.path), f"--idle={idle}", f"--heap={heap}"]
    try:
        log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise unwritable(place.path, error) from error
    try:
        supervisor = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    finally:
        os.close(log)
    threading.Thread(target=supervisor.wait, daemon=True).start()
    return supervisor


def _failure(place: Folder) -> Unavailable:
    """The error for an engine that does not start, with the last that its log says."""
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    return Unavailable(
        f"the engine of `{place.path}` does not start",
        f"see its log, `{place.log}`",
        [line[:300] for line in lines[-5:]],
    )
