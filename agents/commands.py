"""The acts of agents as one set of typed commands: what every door calls, and what a program imports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from agents import walks
from agents.answer import Answer, Form
from agents.context import BUDGET, Question, context, opened
from agents.cypher import Query, Table, query
from agents.decide import decide, tried
from agents.dossier import Dossier, dossier
from agents.entity import Entity, entity
from agents.exports.formats import Exported, export
from agents.exports.network import network
from agents.exports.page import page
from agents.judging.ruling import Ruling
from agents.mistakes import misformed
from agents.proposal import Decided, Option, Principal, Proposal
from agents.replay import Replay, replay, replays
from agents.walks.drift import Drift
from agents.walks.evidence import Exhibits
from agents.walks.impact import LIMIT, Impact
from agents.walks.timeline import Timeline
from agents.walks.tree import Explanation
from graph.ledger import seal
from graph.model import Reader
from graph.store import Store

Command = TypeVar("Command", bound=Form)


class Commands:
    """What agents and those who look after them can ask and do. `key` signs context ids and must be kept secret."""

    def __init__(self, store: Store, key: bytes) -> None:
        self.store = store
        self._key = key

    def context(
        self,
        subject: str,
        action: str,
        *,
        reader: str,
        purpose: str,
        as_of: int | str | None = None,
        at: str | None = None,
        budget: int = BUDGET,
    ) -> Answer:
        """What must be known of a subject before an action; see `context.context`."""
        asked = formed(
            Question,
            subject=subject,
            action=action,
            reader=reader,
            purpose=purpose,
            as_of=as_of,
            at=at,
            budget=budget,
        )
        return context(self.store, self._key, asked)

    def decide(
        self,
        context_id: str,
        question: str,
        options: list[str | Option | dict[str, Any]],
        choice: str,
        *,
        because: str,
        confidence: str,
        action: dict[str, Any],
        cites: list[str | int],
        agent: str | Principal,
        on_behalf_of: str | Principal,
        idempotency_key: str,
        case_id: str | None = None,
        revises: str | None = None,
        agent_version: str | None = None,
        agent_model: str | None = None,
    ) -> Decided:
        """Judge and record a decision on the ground of a context; see `decide.decide`."""
        return self.record(
            {
                "context_id": context_id,
                "question": question,
                "options": options,
                "choice": choice,
                "because": because,
                "confidence": confidence,
                "action": action,
                "cites": cites,
                "agent": agent,
                "on_behalf_of": on_behalf_of,
                "idempotency_key": idempotency_key,
                "case_id": case_id,
                "revises": revises,
                "agent_version": agent_version,
                "agent_model": agent_model,
            }
        )

    def record(self, proposal: Mapping[str, Any]) -> Decided:
        """Record a decision that was proposed as a document; see `decide.decide`."""
        return decide(self.store, self._key, formed(Proposal, **proposal))

    def judge(self, proposal: Mapping[str, Any], files: Mapping[str, str] | None = None) -> Ruling:
        """What policy would say of a proposal now, by the set in force or by one of some files; nothing is recorded."""
        return tried(self.store, self._key, formed(Proposal, **proposal), files)

    def reader_of(self, context_id: str) -> str:
        """Who asked for a context. Raises: Refused, when the id is not one of ours, unaltered."""
        return opened(context_id, self._key)[0].reader

    def entity(self, subject: str, reader: Reader, as_of: int | str | None = None, at: str | None = None) -> Entity:
        """A thing as the graph holds it; see `entity.entity`."""
        return entity(self.store, subject, reader, as_of, at)

    def cypher(self, asked: Query, reader: Reader) -> Table:
        """Run a statement of one's own, which may only read; see `cypher.query`."""
        return query(self.store, asked, reader)

    def why(self, decision: str, reader: Reader, as_of: int | str | None = None) -> Explanation:
        """Why a decision was taken, down to the fields of records."""
        return walks.why(self.store, decision, reader, as_of)

    def trace(self, decision: str, reader: Reader, as_of: int | str | None = None) -> Explanation:
        """The whole chain from a decision to the sources of everything that was shown."""
        return walks.trace(self.store, decision, reader, as_of)

    def impact(
        self,
        subject: str,
        reader: Reader,
        limit: int = LIMIT,
        before: int | None = None,
        as_of: int | str | None = None,
        at: str | None = None,
    ) -> Impact:
        """The decisions that a record, a field, a thing, a source or a sync led to."""
        return walks.impact(self.store, subject, reader, limit, before, as_of, at)

    def drift(self, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None) -> Drift:
        """What a decision rests on and no longer is as it was."""
        return walks.drift(self.store, decision, reader, as_of, at)

    def evidence(
        self, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None
    ) -> Exhibits:
        """What a decision was shown, record by record, beside what the same records say now."""
        return walks.evidence(self.store, decision, reader, as_of, at)

    def timeline(self, decision: str, reader: Reader, as_of: int | str | None = None) -> Timeline:
        """What led to a decision and what became of its evidence, in the order of time."""
        return walks.timeline(self.store, decision, reader, as_of)

    def dossier(self, decision: str, reader: Reader, as_of: int | str | None = None, at: str | None = None) -> Dossier:
        """Everything about a decision that somebody who must answer for it reads."""
        return dossier(self.store, decision, reader, as_of, at)

    def export(self, decision: str, reader: Reader, format_: str, as_of: int | str | None = None) -> Exported:
        """A decision's provenance as a document in one of the formats of `exports.formats`; that it left is sealed."""
        made = export(self.store, decision, reader, format_, as_of)
        self._left(made.number, made.format.name, made.body, reader)
        return made

    def page(self, found: Dossier, reader: Reader, as_of: int | str | None = None) -> str:
        """A decision as one HTML page that needs nothing but itself; that it left is sealed.

        `as_of` is that of its dossier.
        """
        made = page(found, network(self.store, found.id, reader, as_of))
        self._left(found.number, "page", made.encode(), reader)
        return made

    def replay(self, decision: str, reader: Reader, as_of: int | str | None = None, today: bool = False) -> Replay:
        """Whether what a decision was shown can be shown again."""
        return replay(self.store, decision, reader, as_of, today)

    def replays(self, reader: Reader, since: int | str | None = None) -> tuple[int, Iterator[Replay]]:
        """How many decisions there are since a number or a date, and what becomes of each when it is replayed."""
        return replays(self.store, reader, since)

    def _left(self, number: int, format_: str, body: bytes, reader: Reader) -> None:
        """Seal that a decision was passed on: to whom, for what, and the digest of what left."""
        said = {"decision": number, "format": format_, "by": reader.who, "purpose": reader.purpose}
        said["digest"] = hashlib.sha256(body).hexdigest()
        self.store.engine.write(lambda tx: seal(tx, "export", said, of=f"urn:tl:export:{said['digest']}"))


def formed(form: type[Command], /, **said: Any) -> Command:
    """A command of what was said.

    Raises:
        Invalid: it has not the form of the command; every mistake is named.
    """
    try:
        return form(**said)
    except ValidationError as error:
        raise misformed(form, error.errors()) from error
