"""The client: what agents do, and what auditors ask, as methods."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx

from throughline.client.http import Http, Patience
from throughline.client.lists import Brief, Hit, Made, Page
from throughline.client.models import (
    Context,
    Decided,
    Drift,
    Explanation,
    Impact,
    Me,
    Replay,
)
from throughline.client.operating import SourceSync, Waited
from throughline.client.rulings import Model

M = TypeVar("M", bound=Model)
Option = str | Mapping[str, str]


class Client:
    """One server, as the principal whose key is shown.

    Every method may raise a `Problem`. What is tried again (a busy or absent server, a lost connection) is said by
    `patience`; `timeout` is in seconds. `transport` takes the place of the network.
    """

    def __init__(
        self, url: str, key: str, *, patience: Patience | None = None, timeout: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
        self._http = Http(url, key, patience or Patience(), timeout, transport)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def me(self) -> Me:
        """The principal whose key is shown."""
        return self._get(Me, "/me")

    def context(
        self, subject: str, action: str, *, purpose: str, as_of: int | str | None = None, at: str | None = None,
        budget: int | None = None,
    ) -> Context:  # fmt: skip
        """What must be known of a subject (an id, a key or a name) before an action. Nothing is written."""
        wanted = {"subject": subject, "action": action, "purpose": purpose, "as_of": as_of, "at": at, "budget": budget}
        body = {name: value for name, value in wanted.items() if value is not None}
        return Context.model_validate(self._http.ask("POST", "/contexts", body=body))

    def decide(
        self, context: Context | str, *, question: str, options: Sequence[Option], choice: str, because: str,
        confidence: str, action: Mapping[str, Any], cites: Sequence[int | str], on_behalf_of: str | None = None,
        idempotency_key: str | None = None, case_id: str | None = None, revises: str | None = None,
        agent_version: str | None = None, agent_model: str | None = None,
    ) -> Decided:  # fmt: skip
        """Record a decision on the ground of a context, once however often it is tried.

        The agent is the principal whose key is shown. One `idempotency_key` is one decision: give one of your own (a
        ticket's number) where this program may be started again; without one, one is made for this call alone.
        """
        wanted = {
            "context_id": context if isinstance(context, str) else context.id,
            "question": question,
            "options": [one if isinstance(one, str) else dict(one) for one in options],
            "choice": choice,
            "because": because,
            "confidence": confidence,
            "action": dict(action),
            "cites": list(cites),
            "on_behalf_of": on_behalf_of,
            "case_id": case_id,
            "revises": revises,
            "agent_version": agent_version,
            "agent_model": agent_model,
        }
        body = {name: value for name, value in wanted.items() if value is not None}
        headers = {"Idempotency-Key": idempotency_key or uuid4().hex}
        return Decided.model_validate(self._http.ask("POST", "/decisions", body=body, headers=headers))

    def why(self, decision: int | str, *, as_of: int | str | None = None) -> Explanation:
        """Why it was decided, down to the fields of records."""
        return self._get(Explanation, f"/decisions/{_part(decision)}/why", as_of=as_of)

    def trace(self, decision: int | str, *, as_of: int | str | None = None) -> Explanation:
        """All that a decision was made from, down to syncs and sources."""
        return self._get(Explanation, f"/decisions/{_part(decision)}/trace", as_of=as_of)

    def drift(self, decision: int | str, *, as_of: int | str | None = None, at: str | None = None) -> Drift:
        """What a decision rests on and no longer is as it was: ask again just before acting."""
        return self._get(Drift, f"/decisions/{_part(decision)}/drift", as_of=as_of, at=at)

    def replay(self, decision: int | str, *, as_of: int | str | None = None, today: bool = False) -> Replay:
        """Whether what a decision was shown can be shown again, the same to the byte, and is judged the same."""
        return self._get(Replay, f"/decisions/{_part(decision)}/replay", as_of=as_of, today=today or None)

    def impact(
        self, subject: str, *, limit: int | None = None, as_of: int | str | None = None, at: str | None = None
    ) -> Impact:
        """The decisions that rest on a thing, a record or a field of it (`KEY#field`)."""
        return self._get(Impact, "/impact", subject=subject, limit=limit, as_of=as_of, at=at)

    def entities(
        self, cls: str | None = None, *, as_of: int | str | None = None, at: str | None = None
    ) -> Iterator[Brief]:
        """The things of a class and of all that are kinds of it, or all there are."""
        return self.items("/entities", Brief, **{"class": cls, "as_of": as_of, "at": at})

    def search(
        self, words: str, cls: str | None = None, *, as_of: int | str | None = None, at: str | None = None
    ) -> Iterator[Hit]:
        """The things of which a record holds all the words, the nearest first."""
        return self.items("/search", Hit, **{"words": words, "class": cls, "as_of": as_of, "at": at})

    def decisions(
        self, *, subject: str | None = None, agent: str | None = None, action: str | None = None,
        case: str | None = None, status: str | None = None, since: str | None = None, until: str | None = None,
        as_of: int | str | None = None,
    ) -> Iterator[Made]:  # fmt: skip
        """The decisions that fit, newest first."""
        sought = {"subject": subject, "agent": agent, "action": action, "case": case, "status": status}
        return self.items("/decisions", Made, **sought, since=since, until=until, as_of=as_of)

    def start_sync(
        self, source: str, *, streams: Sequence[str] = (), dry_run: bool = False, deletes: bool = False,
        breaches: bool = False, idempotency_key: str | None = None,
    ) -> SourceSync:  # fmt: skip
        """Begin to sync a source, once however often it is tried; `sync` and `finished` tell what becomes of it.

        `deletes` believes whatever is missing, `breaches` takes what breaches the contracts. Give an `idempotency_key`
        of your own (a day) where this program may be started again.
        """
        body = {"streams": list(streams), "dry_run": dry_run, "deletes": deletes, "breaches": breaches}
        headers = {"Idempotency-Key": idempotency_key or uuid4().hex}
        found = self._http.ask("POST", f"/sources/{_part(source)}/syncs", body=body, headers=headers)
        return SourceSync.model_validate(found)

    def sync(self, source: str, id: str) -> SourceSync:
        """A sync of a source: where it is, or how it ended."""
        return self._get(SourceSync, f"/sources/{_part(source)}/syncs/{_part(id)}")

    def finished(self, begun: SourceSync, *, every: float = 1.0) -> SourceSync:
        """A sync of a source when it has ended; it is asked after again and again, `every` so many seconds."""
        while begun.status == "running":
            time.sleep(every)
            begun = self.sync(begun.source, begun.id)
        return begun

    def waiting(self, source: str | None = None, stream: str | None = None) -> Iterator[Waited]:
        """What records refer to in vain, the most awaited first."""
        return self.items("/waiting", Waited, source=source, stream=stream)

    def pages(self, path: str, kind: type[M], **params: Any) -> Iterator[Page[M]]:
        """The pages of a list, all of them as of the first one: `pages("/entities", Brief, limit=100)`."""
        asked, cursor = dict(params), None
        while True:
            page = Page[kind].model_validate(  # type: ignore[valid-type]
                self._http.ask("GET", path, params={**asked, "cursor": cursor})
            )
            yield page
            if page.next is None:
                return
            cursor = page.next

    def items(self, path: str, kind: type[M], **params: Any) -> Iterator[M]:
        """The items of a list, page after page, all of them as of the first page."""
        for page in self.pages(path, kind, **params):
            yield from page.items

    def _get(self, kind: type[M], path: str, **params: Any) -> M:
        return kind.model_validate(self._http.ask("GET", path, params=params))


def _part(value: int | str) -> str:
    """A part of a path."""
    return quote(str(value), safe="")
