"""Tickets of django-helpdesk, over its REST API: all of them each time, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import httpx
from pydantic import AfterValidator, Field

from ingest.connector import Connector, Data, Item, Options, Raw, Retry, Stop, StreamInfo
from ingest.connectors.address import address
from ingest.secrets import Secret

STREAM = StreamInfo("tickets", primary_key=("id",))


class HelpdeskOptions(Options):
    """Where the helpdesk is, and who of its staff reads there. `page`: tickets asked for at once."""

    url: Annotated[str, AfterValidator(address)]
    user: str
    password: Secret
    page: int = Field(default=100, ge=1, le=1000)


class HelpdeskConnector(Connector):
    """A helpdesk. Its API tells of no changes, so every read gives all tickets, in the order of their ids."""

    options_type = HelpdeskOptions

    def __init__(self, options: HelpdeskOptions, environ: Mapping[str, str]) -> None:
        self._options = options
        self._environ = environ
        self._client: httpx.Client | None = None

    def check(self) -> None:
        self._page(1)

    def streams(self) -> Sequence[StreamInfo]:
        return [STREAM]

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        self.stream(stream)
        begun = cursor or {"page": 1, "after": 0}
        for number, tickets in self._pages(begun["page"]):
            for ticket in tickets:
                if ticket["id"] > begun["after"]:
                    begun = {"page": number, "after": ticket["id"]}
                    yield Raw(ticket, begun, f"ticket {ticket['id']}")

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Data | None]:
        for _, tickets in self._pages(1):
            yield from tickets

    def count(self, stream: str, cursor: Any) -> int | None:
        return int(self._page(1)["count"]) if cursor is None else None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def _pages(self, number: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """The pages from one on. A ticket that is deleted moves those after it to the page before."""
        there = 0
        while True:
            found = self._page(number)
            if found["count"] < there:
                raise Retry("tickets were deleted while they were read")
            there = found["count"]
            yield number, found["results"]
            if found["next"] is None:
                return
            number += 1

    def _page(self, number: int) -> dict[str, Any]:
        if self._client is None:
            password = self._options.password.reveal(self._environ)
            self._client = httpx.Client(auth=(self._options.user, password), timeout=30)
        asked = {"page": number, "page_size": self._options.page}
        try:
            answer = self._client.get(f"{self._options.url}/helpdesk/api/tickets/", params=asked)
        except httpx.TransportError as error:
            raise Retry(f"`{self._options.url}` does not answer: {error}") from error
        if answer.status_code in {401, 403}:
            raise Stop(f"`{self._options.url}` refuses `{self._options.user}`", "the user must be staff")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Retry(f"`{self._options.url}` is not able to answer now (status {answer.status_code})")
        if answer.status_code == 404 and number > 1:
            raise Retry("tickets were deleted while they were read")
        if not (answer.is_success and answer.headers.get("content-type", "").startswith("application/json")):
            raise Stop(f"`{self._options.url}` is no helpdesk (status {answer.status_code})", "mend the address")
        return dict(answer.json())
