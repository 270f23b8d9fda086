"""Many at once: readers beside a writer, writers beside one another, and writers that are killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.engines.base import Engine
from graph.lease import Lease, LeaseLost
from graph.model import Key, Observation
from graph.store import Store
from ontology.errors import Conflict
from tests.graph.worlds import WORDS, customer, deleted, order, picture, present

CUSTOMERS = [Key(source, "customers", (number,)) for source in ("erp", "crm") for number in range(8)]
ORDERS = [Key("erp", "orders", (number,)) for number in range(24)]
EMAILS = ["", *(f"{letter}@x.example" for letter in "abcdef")]


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine, WORDS)


def changes(chance: random.Random, many: int) -> list[list[Observation]]:
    """Batches that merge, split, delete and bring back."""
    return [
        [
            customer(chance.choice(CUSTOMERS), chance.choice("abc"), email=chance.choice(EMAILS)),
            order(chance.choice(ORDERS), chance.choice(CUSTOMERS)),
            deleted(chance.choice(ORDERS)),
        ]
        for _ in range(many)
    ]


def once_each(batch: list[Observation]) -> list[Observation]:
    return list({one.key: one for one in batch}.values())


def together(*works: Callable[[], None]) -> None:
    """Run all of the works at once, and raise what any of them raised."""
    errors: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 (handed on below)
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_readers_beside_a_writer_never_lose_or_double_a_row(store: Store) -> None:
    with store.writer("seed") as writer:
        writer.write([customer(key, "a") for key in CUSTOMERS])
        writer.write([order(key, CUSTOMERS[place % len(CUSTOMERS)]) for place, key in enumerate(ORDERS)])
    seen: list[tuple[int, dict[str, Any]]] = []
    done = threading.Event()

    def write() -> None:
        try:
            with store.writer("changes") as writer:
                for batch in changes(random.Random(3), 60):
                    writer.write(once_each(batch))
        finally:
            done.set()

    def read() -> None:
        while not done.is_set():
            seq, _ = store.head()
            seen.append((seq, picture(store, seq)))

    together(write, read, read)
    assert len({seq for seq, _ in seen}) > 5
    settled = {seq: picture(store, seq) for seq in {seq for seq, _ in seen}}
    for seq, then in seen:
        assert then == settled[seq]


def test_two_writers_at_once_lose_nothing(store: Store) -> None:
    def write(source: str) -> Callable[[], None]:
        def work() -> None:
            with store.writer(source) as writer:
                for number in range(30):
                    key = Key(source, "customers", (number,))
                    writer.write([customer(key, f"{source} {number}", email=f"m{number}@x.example")])

        return work

    together(write("erp"), write("crm"))
    assert len(present(store)["entities"]) == 30
    assert store.head()[0] == 60
    assert store.verify() == []


def test_a_writer_whose_lease_was_taken_over_repeats_its_batch(store: Store) -> None:
    with store.writer("slow") as slow, store.writer("quick") as quick:
        slow.write([customer(CUSTOMERS[0], "a")])
        store.engine.write(lambda tx: tx.ask("MATCH (h:Head) SET h.expires = '2000-01-01'"))
        quick.write([customer(CUSTOMERS[1], "b")])
        quick.lease.release()
        assert slow.write([customer(CUSTOMERS[2], "c")]).seq == 3
    assert store.verify() == []


def test_a_stale_holder_is_fenced_inside_its_transaction(store: Store) -> None:
    stale = Lease(store.engine, "stale")
    stale.take()
    store.engine.write(lambda tx: tx.ask("MATCH (h:Head) SET h.expires = '2000-01-01'"))
    thief = Lease(store.engine, "thief")
    thief.take()
    with pytest.raises(LeaseLost):
        store.engine.write(stale.check)
    thief.release()


def test_who_waits_too_long_is_told_who_writes(store: Store) -> None:
    holder = Lease(store.engine, "the nightly sync")
    holder.take()
    with store.writer("me", patience=0.2) as writer, pytest.raises(Conflict, match="written by `the nightly sync`"):
        writer.write([customer(CUSTOMERS[0], "a")])
    holder.release()


KILLED = """
import random, sys
from graph.store import Store
from tests.graph.test_concurrency import changes, once_each
from tests.graph.worlds import WORDS
from tests.graphs import reopen

store = Store(reopen(sys.argv[1]), WORDS)
with store.writer("killed") as writer:
    for place, batch in enumerate(changes(random.Random(5), 200)):
        writer.write(once_each(batch))
        print(place, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_a_sound_graph_and_no_lease(store: Store, address: str) -> None:
    chance = random.Random(11)
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, address], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
        )
        assert process.stdout is not None
        for _ in range(chance.randint(1, 12)):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with store.writer("next", patience=10) as writer:
            writer.write([customer(CUSTOMERS[0], f"after {chance.random()}")])
        assert store.verify() == []
    with store.writer("again") as writer:
        for batch in changes(random.Random(5), 30):
            writer.write(once_each(batch))
    resumed = present(store)
    assert resumed["entities"]
    assert store.verify() == []
