"""The story of the demonstration: may an agent refund a customer whom three systems know by three names?"""

from __future__ import annotations

import time

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from agents import render
from agents.answer import Answer
from agents.judging.ruling import WORDS
from agents.proposal import Decided
from agents.registry import AgentWanted
from api.demo.build import apply_change
from api.demo.hero import HERO
from api.demo.stage import Stage
from graph.model import Judgement, Key, Reader, Record
from ingest.progress import Outcome
from ingest.progress import Progress as Going

SYSTEMS = {"erp": "ERP (SQLite)", "crm": "CRM (CSV)", "helpdesk": "help desk (JSON Lines)"}
TICKET = f"helpdesk/tickets/{HERO.ticket}"
GROUNDS = frozenset(
    {
        "concerns/has_invoice/status",
        "concerns/has_invoice/settled_by/status",
        "concerns/has_shipment/status",
        "has_interaction/body",
    }
)
"""What the agent of the story rests its decision on."""
AGENT = AgentWanted(
    name="refund-agent",
    version="1.0",
    owner="laura",
    model="rules-1",
    tier=2,
    instructions="Refunds for cases about an order; it must be given the context of the case.",
)
"""The agent of the story, as it is registered."""
READER = Reader("demo", "demonstration")


class Story:
    """The story, scene by scene."""

    def __init__(self, stage: Stage, console: Console) -> None:
        self.stage = stage
        self.console = console
        self.store = stage.wired.store
        self.commands = stage.wired.commands

    def tell(self) -> str:
        """All scenes, in their order. Returns the id of the decision that they are about."""
        self._title(f"1  Three systems, one graph: may an agent refund ticket {HERO.ticket}?")
        self._systems()
        self._title("2  One customer under three names, and why they are one")
        self._customer()
        self._title("3  What the agent must know before it refunds")
        answer = self._context()
        self._title("4  The agent decides, and cites what it was shown")
        decided = self._decide(answer)
        self._title("5  A change arrives, and what it means for the decision")
        self._change()
        self._title("6  Why was that decided?  What no longer stands?  What else rests on it?")
        self._consequences(decided)
        self._title("7  Is all of that so?")
        self._proof(decided)
        return decided.id

    def _title(self, text: str) -> None:
        self.console.print()
        self.console.print(Rule(Text(text, style="bold"), align="left", style="cyan"))

    def _say(self, text: str, style: str = "") -> None:
        self.console.print(Text(text, style=style))

    def _block(self, text: str) -> None:
        self.console.print(
            Padding(Text(text.rstrip("\n"), no_wrap=True, overflow="ellipsis"), (0, 0, 0, 2), expand=False)
        )

    def _systems(self) -> None:
        began = time.monotonic()
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column("system")
        for name in ("streams", "rows", "records", "kept back"):
            table.add_column(name, justify="right")
        for name, label in SYSTEMS.items():
            outcomes = self._sync(name)
            numbers = [
                len(outcomes),
                *(sum(getattr(one, field) for one in outcomes) for field in ("read", "new", "refused")),
            ]
            table.add_row(label, *(f"{number:,}" for number in numbers))
        self.console.print(table)
        refused = self.store.quarantined("crm") + self.store.quarantined("erp") + self.store.quarantined("helpdesk")
        for row in refused:
            self._say(f"kept back: {row['source']}/{row['stream']} {row['position']}: {row['reason']}", "dim")
        counted = self.store.engine.ask("MATCH (c:Customer)-[:PLACED]->(o:Order) RETURN count(o) AS orders")[0]
        seconds = time.monotonic() - began
        self._say(f"{counted['orders']:,} orders placed by customers, in one graph after {seconds:.0f} s.")

    def _sync(self, name: str) -> list[Outcome]:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        hidden = not self.console.is_terminal
        with Progress(*columns, console=self.console, transient=True, disable=hidden) as bar:
            task = bar.add_task(name, total=None)

            def watch(going: Going) -> None:
                bar.update(task, description=f"{name} {going.stream}", completed=going.rows, total=going.total)

            return self.stage.sync(name, watch)

    def _customer(self) -> None:
        snapshot = self.store.read(READER)
        thing = snapshot.things([snapshot.resolve(f"erp/customers/{HERO.customer}")]).popitem()[1]
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for name in ("system", "key", "name", "tax number", "phone", "domain"):
            table.add_column(name)
        for record in thing.members:
            table.add_row(record.key.source, str(record.key), *(_text(record, name) for name in
                          ("name", "tax_number", "phone", "domain")))  # fmt: skip
        self.console.print(table)
        for line in dict.fromkeys(map(_because, snapshot.judgements(thing.id))):
            self._say(line)
        self._say("The help desk alone knows none of their orders, invoices and payments.", "dim")

    def _context(self) -> Answer:
        answer = self.commands.context(TICKET, "refund", reader="refund-agent", purpose="refund", budget=900)
        self._block(answer.text)
        return answer

    def _decide(self, answer: Answer) -> Decided:
        self.stage.wired.registry.register(AGENT, "demo")
        cites = [fact.statement for fact in answer.facts if fact.path in GROUNDS]
        decided = self.commands.decide(
            answer.id,
            "Is the customer given the money for the spoiled Camembert back?",
            [
                "refund 1,700.00 USD",
                {"name": "refund 4,018.96 USD", "dropped": "only one of three lines was spoiled"},
                {"name": "no refund", "dropped": "the carrier's record confirms the complaint"},
            ],
            "refund 1,700.00 USD",
            because="the invoice is paid, the payment has settled, and the cold chain broke on our side",
            confidence="0.93",
            action={"type": "refund", "payment": HERO.payment, "amount": 170000, "amount_currency": "USD"},
            cites=list(cites),
            agent="refund-agent",
            on_behalf_of="Laura Callahan",
            idempotency_key=f"refund-{HERO.ticket}",
            case_id=TICKET,
        )
        self._say(f"decision {decided.number}: refund 1,700.00 USD, citing {len(decided.cites)} fields ({decided.id})")
        verdict = decided.verdict
        assert verdict is not None
        self._say(f"policy: it {WORDS[verdict.outcome]}")
        for reason in verdict.reasons:
            self._say(f"  {reason}", "dim")
        return decided

    def _change(self) -> None:
        self._say(apply_change(self.stage.files))
        changed = sum(one.changed for one in self._sync("erp"))
        self._say(f"synced again: {changed} records changed, each as a new version beside the old one.")

    def _consequences(self, decided: Decided) -> None:
        why = self.commands.why(decided.id, READER)
        self._say(why.sentence)
        self._block(render.tree(why.tree))
        self.console.print()
        self._block(render.drift(self.commands.drift(decided.id, READER)))
        self._block(render.impact(self.commands.impact(f"erp/payments/{HERO.payment}", READER)))

    def _proof(self, decided: Decided) -> None:
        self._say("as it was: " + self.commands.replay(decided.id, READER).sentence)
        differences = self.store.verify()
        seq, _ = self.store.head()
        self._say(f"verify: {len(differences)} differences between the graph and its {seq} commits, recomputed.")


def _text(record: Record, name: str) -> str:
    value = record.fields.get(name)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "–")


def _because(judgement: Judgement) -> str:
    left, right = Key.parse(judgement.left), Key.parse(judgement.right)
    return f"{left} = {right}: equal {judgement.because.replace('_', ' ')} ({judgement.by})"


def closing(home: str, decision: str) -> str:
    """What to try next, with the home of the demonstration."""
    commands = [
        f"throughline decision page {decision} -o decision.html",
        f"throughline trace {decision}",
        f"throughline entity '{HERO.names['crm']}'",
        f"throughline context {TICKET} --action escalate_case",
    ]
    lines = "\n".join(f"  THROUGHLINE_HOME={home} .venv/bin/{command}" for command in commands)
    return f"Go on from here:\n{lines}"
