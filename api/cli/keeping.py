"""The commands that keep the graph: its history, its soundness, its backups, its engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import date, emit, say, show, table
from api.cli.session import opened, settings

if TYPE_CHECKING:
    from api.wiring import Manifest

LATEST = 20
Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive.")]


def changes(
    since: Annotated[
        str | None, typer.Option(metavar="SEQ|DATE", help=f"Those after it (default: the newest {LATEST}).")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help="How many at the most.")] = 100,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """List the commits: what changed, when, by whom."""
    with opened() as wired:
        head = wired.store.seq(as_of)
        after = wired.store.seq(since) if since is not None else max(0, head - min(limit, LATEST))
        found = [one for one in wired.store.changes(after, limit) if one["seq"] <= head]
    if json:
        emit({"since": after, "head": head, "changes": found})
        return
    rows = [
        [one["seq"], date(one["at"]), one["kind"], one["by"], len(one["records"] or ()), len(one["things"] or ())]
        for one in found
    ]
    show(table(["seq", "at", "kind", "by", "records", "things"], rows, right=["seq", "records", "things"]))
    if found and found[-1]["seq"] < head:
        say(f"… up to {head}: `throughline changes --since {found[-1]['seq']}` goes on")


def verify(json: options.Json = False) -> None:
    """Recompute what the graph shows, and report every difference.

    What the graph shows follows from records and judgements.
    """
    with opened() as wired:
        seq, _ = wired.store.head()
        found = wired.store.verify()
    if json:
        emit({"seq": seq, "differences": found})
    elif not found:
        say(f"sound, up to sequence {seq}")
    for one in () if json else found:
        say(str(one))
    if found:
        raise typer.Exit(PROBLEMS)


def rebuild(json: options.Json = False) -> None:
    """Mend what `verify` reports. A sound graph is left as it is."""
    with opened() as wired, wired.store.writer(wired.settings.user) as writer:
        mended = writer.rebuild()
    if json:
        emit({"mended": mended})
    elif not mended:
        say("nothing to mend")
    for one in () if json else mended:
        say(f"mended {one}")


def erase(
    record: Annotated[str, typer.Argument(metavar="KEY", help="The key of a record: `crm/people/7`.")],
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Destroy what every version of a record said, for good.

    That it was there stays known, and decisions that rested on it say so. Its source brings it back if it still has it.
    """
    with opened() as wired:
        author = by or wired.settings.user
        key = wired.store.read(wired.reader("erasure", author)).key(record)
        with wired.store.writer(author) as writer:
            seq = writer.erase(key, author, because)
    if json:
        emit({"erased": key.text, "seq": seq})
    else:
        say(f"erased {key}, as of sequence {seq}: erase it in `{key.source}` too, or the next sync brings it back")


def backup(archive: Archive, json: options.Json = False) -> None:
    """Write a backup of the embedded graph.

    It may be in use, and is backed up as it is at one instant.
    """
    from api.wiring import back_up

    _archived(back_up(settings(), archive), f"backed up to {archive}", json)


def restore(
    archive: Archive,
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Where to (default: the graph of the settings).")
    ] = None,
    json: options.Json = False,
) -> None:
    """Make an embedded graph out of a backup.

    In a folder that is empty, or not there yet; whole or not at all.
    """
    from api import wiring

    found = settings()
    _archived(wiring.restore(found, archive, folder), f"restored to {folder or found.graph_folder}", json)


def stop(json: options.Json = False) -> None:
    """Stop the embedded engine.

    Whether it is used or not; the next command starts it again.
    """
    from api import wiring

    stopped = wiring.stop(settings())
    if json:
        emit({"stopped": stopped})
    else:
        say("stopped" if stopped else "no engine runs")


def version(json: options.Json = False) -> None:
    """Tell the versions."""
    import platform
    from importlib import metadata

    names = {"throughline": "throughline", "embedded engine": "arcadedb-embedded", "driver": "neo4j"}
    found = {name: metadata.version(package) for name, package in names.items()}
    found["python"] = platform.python_version()
    if json:
        emit({name.replace(" ", "_"): number for name, number in found.items()})
    else:
        say("\n".join(f"{name} {number}" for name, number in found.items()))


def _archived(manifest: Manifest, text: str, json: bool) -> None:
    if json:
        emit(manifest)
    else:
        say(f"{text}: {manifest.size} bytes, taken {date(manifest.at)}, sha256 {manifest.sha256}")
