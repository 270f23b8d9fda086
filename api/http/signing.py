"""Signing the ledger while a server runs: after so many leaves, or so many seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from agents.ledger.commands import Ledger
from ontology.errors import ThroughlineError

LOOK_SECONDS = 5.0
"""How often it is seen whether there is anything to sign."""

log = logging.getLogger("throughline.ledger")


class Signing:
    """A thread that signs the ledger, as it is open at each moment, and shows it to its witnesses; until closed."""

    def __init__(
        self, ledger: Callable[[], Ledger], by: str, leaves: int, seconds: float, look: float = LOOK_SECONDS
    ) -> None:
        self._ledger, self._by = ledger, by
        self._leaves, self._seconds, self._look = leaves, seconds, min(look, seconds)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="signing", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, once what is being signed is signed."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._look):
            try:
                self._sign()
            except ThroughlineError as error:
                log.warning("the ledger is not signed: %s", error)

    def _sign(self) -> None:
        ledger = self._ledger()
        if not ledger.due(self._leaves, self._seconds):
            return
        made = ledger.checkpoint(self._by)
        log.info("signed the ledger of %s leaves", made.size)
        for one in made.witnesses:
            if one.fault:
                log.warning("the witness `%s` has seen %s leaves: %s", one.name, one.size, one.fault)
