from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from api.http.serving import Address, address, bound
from graph.engines.embedded import stop_embedded
from graph.engines.java import free_ports
from ontology.errors import Invalid, NotFound, Refused, ThroughlineError, Unavailable
from tests.api.cli.shell import Shell

ROOT = Path(__file__).parents[3]
SUBJECT = "/CN=localhost"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", SUBJECT, "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    key.chmod(0o600)
    return cert, key


@pytest.mark.parametrize(
    ("listen", "url"),
    [
        ("127.0.0.1:8321", "http://127.0.0.1:8321"),
        ("127.0.0.9:1", "http://127.0.0.9:1"),
        ("localhost:8321", "http://localhost:8321"),
        ("[::1]:8321", "http://[::1]:8321"),
    ],
)
def test_loopback_needs_no_certificate(listen: str, url: str) -> None:
    assert address(listen).url == url


@pytest.mark.parametrize("listen", ["0.0.0.0:80", "[::]:80", "10.0.0.1:8321", "graph.example.com:8321"])
def test_beyond_loopback_nothing_listens_without_tls_or_the_word(listen: str, pem: tuple[Path, Path]) -> None:
    with pytest.raises(Refused, match="keys would be sent in the clear"):
        address(listen)
    assert address(listen, plain=True).url.startswith("http://")
    assert address(listen, *pem).url.startswith("https://")


@pytest.mark.parametrize("listen", ["8321", ":8321", "host:", "host:x", "host:65536", "host:-1", "host:²", ""])
def test_what_is_no_address_is_refused(listen: str) -> None:
    with pytest.raises(Invalid, match="not an address to listen at"):
        address(listen)


def test_a_certificate_and_its_key_belong_together(pem: tuple[Path, Path], tmp_path: Path) -> None:
    cert, key = pem
    other = tmp_path / "other.pem"
    other.write_text("no key")
    other.chmod(0o600)
    wrong: list[tuple[Path | None, Path | None, type[ThroughlineError]]] = [
        (cert, None, Invalid), (None, key, Invalid), (cert, other, Invalid), (tmp_path / "none.pem", key, NotFound),
        (cert, tmp_path / "none.pem", NotFound),
    ]  # fmt: skip
    for one, two, kind in wrong:
        with pytest.raises(kind):
            address("127.0.0.1:1", one, two)
    key.chmod(0o644)
    with pytest.raises(Refused):
        address("127.0.0.1:1", cert, key)
    key.chmod(0o600)
    assert address("127.0.0.1:1", cert, key) == Address("127.0.0.1", 1, cert, key)


@contextmanager
def served(home: Path, *more: str) -> Iterator[dict[str, Any]]:
    """What `throughline serve` tells of itself, while it runs; and `kill`, which ends it as SIGKILL does."""
    command = [sys.executable, "-m", "api.cli.main", "serve", "--listen", f"127.0.0.1:{free_ports(1)[0]}", "--json"]
    process = subprocess.Popen(
        [*command, *more], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"THROUGHLINE_HOME": str(home), "THROUGHLINE_USER": "ann", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert process.stdout is not None
    killed: list[int] = []

    def kill() -> None:
        process.kill()
        killed.append(process.wait())

    try:
        text = b""
        while not text.endswith(b"}\n") or text.count(b"{") != text.count(b"}"):
            line = process.stdout.readline()
            assert line, process.communicate()
            text += line
        yield {**orjson.loads(text), "kill": kill}
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=60)
    assert [process.returncode] == (killed or [0]), log
    assert b"tl_" not in log


def _get(url: str, token: str | None = None, **more: Any) -> httpx2.Response:
    """What a server answers, as soon as it listens."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    transport = httpx2.HTTPTransport(retries=8, **more)
    with httpx2.Client(transport=transport) as client:
        return client.get(url, headers=headers)


def _post(url: str, token: str, body: dict[str, Any]) -> httpx2.Response:
    with httpx2.Client() as client:
        return client.post(url, headers={"Authorization": f"Bearer {token}"}, json=body)


def sold(home: Path, count: int = 3_000) -> None:
    """Give a home the files of a source, `shop`, of many customers."""
    folder = home / "sources"
    folder.mkdir(exist_ok=True)
    rows = (f"C-{number},Customer {number}\n" for number in range(count))
    (folder / "customers.csv").write_text("id,name\n" + "".join(rows))
    mapping = folder / "shop.map"
    mapping.write_text("source: shop\nstreams: {customers: {classes: [Customer], key: [id], fields: {name: name}}}")
    source = {"name": "shop", "connector": "files", "mapping": str(mapping), "options": {"path": str(folder)}}
    (folder / "shop.yaml").write_text(json.dumps(source))


def test_a_server_that_is_stopped_leaves_its_syncs_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    try:
        with served(home) as told:
            token = told["first_key"]["token"]
            _get(f"{told['address']}/health")
            sold(home)
            begun = _post(f"{told['address']}/sources/shop/syncs", token, {})
            assert begun.status_code == 202, begun.text
        with served(home) as told:
            where = told["address"] + begun.headers["location"]
            found = _get(where, token).json()
            assert found["status"] in ("stopped", "done")
            again = _post(f"{told['address']}/sources/shop/syncs", token, {}).headers["location"]
            while (after := _get(told["address"] + again, token).json())["status"] == "running":
                time.sleep(0.1)
        brought = [one["new"] for sync in (found, after) for one in sync["streams"]]
        assert (after["status"], sum(brought)) == ("done", 3_000)
    finally:
        stop_embedded(home / "graph")


def test_a_sync_whose_server_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    home, count = tmp_path / "home", 8_000

    def records(told: dict[str, Any]) -> int:
        return sum(int(one["records"]) for one in _get(f"{told['address']}/streams", token).json()["items"])

    try:
        with served(home) as told:
            token = told["first_key"]["token"]
            _get(f"{told['address']}/health")
            sold(home, count)
            begun = _post(f"{told['address']}/sources/shop/syncs", token, {})
            assert begun.status_code == 202, begun.text
            while not records(told):
                time.sleep(0.02)
            told["kill"]()
        with served(home) as told:
            found = _get(told["address"] + begun.headers["location"], token).json()
            assert found["status"] == "interrupted"
            before = records(told)
            assert 0 < before < count
            again = _post(f"{told['address']}/sources/shop/syncs", token, {})
            assert again.status_code == 202, again.text
            while (after := _get(told["address"] + again.headers["location"], token).json())["status"] == "running":
                time.sleep(0.1)
            (customers,) = after["streams"]
            assert (after["status"], customers["new"], records(told)) == ("done", count - before, count)
        assert Shell(home, home).json("verify")["differences"] == []
    finally:
        stop_embedded(home / "graph")


def test_a_fresh_folder_gets_its_first_key_once(tmp_path: Path, pem: tuple[Path, Path]) -> None:
    home = tmp_path / "home"
    try:
        with served(home) as told:
            token = told["first_key"]["token"]
            assert _get(f"{told['address']}/me", token).json()["roles"] == ["admin"]
            assert _get(f"{told['address']}/me").status_code == 401
            assert "server" not in _get(f"{told['address']}/health").headers
        with served(home, "--tls-cert", str(pem[0]), "--tls-key", str(pem[1])) as told:
            assert told["first_key"] is None
            assert told["address"].startswith("https://")
            trusted = ssl.create_default_context(cafile=str(pem[0]))
            assert _get(f"{told['address']}/me", token, verify=trusted).json()["name"] == "ann"
    finally:
        stop_embedded(home / "graph")


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unavailable, match="cannot listen"):
            bound(address(where))


def test_a_server_whose_port_is_taken_makes_no_key(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    with closing(bound(address("127.0.0.1:0"))) as taken:
        told = shell.fails(6, "serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert "cannot listen" in told
    assert "tl_" not in told
    assert "serving" not in told
    assert not (tmp_path / "home").exists()


def test_a_server_that_may_not_listen_does_not_open_the_graph(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home", tmp_path)
    assert "keys would be sent in the clear" in shell.fails(5, "serve", "--listen", "0.0.0.0:8321")
    assert not (tmp_path / "home").exists()
