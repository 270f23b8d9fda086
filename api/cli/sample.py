"""`throughline sample`: an enterprise that is made up, of any size, with the truth about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import console, emit, say

if TYPE_CHECKING:
    from ingest.sample.build import Built, Watch

app = typer.Typer(help="A made-up enterprise of any size, with the truth about it.")
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the sample.")]


@app.command()
def enterprise(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for it.")],
    customers: Annotated[int, typer.Option(metavar="N", help="How many customers.")] = 1000,
    days: Annotated[int, typer.Option(metavar="D", help="How many change sets, one a day.")] = 30,
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed makes the same bytes.")] = 7,
    final: Annotated[bool, typer.Option("--final", help="The systems as they stand on the last day.")] = False,
    json: options.Json = False,
) -> None:
    """Make a CRM, an ERP and a help desk, their sources and mappings, change sets, and the truth beside them."""
    from ingest.sample.build import build
    from ingest.sample.world import World

    world = World(seed, customers, days)
    with _watching(customers) as watch:
        made = build(folder, world, final, watch)
    if json:
        emit({"folder": str(made.folder), "records": made.records, "planted": dict(sorted(made.planted.items()))})
    else:
        _tell(made)


@contextmanager
def _watching(total: int) -> Iterator[Watch]:
    """A bar on a terminal, nothing elsewhere."""
    target = console(stderr=True)
    if not target.is_terminal:
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("customers"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=target, transient=True) as bar:
        task = bar.add_task("customers", total=total)
        yield lambda done: bar.update(task, completed=done)


def _tell(made: Built) -> None:
    troubles = sum(made.planted.values())
    say(f"made {made.records:,} records, with {troubles:,} troubles of {len(made.planted)} kinds among them")
    say("to have the graph of it:")
    say(f"  export THROUGHLINE_HOME={made.folder}")
    say("  throughline sync --all")
    say("  throughline status")
