"""The process that owns a data folder: it starts the embedded engine, watches it, and stops it when nobody uses it.

Run as `python -m graph.engines.supervisor FOLDER`, apart from whoever started it. It leaves with 0 when it did its
duty or when another supervisor has the folder, and with 1 and a last line in the log when the engine does not start.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from graph.engines import java, users
from graph.engines.folder import Address, Folder, Lock
from graph.engines.java import READER, USER
from ontology.errors import ThroughlineError, Unavailable

IDLE = 600.0
READY_WITHIN = 60.0
STOP_WITHIN = 30.0
STARTS = 3
BEAT = 0.25
LOG_LIMIT = 8_000_000


class Supervisor:
    """The owner of one data folder, for as long as it lives."""

    def __init__(self, folder: Folder, idle: float, heap: str) -> None:
        self.folder, self.idle, self.heap = folder, idle, heap
        self.owner: Lock = folder.lock("owner")
        self.engine: Lock = folder.lock("engine")
        self.clients: Lock = folder.lock("clients")
        self.asked_to_stop = False

    def run(self) -> int:
        """Own the folder, serve it, and leave it in order; at once when another supervisor has it."""
        if not self.owner.take(wait=0.5):
            return 0
        self.owner.note(str(os.getpid()))
        signal.signal(signal.SIGTERM, self._stop)
        self.folder.announce(None)
        self._bury_orphan()
        started = self._start()
        if started is None:
            return 0
        process, address = started
        try:
            self.folder.stamp()
            self.folder.announce(address)
            self._watch(process)
        finally:
            self.folder.announce(None)
            self._end(process)
        return 0

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def _bury_orphan(self) -> None:
        """Take the engine's lock; an engine whose supervisor was killed, and that outlived it, is killed."""
        if self.engine.take(wait=2.0):
            return
        text = self.engine.read()
        if text.isdigit():
            say(f"killing process {text}, an engine without a supervisor")
            os.kill(int(text), signal.SIGKILL)
        if not self.engine.take(wait=10.0):
            raise Unavailable(f"process {text or '(unknown)'} holds `{self.engine.path}`", "end that process")

    def _start(self) -> tuple[subprocess.Popen[bytes], Address] | None:
        """Start the engine; another time, on other ports, when somebody else was quicker to take them.

        None when somebody asked to stop in between.
        """
        for _ in range(STARTS):
            said = self._said()
            process, address = self._launch()
            if self._await(process, said):
                return process, address
            self._end(process)
            if self.asked_to_stop:
                return None
        raise Unavailable(f"the engine did not start, {STARTS} times", f"see `{self.folder.log}`")

    def _launch(self) -> tuple[subprocess.Popen[bytes], Address]:
        bolt, rest = java.free_ports(2)
        password, reader = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.folder.engine.mkdir(mode=0o700, exist_ok=True)
        self.folder.put(self.folder.password, password)
        users.write(self.folder, {USER: password, READER: reader})
        shutil.rmtree(self.folder.engine / "backups", ignore_errors=True)
        command = java.server(self.folder, bolt, rest, self.heap)
        with self.folder.log.open("ab") as log:
            process = java.start(command, self.folder.engine, keep=(self.engine.file,), log=log.fileno())
        self.engine.note(str(process.pid))
        return process, Address(bolt, rest, process.pid, password, reader)

    def _await(self, process: subprocess.Popen[bytes], since: int) -> bool:
        """Wait until the engine says in its log that it serves, or that it cannot.

        Its ports are not asked: at a taken port somebody else would answer.
        """
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and process.poll() is None and not self.asked_to_stop:
            with self.folder.log.open("rb") as log:
                log.seek(since)
                said = log.read()
            if java.FAILED in said:
                return False
            if java.STARTED in said:
                return True
            time.sleep(0.05)
        return False

    def _said(self) -> int:
        """How long the log is."""
        return self.folder.log.stat().st_size if self.folder.log.exists() else 0

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the engine ends, or somebody asks for it, or nobody used the folder for a while.

        A client that comes while the engine is being stopped waits, because `clients` is then held whole.
        """
        used = time.time()
        while not self.asked_to_stop:
            try:
                say(f"the engine ended with {process.wait(BEAT)}")
                return
            except subprocess.TimeoutExpired:
                pass
            self._trim_log()
            if not self.clients.take():
                used = time.time()
                continue
            used = max(used, self.clients.path.stat().st_mtime)
            if time.time() - used >= self.idle:
                say(f"nobody used the engine for {self.idle:.0f} s")
                return
            self.clients.give()

    def _trim_log(self) -> None:
        if self._said() > LOG_LIMIT:
            shutil.copyfile(self.folder.log, self.folder.log.with_name("engine.log.1"))
            os.truncate(self.folder.log, 0)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            say(f"the engine did not stop within {STOP_WITHIN:.0f} s and is killed")
            process.kill()
            process.wait()


def say(line: str) -> None:
    """Write one line into the log (standard error is the log)."""
    print(f"throughline: {line}", file=sys.stderr, flush=True)


def main() -> int:
    """Parse the command line and serve the folder."""
    parser = argparse.ArgumentParser(prog="graph.engines.supervisor", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--idle", type=float, default=IDLE, help="seconds without use after which the engine stops")
    parser.add_argument("--heap", default=java.HEAP, help="memory of the engine, as Java writes it")
    options = parser.parse_args()
    try:
        return Supervisor(Folder(options.folder), options.idle, options.heap).run()
    except (ThroughlineError, OSError) as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
