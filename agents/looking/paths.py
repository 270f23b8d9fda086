"""The shortest paths between two things, as of a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from agents.answer import Form
from agents.looking.meeting import REACH, Meeting, meeting
from agents.looking.shown import Brief, briefs, reading
from agents.wording import count
from graph.model import Link, Reader
from graph.reader import Snapshot
from graph.store import Store
from ontology.errors import Invalid

LENGTH, LONGEST = 4, 8
"""How many relations a path may have, when nobody says, and at the most."""
PATHS, MOST = 5, 50
"""How many paths are told, when nobody says, and at the most."""
NAMED = 5
"""So many hubs are named."""


class Step(Form):
    """One relation of a path, under the name by which it is read on the way, and the thing it leads to."""

    relation: str
    thing: Brief
    since: int


class Path(Form):
    """A way from one thing to another."""

    steps: list[Step]


class Paths(Form):
    """The shortest paths between two things as of `seq`, all of the same length, in the order of their relations' ids.

    No path leads through a hub. `more` says that there are more paths than are told; `gaps`, a sentence each, what was
    not looked at. Without a path and without gaps there is none of up to `within` relations.
    """

    start: Brief
    end: Brief
    within: int
    length: int | None
    paths: list[Path]
    more: bool
    gaps: list[str]
    seq: int


def paths(
    store: Store,
    reader: Reader,
    start: str,
    end: str,
    *,
    as_of: int | str | None = None,
    at: str | None = None,
    within: int | None = None,
    limit: int | None = None,
) -> Paths:
    """The shortest paths of up to `within` relations between two things, up to `limit` of them.

    Raises:
        NotFound: there is no such thing.
        Conflict: a name means several things.
        Invalid: the length or the number is out of bounds.
    """
    longest = _bounded("length of a path", within, LENGTH, LONGEST)
    most = _bounded("number of paths", limit, PATHS, MOST)
    snapshot = store.read(reader, as_of, at)
    ends = (snapshot.resolve(start), snapshot.resolve(end))
    met = meeting(snapshot, *ends, longest)
    ways = list(islice(met.ways(), most + 1)) if met.length is not None else []
    names = briefs(snapshot, {*ends, *met.hubs, *(link.other for way in ways for link in way)})
    return Paths(
        start=names[ends[0]],
        end=names[ends[1]],
        within=longest,
        length=met.length,
        paths=[Path(steps=[_step(snapshot, link, names) for link in way]) for way in ways[:most]],
        more=len(ways) > most,
        gaps=_gaps(met, names),
        seq=snapshot.seq,
    )


def _bounded(what: str, given: int | None, default: int, most: int) -> int:
    number = default if given is None else given
    if not 1 <= number <= most:
        raise Invalid(f"not the {what}: `{number}`", f"give 1 to {most}")
    return number


def _step(snapshot: Snapshot, link: Link, names: Mapping[str, Brief]) -> Step:
    return Step(relation=reading(snapshot.ontology, link), thing=names[link.other], since=link.since)


def _gaps(met: Meeting, names: Mapping[str, Brief]) -> list[str]:
    gaps = []
    if met.hubs:
        some = ", ".join(names[id_].label for id_ in sorted(met.hubs)[:NAMED])
        more = f" and {len(met.hubs) - NAMED} more" if len(met.hubs) > NAMED else ""
        gaps.append(f"no path was sought through {count(len(met.hubs), 'hub')}: {some}{more}")
    if met.cut:
        gaps.append(f"more than {REACH} things lie around one end: not all were looked at")
    return gaps
