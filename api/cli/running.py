"""`throughline sync --every` and `--scheduled`: syncing again and again until it is stopped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.cli.output import emit, remark, say
from api.cli.session import opened, remark_on_ontology
from ontology.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.progress import Outcome


def keep_syncing(names: list[str], all_: bool, interval: str | None, scheduled: bool, json: bool) -> None:
    """Sync sources at their turns, those of some names or all, until it is asked to stop.

    Raises:
        Invalid: it is not said which ones or how often, or no file says so.
    """
    from api.cli.progress import watching
    from api.settings import environment
    from ingest.schedule import Runner
    from ingest.spans import span
    from ingest.stopping import Stopper
    from ingest.survey import configured

    if interval and scheduled:
        raise Invalid("`--every` and `--scheduled` are two schedules", "say one of them")
    if (names and all_) or (interval and not names and not all_):
        raise Invalid("say which sources to sync", "name them, or say `--all`")
    every = span(interval) if interval else None
    with opened() as wired, Stopper() as stop, watching() as watch:
        remark_on_ontology(wired)
        folder = wired.settings.sources_folder
        runner = Runner(
            wired.store, lambda: configured(folder, names), environment(), _teller(json), every=every, watch=watch
        )
        runner.run(stop)
    remark("stopped: the next sync goes on from here")


def _teller(json: bool) -> Callable[[list[Outcome]], None]:
    """What writes the outcomes of a turn: a table, or a document."""
    from api.cli.syncing import tell

    def told(outcomes: list[Outcome]) -> None:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if json:
            emit({"at": at, "streams": outcomes})
        else:
            say(at)
            tell(outcomes, dry=False)

    return told
