"""`ingest`: records a second from files and a database into the graph, against a bare driver loop.

The rival creates the same nodes and relations from memory (`bench.bare`), payloads and all. The two take turns, each on
a fresh graph of a warm engine.
"""

from __future__ import annotations

import time

from bench import bare
from bench.child import Done, synced
from bench.enterprise import SOURCES, activated, enterprise, warmed, warming
from bench.places import fresh
from bench.report import Ratio, Report, median

MEMORY = 400.0
"""MB that our process may take, at any size."""


def run(kind: str, scale: int, turns: int = 3) -> Report:
    """Measure one engine."""
    ours: list[Done] = []
    rival: list[float] = []
    steps: list[bare.Step] = []
    things, peak = 0, None
    with enterprise(scale) as folder, warming() as small:
        for _ in range(turns):
            with fresh(kind, lambda place: warmed(place, small)) as place:
                activated(place)
                ours.append(synced(place.address, folder, SOURCES))
                peak = place.peak
                if not steps:
                    things = int(place.engine.ask("MATCH (n:Thing) RETURN count(n) AS many")[0]["many"])
                    steps = bare.dump(place.engine)
            with fresh(kind, lambda place: warmed(place, small)) as place:
                began = time.perf_counter()
                bare.replay(place.engine, steps, place.engine.batch)
                rival.append(time.perf_counter() - began)
    peaks = [one.peak for one in ours if one.peak is not None]
    ours_peak = max(peaks, default=None)
    rates = [one.records / seconds for one, seconds in zip(ours, rival, strict=True)]
    return Report(
        "ingest", kind, scale,
        {
            "records": ours[0].records,
            "things": things,
            "records a second": round(median([one.rate for one in ours])),
            "bare loop, records a second": round(median(rates)),
            "our process, peak MB": ours_peak,
            "engine, peak MB": peak,
        },
        {
            "of the bare loop": Ratio(
                median([one.rate / rate for one, rate in zip(ours, rates, strict=True)]), 0.7, "higher",
                "a bare driver loop that creates the same nodes and relations from memory",
            ),
            "memory": Ratio((ours_peak or 0) / MEMORY, 1.0, "lower", f"{MEMORY:.0f} MB"),
        },
    )  # fmt: skip
