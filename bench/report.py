"""What a benchmark found, as one line of JSON and as lines for people."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

import orjson


@dataclass(frozen=True)
class Ratio:
    """A figure held against a rival that was measured in the same run: the median of several turns."""

    value: float
    goal: float
    better: Literal["higher", "lower"]
    rival: str

    @property
    def reached(self) -> bool:
        return self.value >= self.goal if self.better == "higher" else self.value <= self.goal


@dataclass(frozen=True)
class Report:
    """What one benchmark found on one engine. `scale` is the size that was asked for, in things of the graph."""

    bench: str
    engine: str
    scale: int
    figures: dict[str, float | int | None] = field(default_factory=dict)
    ratios: dict[str, Ratio] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The one line of JSON."""
        return orjson.dumps(asdict(self)).decode()

    def lines(self) -> list[str]:
        """The report for people."""
        told = [f"{self.bench}, {self.engine}, {self.scale:,} things"]
        told += [f"  {name:32} {_shown(value):>14}" for name, value in self.figures.items()]
        for name, one in self.ratios.items():
            sign, verdict = ("≥" if one.better == "higher" else "≤"), ("reached" if one.reached else "MISSED")
            told.append(
                f"  {name:32} {_shown(one.value):>14}   goal {sign} {one.goal:g}, {verdict}; against {one.rival}"
            )
        return told


def median(values: Sequence[float], digits: int = 3) -> float:
    """The median, rounded."""
    return round(statistics.median(values), digits)


def _shown(value: float | int | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
