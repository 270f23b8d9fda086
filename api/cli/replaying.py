"""`throughline replay`: what decisions were shown, computed again as of then and compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypeVar

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import console, emit, say
from api.cli.session import opened
from ontology.errors import Invalid

One = TypeVar("One")
Decision = Annotated[str | None, typer.Argument(metavar="DECISION", help="The number or the id of a decision.")]
Every = Annotated[bool, typer.Option("--all", help="Every decision.")]
Today = Annotated[bool, typer.Option("--today", help="Ask the policies of then about today's facts as well.")]
Since = Annotated[str | None, typer.Option("--since", metavar="N|DATE", help="Every one from this number or date on.")]


def replay(
    decision: Decision = None,
    every: Every = False,
    since: Since = None,
    as_of: options.AsOf = None,
    today: Today = False,
    json: options.Json = False,
) -> None:
    """Compute again what a decision was shown, or what all were since a date, and compare."""
    if (decision is not None) + every + (since is not None) != 1:
        raise Invalid("what is to be replayed?", "name one decision, or give `--since` or `--all`")
    if decision is None:
        if as_of is not None or today:
            raise Invalid("`--as-of` and `--today` are for one decision", "name it")
        _many(since, json)
        return
    from agents.render import replay as rendered

    with opened() as wired:
        told = wired.commands.replay(decision, wired.reader("replay"), as_of, today)
    if json:
        emit(told)
    else:
        say(rendered(told))
    if told.verdict == "diverged":
        raise typer.Exit(PROBLEMS)


def _many(since: str | None, json: bool) -> None:
    from agents.render import replays as rendered
    from agents.replay import summed

    first = int(since) if since is not None and since.isdecimal() and len(since) < 16 else since
    with opened() as wired:
        number, found = wired.commands.replays(wired.reader("replay"), first)
        told = summed(watched(number, found, "replaying"))
    if json:
        emit(told)
    else:
        say(rendered(told))
    if told.diverged:
        raise typer.Exit(PROBLEMS)


def watched(number: int, found: Iterator[One], doing: str) -> Iterator[One]:
    """What is done one by one; on a terminal a line tells how many are done, at what rate, and the time left."""
    target = console(stderr=True)
    if not target.is_terminal:
        return found
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: object) -> Text:
            speed = getattr(task, "finished_speed", None) or getattr(task, "speed", None) or 0.0
            return Text(f"{speed:,.0f}/s")

    columns = (TextColumn(doing), BarColumn(bar_width=24), MofNCompleteColumn(), Rate(), TimeRemainingColumn())

    def drawn() -> Iterator[One]:
        with Progress(*columns, console=target, transient=True) as bars:
            yield from bars.track(found, total=number)

    return drawn()
