"""An agent that refunds: it reads before it acts, and can answer for it afterwards.

Run it with `.venv/bin/python examples/agent_refund.py [FOLDER]`. It makes three small systems in the folder, brings
them into a graph of its own, and then does what an agent does: ask for the context, look at what is missing or in
dispute, choose, record the decision with its citations, and look again when the world has changed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from agents import render
from agents.answer import Answer
from agents.commands import Commands
from agents.proposal import Decided
from api.demo.build import apply_change
from api.demo.stage import settings_at, staged
from graph.model import Reader

TICKET = "helpdesk/tickets/8009"
AUDITOR = Reader("auditor", "audit")
INVOICE, PAYMENT = "concerns/has_invoice/status", "concerns/has_invoice/settled_by/status"


def known(answer: Answer, path: str) -> list[str]:
    """What the context says at the end of a path of the action's needs."""
    return [str(fact.value) for fact in answer.facts if fact.path == path]


def decide(agent: Commands, ticket: str, revises: str | None = None) -> Decided:
    """Decide on a refund for a ticket, as things stand now; `revises` is a decision that no longer stands."""
    answer = agent.context(ticket, "refund", reader="refund-agent", purpose="refund")
    missing = [gap.says for gap in answer.gaps if gap.required]
    invoices, payments = known(answer, INVOICE), known(answer, PAYMENT)
    if missing:
        choice, because = "ask a person", f"this is not known: {'; '.join(missing)}"
    elif set(invoices) == {"paid"} and set(payments) == {"settled"}:
        choice, because = "refund", "the invoice is paid, and the payment has settled"
    else:
        choice, because = "no refund", f"the invoice is {', '.join(invoices)}, the payment {', '.join(payments)}"
    options = ("refund", "no refund", "ask a person")
    return agent.decide(
        answer.id,
        "Is the customer given the money back?",
        [{"name": name, "dropped": "" if name == choice else because} for name in options],
        choice,
        because=because,
        confidence="0.9",
        action={"type": choice, "ticket": ticket},
        cites=[fact.statement for fact in answer.facts if fact.path in (INVOICE, PAYMENT)],
        agent="refund-agent",
        on_behalf_of="Laura Callahan",
        idempotency_key=f"{ticket} {answer.inputs.seq}",
        case_id=ticket,
        revises=revises,
    )


def main(folder: Path) -> None:
    """The agent's day: it decides, a payment is reversed, and it decides again."""
    with staged(settings_at(folder)) as stage:
        for source in ("erp", "crm", "helpdesk"):
            stage.sync(source)
        agent = stage.wired.commands
        first = decide(agent, TICKET)
        print(render.explanation(agent.why(first.id, AUDITOR)))

        print(apply_change(stage.files) + "\n")
        stage.sync("erp")
        changed = agent.drift(first.id, AUDITOR)
        print(render.drift(changed))
        if changed.drifted:
            second = decide(agent, TICKET, revises=first.id)
            print(render.explanation(agent.why(second.id, AUDITOR)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary) / "refund")
