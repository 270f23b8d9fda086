"""Requests that are tried again where that is safe: reads always, what records only under its idempotency key."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from throughline.client.errors import Problem, TooMany, Unavailable, Unreachable, problem

AGAIN = (TooMany, Unavailable)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how long is waited in between.

    The pause before the second try is up to `first` seconds, before each further one up to twice as long, never longer
    than `longest`; somewhere between the half and all of it, so that many clients do not come back at once. A server
    that says when to come back (`Retry-After`) is believed, up to `longest`.
    """

    tries: int = 5
    first: float = 0.5
    longest: float = 30.0

    def __post_init__(self) -> None:
        if self.tries < 1:
            raise ValueError(f"`tries` is {self.tries}: give 1 or more")

    def pause(self, tried: int, said: str | None) -> float:
        """Seconds to wait after so many tries; `said` is what the server says of it."""
        if said is not None and said.isdecimal():
            return min(float(said), self.longest)
        longest: float = min(self.first * 2 ** (tried - 1), self.longest)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311  spreads load, keeps no secret


class Http:
    """A server and the key that is shown to it."""

    def __init__(
        self, url: str, key: str, patience: Patience, timeout: float, transport: httpx.BaseTransport | None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        headers = {"Authorization": f"Bearer {_shown(key)}", "Accept": "application/json"}
        if not url.startswith(("http://", "https://")):
            raise problem(422, {"detail": f"not an address: `{url}`", "mend": "write `http://…` or `https://…`"})
        self._client = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)
        self._patience = patience
        self._sleep = sleep

    def ask(
        self, method: str, path: str, *, params: Mapping[str, Any] | None = None, body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # fmt: skip
        """The document that answers a request. It must be safe to repeat.

        Raises:
            Problem: as the server says; `TooMany` and `Unavailable` only after the last try.
        """
        given = {name: value for name, value in (params or {}).items() if value is not None}
        for tried in range(1, self._patience.tries + 1):
            try:
                answer = self._client.request(method, path, params=given, json=body, headers=headers)
            except httpx.TransportError as error:
                found: Problem = Unreachable(
                    0, {"detail": f"the server does not answer: {error or type(error).__name__}"}
                )
                said = None
            else:
                if answer.is_success:
                    return self._document(answer)
                found, said = problem(answer.status_code, _json(answer)), answer.headers.get("Retry-After")
            if not isinstance(found, AGAIN) or tried == self._patience.tries:
                raise found
            self._sleep(self._patience.pause(tried, said))
        raise AssertionError("patience has no tries")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    @staticmethod
    def _document(answer: httpx.Response) -> Any:
        found = _json(answer)
        if found is None:
            raise problem(502, {"detail": "what answers is not Throughline", "mend": "mend the address"})
        return found


def _shown(key: str) -> str:
    """A key as it is sent, without white space around it. Raises: Invalid, which does not repeat it."""
    if not (found := key.strip()) or not found.isascii() or not found.isprintable():
        raise problem(422, {"detail": "not a key", "mend": "give one that `throughline key create` made"})
    return found


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
