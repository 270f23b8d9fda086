"""`clusters`: the things that identity by rule alone makes of the sample enterprise, against the truth about it."""

from __future__ import annotations

from bench.child import synced
from bench.enterprise import SOURCES, activated, enterprise
from bench.places import fresh
from bench.report import Ratio, Report
from graph.store import Store
from ingest.sample.score import score
from ontology.loading import load


def run(kind: str, scale: int, turns: int = 1) -> Report:
    """Measure one engine; every turn would give the same."""
    with enterprise(scale) as folder, fresh(kind) as place:
        activated(place)
        synced(place.address, folder, SOURCES)
        found = score(Store(place.engine, load()), folder)
    figures: dict[str, float | int | None] = {
        "records": found.records,
        "pairs, precision": round(found.pairs.precision, 5),
        "pairs, recall": round(found.pairs.recall, 5),
        "B-cubed, precision": round(found.cubed.precision, 5),
        "B-cubed, recall": round(found.cubed.recall, 5),
    }
    for name, (planted, right) in found.troubles.items():
        figures[f"{name}: of {planted} as it should be"] = right
    return Report(
        "clusters", kind, scale, figures, {"precision": Ratio(found.pairs.precision, 0.999, "higher", "the truth")}
    )
