"""What a need was not answered with, and why not. Pure."""

from __future__ import annotations

from agents.answer import Gap, GapReason
from agents.gather import Neighbourhood
from agents.needs import Hop, Wanted
from agents.selecting import Selection
from agents.times import spoken
from agents.wording import count, label
from ontology.vocabulary import Ontology

NAMED = 3
"""How many things a gap names before it counts them."""

WHY = {
    "": "which is not here",
    "nobody": "which no record tells of",
    "several": "which several things have",
    "shared": "which too many share",
}
"""What is said of a reference in vain, by why an identifier means nothing; '' is for keys."""


def of(found: Neighbourhood, ontology: Ontology, wanted: Wanted, selection: Selection, silent: list[str]) -> list[Gap]:
    """The gaps of one need: for a required one whatever is absent; for any, what was left out of what there is."""
    teller = _Teller(found, ontology, wanted)
    told = teller.absent(selection, silent) if wanted.need.required else []
    return told + teller.left_out(selection)


def joined(gaps: list[Gap]) -> list[Gap]:
    """The gaps with those that say the same of several needs made one, at the place of the first."""
    told: dict[tuple[str, str, str, int], Gap] = {}
    for gap in gaps:
        which = (gap.at, gap.reason, gap.says, gap.left_out)
        same = told.get(which)
        told[which] = same.model_copy(update={"paths": [*same.paths, *gap.paths]}) if same else gap
    return list(told.values())


class _Teller:
    """Says what is missing for one need."""

    def __init__(self, found: Neighbourhood, ontology: Ontology, wanted: Wanted) -> None:
        self.found = found
        self.ontology = ontology
        self.wanted = wanted

    def absent(self, selection: Selection, silent: list[str]) -> list[Gap]:
        told = [gap for one in selection.broken for gap in self._broken(one.at, one.hop, one.things, one.of)]
        kept = len(selection.kept)
        if not kept and selection.older and self.wanted.need.window is not None:
            window = spoken(int(self.wanted.need.window.total_seconds()))
            says = f"nothing within {window}, {selection.older} outside"
            told.append(self._gap(self.wanted.steps[-1], "window", (), 0, says, selection.older))
        for reason, things in self._silent(silent).items():
            says = f"{self._names(things, kept)} {self._why(reason)}"
            told.append(self._gap(self.wanted.steps[-1], reason, tuple(things), kept, says))
        return told

    def left_out(self, selection: Selection) -> list[Gap]:
        told = []
        end = self.wanted.steps[-1]
        if selection.beyond:
            says = f"{selection.beyond} more left out, older than the {len(selection.kept)} latest"
            told.append(self._gap(end, "limit", (), len(selection.kept), says, selection.beyond))
        for reason, things in sorted(selection.unexpanded.items()):
            how = "too widely related to be followed" if reason == "wide" else "related to more than is read"
            says = f"{self._names(list(things), len(things))}: {how}"
            told.append(self._gap(end, "wide" if reason == "wide" else "many", things, len(things), says))
        return told

    def _broken(self, at: str, hop: Hop, things: tuple[str, ...], of_: int) -> list[Gap]:
        awaited = {thing: target for thing in things if (target := self._awaited(thing, hop))}
        bare = [thing for thing in things if thing not in awaited]
        told = []
        if bare:
            says = f"{self._names(bare, of_)} has no `{hop.name}`"
            told.append(self._gap(at, "unrelated", tuple(bare), of_, says))
        if awaited:
            targets = "; ".join(sorted(set(awaited.values()))[:NAMED])
            says = f"{self._names(list(awaited), of_)} refers by `{hop.name}` to {targets}"
            told.append(self._gap(at, "awaited", tuple(awaited), of_, says))
        return told

    def _awaited(self, thing: str, hop: Hop) -> str:
        """What a record of the thing refers to by this relation and why in vain, asked when that led nowhere."""
        keys = [
            f"{ref.target}, {WHY[self.found.waits.get((record.id, ref.field, ref.target.text), '')]}"
            for record in self.found.things[thing].members
            for ref in record.refs
            if ref.relation == hop.relation.type and ref.outward == hop.outward
        ]
        return min(keys, default="")

    def _silent(self, things: list[str]) -> dict[GapReason, list[str]]:
        by_reason: dict[GapReason, list[str]] = {}
        for thing in things:
            reason: GapReason = "absent"
            if self.found.fact(thing, self.wanted.property.name) is not None:
                reason = "null"
            elif any(record.erased for record in self.found.things[thing].members):
                reason = "erased"
            by_reason.setdefault(reason, []).append(thing)
        return by_reason

    def _why(self, reason: GapReason) -> str:
        name = self.wanted.property.name
        if reason == "null":
            return f"has none as `{name}`: its source says so"
        return f"has no `{name}`" + (": a record was erased" if reason == "erased" else "")

    def _names(self, things: list[str], of_: int) -> str:
        if len(things) > NAMED:
            return f"each of {count(len(things), 'thing')} out of {of_}"
        return ", ".join(label(self.found.things[thing], self.ontology) for thing in things)

    def _gap(self, at: str, reason: GapReason, things: tuple[str, ...], of_: int, says: str, left_out: int = 0) -> Gap:
        need = self.wanted.need
        return Gap(
            paths=[need.path],
            at=at,
            reason=reason,
            required=need.required,
            things=list(things),
            of=of_,
            left_out=left_out,
            says=says,
        )
