"""The words that names, places and texts are made of, by country."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Country:
    """A country's words. A city is its name and postal code; `office` and `mobile` are what numbers begin with, and
    how many digits follow; `trunk` stands before a number that is dialled within the country; `legal` are forms of
    companies, each spelled in two ways; `roles` are the names of mailboxes that several read."""

    code: str
    dial: str
    trunk: str
    office: tuple[str, int]
    mobile: tuple[str, int]
    given: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    trades: tuple[str, ...]
    legal: tuple[tuple[str, str], ...]
    sons: str
    roles: tuple[str, ...]


def _country(code: str, body: dict[str, Any]) -> Country:
    values: dict[str, Any] = {"code": code, "streets": tuple(body["streets"])}
    for name in ("given", "family", "trades", "roles"):
        values[name] = tuple(body[name].split())
    for name in ("cities", "legal"):
        values[name] = tuple(tuple(pair) for pair in body[name])
    for name in ("office", "mobile"):
        values[name] = tuple(body[name])
    for name in ("dial", "trunk", "sons"):
        values[name] = body[name]
    return Country(**values)


_body = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8"))

COUNTRIES = tuple(_country(code, body) for code, body in _body["countries"].items())
SYLLABLES: tuple[str, ...] = tuple(_body["syllables"].split())
"""What made-up brands are made of: 36, so that four give 1,679,616 of them."""
SEGMENTS: tuple[str, ...] = tuple(_body["segments"].split())
GOODS: tuple[str, ...] = tuple(_body["goods"].split())
TRAITS: tuple[str, ...] = tuple(_body["traits"].split())
HEADINGS: tuple[str, ...] = tuple(_body["headings"].split())
TITLES: tuple[str, ...] = tuple(_body["titles"].split())
CARRIERS: tuple[str, ...] = tuple(_body["carriers"].split())
SUBJECTS: tuple[str, ...] = tuple(_body["subjects"])
REPLIES: tuple[str, ...] = tuple(_body["replies"])
CALLS: tuple[str, ...] = tuple(_body["calls"])
