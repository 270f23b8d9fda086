"""How a stream's schema differs from its contract, in a report that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ingest.contracts.contract import Breakage, Broken, Contract
from ingest.contracts.profile import Column, Profile
from ingest.contracts.report import Change
from ingest.contracts.values import WIDER

EXAMPLES = 3
LIKE = 0.6
"""From which likeness two names may be those of one column."""


@dataclass
class Tally:
    """How often which column broke the contract in which way, with a few examples."""

    counts: dict[tuple[str, Breakage], int] = field(default_factory=dict)
    examples: dict[tuple[str, Breakage], dict[str, None]] = field(default_factory=dict)
    reasons: dict[tuple[str, Breakage], str] = field(default_factory=dict)

    def add(self, broken: Iterable[Broken]) -> None:
        """Note how one row broke the contract."""
        for one in broken:
            place = (one.column, one.what)
            self.counts[place] = self.counts.get(place, 0) + 1
            self.reasons.setdefault(place, one.reason)
            kept = self.examples.setdefault(place, {})
            if one.value is not None and len(kept) < EXAMPLES:
                kept[one.value] = None


def changes(contract: Contract, tally: Tally, rows: Profile, known: tuple[str, ...]) -> list[Change]:
    """What has changed; `known` are the columns that the stream says it has, none when it does not say."""
    if contract.spec is None or not contract.spec.columns:
        return []
    added = _added(contract, rows, known)
    removed = _removed(contract, rows, known)
    renamed = dict(_renamed(contract, added, removed, rows))
    found = [_rename(contract, old, new, rows) for old, new in renamed.items()]
    found += [_more(name, rows.columns.get(name)) for name in added if name not in renamed.values()]
    found += [_less(contract, name) for name in removed if name not in renamed]
    for (name, what), count in sorted(tally.counts.items()):
        if what not in ("added", "removed") and name not in removed:
            told = tally.reasons[name, what].partition(":")[0]
            examples = tuple(tally.examples[name, what])
            found.append(Change(what, name, _expected(contract, name, what), told, count, examples, ADVICE[what]))
    return found


ADVICE: dict[str, str] = {
    "null": "mend the source, or say `nullable: true`",
    "type": "mend the source, or change the column's `type`",
    "values": "add them to the column's `values`, and to the mapping's code list, or mend the source",
    "pattern": "mend the source, or change the column's `pattern`",
    "range": "mend the source, or widen `min` and `max`",
    "unique": "mend the source, or take the columns out of `unique`",
}


def _added(contract: Contract, rows: Profile, known: tuple[str, ...]) -> list[str]:
    if contract.spec is None or contract.spec.others == "allow":
        return []
    return sorted((set(known) | rows.columns.keys()) - contract.top)


def _removed(contract: Contract, rows: Profile, known: tuple[str, ...]) -> list[str]:
    names = [name for name in contract.names if "." not in name]
    if known:
        return [name for name in names if name not in known]
    return [name for name in names if rows.rows and name not in rows.columns]


def _renamed(contract: Contract, added: list[str], removed: list[str], rows: Profile) -> Iterator[tuple[str, str]]:
    """Pairs of a column that is gone and a new one that may be it: the likest first, each once."""
    pairs = [(_likeness(contract, old, new, rows), old, new) for old in removed for new in added]
    gone: set[str] = set()
    for likeness, old, new in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if likeness >= LIKE and old not in gone and new not in gone:
            gone |= {old, new}
            yield old, new


def _likeness(contract: Contract, old: str, new: str, rows: Profile) -> float:
    """How like one column two are, by their names and, where rows were read, by whether the values fit."""
    likeness = SequenceMatcher(None, _plain(old), _plain(new)).ratio()
    column, spec = rows.columns.get(new), contract.column(old)
    if column is None or not column.filled:
        return likeness
    fits = spec.type in ("any", column.kind) or column.kind in WIDER.get(spec.type, ())
    if spec.values is not None:
        known = {str(one) for one in spec.values}
        fits = fits and bool(column.categories) and set(column.categories or ()) <= known
        return max(likeness, 0.9) if fits else 0.0
    return likeness if fits else 0.0


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _rename(contract: Contract, old: str, new: str, rows: Profile) -> Change:
    found = f"probably `{new}`{_of(rows.columns.get(new))}"
    return Change("renamed", old, f"`{old}` ({contract.column(old).type})", found, rows.rows,
                  advice="rename it in the contract and in the mapping, or in the source")  # fmt: skip


def _more(name: str, column: Column | None) -> Change:
    advice = "add it to the contract, or say `others: allow`"
    return Change("added", name, "no such column", f"one{_of(column)}", column.rows if column else 0, advice=advice)


def _less(contract: Contract, name: str) -> Change:
    spec = contract.column(name)
    advice = "mend the source, or take it out of the contract and the mapping"
    return Change("removed", name, spec.type, "no such column", 0, advice=advice)


def _of(column: Column | None) -> str:
    return f" of {column.kind}" if column and column.kind else ""


def _expected(contract: Contract, name: str, what: Breakage) -> str:
    """What the contract says of a column, in that respect."""
    spec = contract.column(name)
    bounds = " to ".join(str(one) if one is not None else "…" for one in (spec.least, spec.most))
    said = {
        "null": "a value",
        "type": spec.type,
        "values": ", ".join(f"`{one}`" for one in (spec.values or ())[:8]),
        "pattern": f"`{spec.pattern}`",
        "range": bounds,
        "unique": "each once",
    }
    return said[what]
