"""What every command that needs the graph begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from api.cli.output import console, remark
from ontology.errors import ThroughlineError

if TYPE_CHECKING:
    from api.settings import Settings
    from api.wiring import Wired
    from ingest.sources import Job


def settings() -> Settings:
    """The settings of this process."""
    from api.settings import load

    return load()


@contextmanager
def opened() -> Iterator[Wired]:
    """The graph of the settings. While its engine starts, a terminal says so."""
    from api import wiring

    with ExitStack() as stack:
        with console(stderr=True).status("opening the graph …"):
            wired = stack.enter_context(wiring.opened(settings()))
        yield wired


@contextmanager
def reading(wired: Wired, name: str) -> Iterator[Job]:
    """A source that is ready to be read, while the block lasts. Raises: ThroughlineError."""
    from api.settings import environment
    from ingest import sources

    source = sources.get(wired.settings.sources_folder, name)
    job = sources.open_source(source, wired.store.ontology, environment())
    try:
        yield job
    finally:
        job.connector.close()


def known_source(wired: Wired, name: str | None, stream: str | None = None) -> None:
    """Whether there is a source of that name, configured or in the graph, and of a stream, if one is named.

    Raises:
        NotFound: there is none; the nearest is named.
    """
    from ingest import sources
    from ontology.errors import NotFound, nearest

    if name is None:
        return
    held = [(one.source, one.stream) for one in wired.store.status()]
    configured = sources.names(wired.settings.sources_folder)
    known = sorted({*configured, *(one["id"] for one in wired.store.sources()), *(source for source, _ in held)})
    if name not in known:
        advice = nearest(name, known) or (f"there are {', '.join(known)}" if known else "no source was added yet")
        raise NotFound(f"no source `{name}`", advice)
    streams = sorted(one for source, one in held if source == name)
    if stream is not None and stream not in streams:
        advice = nearest(stream, streams) or (f"there are {', '.join(streams)}" if streams else "it was never synced")
        raise NotFound(f"no stream `{stream}` of `{name}`", advice)


def remark_on_ontology(wired: Wired) -> None:
    """Say so when the vocabulary files are not what is in force: rows are mapped with what is in force."""
    try:
        differs = wired.files.digest != wired.store.ontology.digest
    except ThroughlineError as error:
        remark(f"the vocabulary files cannot be read ({error.message}), see `throughline ontology check`")
        return
    if differs:
        remark(
            "the vocabulary files differ from the ontology in force, which is used: "
            "see `throughline ontology diff`, then `throughline ontology activate`"
        )
