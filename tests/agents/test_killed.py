"""A process that is killed while it decides leaves whole decisions, numbered without a gap, and nothing else."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from graph import decisions
from graph.engines.base import Engine
from tests.agents.world import ask, built, decided

KILLED = """
import sys
from graph.store import Store
from tests.agents.world import ask, decided, ontology
from tests.graphs import reopen

store = Store(reopen(sys.argv[1]), ontology())
for number in range(1000):
    made = decided(store, ask(store, budget=1000 + number), idempotency_key=f"{sys.argv[2]}-{number}")
    print(made.number, flush=True)
"""


def test_killed_while_deciding_leaves_whole_decisions_and_no_gap(engine: Engine, address: str) -> None:
    store = built(engine)
    chance = random.Random(7)
    told = 0
    for turn in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, address, str(turn)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
        )
        assert process.stdout is not None
        for _ in range(chance.randint(2, 8)):
            told = int(process.stdout.readline())
        time.sleep(chance.random() / 20)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    last = decided(store, ask(store), idempotency_key="after").number
    assert last > told
    for number in range(1, last + 1):
        id_ = decisions.numbered(engine, number)
        assert id_ is not None
        whole = decisions.stored(engine, id_)
        assert whole is not None
        assert len(whole.options) == len(whole.principals) == len(whole.evidence) == 2
        assert whole.context["shown"]
    (counted,) = engine.ask("MATCH (d:Decision) RETURN count(d) AS decisions")
    assert counted["decisions"] == last
    (loose,) = engine.ask("MATCH (n) WHERE (n:ProvEntity OR n:ProvActivity) AND NOT (n)--() RETURN count(n) AS nodes")
    assert loose["nodes"] == 0
    contexts = {row["id"] for row in engine.ask("MATCH (c:Context) RETURN c.id AS id")}
    assert {row["id"] for row in engine.ask("MATCH (s:ProvShown) RETURN DISTINCT s.context AS id")} == contexts
