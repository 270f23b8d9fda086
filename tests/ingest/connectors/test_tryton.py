"""Tryton's connector where a real one cannot be brought to it: what it is told, and answers that are odd."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from ingest.connector import Connector, Mark, Raw, Retry, Skip, Stop, find, parse_options
from ingest.connectors.tryton_rpc import Rpc
from ontology.errors import Invalid

WORD = "hunter2"
Answer = Callable[[str, list[Any]], tuple[int, Any]]


class Server(ThreadingHTTPServer):
    """Answers as it is told to."""

    answer: Answer
    asked: ClassVar[list[str]] = []


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked["method"])
        status, body = self.server.answer(asked["method"], asked["params"])
        text = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """A server that answers so; its address."""
    server = Server(("127.0.0.1", 0), Handler)
    server.answer = answer
    server.asked.clear()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def session(answer: Answer) -> Iterator[Rpc]:
    with serving(answer) as url:
        rpc = Rpc(url, "erp", "reader", lambda: WORD)
        yield rpc
        rpc.close()


def let_in(method: str, params: list[Any]) -> tuple[int, Any] | None:
    """Lets whoever comes in."""
    if method == "common.db.login":
        return 200, {"id": 1, "result": [1, "token", None]}
    return (200, {"id": 1, "result": None}) if method == "common.db.logout" else None


@pytest.mark.parametrize(
    ("status", "body", "kind", "says"),
    [
        (401, "", Stop, "does not let `reader` call `m`: give the user the right"),
        (403, "", Stop, "does not let `reader` call `m`"),
        (404, "", Stop, "has no database `erp`: mend `database`"),
        (429, "", Retry, r"not able to answer now \(status 429\)"),
        (500, "", Retry, r"not able to answer now \(status 500\)"),
        (200, "<html>", Stop, "does not answer as Tryton does"),
        (200, "[]", Stop, "does not answer as Tryton does"),
        (301, "", Stop, r"does not answer as Tryton does \(status 301\)"),
        (200, {"error": ["UserError", ["no\nway", "", None]]}, Stop, "could not do `m`: UserError no way$"),
        (200, {"error": "odd"}, Stop, "could not do `m`: o"),
    ],
)
def test_what_an_answer_means(status: int, body: Any, kind: type[Exception], says: str) -> None:
    with (
        session(lambda method, params: let_in(method, params) or (status, body)) as rpc,
        pytest.raises(kind, match=says),
    ):
        rpc.call("m")


def test_a_session_that_has_run_out_is_opened_anew_once() -> None:
    answers = iter([(200, {"result": 1}), (401, ""), (200, {"result": 2})])
    with session(lambda method, params: let_in(method, params) or next(answers)) as rpc:
        assert (rpc.call("m"), rpc.call("m")) == (1, 2)
        assert Server.asked == ["common.db.login", "m", "m", "common.db.login", "m"]


def test_who_was_refused_does_not_try_again() -> None:
    with session(lambda method, params: (401, "")) as rpc:
        for _ in range(3):
            with pytest.raises(Stop, match="refuses the user `reader`"):
                rpc.call("m")
        assert Server.asked == ["common.db.login"]


def test_who_needs_more_than_a_password_is_told() -> None:
    with (
        session(lambda method, params: (200, {"result": None})) as rpc,
        pytest.raises(Stop, match="more than a password"),
    ):
        rpc.call("m")


def test_values_keep_their_types_and_digits() -> None:
    body = (
        '{"result": [1.10, {"__class__": "Decimal", "decimal": "2.50"}, {"__class__": "date", "year": 2026, "month": 2,'
        '"day": 1}, {"__class__": "datetime", "year": 2026, "month": 2, "day": 1, "hour": 3, "minute": 4, "second": 5, '
        '"microsecond": 6}, {"__class__": "bytes", "base64": "AA=="}, {"__class__": "timedelta", "seconds": 1.5}]}'
    )
    with session(lambda method, params: let_in(method, params) or (200, body)) as rpc:
        found = rpc.call("m", datetime(2026, 1, 1, tzinfo=UTC))
    assert [str(one) for one in found] == [
        "1.10", "2.50", "2026-02-01", "2026-02-01 03:04:05.000006+00:00", "b'\\x00'", "0:00:01.500000",
    ]  # fmt: skip


def parties(answers: dict[str, Callable[[list[Any]], Any]]) -> Answer:
    """A server that has parties, whose methods answer so."""

    def answer(method: str, params: list[Any]) -> tuple[int, Any]:
        name = method.removeprefix("model.party.party.")
        if name in answers:
            found = answers[name](params)
            return 200, found if isinstance(found, dict) else {"result": found}
        if method == "model.res.user.get_preferences":
            return 200, {"result": {"company": 1}}
        if name == "fields_get":
            return 200, {
                "result": {
                    "id": {"type": "integer"},
                    "name": {"type": "char"},
                    "last_modified_at": {"type": "timestamp"},
                }
            }
        return let_in(method, params) or (200, {"error": ["KeyError", ["no such thing"]]})

    return answer


def tryton(url: str, **more: Any) -> Connector:
    kind = find("tryton")
    options = {
        "url": url,
        "database": "erp",
        "user": "reader",
        "password": {"env": "ERP"},
        "streams": "parties",
        **more,
    }
    return kind(parse_options(kind, options), {"ERP": WORD})


def page(params: list[Any], *ids: int) -> list[int]:
    """Those ids that a search asks for."""
    (after,) = (one[2] for one in params[0] if one[:2] == ["id", ">"])
    return [id_ for id_ in ids if id_ > after]


def test_a_row_that_cannot_be_read_is_skipped_and_a_value_of_an_unknown_class_as_well() -> None:
    fault = {"error": ["ValueError", ["bad day"]]}

    def search(params: list[Any]) -> Any:
        return page(params, 1, 2, 3)

    def read(params: list[Any]) -> Any:
        name = {"__class__": "Colour"} if params[0] == [3] else "Ann"
        return fault if params[0] == [2] else [{"id": params[0][0], "name": name}]

    def search_read(params: list[Any]) -> Any:
        return (
            []
            if params[5:] == [["last_modified_at"]] or params[4] == ["last_modified_at"]
            else fault
            if search(params)
            else []
        )

    with serving(parties({"search": search, "read": read, "search_read": search_read})) as url:
        one, bad, odd, mark = tryton(url).read("parties", None)
    assert isinstance(one, Raw)
    assert one.data == {"id": 1, "name": "Ann"}
    assert isinstance(bad, Skip)
    assert "could not do `model.party.party.read`: ValueError bad day" in str(bad)
    assert (bad.position, bad.cursor["after"]) == ("parties, id=2", 2)
    assert isinstance(odd, Skip)
    assert str(odd) == "column `name`: values of the class `Colour` are not understood"
    assert isinstance(mark, Mark)


def test_when_no_row_can_be_read_it_stops() -> None:
    fault = {"error": ["ValueError", ["bad day"]]}
    answers: dict[str, Callable[[list[Any]], Any]] = {
        "search": lambda params: page(params, 1, 2),
        "read": lambda params: fault,
        "search_read": lambda params: [] if params[4] == ["last_modified_at"] else fault,
    }
    with serving(parties(answers)) as url, pytest.raises(Stop, match="bad day"):
        list(tryton(url).read("parties", None))


def test_a_row_that_cannot_be_read_does_not_stop_the_stream_when_it_is_alone() -> None:
    fault = {"error": ["ValueError", ["bad day"]]}
    fine = (["last_modified_at"], [["last_modified_at"]])
    answers: dict[str, Callable[[list[Any]], Any]] = {
        "search": lambda params: page(params, 7),
        "read": lambda params: fault,
        "search_read": lambda params: (
            [] if params[4] in fine or ["id", "=", -1] in params[0] else fault if page(params, 7) else []
        ),
    }
    with serving(parties(answers)) as url:
        bad, mark = tryton(url).read("parties", None)
    assert isinstance(bad, Skip)
    assert bad.position == "parties, id=7"
    assert isinstance(mark, Mark)


def test_modules_and_fields_that_a_server_has_not_are_told() -> None:
    with serving(parties({})) as url:
        assert [column.name for column in tryton(url).stream("parties").columns] == ["id", "name", "last_modified_at"]
        with pytest.raises(Stop, match=r"this Tryton has no `sale\.sale`: activate its module"):
            tryton(url, streams="sales").streams()
        with pytest.raises(Stop, match=r"`party\.party` has no field `nane`: did you mean `name`"):
            tryton(url, fields={"parties": "nane"}).streams()
        with pytest.raises(Stop, match="no stream `party`"):
            tryton(url).stream("party")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"url": "ftp://erp"}, "not an address"),
        ({"url": "http://"}, "not an address"),
        ({"url": f"https://me:{WORD}@erp"}, "a password in the address would be stored"),
        ({"url": "https://erp?x=1"}, "without `?` and `#`"),
        ({"url": "http://erp.example.com"}, "would cross the network unencrypted: use https, or say `plain=yes`"),
        ({"database": "erp/x"}, "`database`"),
        ({"password": WORD}, "never what it is"),
        ({"streams": "partys"}, "no stream `partys`: did you mean `parties`?"),
        ({"fields": {"sails": "x"}}, "no stream `sails`: did you mean `sales`?"),
        ({"look_back": "soon"}, "not a length of time"),
    ],
)
def test_options_that_cannot_be_right_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid) as told:
        tryton(**{"url": "https://erp.example.com", **options})
    assert says in str(told.value)
    assert WORD not in str(told.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000/", "https://erp.example.com/"]
)
def test_passwords_may_be_sent_where_nobody_reads_them(url: str) -> None:
    tryton(url)
    tryton("http://erp.example.com", plain="yes")
