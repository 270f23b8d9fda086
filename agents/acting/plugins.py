"""The ways to act that come with Throughline: a call over HTTP, a record in the graph, and a command."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

import orjson
from pydantic import Field

from agents.acting.plugin import ActionPlugin, Done, Failed, Options, Order, Retry, Unclear
from ingest.secrets import Secret
from ontology.digest import canonical

LONGEST = 500
"""How many characters of what another system tells are kept."""


class HttpOptions(Options):
    """Where an order is sent. `token` is sent as a bearer token; `honours_keys` is what the receiver promises."""

    url: str = Field(pattern=r"^https?://")
    method: Literal["POST", "PUT", "PATCH"] = "POST"
    honours_keys: bool = True
    token: Secret | None = None
    timeout: float = Field(30.0, gt=0)


class Http(ActionPlugin):
    """Sends an order as JSON, with its key in the header `Idempotency-Key`."""

    options_type = HttpOptions

    def __init__(self, options: HttpOptions, environ: Mapping[str, str]) -> None:
        self._options, self._environ = options, environ

    @property
    def honours_keys(self) -> bool:
        return self._options.honours_keys

    def act(self, order: Order) -> Done:
        """See `ActionPlugin.act`."""
        import httpx

        said = self._options
        headers = {"Idempotency-Key": order.key, "Content-Type": "application/json"}
        if said.token is not None:
            headers["Authorization"] = f"Bearer {said.token.reveal(self._environ)}"
        try:
            answer = httpx.request(
                said.method, said.url, content=canonical(asdict(order)), headers=headers, timeout=said.timeout
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Retry(f"it cannot be reached: {error}") from error
        except httpx.HTTPError as error:
            raise Unclear(f"the answer was lost: {error or type(error).__name__}") from error
        return _answered(answer.status_code, answer.text)


def _answered(status: int, text: str) -> Done:
    told = f"status {status}: {text[:LONGEST]}" if text else f"status {status}"
    if 200 <= status < 300:
        return Done(told, _reference(text))
    if status in (408, 425, 429, 503):
        raise Retry(told)
    if status >= 500 or status < 400:
        raise Unclear(told)
    raise Failed(told)


class NoOptions(Options):
    """There are none."""


class Record(ActionPlugin):
    """Does nothing beyond the graph: that the decision was carried out is recorded, and others read it there."""

    options_type = NoOptions

    def __init__(self, options: NoOptions, environ: Mapping[str, str]) -> None:
        pass

    @property
    def honours_keys(self) -> bool:
        return True

    def act(self, order: Order) -> Done:
        """See `ActionPlugin.act`."""
        return Done("recorded")


class CommandOptions(Options):
    """A program and its arguments; it gets the order as JSON on its standard input."""

    command: list[str] = Field(min_length=1)
    honours_keys: bool = False
    timeout: float = Field(60.0, gt=0)


class Command(ActionPlugin):
    """Runs a program: 0 is done, 75 is to be tried again, anything else has failed."""

    options_type = CommandOptions

    def __init__(self, options: CommandOptions, environ: Mapping[str, str]) -> None:
        self._options = options

    @property
    def honours_keys(self) -> bool:
        return self._options.honours_keys

    def act(self, order: Order) -> Done:
        """See `ActionPlugin.act`."""
        said = self._options
        try:
            done = subprocess.run(
                said.command, input=canonical(asdict(order)), capture_output=True, timeout=said.timeout, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Unclear(f"it did not end within {said.timeout:g} s") from error
        except OSError as error:
            raise Failed(f"it cannot be run: {error}") from error
        told = (done.stdout or done.stderr).decode(errors="replace").strip()[:LONGEST]
        if done.returncode == 0:
            return Done(told or "done", _reference(told))
        if done.returncode < 0:
            raise Unclear(f"it was ended by signal {-done.returncode}")
        raise (Retry if done.returncode == 75 else Failed)(told or f"exit code {done.returncode}")


def _reference(text: str) -> str | None:
    """What an answer calls what was done: `reference` or `id` of a JSON object."""
    try:
        said: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    found = said.get("reference", said.get("id")) if isinstance(said, dict) else None
    return str(found)[:LONGEST] if found is not None else None
