"""A sync in a process of its own, as a user's is: `python -m bench.child ADDRESS FOLDER SOURCE…`.

It ends with one line of JSON. FOLDER holds the sources. Told are the seconds that syncing took, the records read and
written, and the most memory that the process had.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.places import peak_of
from graph.store import Store
from ingest import sources
from ingest.sync import sync
from ontology.errors import Unavailable
from ontology.loading import load
from tests.graphs import reopen


@dataclass(frozen=True)
class Done:
    """What a sync took. `peak` is in MB."""

    seconds: float
    records: int
    written: int
    peak: int | None

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


def synced(address: str, folder: Path, names: list[str]) -> Done:
    """Sync sources in another process.

    Raises:
        Unavailable: a stream did not end well.
    """
    process = begun(address, folder, names)
    told, wrong = process.communicate()
    if process.returncode:
        raise Unavailable("the sync failed", "", wrong.splitlines()[-5:])
    return Done(**json.loads(told.splitlines()[-1]))


def begun(address: str, folder: Path, names: list[str]) -> subprocess.Popen[str]:
    """A sync that has begun in another process."""
    command = [sys.executable, "-m", "bench.child", address, str(folder), *names]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def main() -> int:
    """Sync, and tell what it took."""
    address, folder, *names = sys.argv[1:]
    engine = reopen(address)
    words = load()
    store = Store(engine, words)
    seconds, records, written = 0.0, 0, 0
    for name in names:
        job = sources.open_source(sources.get(Path(folder, "sources"), name), words, {})
        began = time.perf_counter()
        outcomes = sync(store, job)
        seconds += time.perf_counter() - began
        job.connector.close()
        for one in outcomes:
            if one.status not in ("done", "unchanged"):
                print(f"{one.source}/{one.stream}: {one.status}: {one.reason}", file=sys.stderr)
                return 1
            records += one.read
            written += one.new + one.changed + one.gone
    engine.close()
    peak = peak_of("self")
    print(json.dumps({"seconds": seconds, "records": records, "written": written, "peak": peak}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
