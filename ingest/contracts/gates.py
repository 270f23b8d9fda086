"""Gates: what is looked at before a batch is written, each with its figures in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ingest.contracts.contract import Contract
from ingest.contracts.measures import middle, numeric_psi, shares, total_variation
from ingest.contracts.profile import Column, Profile
from ingest.contracts.report import Breach, Past
from ingest.contracts.spec import DriftSpec, VolumeSpec
from ingest.contracts.values import shown
from ontology.durations import show

LEAST_ROWS = 50
"""Fewer rows than these say nothing of shares, but for a whole reading that has no more."""

LEAST_SYNCS = 3
"""Fewer earlier syncs than these say nothing of how many rows there should be."""

LATEST = 10
"""How many earlier syncs are looked at."""


def nulls(contract: Contract, rows: Profile, whole: bool) -> Iterator[Breach]:
    """Columns in which more rows say nothing than may; of fewer rows than tell a share only where they are all."""
    if contract.spec is None or rows.rows < (1 if whole else LEAST_ROWS):
        return
    for name, most in contract.spec.gates.nulls.items():
        rate = rows.null_rate(name)
        if rate > most:
            yield Breach(
                "nulls", f"`{name}` is empty in {percent(rate)} of {rows.rows} rows, {percent(most)} may", name
            )


def refused(contract: Contract, rows: int, broken: int) -> Iterator[Breach]:
    """More rows that break the contract than may be turned away."""
    most = contract.spec.gates.refused if contract.spec else "off"
    if most != "off" and rows >= LEAST_ROWS and broken > most * rows:
        share = percent(broken / rows)
        yield Breach("refused", f"{broken} of {rows} rows ({share}) break the contract, {percent(most)} may")


def volume(contract: Contract, history: Sequence[Past], rows: int, full: bool, ended: bool) -> Iterator[Breach]:
    """Far fewer or more rows than earlier syncs had; too few is known when the reading has `ended`."""
    said = contract.spec.gates.volume if contract.spec else "off"
    if said == "off" or (said is None and not full):
        return
    limits = said or VolumeSpec()
    earlier = [one.rows for one in history if one.like(full)][:LATEST]
    if len(earlier) < LEAST_SYNCS or not middle(earlier):
        return
    usual = middle(earlier)
    told = f"{rows} rows, where the median of the last {len(earlier)} syncs is {usual:g}"
    if ended and rows < limits.least * usual:
        yield Breach("volume", f"{told}: less than {percent(limits.least)} of it")
    if rows > limits.most * usual:
        yield Breach("volume", f"{told}: more than {percent(limits.most)} of it")


def freshness(contract: Contract, newest: str | None, rows: int, now: datetime) -> Iterator[Breach]:
    """The newest value of a column is too old, or there is none."""
    said = contract.spec.gates.freshness if contract.spec else None
    if said is None:
        return
    if newest is None:
        if rows:
            yield Breach("freshness", f"no row has a date in `{said.column}` that has passed", said.column)
        return
    age = now - datetime.fromisoformat(newest)
    if age > said.within:
        old = show(age.__class__(seconds=int(age.total_seconds())))
        told = f"the newest `{said.column}` is {newest[:19]}, {old} ago, where {show(said.within)} may pass"
        yield Breach("freshness", told, said.column)


def drift(contract: Contract, rows: Profile, base: Profile, ended: bool) -> Iterator[Breach]:
    """Columns that have moved away from what earlier syncs had. Numbers are compared when the reading has `ended`."""
    said = contract.spec.gates.drift if contract.spec else None
    if said is None or rows.rows < LEAST_ROWS or base.rows < LEAST_ROWS:
        return
    for name in said.columns or sorted(rows.columns.keys() & base.columns.keys()):
        now, was = rows.columns.get(name), base.columns.get(name)
        if now is not None and was is not None and min(now.filled, was.filled) >= LEAST_ROWS:
            yield from _moved(contract, said, name, now, was, ended)


def _moved(contract: Contract, said: DriftSpec, name: str, now: Column, was: Column, ended: bool) -> Iterator[Breach]:
    if said.types is not None:
        moved = total_variation(shares(now.types), shares(was.types))
        if moved > said.types:
            told = f"{percent(moved)} of the values of `{name}` are of other types ({_mix(now)}, before {_mix(was)})"
            yield Breach("types", f"{told}, {percent(said.types)} may", name)
    if said.values is not None and was.categories and not contract.secret(name):
        new = {one: count for one, count in (now.categories or {}).items() if one not in was.categories}
        share = sum(new.values()) / now.filled if now.categories is not None else 1.0
        if share > said.values:
            named = ", ".join(f"`{shown(one)}`" for one in sorted(new)[:3]) or "many"
            told = f"{percent(share)} of the values of `{name}` are ones that earlier syncs had not ({named})"
            yield Breach("values", f"{told}, {percent(said.values)} may", name)
    if said.psi is not None and ended and min(len(now.numbers), len(was.numbers)) >= LEAST_ROWS:
        index = numeric_psi(was.numbers, now.numbers)
        if index > said.psi:
            told = f"the numbers of `{name}` are distributed otherwise: PSI {index:.2f}, {said.psi:g} may be"
            yield Breach("psi", f"{told}; median {_median(now):g}, before {_median(was):g}", name)


def awaiting(contract: Contract, waiting: int, references: int) -> Iterator[Breach]:
    """A larger share of a batch's references than may leads to what is not there."""
    most = contract.spec.gates.awaiting if contract.spec else None
    if most is not None and references >= LEAST_ROWS and waiting > most * references:
        share = percent(waiting / references)
        told = f"{waiting} of {references} references ({share}) lead to what is not there, {percent(most)} may"
        yield Breach("awaiting", told)


def percent(share: float) -> str:
    """A share, in words."""
    return f"{100 * share:.3g} %"


def _mix(column: Column) -> str:
    return ", ".join(f"{kind} {percent(share)}" for kind, share in sorted(shares(column.types).items()))


def _median(column: Column) -> float:
    return sorted(column.numbers)[len(column.numbers) // 2]
