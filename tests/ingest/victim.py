"""A process that syncs, and is killed after so many rows: `python -m tests.ingest.victim FOLDER ROWS ADDRESS`."""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from graph.store import Store
from ingest.sources import configure, open_source
from ingest.sync import sync
from tests.graphs import reopen
from tests.ingest.words import words


def main(folder: str, rows: str, address: str) -> None:
    engine = reopen(address)
    engine.batch = 3
    source = configure("shop", "files", Path(folder) / "shop.yaml", {"path": folder})
    asked = count()

    def stop() -> bool:
        if next(asked) >= int(rows):
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    sync(Store(engine, words()), open_source(source, words(), {}), stop=stop, wait=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
