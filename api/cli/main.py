"""The command line: every command of Throughline, under one roof and with one way to fail.

Commands import what they need when they run, so that help is quick.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from api.cli import (
    acting,
    agents,
    around,
    asking,
    contracts,
    deciding,
    decision,
    demo,
    finding,
    judging,
    keeping,
    ledger,
    looking,
    mapping,
    policies,
    principals,
    prov,
    quality,
    quarantine,
    recording,
    replaying,
    sample,
    serving,
    source,
    syncing,
    vocabulary,
    waiting,
    walking,
)
from api.cli.exits import INTERRUPTED, report
from api.cli.faults import disk, misused
from api.cli.output import remark
from ontology.errors import ThroughlineError


class Root(TyperGroup):
    """The commands, and where every error ends: in one line, or in one document where JSON was asked for."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        given = list(sys.argv[1:] if args is None else args)
        extra["standalone_mode"] = False
        as_json = "--json" in given
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            result = super().main(given, *rest, **extra)
        except ThroughlineError as error:
            result = report(error, as_json)
        except typer.TyperException as error:
            result = report(misused(error), as_json)
        except OSError as error:
            if (found := disk(error)) is None:
                raise
            result = report(found, as_json)
        sys.exit(result if isinstance(result, int) else 0)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            remark("interrupted; what was written stays, and a sync goes on from there")
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="throughline",
    cls=Root,
    help="The knowledge graph that agents read before they act, and answer to afterwards.",
    epilog="Settings: docs/settings.md. Exit codes: docs/cli.md.",
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


READING, ACTING, SERVING, KEEPING = "Bring records in", "Look, decide, explain", "Let others in", "Keep the graph"

app.add_typer(source.app, name="source", rich_help_panel=READING)
app.add_typer(mapping.app, name="map", rich_help_panel=READING)
app.add_typer(contracts.app, name="contract", rich_help_panel=READING)
app.command("sync", rich_help_panel=READING)(syncing.sync)
app.command("status", rich_help_panel=READING)(syncing.status)
app.command("waiting", rich_help_panel=READING)(waiting.waiting)
app.command("quality", rich_help_panel=READING)(quality.quality)
app.add_typer(quarantine.app, name="quarantine", rich_help_panel=READING)
app.add_typer(judging.app, name="judge", rich_help_panel=READING)
app.add_typer(sample.app, name="sample", rich_help_panel=READING)
app.command("demo", rich_help_panel=ACTING)(demo.demo)
app.command("entity", rich_help_panel=ACTING)(looking.entity)
app.command("entities", rich_help_panel=ACTING)(finding.entities)
app.command("search", rich_help_panel=ACTING)(finding.search)
app.command("neighbours", rich_help_panel=ACTING)(around.neighbours)
app.command("paths", rich_help_panel=ACTING)(around.paths)
app.command("timeline", rich_help_panel=ACTING)(around.timeline)
app.command("diff", rich_help_panel=ACTING)(around.diff)
app.command("record", rich_help_panel=ACTING)(recording.record)
app.command("versions", rich_help_panel=ACTING)(recording.versions)
app.command("context", rich_help_panel=ACTING)(looking.context)
app.command("cypher", rich_help_panel=ACTING)(asking.cypher)
app.command("decide", rich_help_panel=ACTING)(deciding.decide)
app.add_typer(acting.app, name="action", rich_help_panel=ACTING)
app.command("decisions", rich_help_panel=ACTING)(finding.decisions)
app.add_typer(decision.app, name="decision", rich_help_panel=ACTING)
app.command("why", rich_help_panel=ACTING)(walking.why)
app.command("trace", rich_help_panel=ACTING)(walking.trace)
app.command("drift", rich_help_panel=ACTING)(walking.drift)
app.command("impact", rich_help_panel=ACTING)(walking.impact)
app.add_typer(prov.app, name="prov", rich_help_panel=ACTING)
app.command("replay", rich_help_panel=ACTING)(replaying.replay)
app.command("serve", rich_help_panel=SERVING)(serving.serve)
app.add_typer(principals.app, name="principal", rich_help_panel=SERVING)
app.add_typer(principals.keys, name="key", rich_help_panel=SERVING)
app.add_typer(agents.app, name="agent", rich_help_panel=SERVING)
app.add_typer(policies.app, name="policy", rich_help_panel=KEEPING)
app.add_typer(vocabulary.app, name="ontology", rich_help_panel=KEEPING)
app.add_typer(ledger.app, name="ledger", rich_help_panel=KEEPING)
app.command("changes", rich_help_panel=KEEPING)(keeping.changes)
app.command("verify", rich_help_panel=KEEPING)(keeping.verify)
app.command("rebuild", rich_help_panel=KEEPING)(keeping.rebuild)
app.command("erase", rich_help_panel=KEEPING)(keeping.erase)
app.command("backup", rich_help_panel=KEEPING)(keeping.backup)
app.command("restore", rich_help_panel=KEEPING)(keeping.restore)
app.command("stop", rich_help_panel=KEEPING)(keeping.stop)
app.command("version", rich_help_panel=KEEPING)(keeping.version)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
