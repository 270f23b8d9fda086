"""Writing one batch behind: in order, one at a time, and nothing that goes wrong is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ingest.behind import Behind, Relay


def test_work_runs_in_its_order_while_the_next_is_prepared() -> None:
    landed: list[int] = []
    begun = threading.Event()
    go = threading.Event()
    behind = Behind(landed.append)

    def first() -> int:
        begun.set()
        assert go.wait(10)
        return 1

    behind.give(first)
    assert begun.wait(10)
    assert landed == []
    go.set()
    behind.give(lambda: 2)
    assert landed == [1]
    behind.settle()
    behind.close()
    assert landed == [1, 2]


def test_what_failed_is_raised_where_the_next_is_given_and_the_next_is_not_begun() -> None:
    landed: list[int] = []
    behind = Behind(landed.append)

    def broken() -> int:
        raise ValueError("no room")

    behind.give(broken)
    with pytest.raises(ValueError, match="no room"):
        behind.give(lambda: 2)
    behind.settle()
    behind.close()
    assert landed == []


def relay() -> tuple[Relay[str, int], list[tuple[str, int]], list[str]]:
    """A relay, what has landed of it, and what happened in which order."""
    landed: list[tuple[str, int]] = []
    return Relay(lambda about, number: landed.append((about, number))), landed, []


def piece(happened: list[str], number: int, fails: bool = False) -> Callable[[], Callable[[], int]]:
    """How a batch begins, and with what it gives how it ends."""

    def begin() -> Callable[[], int]:
        happened.append(f"begin {number}")

        def end() -> int:
            happened.append(f"end {number}")
            if fails:
                raise ValueError(f"no room for {number}")
            return number

        return end

    return begin


def never() -> int:
    raise AssertionError("it was begun, and is not to be written")


def test_each_is_begun_before_the_one_before_it_has_ended() -> None:
    behind, landed, happened = relay()
    for number in range(3):
        behind.give(f"batch {number}", never, piece(happened, number))
    behind.settle()
    behind.close()
    assert happened == ["begin 0", "begin 1", "end 0", "begin 2", "end 1", "end 2"]
    assert landed == [("batch 0", 0), ("batch 1", 1), ("batch 2", 2)]


def test_what_cannot_be_begun_is_written_when_the_one_before_has_ended() -> None:
    behind, landed, happened = relay()

    def write() -> int:
        happened.append("write 1")
        return 1

    behind.give("batch 0", never, piece(happened, 0))
    behind.give("batch 1", write, lambda: None)
    behind.give("batch 2", never, piece(happened, 2))
    behind.settle()
    behind.close()
    assert happened == ["begin 0", "end 0", "write 1", "begin 2", "end 2"]
    assert [number for _, number in landed] == [0, 1, 2]


def test_after_one_that_failed_none_is_written_and_what_was_before_it_has_landed() -> None:
    behind, landed, happened = relay()
    behind.give("batch 0", never, piece(happened, 0))
    behind.give("batch 1", never, piece(happened, 1, fails=True))
    behind.give("batch 2", never, piece(happened, 2))
    with pytest.raises(ValueError, match="no room for 1"):
        behind.give("batch 3", never, piece(happened, 3))
    behind.settle()
    behind.close()
    assert happened == ["begin 0", "begin 1", "end 0", "begin 2", "end 1"]
    assert landed == [("batch 0", 0)]
