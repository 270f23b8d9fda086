"""How the embedded engine's Java process is started: its command line, its ports, its tie to its parent."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from graph.engines.folder import DISTRIBUTION, Folder
from ontology.errors import Invalid, Unavailable

DATABASE = "graph"
"""The name of the one database that an embedded engine holds."""

USER, READER = "root", "reader"
"""Who owns the engine, and who may only read records: as whom other people's statements run."""

HEAP = "1g"
STARTED, FAILED = b"ArcadeDB Server started in", b'Exception in thread "main"'
"""What the engine says when it serves, and when it cannot but goes on running."""

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""All that the engine sees of the environment: names of files are UTF-8, and nobody's Java options change it."""

PR_SET_PDEATHSIG = 1


def package() -> Path:
    """The folder of the engine's package, found without importing it (which would load a JVM into this process).

    Raises:
        Unavailable: it is not installed.
    """
    spec = find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        raise Unavailable("the embedded engine is not installed", f"install `{DISTRIBUTION}`")
    return Path(spec.origin).parent


def check_heap(heap: str) -> str:
    """The heap size, as Java writes it (`512m`, `2g`).

    Raises:
        Invalid: it is not one.
    """
    if not re.fullmatch(r"[1-9][0-9]*[mg]", heap):
        raise Invalid(f"not a heap size: `{heap}`", "write it as `512m` or `2g`")
    return heap


def runtime(heap: str = HEAP) -> list[str]:
    """The command that runs a main class of the engine; the class and its arguments are to follow."""
    home = package()
    return [
        str(home / "jre/bin/java"),
        f"-Xmx{check_heap(heap)}",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        f"--class-path={home / 'jars'}/*",
    ]


def server(folder: Folder, bolt: int, http: int, heap: str) -> list[str]:
    """The command that serves `folder` on two ports of the loopback interface."""
    settings = {
        "server.rootPath": folder.engine,
        "server.rootPasswordPath": folder.password,
        "server.mode": "development",
        "server.defaultDatabases": f"{DATABASE}[{USER}]",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": http,
        "bolt.host": "127.0.0.1",
        "bolt.port": bolt,
        "txWalFlush": 1,
        "queryMaxConcurrent": 64,
        "queryMaxRangeSize": 1_000_000,
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
    }
    options = [f"-Darcadedb.{name}={value}" for name, value in settings.items()]
    return [*runtime(heap), *options, "com.arcadedb.server.ArcadeDBServer"]


def start(command: list[str], cwd: Path, keep: tuple[int, ...] = (), log: int | None = None) -> subprocess.Popen[bytes]:
    """Start a server as a child that dies with this process; it inherits the files `keep` and writes to `log`."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=keep,
        preexec_fn=_die_with_parent(),  # noqa: PLW1509 (calls nothing but the kernel)
    )


def _die_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return tie


def free_ports(count: int) -> list[int]:
    """That many ports of the loopback interface that nobody uses now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
