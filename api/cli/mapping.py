"""`throughline map`: how the rows of a source become things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import options
from api.cli.output import cleaned, emit, say, show, write_new
from api.cli.session import opened, reading, remark_on_ontology
from ontology.errors import Conflict

if TYPE_CHECKING:
    from rich.tree import Tree

    from api.wiring import Wired
    from graph.model import Observation
    from ingest.mapping import SourceMapping, StreamMapping
    from ingest.preview import Preview

app = typer.Typer(help="How rows become things.")


@app.command()
def check(
    which: Annotated[str, typer.Argument(metavar="FILE|SOURCE", help="A mapping file, or a source that has one.")],
    json: options.Json = False,
) -> None:
    """Check a mapping against the ontology; every mistake is named, with its line."""
    with opened() as wired:
        remark_on_ontology(wired)
        found = _mapping(wired, which)
    streams = [
        {"stream": one.stream, "from": one.origin, "classes": list(one.classes), "fields": len(one.fields)}
        for one in _every(found.streams.values())
    ]
    if json:
        emit({"source": found.source, "digest": found.digest, "streams": streams})
        return
    say(f"the mapping of {found.source} is sound")
    for one in _every(found.streams.values()):
        say(f"  {one.stream}: {' and '.join(one.classes)}, {len(one.fields)} fields, {len(one.refs)} references")


def _every(streams: Iterable[StreamMapping]) -> Iterator[StreamMapping]:
    """Streams, each with those that its rows carry."""
    for one in streams:
        yield one
        yield from _every(inner.mapping for inner in one.carried)


@app.command()
def preview(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source.")],
    streams: Annotated[list[str] | None, typer.Argument(metavar="STREAM…", help="Some of its streams.")] = None,
    rows: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many rows of each.")] = 10,
    json: options.Json = False,
) -> None:
    """Show what the mapping makes of the first rows, by the code that a sync runs. Nothing is written."""
    from ingest.preview import preview as previewed

    with opened() as wired:
        remark_on_ontology(wired)
        with reading(wired, source) as job:
            found = {one.stream: previewed(job.connector, one, rows) for one in job.streams(streams or ())}
    if json:
        emit({"source": source, "streams": {name: [_document(one) for one in some] for name, some in found.items()}})
    else:
        show(*(_tree(f"{source}/{name}", some) for name, some in found.items()))


@app.command()
def suggest(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source, or what a new one is to be called.")],
    streams: Annotated[list[str] | None, typer.Argument(metavar="STREAM…", help="Some of its streams.")] = None,
    connector: Annotated[
        str | None, typer.Option(metavar="CONNECTOR", help="How a source is read that was not added yet.")
    ] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--option", metavar="OPTION=VALUE", help="What its connector must be told.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="The currency of amounts that tell none.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it into a new file.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Draft a mapping from what a source looks like. Each guess tells its reason, and the draft passes `map check`."""
    if output is not None and output.exists():
        raise Conflict(f"`{output}` is there already", "name another file")
    with opened() as wired:
        remark_on_ontology(wired)
        text = _drafted(wired, source, streams or [], connector, pairs or [], currency)
    if output is not None:
        write_new(output, text)
    if json:
        emit({"source": source, "mapping": text, "file": str(output) if output else None})
    elif output is not None:
        say(f"drafted {output}: check every guess in it, then `throughline map check {output}`")
    else:
        say(text.rstrip())


def _drafted(
    wired: Wired, source: str, streams: list[str], connector: str | None, pairs: list[str], currency: str | None
) -> str:
    from api.settings import environment
    from ingest import sources
    from ingest.connector import find, parse_options
    from ingest.suggest.drafting import draft

    if connector is None:
        known = sources.get(wired.settings.sources_folder, source)
        connector, told = known.connector, dict(known.options)
    else:
        told = sources.parse_pairs(pairs)
    kind = find(connector)
    system = kind(parse_options(kind, told), environment())
    try:
        return draft(system, source, wired.store.ontology, streams, currency)
    finally:
        system.close()


def _mapping(wired: Wired, which: str) -> SourceMapping:
    from ingest import sources
    from ingest.compiling import load_mapping

    folder = wired.settings.sources_folder
    if which in sources.names(folder):
        source = sources.get(folder, which)
        return load_mapping(source.mapping, wired.store.ontology, source.name, source.zone)
    return load_mapping(Path(which), wired.store.ontology)


def _document(one: Preview) -> dict[str, Any]:
    return {
        "position": one.position,
        "row": dict(one.data),
        "rejection": one.rejection,
        "observations": [_observed(found) for found in one.observations],
    }


def _observed(found: Observation) -> dict[str, Any]:
    return {
        "key": found.key.text,
        "gone": found.gone,
        "classes": list(found.classes),
        "fields": dict(found.fields),
        "refs": [{"field": ref.field, "target": ref.target.text} for ref in found.refs],
        "identifies": [{"property": id_.property, "value": id_.value} for id_ in found.identifiers],
    }


def _tree(name: str, previews: list[Preview]) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    from agents.wording import count

    tree = Tree(Text(f"{name}: {count(len(previews), 'row')}", style="bold"), guide_style="dim")
    for one in previews:
        if one.rejection is not None:
            tree.add(Text(cleaned(f"{one.position}: refused"))).add(Text(cleaned(f"refused: {one.rejection}")))
        for place, found in enumerate(one.observations):
            branch = tree.add(Text(cleaned(f"{'carries' if place else one.position + ':'} {found.key}")))
            for line in _lines(found):
                branch.add(Text(cleaned(line)))
    return tree


def _lines(found: Observation) -> Iterator[str]:
    from agents.wording import value_text
    from graph.model import plain
    from graph.survivorship import CURRENCY

    if found.gone:
        yield "gone"
    fields = found.fields
    for name, value in fields.items():
        if not (name.endswith(CURRENCY) and name.removesuffix(CURRENCY) in fields):
            unit = fields.get(name + CURRENCY)
            yield f"{name}: {value_text(plain(value), str(unit) if unit is not None else None)}"
    for ref in found.refs:
        yield f"{ref.field} → {ref.target}"
    for id_ in found.identifiers:
        yield f"identified by {id_.property} {id_.value}"
