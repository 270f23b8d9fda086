"""Each check can fail: a connector that breaks one promise fails its check, and no other."""

from __future__ import annotations

import pytest

from ingest.testkit import CHECKS, Checks, System, Waived
from tests.ingest.conformance.desk import DeskConnector, DeskSystem
from tests.ingest.conformance.hostile import HOSTILE


class TestDesk(Checks):
    """A connector that does as it should passes."""

    @pytest.fixture
    def system(self) -> System:
        return DeskSystem()


def failures(kind: type[DeskConnector]) -> set[str]:
    """The checks that a connector does not pass."""
    found = set()
    for name, check in CHECKS.items():
        system = DeskSystem(kind)
        try:
            check(system)
        except Exception:  # noqa: BLE001  whatever a hostile connector raises fails the check
            found.add(name)
        finally:
            system.close()
    return found


@pytest.mark.parametrize(("check", "kind"), HOSTILE, ids=[kind.__name__ for _, kind in HOSTILE])
def test_a_hostile_connector_fails_one_check_and_no_other(check: str, kind: type[DeskConnector]) -> None:
    assert failures(kind) == {check}


def test_every_check_has_a_hostile_connector() -> None:
    assert {check for check, _ in HOSTILE} == set(CHECKS)


class Unwritten(System):
    """A system of which nothing is written."""

    kind = DeskConnector
    stream = "tickets"
    cannot = {"tie": "the desk has no versions"}  # noqa: RUF012  as a third party writes it


def test_what_is_not_written_fails_and_says_what_to_write() -> None:
    with pytest.raises(AssertionError, match=r"`Unwritten\.delete` is not written.*Take one row away"):
        Unwritten().delete()
    with pytest.raises(Waived, match="there is no `tie`: the desk has no versions"):
        Unwritten().tie()
