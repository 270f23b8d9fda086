"""`throughline ledger …`: what nobody can quietly change, its checkpoints and its witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import console, date, emit, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from agents.ledger.commands import Asked, Signed
    from agents.ledger.findings import Exposed, Verified
    from agents.ledger.verifying import Progress

app = typer.Typer(help="The ledger: what was decided and by whom, so that no change of it goes unnoticed.")
witnesses = typer.Typer(help="Those elsewhere who see the ledger and countersign it.")
app.add_typer(witnesses, name="witness")

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the witness is called here.")]


@app.command()
def status(json: options.Json = False) -> None:
    """Show how many leaves it has, what is signed, and what witnesses have countersigned."""
    with opened() as wired:
        found = wired.ledger.status()
    if json:
        emit(found)
        return
    say(f"{found.size} leaves, root {found.root}")
    if found.signed_at is not None:
        say(f"signed up to {found.signed} on {date(found.signed_at)}, with the key {found.key}")
    else:
        say("never signed: `throughline ledger checkpoint`")
    _witnesses(found.witnesses)
    _exposed(found.exposed)


@app.command()
def verify(
    from_witnessed: Annotated[
        bool, typer.Option("--from-witnessed", help="Only what lies beyond the largest size that a witness has seen.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Hold every leaf against the graph, the checkpoints and the witnesses.

    What no witness has seen is told as exposed, always: it can still be altered unnoticed.
    """
    with opened() as wired, _progress() as watch:
        found = wired.ledger.verify(watch, from_witnessed)
    if json:
        emit(found)
    else:
        _verified(found)
    if found.findings:
        raise typer.Exit(PROBLEMS)


@app.command()
def checkpoint(by: options.By = None, json: options.Json = False) -> None:
    """Sign the ledger as it is now, and show it to every witness."""
    with opened() as wired:
        made = wired.ledger.checkpoint(by or wired.settings.user)
    _signed(made, json)


@app.command()
def rotate(by: options.By = None, json: options.Json = False) -> None:
    """Sign with a new key from now on. The old one signs for it, and is then gone."""
    with opened() as wired:
        made = wired.ledger.rotate(by or wired.settings.user)
    _signed(made, json)


@witnesses.command("list")
def list_(json: options.Json = False) -> None:
    """List the witnesses."""
    with opened() as wired:
        found = wired.ledger.witnesses()
    if json:
        emit({"witnesses": found})
    else:
        show(table(["name", "where", "key"], ([one.name, f"{one.kind}:{one.address}", one.key] for one in found)))


@witnesses.command()
def add(
    name: Name,
    address: Annotated[
        str, typer.Argument(metavar="WHERE", help="`folder:/PATH`, `git:REMOTE`, or the address of a Throughline.")
    ],
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file with a key of a principal of that Throughline.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Show the ledger to a witness from now on. The key that it countersigns with is noted now."""
    with opened() as wired:
        made = wired.ledger.add_witness(name, address, key_file)
    if json:
        emit(made)
    else:
        say(f"added {name}, which countersigns with {made.key}: `throughline ledger checkpoint` shows it the ledger")


@witnesses.command()
def remove(name: Name, json: options.Json = False) -> None:
    """Show the ledger to a witness no more. What it has seen stays with it."""
    with opened() as wired:
        wired.ledger.remove_witness(name)
    if json:
        emit({"removed": name})
    else:
        say(f"removed {name}")


def _signed(made: Signed, json: bool) -> None:
    if json:
        emit(made)
    else:
        say(made.note)
        _witnesses(made.witnesses)
    if any(one.fault for one in made.witnesses):
        raise typer.Exit(PROBLEMS)


def _verified(found: Verified) -> None:
    for one in found.findings:
        say(str(one))
    if found.more:
        say(f"… and {found.more} findings more")
    if not found.findings:
        span = "whole" if not found.start else f"from leaf {found.start} on"
        say(f"sound, {span}: {found.size} leaves, {found.checkpoints} checkpoints, {found.witnesses} witnesses")
    _exposed(found.exposed)


def _witnesses(found: Sequence[Asked]) -> None:
    for one in found:
        say(f"the witness `{one.name}` has seen {one.size} leaves" + (f"; {one.fault}" if one.fault else ""))


def _exposed(exposed: Exposed | None) -> None:
    if exposed is not None:
        count = exposed.last - exposed.first + 1
        say(f"exposed: leaves {exposed.first}–{exposed.last} ({count}), which no witness has seen")


@contextmanager
def _progress() -> Iterator[Progress]:
    """A line that tells how far it is, on a terminal."""
    with console(stderr=True).status("verifying the ledger …") as told:
        yield lambda done, size: told.update(f"verifying the ledger: {done:,} of {size:,} leaves")
