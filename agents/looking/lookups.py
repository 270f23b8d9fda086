"""Everything that can be looked up, as one set of typed commands: what every door calls."""

from __future__ import annotations

from agents.looking import decisions, entities, jsonld, neighbours, paths, records, search, timeline
from agents.looking.decisions import Decision, Made, Sought
from agents.looking.difference import Difference, difference
from agents.looking.jsonld import Document
from agents.looking.neighbours import Neighbour
from agents.looking.paths import Paths
from agents.looking.records import Version, Versioned
from agents.looking.search import Hit
from agents.looking.shown import Brief
from agents.looking.timeline import Timeline
from agents.pages import Asked, Page
from graph.model import Reader
from graph.store import Store


class Lookups:
    """What can be looked up in a graph. `key` signs cursors and must be kept secret."""

    def __init__(self, store: Store, key: bytes) -> None:
        self.store = store
        self._key = key

    def entities(self, asked: Asked, cls: str | None = None) -> Page[Brief]:
        """The things of a class; see `entities.entities`."""
        return entities.entities(self.store, self._key, asked, cls)

    def search(self, asked: Asked, text: str, cls: str | None = None) -> Page[Hit]:
        """The things whose records hold some words; see `search.search`."""
        return search.search(self.store, self._key, asked, text, cls)

    def neighbours(
        self, asked: Asked, subject: str, relation: str | None = None, cls: str | None = None
    ) -> Page[Neighbour]:
        """What a thing is related to; see `neighbours.neighbours`."""
        return neighbours.neighbours(self.store, self._key, asked, subject, relation, cls)

    def paths(
        self,
        start: str,
        end: str,
        reader: Reader,
        *,
        as_of: int | str | None = None,
        at: str | None = None,
        within: int | None = None,
        limit: int | None = None,
    ) -> Paths:
        """The shortest paths between two things; see `paths.paths`."""
        return paths.paths(self.store, reader, start, end, as_of=as_of, at=at, within=within, limit=limit)

    def timeline(self, asked: Asked, subject: str) -> Timeline:
        """What happened to a thing; see `timeline.timeline`."""
        return timeline.timeline(self.store, self._key, asked, subject)

    def difference(
        self, subject: str, reader: Reader, since: int | str, until: int | str | None = None, at: str | None = None
    ) -> Difference:
        """What is otherwise of a thing than it was; see `difference.difference`."""
        return difference(self.store, reader, subject, since, until, at)

    def record(self, subject: str, reader: Reader, as_of: int | str | None = None) -> Version:
        """A record version; see `records.record`."""
        return records.record(self.store, reader, subject, as_of)

    def versions(self, asked: Asked, subject: str) -> Page[Versioned]:
        """The versions of a record; see `records.versions`."""
        return records.versions(self.store, self._key, asked, subject)

    def linked_entity(
        self, subject: str, reader: Reader, as_of: int | str | None = None, at: str | None = None
    ) -> Document:
        """A thing as JSON-LD; see `jsonld.entity`."""
        return jsonld.entity(self.store, subject, reader, as_of, at)

    def linked_record(self, subject: str, reader: Reader, as_of: int | str | None = None) -> Document:
        """A record version as JSON-LD; see `jsonld.record`."""
        return jsonld.record(self.store, reader, self.record(subject, reader, as_of))

    def decisions(self, asked: Asked, sought: Sought) -> Page[Made]:
        """The decisions that are sought; see `decisions.decisions`."""
        return decisions.decisions(self.store, self._key, asked, sought)

    def decision(self, which: str, reader: Reader, as_of: int | str | None = None) -> Decision:
        """A decision whole; see `decisions.decision`."""
        return decisions.decision(self.store, which, reader, as_of)

    def linked_decision(self, which: str, reader: Reader, as_of: int | str | None = None) -> Document:
        """A decision as JSON-LD; see `jsonld.decision`."""
        return jsonld.decision(self.decision(which, reader, as_of))
