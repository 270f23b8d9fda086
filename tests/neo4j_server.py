"""A real Neo4j on this machine, without Docker: its jars from Maven Central, one server on the loopback interface.

`python -m tests.neo4j_server FOLDER` keeps one running with its data in FOLDER and prints the settings to use; the
tests start one for themselves. The jars are kept in the user's cache folder, so the network is needed once.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, ServiceUnavailable

from graph.engines.java import free_ports, start
from ontology.errors import Unavailable

VERSION = "5.26.30"
JAVA = 17
READY_WITHIN = 120.0
OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>neo4j</artifactId><version>1</version>
<packaging>pom</packaging><dependencies>
<dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{VERSION}</version></dependency>
<dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency>
</dependencies></project>
"""
CONF = """server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
server.memory.pagecache.size=256m
db.tx_log.rotation.retention_policy=1 files
db.tx_log.preallocate=false
"""
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""How Java runs a server that lives for minutes: what it compiles well would not be used for long."""
PLANNED_ONCE = "dbms.cypher.min_replan_interval=24h\n"
"""A graph that is filled and wiped again and again has every statement planned anew, without this."""


@dataclass(frozen=True)
class Server:
    """A running Neo4j, and how to reach it."""

    uri: str
    user: str
    password: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Stop the server in order."""
        self.process.terminate()
        self.process.wait(60)

    def kill(self) -> None:
        """End the server at once, for those who throw its data away."""
        self.process.kill()
        self.process.wait()


def obstacle() -> str:
    """Why no Neo4j can be started here; empty when one can."""
    java = shutil.which("java")
    if java is None:
        return f"no Java {JAVA} or later"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d+)', told)
    if match is None or int(match.group(1)) < JAVA:
        return f"Java is too old: {told.splitlines()[0] if told else 'unknown'}"
    if not (cache() / "lib").is_dir() and shutil.which("mvn") is None:
        return "no Maven to fetch it with"
    return ""


def cache() -> Path:
    """Where the jars are kept."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "throughline" / f"neo4j-{VERSION}"


def jars() -> Path:
    """The folder of the server's jars, fetched when they are not there.

    Raises:
        Unavailable: Maven could not fetch them.
    """
    home = cache()
    home.mkdir(parents=True, exist_ok=True)
    with (home / "fetch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "lib").is_dir():
            _fetch(home)
    return home / "lib"


def _fetch(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home) as draft:
        Path(draft, "pom.xml").write_text(POM)
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=lib"]
        done = subprocess.run(
            ["mvn", "--batch-mode", "--quiet", *goal], cwd=draft, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Unavailable(f"Maven could not fetch Neo4j {VERSION}", "", done.stdout.splitlines()[-10:])
        Path(draft, "lib").rename(home / "lib")


def serve(folder: Path, password: str, port: int = 0, heap: str = "1g", brief: bool = False) -> Server:
    """Start a server with its data in `folder`, and wait until it lets us in; `brief` for tests, not for measurements.

    Raises:
        Unavailable: it did not start.
    """
    home = folder.absolute()
    port = port or free_ports(1)[0]
    (home / "conf").mkdir(parents=True, exist_ok=True)
    (home / "conf/neo4j.conf").write_text(CONF.format(port=port) + (PLANNED_ONCE if brief else ""))
    opens = [f"--add-opens=java.base/{one}=ALL-UNNAMED" for one in OPENS]
    command = [shutil.which("java") or "java", f"-Xmx{heap}", "-XX:-UsePerfData", *(BRIEF if brief else ()), *opens]
    command += ["-cp", f"{jars()}/*"]
    command += ["org.neo4j.server.CommunityEntryPoint"]
    command += [f"--home-dir={home}", f"--config-dir={home / 'conf'}", "--console-mode"]
    with (home / "console.log").open("ab") as log:
        process = start(command, home, log=log.fileno())
    server = Server(f"bolt://127.0.0.1:{port}", "neo4j", password, process)
    deadline = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        if _ready(server):
            return server
        time.sleep(0.2)
    process.kill()
    process.wait()
    raise Unavailable(f"Neo4j did not start in `{home}`", f"see `{home / 'console.log'}` and `{home / 'logs'}`")


def _ready(server: Server) -> bool:
    """Whether the server lets us in; sets our password in place of the first one."""
    try:
        with GraphDatabase.driver(server.uri, auth=(server.user, server.password), connection_timeout=5) as driver:
            driver.verify_connectivity()
    except ServiceUnavailable:
        return False
    except AuthError:
        with GraphDatabase.driver(server.uri, auth=(server.user, "neo4j")) as driver:
            change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
            driver.execute_query(change, password=server.password, database_="system")
    return True


def main() -> int:
    """Keep a server running until it is interrupted."""
    parser = argparse.ArgumentParser(prog="tests.neo4j_server", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=7687)
    options = parser.parse_args()
    if reason := obstacle():
        print(f"cannot start Neo4j: {reason}", file=sys.stderr)
        return 1
    options.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = options.folder / "password"
    if not secret.exists():
        secret.touch(0o600)
        secret.write_text(secrets.token_urlsafe(16))
    server = serve(options.folder, secret.read_text(), options.port)
    print(f"Neo4j {VERSION} runs until you press Ctrl-C; its data is in `{options.folder}`. To use it:\n")
    print(f"export THROUGHLINE_GRAPH=neo4j://127.0.0.1:{options.port}")
    print(f"export THROUGHLINE_GRAPH_USER={server.user}")
    print(f"export THROUGHLINE_GRAPH_PASSWORD={server.password}", flush=True)
    try:
        server.process.wait()
    except KeyboardInterrupt:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
