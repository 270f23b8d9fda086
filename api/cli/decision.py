"""`throughline decision …`: one decision, to be read, printed and passed on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import cleaned, date, emit, remark, say, show, table
from api.cli.session import opened
from ontology.errors import Invalid

if TYPE_CHECKING:
    from rich.table import Table

    from agents.dossier import Dossier
    from agents.walks.evidence import Beside, Exhibits

app = typer.Typer(help="Read a decision: its evidence then and now, what happened when, as a page, as PROV.")

Decision = Annotated[str, typer.Argument(metavar="DECISION", help="The number or the id of a decision.")]
File = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="The file, which is replaced.")]
Shown = Annotated[bool, typer.Option("--shown", help="All that it was shown, not only what it cites.")]
FORMATS = "provn, provjson, provxml, turtle, jsonld, or graph: nodes and edges."
Form = Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=FORMATS)]


@app.command("show")
def shown(decision: Decision, as_of: options.AsOf = None, at: options.At = None, json: options.Json = False) -> None:
    """Show a decision: by whom and for whom, on what evidence, and what changed since."""
    with opened() as wired:
        found = wired.commands.dossier(decision, wired.reader("audit"), as_of, at)
    if json:
        emit(found)
    else:
        _dossier(found)


@app.command()
def evidence(
    decision: Decision,
    shown: Shown = False,
    as_of: options.AsOf = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Show the records it rests on, each version beside the present one."""
    with opened() as wired:
        found = wired.commands.evidence(decision, wired.reader("audit"), as_of, at)
    wanted = found.model_copy(update={"records": [one for one in found.records if shown or one.cited]})
    if json:
        emit(wanted)
    else:
        say(wanted.sentence)
        show("", *_evidence(wanted, shown))


@app.command()
def timeline(decision: Decision, as_of: options.AsOf = None, json: options.Json = False) -> None:
    """Show what led to it and what became of its evidence, in the order of time."""
    with opened() as wired:
        found = wired.commands.timeline(decision, wired.reader("audit"), as_of)
    if json:
        emit(found)
        return
    say(found.sentence)
    show("", table(["when", "", "what"], ([date(one.at), one.kind, one.text] for one in found.moments)))


@app.command()
def page(
    decision: Decision,
    output: File = None,
    as_of: options.AsOf = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Write it as one HTML page that needs no network.

    Without `-o` the file is `decision-N.html`; `-o -` is standard output.
    """
    with opened() as wired:
        found = wired.commands.dossier(decision, wired.reader("audit"), as_of, at)
        text = wired.commands.page(found, wired.reader("audit"), as_of)
    _deliver(text.encode(), output or Path(f"decision-{found.number}.html"), "html", json)


@app.command()
def export(
    decision: Decision,
    format: Form = "provn",
    output: File = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Write its provenance for other programs, in a format of W3C PROV or as nodes and edges.

    Without `-o` it goes to standard output. `--json` alone is `--format graph`; with `-o` it tells of the file.
    """
    if json and output is None and format not in ("graph", "provn"):
        raise Invalid(f"`--json` writes nodes and edges, not `{format}`", "leave it out, or name a file with `-o`")
    chosen = "graph" if json and output is None else format
    with opened() as wired:
        made = wired.commands.export(decision, wired.reader("audit"), chosen, as_of)
    _deliver(made.body, output or Path("-"), chosen, json and output is not None)


@app.command()
def passport(decision: Decision, output: File = None, json: options.Json = False) -> None:
    """Write all that proves it to somebody else: `throughline-verify` checks that offline.

    Without `-o` the file is `decision-N.passport.json`; `-o -` is standard output.
    """
    with opened() as wired:
        status = wired.ledger.status()
        keys = {"log": [status.key] if status.key else [], "witnesses": [one.key for one in wired.ledger.witnesses()]}
        body = wired.commands.passport(decision, wired.reader("audit"), keys)
        number = wired.commands.dossier(decision, wired.reader("audit")).number
    _deliver(body, output or Path(f"decision-{number}.passport.json"), "passport", json)


def _deliver(body: bytes, output: Path, format_: str, json: bool) -> None:
    """Write to a file, whole or not at all, or to standard output. What is no file (a pipe) stays what it is."""
    if str(output) == "-":
        typer.echo(body, nl=False)
        return
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(body)
        else:
            beside.write_bytes(body)
            beside.replace(output)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Invalid(f"`{output}` cannot be written", str(error.strerror or error).lower()) from error
    if json:
        emit({"file": str(output), "format": format_, "bytes": len(body)})
    else:
        say(f"{output}: {len(body):,} bytes")
        if format_ == "html" and sys.stdout.isatty():
            remark("open it in any browser; it asks for nothing from a network")


def _dossier(found: Dossier) -> None:
    from rich.text import Text

    show(Text(cleaned(f"decision {found.number}: {found.choice}"), style="bold"))
    say(found.sentence)
    parties: list[list[str | None]] = [
        [one.role.replace("_", " "), f"{one.name} ({one.kind})"] for one in found.parties
    ]
    rows: list[list[str | None]] = [
        ["asked", found.question],
        *parties,
        ["when", date(found.at)],
        ["status", found.status + (f" by {found.revised_by}" if found.revised_by else "")],
        ["revises", found.revises],
        ["case", found.case],
        ["to be done", found.action],
        ["stands", found.drift.sentence],
        ["was seen", found.replay.sentence],
        ["open then", ", ".join(_open(found)) or "nothing that the action requires"],
        ["id", found.id],
    ]
    show("", table(["", ""], [row for row in rows if row[1]]))
    options_ = ([one.name, "chosen" if one.chosen else "dropped", one.reason] for one in found.options)
    show("", table(["option", "", "because"], options_))
    show("", *_evidence(found.evidence, shown=False))


def _open(found: Dossier) -> Iterator[str]:
    from agents.wording import count

    doubts = found.doubts
    missing = sum(gap.missing for gap in doubts.gaps)
    counted = ((missing, "gap"), (doubts.conflicts, "conflict"), (len(doubts.stale), "stale fact"))
    return (count(number, noun) for number, noun in (*counted, (doubts.held_back, "row held back")) if number)


def _evidence(found: Exhibits, shown: bool) -> Iterator[Table]:
    rows = [row for one in found.records if shown or one.cited for row in _fields(one, shown)]
    yield table(["record", "field", "as it was shown", "as of now", "learnt", "by sync"], rows)


def _fields(one: Beside, shown: bool) -> Iterator[list[object]]:
    from agents.wording import key_text, said

    for field in one.fields:
        if shown or field.cited:
            then = "(erased)" if field.erased else said(field.then, field.then_unit)
            now = "the same" if not field.changed else "gone" if one.now.gone else said(field.now, field.now_unit)
            sync = one.then.sync[:8] if one.then.sync else "–"
            yield [key_text(one.key), field.field, then, "" if field.erased else now, date(one.then.learnt), sync]
