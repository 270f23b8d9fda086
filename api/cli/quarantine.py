"""`throughline quarantine`: rows that could not be taken, kept whole with the reason."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import options
from api.cli.output import emit, say, show, table
from api.cli.session import opened

app = typer.Typer(help="Rows that could not be taken.")


@app.command("list")
def list_(
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="Of one source (default: of all).")] = None,
    stream: Annotated[str | None, typer.Argument(metavar="STREAM", help="Of one of its streams.")] = None,
    json: options.Json = False,
) -> None:
    """List the rows that could not be taken, with the reasons. `--json` shows them whole."""
    with opened() as wired:
        names = [source] if source else sorted({one.source for one in wired.store.status()})
        found = [row for name in names for row in wired.store.quarantined(name, stream)]
    if json:
        emit({"rows": found})
    elif found:
        rows = [[f"{one['source']}/{one['stream']}", one["position"], one["reason"]] for one in found]
        show(table(["stream", "row", "reason"], rows))
    else:
        say("no row was refused")
