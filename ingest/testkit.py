"""What every connector must pass, for those who write one.

    pytest --throughline-connector desk:DeskConnector --throughline-system tests.desk:DeskSystem

or, with fixtures of your own, a class of tests:

    class TestDesk(Checks):
        @pytest.fixture
        def system(self, tmp_path): return DeskSystem(tmp_path)

`System` is what a test knows of the system that is read: how to open the connector, and how to change and break what
stands behind it; a `Gate` in front of a service lets it fall silent. Each check has a name (`CHECKS`) and a promise,
which is its docstring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import pytest

from ingest.conformance import failing, following, hiding, reading
from ingest.conformance.gate import Gate
from ingest.conformance.replica import Replica
from ingest.conformance.system import Breach, System, Waived

Check: TypeAlias = Callable[[System], None]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "asks nothing as it is made": reading.quiet,
        "rows are plain": reading.plain,
        "a read is whole": reading.whole,
        "keys are unique": reading.keyed,
        "the order is the same": reading.steady,
        "what is told is true": reading.told,
        "an unknown stream stops": reading.unknown,
        "twice is once": following.twice,
        "resumes after a kill anywhere": following.resumed,
        "the boundary is read again": following.tied,
        "what is added arrives": following.added,
        "what is changed arrives": following.changed,
        "the key sweep is whole": reading.swept,
        "what is deleted is found": following.deleted,
        "a column may come": following.widened,
        "a column may go": following.narrowed,
        "a bad row is skipped": failing.skipped,
        "silence is tried again": failing.retried,
        "silence within a read loses nothing": failing.broken,
        "a refusal stops": failing.stopped,
        "secrets are never shown": hiding.hidden,
    }
)
"""The checks by name, in the order in which it is best to mend what they find."""


class Checks:
    """The checks as tests: derive a class `Test…` from it, with a fixture `system`."""

    @pytest.mark.parametrize("check", CHECKS.values(), ids=[name.replace(" ", "-") for name in CHECKS])
    def test_connector(self, system: System, check: Check) -> None:
        """It passes the check."""
        waived = breached = ""
        try:
            check(system)
        except Waived as reason:
            waived = str(reason)
        except Breach as breach:
            breached = f"{breach}\nWhat is asked: {' '.join((check.__doc__ or '').split())}"
        if waived:
            pytest.skip(waived)
        if breached:
            pytest.fail(breached, pytrace=False)


__all__ = ["CHECKS", "Breach", "Check", "Checks", "Gate", "Replica", "System", "Waived"]
