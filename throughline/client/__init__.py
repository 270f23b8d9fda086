"""Throughline over HTTP, for agents and programs: typed, with retries that never do a thing twice.

with Client("https://graph.example.com", key) as client:
    context = client.context("desk/tickets/17", "refund", purpose="refund")
    decided = client.decide(context, question="…", options=["refund", "decline"], choice="refund", …)
"""

from __future__ import annotations

from throughline.client.errors import (
    Conflict,
    Failed,
    Invalid,
    NotFound,
    Problem,
    Refused,
    TooMany,
    Unauthorized,
    Unavailable,
    Unreachable,
)
from throughline.client.http import Patience
from throughline.client.main import Client
from throughline.client.models import Context, Decided, Drift, Explanation, Fact, Replay
from throughline.client.operating import SourceSync

__all__ = [
    "Client",
    "Conflict",
    "Context",
    "Decided",
    "Drift",
    "Explanation",
    "Fact",
    "Failed",
    "Invalid",
    "NotFound",
    "Patience",
    "Problem",
    "Refused",
    "Replay",
    "SourceSync",
    "TooMany",
    "Unauthorized",
    "Unavailable",
    "Unreachable",
]
