"""`throughline sample`: an enterprise that is made up, of any size, with the truth about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import console, emit, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from ingest.sample.build import Built, Watch
    from ingest.sample.score import Agreement, Score

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


@app.command()
def apply(
    folder: Folder,
    day: Annotated[int, typer.Argument(metavar="DAY", help="The day to move on to.")],
    json: options.Json = False,
) -> None:
    """Move the systems of a sample on to a day, by the change sets up to it. A sync then finds what changed."""
    from ingest.sample.applying import apply

    with console(stderr=True).status(f"moving on to day {day} …"):
        before = apply(folder, day)
    if json:
        emit({"folder": str(folder), "from": before, "day": day})
    else:
        say(f"the systems stand on day {day}: `throughline sync --all` brings in what changed")


@app.command()
def score(folder: Folder, json: options.Json = False) -> None:
    """Hold the graph against the truth about a sample: what is one thing and should be, and what should not."""
    from ingest.sample.score import score

    with opened() as wired, console(stderr=True).status("counting …"):
        found = score(wired.store, folder)
    if json:
        emit(_document(found))
    else:
        _tell_score(found)


def _document(found: Score) -> dict[str, object]:
    return {
        "records": found.records,
        "unknown": found.unknown,
        "pairs": _figures(found.pairs),
        "b_cubed": _figures(found.cubed),
        "troubles": {kind: {"planted": planted, "right": right} for kind, (planted, right) in found.troubles.items()},
        "wrong": found.wrong,
    }


def _figures(one: Agreement) -> dict[str, float]:
    return {"precision": one.precision, "recall": one.recall}


def _tell_score(found: Score) -> None:
    rows = [
        [name, f"{one.precision:.5f}", f"{one.recall:.5f}"]
        for name, one in (("pairs", found.pairs), ("B-cubed", found.cubed))
    ]
    say(f"{found.records:,} records against the truth, {found.unknown:,} that it does not know")
    show(table(["", "precision", "recall"], rows, right=["precision", "recall"]))
    rows = [[kind.replace("_", " "), str(planted), str(right)] for kind, (planted, right) in found.troubles.items()]
    show(table(["trouble", "planted", "as it should be"], rows, right=["planted", "as it should be"]))
    for keys in found.wrong:
        say(f"one thing, and should not be: {' '.join(keys)}")


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
