"""A server of its own over a graph: `python -m bench.server ADDRESS HOME PORT`, with no limit to what is asked."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from api.http.app import create
from api.http.serving import address, bound, run
from api.settings import Settings
from api.wiring import Wired
from graph.store import Store
from ontology.loading import load
from tests.graphs import reopen


def main() -> None:
    """Serve until told to stop."""
    graph, home, port = sys.argv[1:]
    engine = reopen(graph)
    wired = Wired(Settings(home=Path(home), user="bench"), engine, Store(engine, load()))
    where = address(f"127.0.0.1:{port}")
    with closing(bound(where)) as listening:
        run(create(wired, rate=0), where, listening)
    engine.close()


if __name__ == "__main__":
    main()
