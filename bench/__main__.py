"""`python -m bench [NAME] [--scale N] [--engine embedded|neo4j] [--turns N] [--json]`: the benchmarks.

Without a name, all of them at a small scale. With `--json` the last line is one object: `bench`, `engine`, `scale`,
`figures`, `ratios`. Figures depend on the machine and on what else it does; ratios are measured against a rival in
the same run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import clusters, context, decide, engines, http, ingest, ledger, life, replay, resync, seal
from bench.places import ENGINES, obstacle
from bench.report import Report
from ontology.errors import ThroughlineError

BENCHES: dict[str, Callable[[str, int, int], Report]] = {
    "engines": engines.run,
    "ingest": ingest.run,
    "resync": resync.run,
    "clusters": clusters.run,
    "life": life.run,
    "context": context.run,
    "decide": decide.run,
    "ledger": ledger.run,
    "http": http.run,
    "replay": replay.run,
    "seal": seal.run,
}
SMALL = 2_000
SCALE = 10_000


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="The benchmarks.")
    parser.add_argument("name", nargs="?", choices=BENCHES, help="which one; all, at a small scale, without it")
    parser.add_argument("--scale", type=int, help=f"things of the graph (default: {SCALE:,}, or {SMALL:,} for all)")
    parser.add_argument("--engine", choices=ENGINES, help="one engine only")
    parser.add_argument("--turns", type=int, default=3, help="how often the two take turns")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    names = [asked.name] if asked.name else list(BENCHES)
    scale = asked.scale or (SCALE if asked.name else SMALL)
    for kind in [asked.engine] if asked.engine else ENGINES:
        if reason := obstacle(kind):
            print(f"{kind} is not measured: {reason}", file=sys.stderr)
            continue
        for name in names:
            try:
                report = BENCHES[name](kind, scale, asked.turns)
            except ThroughlineError as error:
                print(f"{name} on {kind}: {error}", file=sys.stderr)
                return 1
            print("\n".join(report.lines()), file=sys.stderr if asked.json else sys.stdout, flush=True)
            if asked.json:
                print(report.line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
