"""`throughline agent`: which agents are registered, who answers for each, and what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import date, emit, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from agents.registry import AgentInfo

app = typer.Typer(help="Which agents are registered.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of an agent.")]


@app.command()
def register(
    name: Name,
    version: Annotated[str, typer.Option(metavar="TEXT", help="The version that runs.")],
    owner: Annotated[str, typer.Option(metavar="NAME", help="The person who answers for it.")],
    model: Annotated[str, typer.Option(metavar="TEXT", help="The model that it runs with.")],
    tier: Annotated[int, typer.Option(metavar="1…3", help="How far it is trusted: policies say what for.")],
    instructions: Annotated[str, typer.Option(metavar="TEXT", help="What it is for, and what it must be given.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Register a version of an agent. What was registered of that version before ends."""
    from agents.commands import formed
    from agents.registry import AgentWanted

    wanted = formed(
        AgentWanted, name=name, version=version, owner=owner, model=model, tier=tier, instructions=instructions
    )
    with opened() as wired:
        made = wired.registry.register(wanted, by or wired.settings.user)
    if json:
        emit(made)
    elif made.changed:
        say(f"registered {name} {version}: tier {tier}, {owner} answers for it")
    else:
        say(f"{name} {version} was registered so before")


@app.command("list")
def list_(json: options.Json = False) -> None:
    """List the versions of agents that are registered."""
    with opened() as wired:
        found = wired.registry.listed()
    if json:
        emit({"agents": found})
    else:
        _table(found)


@app.command("show")
def show_(name: Name, json: options.Json = False) -> None:
    """Show all that was ever registered of an agent, the newest first."""
    with opened() as wired:
        found = wired.registry.history(name)
    if json:
        emit({"agents": found})
        return
    _table(found)
    for one in found:
        if one.until is None:
            say(f"{one.version}: {one.instructions}")


@app.command()
def retire(
    name: Name,
    version: Annotated[str | None, typer.Option(metavar="TEXT", help="Only this version.")] = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Let an agent, or one version of it, be registered no more. What it did stays."""
    with opened() as wired:
        ended = wired.registry.retire(name, version, by or wired.settings.user)
    if json:
        emit({"agents": ended})
    else:
        say(f"retired {name} {', '.join(one.version for one in ended)}")


def _table(found: list[AgentInfo]) -> None:
    rows = [
        [one.name, one.version, one.owner, one.model, one.tier, date(one.since), date(one.until) or "now"]
        for one in found
    ]
    show(table(["agent", "version", "owner", "model", "tier", "since", "until"], rows, right=["tier"]))
