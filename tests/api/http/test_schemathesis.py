"""The whole API, fed with what its own document admits and with what it does not: no defect, nothing undocumented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import schemathesis
from schemathesis.config import SchemathesisConfig
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.app import create
from api.wiring import Wired
from tests.api.http.house import House

if TYPE_CHECKING:
    from schemathesis import Case

EXAMPLES = 15
"""Requests that are made up for each endpoint, beside those that its examples and the edges of its schema give."""

CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": 20260301,
        "generation": {"deterministic": True, "max-examples": EXAMPLES},
        "checks": {"positive_data_acceptance": {"enabled": False}},
        "suppress-health-check": ["all"],
    }
)
"""What is right by its form may still name what is not there: that is refused as documented, and no mistake."""


class Switch:
    """The app that is tested: what is asked is made up once, and asked of both engines."""

    def __init__(self) -> None:
        self.app: ASGIApp = create(cast(Wired, None))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


switch = Switch()
schema = schemathesis.openapi.from_asgi("/openapi.json", switch, config=CONFIG)


@schema.parametrize()
def test_the_api_answers_as_its_document_says(case: Case[Any], shared: House) -> None:
    switch.app = shared.app
    case.call_and_validate(headers={"Authorization": f"Bearer {shared.keys['root']}"})
