"""The embedded engine among processes that come, go and are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.engines import java
from graph.engines.base import Engine
from graph.engines.embedded import ROOT, open_embedded, stop_embedded
from graph.engines.folder import Folder
from graph.engines.supervisor import Supervisor
from ontology.errors import Invalid, Unavailable

PATIENCE = 60.0
OPEN = "import sys; from pathlib import Path; from graph.engines.embedded import open_embedded; "
COME = OPEN + "engine = open_embedded(Path(sys.argv[1]), idle=30); "
MARK = COME + "engine.write(lambda tx: tx.ask('CREATE (:Mark)')); engine.close()"
STAY = COME + "print('here', flush=True); sys.stdin.read()"
HANG = COME + (
    "engine.write(lambda tx: (tx.ask('CREATE (:Mark)'), tx.ask('MATCH (m:Mark) SET m.by = 1'),"
    " print('here', flush=True), sys.stdin.read()))"
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, stopped afterwards."""
    yield tmp_path / "data"
    stop_embedded(tmp_path / "data")


def until(true: Callable[[], bool]) -> None:
    """Wait until something has become true."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def run(script: str, folder: Path) -> subprocess.Popen[str]:
    """Another process that runs a script on the folder."""
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def come(script: str, folder: Path) -> subprocess.Popen[str]:
    """Another process, once it says that it is there."""
    process = run(script, folder)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    return process


def end(process: subprocess.Popen[str], how: signal.Signals | None = None) -> int:
    """End a process by a signal, or let it end, and return its code."""
    if how is not None:
        process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    return process.returncode


def marks(engine: Engine) -> int:
    return int(engine.ask("MATCH (m:Mark) RETURN count(m) AS n")[0]["n"])


def mark(engine: Engine) -> None:
    engine.write(lambda tx: tx.ask("CREATE (:Mark)"))


def java_of(folder: Path) -> int:
    address = Folder(folder).address()
    assert address is not None
    return address.java


def supervisor_of(folder: Path) -> int:
    return int((folder / "owner.lock").read_text())


def alive(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_second_opening_finds_the_first(folder: Path) -> None:
    first, second = open_embedded(folder), open_embedded(folder)
    mark(first)
    assert marks(second) == 1
    first.close()
    assert marks(second) == 1
    second.close()


def test_many_processes_at_once_share_one_engine(folder: Path) -> None:
    others = [run(MARK, folder) for _ in range(6)]
    assert [end(one) for one in others] == [0] * 6
    engine = open_embedded(folder)
    assert marks(engine) == 6
    engine.close()
    log = (folder / "engine.log").read_text()
    assert log.count("is starting up") == 1


def test_the_engine_outlives_who_started_it_and_stops_when_told(folder: Path) -> None:
    assert end(run(MARK, folder)) == 0
    pid = java_of(folder)
    assert alive(pid)
    assert stop_embedded(folder) is True
    assert not alive(pid)
    assert stop_embedded(folder) is False
    engine = open_embedded(folder)
    assert marks(engine) == 1
    engine.close()


def test_stopping_what_never_was_is_nothing(tmp_path: Path) -> None:
    assert stop_embedded(tmp_path / "nowhere") is False
    assert stop_embedded(tmp_path) is False
    assert list(tmp_path.iterdir()) == []


def test_an_unused_engine_stops_by_itself_and_a_used_one_does_not(folder: Path) -> None:
    engine = open_embedded(folder, idle=0.5)
    pid = java_of(folder)
    time.sleep(1.5)
    mark(engine)
    assert java_of(folder) == pid
    engine.close()
    until(lambda: not Folder(folder).held("owner"))
    assert not alive(pid)
    assert "nobody used the engine" in (folder / "engine.log").read_text()


def test_coming_while_the_engine_stops_gets_a_new_one(folder: Path) -> None:
    engine = open_embedded(folder, idle=0.0)
    pid = java_of(folder)
    mark(engine)
    engine.close()
    until(lambda: Folder(folder).held("clients"))
    engine = open_embedded(folder)
    assert java_of(folder) != pid
    assert marks(engine) == 1
    engine.close()


def test_a_killed_supervisor_takes_the_engine_with_it(folder: Path) -> None:
    engine = open_embedded(folder)
    mark(engine)
    pid = java_of(folder)
    os.kill(supervisor_of(folder), signal.SIGKILL)
    until(lambda: not alive(pid))
    with pytest.raises(Unavailable, match="does not answer"):
        mark(engine)
    again = open_embedded(folder)
    assert marks(again) == 1
    assert java_of(folder) != pid
    engine.close()
    again.close()


def test_a_killed_engine_is_started_again(folder: Path) -> None:
    engine = open_embedded(folder)
    mark(engine)
    os.kill(java_of(folder), signal.SIGKILL)
    again = open_embedded(folder)
    mark(again)
    assert marks(again) == 2
    engine.close()
    again.close()


def test_killed_while_written_to_keeps_what_was_acknowledged(folder: Path) -> None:
    acknowledged = 0

    def write() -> None:
        nonlocal acknowledged
        engine = open_embedded(folder)
        try:
            while True:
                engine.write(lambda tx: (tx.ask("CREATE (:Mark)"), tx.ask("CREATE (:Mark)")))
                acknowledged += 2
        except Unavailable:
            engine.close()

    writer = threading.Thread(target=write)
    writer.start()
    until(lambda: acknowledged > 200)
    os.kill(java_of(folder), signal.SIGKILL)
    writer.join()
    engine = open_embedded(folder)
    assert marks(engine) in {acknowledged, acknowledged + 2}
    engine.close()


@pytest.mark.parametrize("script", [STAY, HANG])
def test_a_killed_client_leaves_nothing_locked(folder: Path, script: str) -> None:
    engine = open_embedded(folder, idle=0.5)
    mark(engine)
    client = come(script, folder)
    end(client, signal.SIGKILL)
    engine.write(lambda tx: tx.ask("MATCH (m:Mark) SET m.by = 2"))
    assert engine.ask("MATCH (m:Mark) RETURN m.by AS by") == [{"by": 2}]
    engine.close()
    until(lambda: not Folder(folder).held("owner"))


def test_a_client_that_was_killed_while_starting_leaves_the_start_to_others(folder: Path) -> None:
    first = run(MARK, folder)
    until(lambda: (folder / "start.lock").exists() and Folder(folder).held("start"))
    end(first, signal.SIGKILL)
    engine = open_embedded(folder)
    mark(engine)
    engine.close()


def test_stopping_an_engine_that_starts_lets_who_came_start_another(folder: Path) -> None:
    first = run(MARK, folder)
    until(lambda: (folder / "engine.lock").exists() and (folder / "engine.lock").read_text() != "")
    assert stop_embedded(folder)
    assert end(first) == 0
    engine = open_embedded(folder)
    assert marks(engine) == 1
    engine.close()


def test_a_stale_port_file_is_healed(folder: Path) -> None:
    open_embedded(folder).close()
    stop_embedded(folder)
    reused = {"bolt": 1, "http": 1, "java": os.getpid(), "password": "stale"}
    (folder / "engine.json").write_text(json.dumps(reused))
    (folder / "owner.lock").write_text(str(os.getpid()))
    (folder / "engine.lock").write_text(str(os.getpid()))
    assert Folder(folder).address() is None
    engine = open_embedded(folder)
    mark(engine)
    engine.close()


def test_an_engine_without_a_supervisor_is_ended(folder: Path) -> None:
    place = Folder(folder)
    place.prepare()
    lock = place.lock("engine")
    assert lock.take()
    orphan = subprocess.Popen(["sleep", "600"], pass_fds=(lock.file,))
    lock.note(str(orphan.pid))
    lock.release()
    engine = open_embedded(folder)
    mark(engine)
    engine.close()
    assert orphan.wait(PATIENCE) == -signal.SIGKILL


def test_taken_ports_are_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_embedded(folder)
    address = Folder(folder).address()
    assert address is not None
    other = Folder(folder.with_name("other"))
    other.prepare()
    chosen = iter([[address.bolt, java.free_ports(1)[0]], [java.free_ports(1)[0], address.http]])
    ports = java.free_ports
    monkeypatch.setattr(java, "free_ports", lambda count: next(chosen, None) or ports(count))
    supervisor = Supervisor(other, idle=30, heap="256m")
    started = supervisor._start()
    assert started is not None
    process, found = started
    assert {found.bolt, found.http}.isdisjoint({address.bolt, address.http})
    supervisor._end(process)
    engine.close()


def test_an_engine_that_does_not_start_names_its_log(folder: Path) -> None:
    with pytest.raises(Unavailable, match=r"does not start: see its log, `.*engine\.log`") as raised:
        open_embedded(folder, heap="1m")
    assert "heap" in str(raised.value)
    assert not Folder(folder).held("owner")


@pytest.mark.parametrize("heap", ["", "1", "1t", "-1g", "1g -version"])
def test_a_wrong_heap_is_refused(folder: Path, heap: str) -> None:
    with pytest.raises(Invalid, match="not a heap size"):
        open_embedded(folder, heap=heap)
    assert not folder.exists()


def test_secrets_are_for_the_owner_alone(folder: Path) -> None:
    engine = open_embedded(folder)
    secret = (folder / "password").read_text()
    modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.glob("*")]}
    assert modes.pop("data") == 0o700
    assert modes.pop("arcade") == 0o700
    assert set(modes.values()) == {0o600}
    assert secret not in Path(f"/proc/{java_of(folder)}/cmdline").read_text()
    engine.close()
    stop_embedded(folder)
    open_embedded(folder).close()
    assert (folder / "password").read_text() != secret


def test_csv_is_not_loaded_from_files_or_addresses(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("a,b\n1,2\n")
    engine = open_embedded(folder)
    for address in (f"file://{tmp_path}/rows.csv", "http://127.0.0.1:1/rows.csv"):
        with pytest.raises((Invalid, Unavailable)):
            engine.ask(f"LOAD CSV FROM '{address}' AS row RETURN row")
    engine.close()
