"""Acting on a decision, once: its intent is sealed, looked up in the ledger, checked for drift, then it is done.

Every step is sealed before the next begins: the intent before anything, a call before it is made, an effect when it is
known. A process may be killed anywhere: an intent without a call is taken up again; a call without an effect is
repeated under the same key where whoever acts honours keys, and is *unknown* otherwise, until a person has looked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict

import orjson

from agents.acting import steps
from agents.acting.plugin import ActionPlugin, Done, Failed, Order, Retry, Unclear
from agents.acting.steps import Open, Outcome, Settling, Unfinished
from agents.proposal import Principal
from agents.walks.drift import drift
from agents.walks.reading import found
from graph import entries
from graph.actions import Acted, acted, own, unfinished
from graph.claims import Claim
from graph.decisions import Stored
from graph.model import Reader
from graph.store import Store
from ontology.errors import Conflict, NotFound, Refused

CALLS = 4
"""How often an order is given that is to be tried again."""
PAUSE = 0.5
"""Seconds before the second call; twice as many before each further one."""

Way = Callable[[str], tuple[str, ActionPlugin]]
"""How an action of the ontology is carried out: by which plugin."""


class Executor:
    """Acts on decisions, for somebody. `step` is told the name of every step that has just been taken."""

    def __init__(
        self,
        store: Store,
        way: Way,
        by: Principal,
        step: Callable[[str], None] = lambda name: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.store, self.way, self.by, self.step, self.sleep = store, way, by, step, sleep

    def act(self, which: str) -> Outcome:
        """Act on a decision; one that was acted on is told as it stands.

        Raises:
            NotFound: there is no such decision, or nothing says how its action is carried out.
            Refused: policy does not let it act, or it was revised.
            Conflict: it is being acted on, its outcome is unknown, or the ledger does not prove its intent.
        """
        stored = found(self.store, which)
        known = acted(self.store.engine, stored.decision["id"])
        if known.status is None:
            _may(stored)
        elif known.status not in ("sealed", "retrying"):
            return self._ended(stored, known)
        name, plugin = self.way(stored.decision["action"])
        claim = Claim(self.store.engine, own(stored.decision["id"], "action"), "acted on", once=True)
        claim.take()
        with claim:
            return self._act(stored, name, plugin)

    def look(self, which: str) -> Outcome:
        """How acting on a decision stands. Raises: NotFound, when there is no such decision or none was acted on."""
        stored = found(self.store, which)
        known = acted(self.store.engine, stored.decision["id"])
        if known.intent is None:
            number = stored.decision["number"]
            raise NotFound(f"decision {number} was not acted on", f"`throughline action run {number}` does so")
        return steps.told(stored, known)

    def unfinished(self) -> Unfinished:
        """The decisions whose intent is sealed and whose outcome is not known, by their numbers."""
        return Unfinished(items=[Open(**asdict(one)) for one in unfinished(self.store.engine)])

    def settle(self, which: str, said: Settling) -> Outcome:
        """Say of a decision whose outcome is unknown what a person has found it to be.

        Raises:
            NotFound: there is no such decision.
            Conflict: its outcome is not unknown.
        """
        stored = found(self.store, which)
        known = acted(self.store.engine, stored.decision["id"])
        if known.status != "unknown":
            raise Conflict(
                f"the outcome of decision {stored.decision['number']} is not unknown", "there is nothing to say"
            )
        steps.review(self.store.engine, stored, known, said, self.by)
        return self._told(stored)

    def _act(self, stored: Stored, name: str, plugin: ActionPlugin) -> Outcome:
        engine, id_ = self.store.engine, stored.decision["id"]
        known = acted(engine, id_)
        if known.status not in (None, "sealed", "retrying"):
            return self._ended(stored, known)
        if known.intent is None:
            _may(found(self.store, id_))
            steps.seal_intent(engine, stored, name, self.by)
            self.step("sealed")
        entries.receipt(engine, own(id_, "action"))
        self.step("proven")
        if known.unanswered is not None and not plugin.honours_keys:
            steps.effect(engine, stored, known, "unknown", "it was being done when the process ended", None)
            return self._told(stored)
        return self._call(stored, plugin)

    def _call(self, stored: Stored, plugin: ActionPlugin) -> Outcome:
        """Give the order, again where that can help, and seal what becomes of it."""
        engine = self.store.engine
        pause, last = PAUSE, len(acted(engine, stored.decision["id"]).calls) + CALLS
        while True:
            known = acted(engine, stored.decision["id"])
            seen = drift(self.store, stored.decision["id"], Reader(self.by.name, "act"))
            self.step("checked")
            if seen.drifted:
                steps.effect(engine, stored, known, *_stopped(known, seen.sentence), None)
                return self._told(stored)
            rank = steps.seal_call(engine, stored, known, seen.seq)
            self.step("called")
            status, says, reference = _carried(plugin, _order(stored), rank < last)
            self.step("acted")
            steps.effect(engine, stored, acted(engine, stored.decision["id"]), status, says, reference)
            self.step("known")
            if status != "retrying":
                return self._told(stored)
            self.sleep(pause)
            pause *= 2

    def _ended(self, stored: Stored, known: Acted) -> Outcome:
        if known.status == "unknown":
            number = stored.decision["number"]
            raise Conflict(
                f"whether decision {number} was carried out is unknown",
                f"look, then say it: `throughline action settle {number} done`, or `failed`",
            )
        return self._told(stored)

    def _told(self, stored: Stored) -> Outcome:
        return steps.told(stored, acted(self.store.engine, stored.decision["id"]))


def _stopped(known: Acted, changed: str) -> tuple[steps.Status, str]:
    """How a decision stands whose evidence has changed: refused, unless an order was given whose answer was lost."""
    if known.unanswered is None:
        return "refused", f"what it rests on has changed: {changed}"
    return "unknown", f"the answer was lost, and what it rests on has changed since: {changed}"


def _may(stored: Stored) -> None:
    """See that a decision may be acted on. Raises: Refused."""
    number = stored.decision["number"]
    if stored.revised_by is not None:
        raise Refused(f"decision {number} was revised", f"act on `{stored.revised_by}`")
    if stored.outcome == "allow":
        return
    why = {
        None: "it was never judged",
        "approval": "policy lets it act only once a person has approved it",
        "deny": "policy denies it",
    }
    raise Refused(f"decision {number} may not be acted on: {why[stored.outcome]}", f"see `throughline why {number}`")


def _order(stored: Stored) -> Order:
    said = stored.decision
    return Order(
        decision=said["id"],
        number=said["number"],
        action=said["action"],
        subject=said["subject"],
        payload=orjson.loads(said["payload"]),
        agent=said["agent"],
        on_behalf_of=said["on_behalf_of"],
        key=own(said["id"], "action"),
    )


def _carried(plugin: ActionPlugin, order: Order, again: bool) -> tuple[steps.Status, str, str | None]:
    """What becomes of an order: the status of its effect, what was told, and how the other system calls it."""
    try:
        done: Done = plugin.act(order)
    except Failed as error:
        return "failed", str(error), None
    except Retry as error:
        return ("retrying" if again else "failed"), str(error), None
    except Unclear as error:
        if not plugin.honours_keys:
            return "unknown", str(error), None
        return ("retrying" if again else "unknown"), str(error), None
    return "acted", done.says, done.reference
