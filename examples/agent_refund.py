"""An agent that refunds: it reads before it acts, and can answer for it afterwards. It speaks HTTP.

Run it with `.venv/bin/python examples/agent_refund.py [FOLDER]`. It makes three small systems in the folder, brings
them into a graph of its own, and serves that. What is the agent's is `decide` and `main`, which know nothing but an
address and a key: ask for the context, look at what is missing or in dispute, choose, record the decision with its
citations, and look again when the world has changed.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from throughline.client import Client, Context, Decided, Explanation
from throughline.client.models import Node

TICKET = "helpdesk/tickets/8009"
INVOICE, PAYMENT = "concerns/has_invoice/status", "concerns/has_invoice/settled_by/status"


def known(context: Context, path: str) -> list[str]:
    """What the context says at the end of a path of the action's needs."""
    return [str(fact.value) for fact in context.at(path)]


def decide(agent: Client, ticket: str, revises: str | None = None) -> Decided:
    """Decide on a refund for a ticket, as things stand now; `revises` is a decision that no longer stands."""
    context = agent.context(ticket, "refund", purpose="refund")
    missing = [gap.says for gap in context.gaps if gap.required and gap.reason not in ("limit", "many")]
    invoices, payments = known(context, INVOICE), known(context, PAYMENT)
    if missing:
        choice, because = "ask a person", f"this is not known: {'; '.join(missing)}"
    elif set(invoices) == {"paid"} and set(payments) == {"settled"}:
        choice, because = "refund", "the invoice is paid, and the payment has settled"
    else:
        choice, because = "no refund", f"the invoice is {', '.join(invoices)}, the payment {', '.join(payments)}"
    options = ("refund", "no refund", "ask a person")
    return agent.decide(
        context,
        question="Is the customer given the money back?",
        options=[{"name": name, "dropped": "" if name == choice else because} for name in options],
        choice=choice,
        because=because,
        confidence="0.9",
        action={"type": choice, "ticket": ticket},
        cites=[fact.n for path in (INVOICE, PAYMENT) for fact in context.at(path)],
        on_behalf_of="laura",
        idempotency_key=f"{ticket} {context.inputs.seq}",
        case_id=ticket,
        revises=revises,
    )


def told(explanation: Explanation) -> str:
    """An explanation as text."""

    def lines(node: Node, depth: int) -> Iterator[str]:
        yield "  " * depth + node.text
        for child in node.children:
            yield from lines(child, depth + 1)

    return "\n".join([explanation.sentence, "", *lines(explanation.tree, 0), ""])


def main(url: str, key: str, reverse: Callable[[], str]) -> None:
    """The agent's day: it decides, a payment is reversed, and it decides again."""
    with Client(url, key) as agent:
        first = decide(agent, TICKET)
        print(told(agent.why(first.id)))

        print(reverse() + "\n")
        changed = agent.drift(first.id)
        print(changed.sentence)
        for one in changed.drifted:
            print(f"  {one.change}: {one.label} · {one.field}: then {one.then}, now {one.now}")
        if changed.drifted:
            second = decide(agent, TICKET, revises=first.id)
            print("\n" + told(agent.why(second.id)))


@contextmanager
def enterprise(folder: Path) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Three systems in one graph that is served: its address, the agent's key, and what reverses a payment."""
    import uvicorn

    from agents.principals import Wanted
    from agents.registry import AgentWanted
    from api.demo.build import apply_change
    from api.demo.stage import settings_at, staged
    from api.http.app import create

    with staged(settings_at(folder)) as stage:
        for source in ("erp", "crm", "helpdesk"):
            stage.sync(source)
        known = stage.wired.principals
        known.add(Wanted(name="laura", kind="person", roles=["reader"]), "example")
        known.add(Wanted(name="refund-agent", kind="software", roles=["agent"], acts_for=["laura"]), "example")
        said = {"version": "1.0", "owner": "laura", "model": "rules-1", "instructions": "refunds of paid invoices"}
        stage.wired.registry.register(AgentWanted(name="refund-agent", tier=2, **said), "example")
        key = known.make_key("refund-agent", "example").token

        def reverse() -> str:
            said = apply_change(stage.files)
            stage.sync("erp")
            return said

        server = uvicorn.Server(uvicorn.Config(create(stage.wired), "127.0.0.1", 0, log_config=None))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                thread.join(0.05)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", key, reverse
        finally:
            server.should_exit = True
            thread.join()


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as temporary,
        enterprise(Path(sys.argv[1] if len(sys.argv) > 1 else temporary) / "refund") as (url, key, reverse),
    ):
        main(url, key, reverse)
