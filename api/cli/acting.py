"""`throughline action`: acting on decisions, once each, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import date, emit, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from agents.acting.executor import Executor
    from agents.acting.steps import Outcome
    from api.wiring import Wired

app = typer.Typer(help="Act on decisions, and what became of it.")
Decision = Annotated[str, typer.Argument(metavar="DECISION", help="The number or the id of a decision.")]


@app.command()
def run(decision: Decision, by: options.By = None, json: options.Json = False) -> None:
    """Act on a decision that policy lets act: sealed before, done once, sealed after."""
    with opened() as wired:
        told = _executor(wired, by).act(decision)
    _tell(told, json)


@app.command("show")
def show_(decision: Decision, json: options.Json = False) -> None:
    """Show how acting on a decision stands."""
    with opened() as wired:
        told = _executor(wired, None).look(decision)
    _tell(told, json)


@app.command("list")
def list_(json: options.Json = False) -> None:
    """List the decisions whose outcome is not known."""
    with opened() as wired:
        told = _executor(wired, None).unfinished()
    if json:
        emit({"actions": [one.model_dump() for one in told.items]})
    elif not told.items:
        say("the outcome of all that was begun is known")
    else:
        show(
            table(("decision", "begun", "status"), [[one.number, date(one.started), one.status] for one in told.items])
        )


@app.command()
def resume(by: options.By = None, json: options.Json = False) -> None:
    """Go on with all that was begun and broken off. What is unknown stays so until a person has looked."""
    with opened() as wired:
        executor = _executor(wired, by)
        begun = [one for one in executor.unfinished().items if one.status != "unknown"]
        told = [executor.act(one.id) for one in begun]
    if json:
        emit({"outcomes": [one.model_dump() for one in told]})
        return
    for one in told:
        say(_sentence(one))
    if not told:
        say("nothing was broken off")


@app.command()
def settle(
    decision: Decision,
    status: Annotated[str, typer.Argument(metavar="acted|failed", help="What became of it.")],
    because: Annotated[str, typer.Option(metavar="TEXT", help="How you know.")],
    reference: Annotated[str | None, typer.Option(metavar="TEXT", help="What the other system calls it.")] = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Say what became of a decision whose outcome is unknown."""
    from agents.acting.steps import Settling
    from agents.commands import formed

    said = formed(Settling, status=status, because=because, reference=reference)
    with opened() as wired:
        told = _executor(wired, by).settle(decision, said)
    _tell(told, json)


def _executor(wired: Wired, by: str | None) -> Executor:
    from agents.proposal import Principal

    return wired.executor(Principal(name=by or wired.settings.user, kind="person"))


def _tell(told: Outcome, json: bool) -> None:
    if json:
        emit(told)
    else:
        say(_sentence(told))
    if told.status not in ("acted", "sealed"):
        raise typer.Exit(PROBLEMS)


def _sentence(told: Outcome) -> str:
    calls = f"{told.calls} call{'' if told.calls == 1 else 's'} of `{told.plugin}`"
    last = told.effects[-1] if told.effects else None
    said = f": {last.says}" if last is not None else ""
    return f"decision {told.number}: {told.status}, {calls}{said}"
