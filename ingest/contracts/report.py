"""What a sync found of its stream's contract: breaches and changes in words, and figures for the syncs after it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import orjson

from ingest.contracts import profile as profiles
from ingest.contracts.contract import Breakage
from ingest.contracts.profile import Profile

Gate = Literal["volume", "refused", "freshness", "nulls", "types", "values", "psi", "awaiting", "schema"]


@dataclass(frozen=True, slots=True)
class Breach:
    """What a gate found: the figures in words. `accepted`: somebody said that it is to be taken as it is."""

    gate: Gate
    says: str
    column: str | None = None
    accepted: bool = False

    def __str__(self) -> str:
        return f"{self.gate}: {self.says}"


@dataclass(frozen=True, slots=True)
class Change:
    """How rows differ from what their contract says of a column, in how many rows, with examples that may be shown."""

    kind: Breakage | Literal["renamed"]
    column: str
    expected: str
    found: str
    rows: int
    examples: tuple[str, ...] = ()
    advice: str = ""

    def __str__(self) -> str:
        named = f" ({', '.join(f'`{one}`' for one in self.examples)})" if self.examples else ""
        rows = f" in {self.rows} row{'' if self.rows == 1 else 's'}" if self.rows else ""
        advice = f"; {self.advice}" if self.advice else ""
        return f"column `{self.column}` {self.kind}: expected {self.expected}, found {self.found}{rows}{named}{advice}"


@dataclass(frozen=True, slots=True)
class Report:
    """What is stored with a sync. `rows` are those of the whole reading, of which `profile` may know only some."""

    contract: str
    mode: str
    rows: int
    full: bool
    newest: str | None = None
    breaches: tuple[Breach, ...] = ()
    changes: tuple[Change, ...] = ()
    nulls: Mapping[str, float] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The report as it is stored; what a row holds that is no character is a `?` in it."""
        told = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return told.encode("utf-8", "replace").decode()


def parse(text: str) -> Report:
    """The report of that text."""
    found = orjson.loads(text)
    found["breaches"] = tuple(Breach(**one) for one in found["breaches"])
    found["changes"] = tuple(Change(**{**one, "examples": tuple(one["examples"])}) for one in found["changes"])
    return Report(**found)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier sync of a stream: how it ended, how many rows it had, and its report, if it made one."""

    sync: Mapping[str, Any]
    report: Report | None

    @property
    def complete(self) -> bool:
        return bool(self.sync["status"] == "done")

    @property
    def rows(self) -> int:
        return self.report.rows if self.report else int(self.sync["read"])

    def like(self, full: bool) -> bool:
        """Whether it read rows to the stream's end, of all of it or of its changes, as is asked."""
        return self.complete and self.rows > 0 and (self.report.full if self.report else full) == full


def past(row: Mapping[str, Any]) -> Past:
    """The past of a stored sync."""
    kept = {name: value for name, value in row.items() if name != "quality"}
    return Past(kept, parse(row["quality"]) if row.get("quality") else None)


def baseline(history: Sequence[Past], full: bool, many: int) -> Profile:
    """What the rows of the latest syncs of a kind were like, together."""
    found = Profile()
    for one in [one for one in history if one.like(full) and one.report and one.report.profile][:many]:
        assert one.report is not None
        found.merge(profiles.parse(one.report.profile))
    return found
