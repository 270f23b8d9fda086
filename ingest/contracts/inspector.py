"""Inspectors: one pass over a stream held against its contract, row by row and before every batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from graph.clock import instant, stamp
from graph.model import Key, Observation
from ingest.cleaners import Unclean
from ingest.contracts import gates
from ingest.contracts.changes import Tally, changes
from ingest.contracts.contract import NONE, NOT_UNIQUE, Broken, Contract, broken_row
from ingest.contracts.profile import Profile
from ingest.contracts.report import Breach, Change, Past, Report, baseline
from ingest.contracts.values import empty, kind_of, reader, stands
from ingest.seen import Seen
from ingest.stopping import Halt
from ontology.digest import canonical

There = Callable[[Sequence[str]], set[str]]
"""Which of some targets of references are there."""


def _nowhere(keys: Sequence[str]) -> set[str]:
    return set()


class Inspector:
    """Holds the rows of one stream against its contract. Where there is none it lets everything pass.

    `history` are earlier syncs, newest first; `accept` takes what breaches the contract, and notes that it did.
    """

    def __init__(
        self,
        name: str = "",
        contract: Contract = NONE,
        history: Sequence[Past] = (),
        now: str = "",
        accept: bool = False,
        there: There = _nowhere,
    ) -> None:
        self._name = name
        self._contract = contract
        self._history = history
        self._now: datetime | None = instant(now) if now else None
        self._accept = accept
        self._there = there
        self._breaches: dict[tuple[str, str | None], Breach] = {}
        self._unique = Seen() if contract.spec and contract.spec.unique else None
        self._fresh = contract.spec.gates.freshness if contract.spec else None
        self._moments = {kind: reader(kind, self._formats(), contract.home) for kind in ("date", "datetime")}
        self._known: tuple[str, ...] = ()
        self._full = True
        self._base = Profile()
        self._whole, self._batch, self._tally = self._profile(), self._profile(), Tally()
        self._rows = self.broken = self._turned = 0
        self._newest: str | None = None

    def open(self, known: tuple[str, ...], full: bool, fresh: bool) -> None:
        """Begin to read: `known` columns, all of the stream or its changes, from the start or where it was left.

        Raises:
            Halt: the columns are not those of a contract that is frozen.
        """
        if not self._contract.declared:
            return
        self._known, self._full = known, full
        if fresh:
            self._begin()
        self._base = baseline(self._history, full, gates.LATEST)
        if self._contract.mode == "freeze" and known:
            self._schema()

    def note(self, data: Mapping[str, Any], position: str = "") -> None:
        """Look at a row that was handled before."""
        if self._contract.declared:
            self._look(data)
            self._double(data, position)

    def row(self, data: Mapping[str, Any], position: str, key_of: Callable[[Mapping[str, Any]], Key]) -> None:
        """Hold a row against the contract.

        Raises:
            ContractBroken: it is to be kept aside.
            Halt: it breaks a contract that is frozen.
        """
        if not self._contract.declared:
            return
        self._look(data)
        broken = [*self._contract.held_against(data), *self._double(data, position)]
        if not broken:
            return
        self._tally.add(broken)
        self.broken += 1
        self._turned += 1
        if self._contract.mode == "freeze" and ("schema", None) not in self._breaches:
            self._schema(f"{position}: {broken[0]}")
        if self._contract.mode == "quarantine":
            raise broken_row(broken, data, key_of)

    def before_write(self, observations: Sequence[Observation], settle: Callable[[], object] = lambda: None) -> None:
        """Look at a batch before it is written. `settle` waits until the batches before it are.

        Raises:
            Halt: a gate is breached; the batch is not to be written.
        """
        if not self._contract.declared:
            return
        batch = self._batch
        found = [
            *gates.nulls(self._contract, batch, whole=False),
            *gates.refused(self._contract, batch.rows, self._turned),
            *gates.drift(self._contract, batch, self._base, ended=False),
            *gates.volume(self._contract, self._history, self._whole.rows + batch.rows, self._full, ended=False),
            *self._awaiting(observations, settle),
        ]
        self._judge(found)
        self._whole.merge(batch)
        self._batch, self._turned = self._profile(), 0

    def finish(self, rows: int) -> None:
        """Look at the whole reading, of so many rows, before its last batch is written and deletes are looked for.

        Raises:
            Halt: a gate is breached, or columns are gone from a contract that is frozen.
        """
        if not self._contract.declared:
            return
        self._rows = rows
        whole = self._together()
        found = [
            *gates.nulls(self._contract, whole, whole=self._full),
            *gates.refused(self._contract, whole.rows, self.broken),
            *gates.drift(self._contract, whole, self._base, ended=True),
            *gates.volume(self._contract, self._history, rows, self._full, ended=True),
            *self._stale(rows),
        ]
        if self._contract.mode == "freeze" and ("schema", None) not in self._breaches:
            self._schema()
        self._judge(found)

    def idle(self) -> None:
        """Look at a stream that has not changed. Raises: Halt, when it should have."""
        if self._contract.declared:
            self._judge(list(self._stale(0)))

    @property
    def asks_unique(self) -> bool:
        """Whether rows are held against all others of the stream."""
        return self._unique is not None

    @property
    def changes(self) -> list[Change]:
        """How the stream differs from its contract, as far as it was read."""
        return changes(self._contract, self._tally, self._together(), self._known)

    @property
    def report(self) -> Report | None:
        """What was found, to be stored with the sync; None where there is no contract."""
        if not self._contract.declared:
            return None
        whole = self._together()
        secret = frozenset(name for name in whole.columns if self._contract.secret(name))
        return Report(
            contract=self._contract.digest,
            mode=self._contract.mode,
            rows=max(self._rows, whole.rows),
            full=self._full,
            newest=self._newest_known(),
            breaches=tuple(self._breaches.values()),
            changes=tuple(self.changes),
            nulls={name: round(whole.null_rate(name), 4) for name in (self._contract.names or sorted(whole.columns))},
            profile=whole.document(secret),
        )

    def close(self) -> None:
        """Let go of what is held."""
        if self._unique is not None:
            self._unique.close()

    def _begin(self) -> None:
        self._whole, self._batch, self._tally = self._profile(), self._profile(), Tally()
        self._rows = self.broken = self._turned = 0
        self._newest = None
        if self._unique is not None:
            self._unique.close()
            self._unique = Seen()

    def _formats(self) -> tuple[str, ...]:
        return self._contract.column(self._fresh.column).format if self._fresh else ()

    def _look(self, data: Mapping[str, Any]) -> None:
        self._batch.add(data, self._contract.nulls)
        if self._fresh is None or empty(value := stands(data, self._fresh.column), self._contract.nulls):
            return
        kind = "date" if kind_of(value) == "date" and not self._formats() else "datetime"
        for one in dict.fromkeys((kind, "datetime", "date")):
            try:
                moment = str(self._moments[one](value))
            except Unclean:
                continue
            moment = moment if "T" in moment else f"{moment}T00:00:00.000000Z"
            if self._happened(moment):
                self._newest = max(self._newest or moment, moment)
            return

    def _double(self, data: Mapping[str, Any], position: str) -> Iterable[Broken]:
        if self._unique is None or self._contract.spec is None:
            return
        values = [stands(data, name) for name in self._contract.spec.unique]
        if any(empty(value, self._contract.nulls) for value in values):
            return
        try:
            first = self._unique.put(canonical(values).decode(), position)
        except TypeError:
            return
        if first is not None and (first != position or not position):
            told = f"{NOT_UNIQUE}: it is at {first} as well" if first else NOT_UNIQUE
            yield Broken(", ".join(self._contract.spec.unique), "unique", told)

    def _profile(self) -> Profile:
        return Profile(declared=self._contract.looked_at)

    def _together(self) -> Profile:
        whole = self._profile()
        whole.merge(self._whole)
        whole.merge(self._batch)
        return whole

    def _newest_known(self) -> str | None:
        """The newest moment that tells freshness, of this reading or an earlier one, none of the future."""
        known = (one.report.newest for one in self._history if one.report and one.report.newest)
        earlier = next(filter(self._happened, known), None)
        return max(filter(None, (self._newest, earlier)), default=None)

    def _happened(self, moment: str) -> bool:
        return self._now is None or moment <= stamp(self._now)

    def _stale(self, rows: int) -> Iterable[Breach]:
        if self._now is not None:
            yield from gates.freshness(self._contract, self._newest_known(), rows, self._now)

    def _awaiting(self, observations: Sequence[Observation], settle: Callable[[], object]) -> Iterable[Breach]:
        if self._contract.spec is None or self._contract.spec.gates.awaiting is None:
            return
        targets = [ref.target for one in observations for ref in one.refs]
        own = {one.key.text for one in observations if not one.gone}
        own |= {id_.text for one in observations for id_ in one.identifiers}
        settle()
        forms = {one: [one.text] if isinstance(one, Key) else [form.text for form in one.forms] for one in targets}
        there = self._there(sorted({text for texts in forms.values() for text in texts} - own)) | own
        waiting = sum(1 for target in targets if there.isdisjoint(forms[target]))
        yield from gates.awaiting(self._contract, waiting, len(targets))

    def _schema(self, first: str = "") -> None:
        """Halt a frozen stream that has changed, with what has. Raises: Halt."""
        found = self.changes
        if found or first:
            says = first or "; ".join(f"column `{one.column}` {one.kind}" for one in found)
            self._judge([Breach("schema", says)])

    def _judge(self, found: Sequence[Breach]) -> None:
        for one in found:
            self._breaches.setdefault((one.gate, one.column), replace(one, accepted=self._accept))
        if found and not self._accept:
            source, _, stream = self._name.partition("/")
            told = [*map(str, found), *map(str, self.changes)]
            raise Halt(
                f"`{stream}` breaches its contract, and the batch at hand was not written",
                "mend the source or the contract, and the next sync goes on from here; to take it as it is, say "
                f"`throughline sync {source} --stream {stream} --breaches`",
                told,
            )
