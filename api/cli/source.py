"""`throughline source`: the systems that are read from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import emit, remark, say, show, table
from api.cli.session import known_source, opened, remark_on_ontology, settings

if TYPE_CHECKING:
    from ingest.sources import StreamCheck

app = typer.Typer(help="The systems that are read from.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of a source.")]
Deletes = Annotated[
    float, typer.Option(metavar="0…1", help="The share of a stream that one sync may delete without asking.")
]
Every = Annotated[str | None, typer.Option(metavar="TIME", help="How often `sync --scheduled` reads it: `15m`, `1d`.")]


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the source is to be called: `erp`.")],
    connector: Annotated[str, typer.Argument(metavar="CONNECTOR", help="How it is read: `files`, `sql`, or another.")],
    pairs: Annotated[
        list[str] | None,
        typer.Argument(metavar="OPTION=VALUE…", help="What the connector must be told: `path=exports`."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", "-m", metavar="FILE", help="Its mapping (default: `NAME.yaml`).")
    ] = None,
    trust: Annotated[int, typer.Option(metavar="0…100", help="How far it is trusted among the sources.")] = 50,
    zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Where its timestamps without a zone were written.")
    ] = None,
    deletes: Deletes = 0.2,
    every: Every = None,
    json: options.Json = False,
) -> None:
    """Add a source. Its options and its mapping are checked, the system itself is not asked.

    A secret is named, never written: `password.env=ERP_PASSWORD` or `password.file=secrets/erp`.
    """
    from ingest import sources

    made = sources.configure(
        name, connector, mapping or Path(f"{name}.yaml"), sources.parse_pairs(pairs or ()), trust, zone,
        deletes={"most": deletes}, every=every,
    )  # fmt: skip
    with opened() as wired:
        remark_on_ontology(wired)
        kept = sources.add(wired.settings.sources_folder, made, wired.store.ontology)
    for doubt in sources.doubts(kept):
        remark(doubt)
    if json:
        emit(kept)
    else:
        say(f"added {name}: see `throughline source check {name}`, then `throughline sync {name}`")


@app.command()
def trust(
    name: Name,
    value: Annotated[int, typer.Argument(metavar="0…100", help="How far it is trusted among the sources.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Change how far a source is trusted: which values survive is chosen anew."""
    from ingest import sources

    with opened() as wired:
        known_source(wired, name)
        if name in sources.names(wired.settings.sources_folder):
            sources.trust(wired.settings.sources_folder, name, value)
        author = by or wired.settings.user
        seq = None
        if any(one["id"] == name for one in wired.store.sources()):
            with wired.store.writer(author) as writer:
                seq = writer.trust(name, value, author)
    if json:
        emit({"source": name, "trust": value, "seq": seq})
    elif seq is None:
        say(f"{name} is trusted {value} from its first sync on")
    else:
        say(f"{name} is trusted {value}, as of sequence {seq}")


@app.command("list")
def list_(as_of: options.AsOf = None, json: options.Json = False) -> None:
    """List the sources; one whose file cannot be read is told of, with why.

    As of a sequence or date: those that the graph knew then, and how far they were trusted.
    """
    from ingest.survey import Unreadable, configured

    if as_of is not None:
        _known(as_of, json)
        return
    all_ = configured(settings().sources_folder)
    found = [one for one in all_ if not isinstance(one, Unreadable)]
    unreadable = [one for one in all_ if isinstance(one, Unreadable)]
    if json:
        emit({"sources": found, "unreadable": unreadable})
    elif found:
        rows = [[one.name, one.connector, one.trust, one.zone, one.mapping] for one in found]
        show(table(["source", "connector", "trust", "zone", "mapping"], rows, right=["trust"]))
    elif not unreadable:
        say("no source yet: `throughline source add` adds one")
    for one in unreadable:
        remark(f"{one.name}: {one.reason}")
    if unreadable:
        raise typer.Exit(PROBLEMS)


@app.command()
def check(name: Name, json: options.Json = False) -> None:
    """See whether a source can be read, and has the columns that its mapping reads."""
    from api.settings import environment
    from ingest import sources

    with opened() as wired:
        remark_on_ontology(wired)
        found = sources.check(sources.get(wired.settings.sources_folder, name), wired.store.ontology, environment())
    if json:
        emit({"source": name, "streams": found})
    else:
        _tell(found)
    if any(one.problems for one in found):
        raise typer.Exit(PROBLEMS)


@app.command()
def remove(name: Name, json: options.Json = False) -> None:
    """Forget a source. What it said stays in the graph."""
    from ingest import sources

    sources.remove(settings().sources_folder, name)
    if json:
        emit({"removed": name})
    else:
        say(f"removed {name}; what it said stays in the graph")


def _known(as_of: str, json: bool) -> None:
    """Write which sources the graph knew as of a sequence or date."""
    with opened() as wired:
        found = wired.store.sources(wired.store.seq(as_of))
    if json:
        emit({"sources": found})
    elif found:
        rows = [[one["id"], one["kind"], one["trust"], one["zone"]] for one in found]
        show(table(["source", "connector", "trust", "zone"], rows, right=["trust"]))
    else:
        say("no source was known")


def _tell(found: list[StreamCheck]) -> None:
    rows = [
        [
            one.stream,
            one.origin,
            "" if one.rows is None else f"about {one.rows}",
            "ready" if not one.problems else "NOT",
        ]
        for one in found
    ]
    show(table(["stream", "read from", "rows", ""], rows, right=["rows"]))
    for one in found:
        for problem in one.problems:
            say(f"{one.stream}: {problem}")
