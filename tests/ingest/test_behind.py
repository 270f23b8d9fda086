"""Writing one batch behind: in order, one at a time, and nothing that goes wrong is lost."""

from __future__ import annotations

import threading

import pytest

from ingest.behind import Behind


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
