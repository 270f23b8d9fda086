"""`throughline contract`: what the rows of a source must be like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import emit, say, show, table, write_new
from api.cli.session import opened, reading, remark_on_ontology

if TYPE_CHECKING:
    from api.wiring import Wired
    from ingest.contracts.checking import ContractCheck
    from ingest.sources import Job

app = typer.Typer(help="What rows must be like.")
Source = Annotated[str, typer.Argument(metavar="SOURCE", help="A source.")]
Stream = Annotated[str | None, typer.Argument(metavar="STREAM", help="One of its streams (default: all).")]
Rows = Annotated[int, typer.Option(min=1, metavar="N", help="How many rows of each stream are read.")]


@app.command()
def infer(
    source: Source,
    stream: Stream = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="A new file to write it into.")
    ] = None,
    rows: Rows = 10_000,
    json: options.Json = False,
) -> None:
    """Draft a contract from real rows: types, nulls, enumerations, unique keys.

    It counts once it lies beside the mapping: `erp.contract.yaml` beside `erp.yaml`. Read it first.
    """
    from ingest.contracts import inference
    from ingest.contracts.compiling import compile_contract

    with _job(source) as (_, job):
        chosen = job.streams([stream] if stream else ())
        drafts = [inference.draft(job.connector, one, rows) for one in chosen]
        text = inference.text(source, drafts, {one.stream: one.key_columns for one in chosen})
        compile_contract(text, source, job.mapping.streams, job.mapping.home, "the draft")
    if output is not None:
        write_new(output, text)
    if json:
        read = {one.stream: one.profile.rows for one in drafts}
        emit({"source": source, "rows": read, "file": str(output) if output else None, "contract": text})
    elif output is None:
        say(text)
    else:
        say(f"drafted {output}: read it, then see `throughline contract check {source}`")


@app.command()
def check(source: Source, stream: Stream = None, rows: Rows = 10_000, json: options.Json = False) -> None:
    """Hold real rows against a source's contract: what breaks it, and what has changed. Nothing is written."""
    from graph.clock import now
    from ingest.contracts import checking

    with _job(source) as (wired, job):
        chosen = job.streams([stream] if stream else ())
        found = [checking.check(wired.store, job, one, now(), rows) for one in chosen]
        where = _beside(job)
    if json:
        emit({"source": source, "file": where, "streams": found})
    else:
        _tell(found, where)
    if not all(one.kept for one in found):
        raise typer.Exit(PROBLEMS)


@contextmanager
def _job(source: str) -> Iterator[tuple[Wired, Job]]:
    with opened() as wired:
        remark_on_ontology(wired)
        with reading(wired, source) as job:
            yield wired, job


def _beside(job: Job) -> str | None:
    from ingest.contracts.compiling import path_of

    path = path_of(job.source.mapping)
    return str(path) if path.exists() else None


def _tell(found: list[ContractCheck], where: str | None) -> None:
    if where is None:
        say("there is no contract: `throughline contract infer` drafts one")
        return
    rows = [
        [one.stream, one.mode or "no contract", *((one.rows, one.broken) if one.mode else ("", "")), _verdict(one)]
        for one in found
    ]
    show(table(["stream", "mode", "rows", "broken", ""], rows, right=["rows", "broken"]))
    for one in found:
        for text in (*map(str, one.changes), *map(str, one.breaches)):
            say(f"{one.stream}: {text}")


def _verdict(one: ContractCheck) -> str:
    if one.mode is None:
        return ""
    return "NOT KEPT" if not one.kept else "kept" if one.whole else "kept, as far as it was read"
