"""The stage of the demonstration: the three systems, their sources, and the graph that they are brought into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api import wiring
from api.demo.build import CURSORS, MAPPINGS, DemoFiles, build
from api.settings import EMBEDDED, Settings, load
from api.wiring import Wired
from ingest import sources, sync
from ingest.progress import Outcome, Watch, unwatched
from ingest.sources import Source
from ontology.errors import Refused

MARK = "demo.txt"
"""The file that says a folder is the demonstration's, and may be made anew."""


@dataclass(frozen=True)
class Stage:
    """Everything that the story needs: an open graph, and the systems it is fed from."""

    wired: Wired
    files: DemoFiles
    environ: Mapping[str, str]

    def sync(self, name: str, watch: Watch = unwatched) -> list[Outcome]:
        """Bring what a source has to tell into the graph."""
        source = sources.get(self.wired.settings.sources_folder, name)
        job = sources.open_source(source, self.wired.store.ontology, self.environ)
        try:
            return sync.sync(self.wired.store, job, watch=watch)
        finally:
            job.connector.close()


def settings_at(home: Path) -> Settings:
    """The settings of a demonstration: the caller's, but with a home and an embedded graph of its own."""
    own = {"home": home.expanduser().absolute(), "graph": EMBEDDED, "ontology": ()}
    return load().model_copy(update=own)


@contextmanager
def staged(settings: Settings, stay: bool = False) -> Iterator[Stage]:
    """A new stage in the home of the settings: the systems are made, the graph is empty.

    The embedded engine is stopped at the end, unless it is to `stay` for further commands.

    Raises:
        Refused: the home holds something that is not a demonstration.
    """
    home = settings.home
    clear(settings)
    files = build(home / "systems", today=datetime.now(UTC).date())
    (home / MARK).write_text("`throughline demo` made this folder, and makes it anew each time.\n", "utf-8")
    try:
        with wiring.opened(settings) as wired:
            for source in configured(files):
                sources.add(settings.sources_folder, source, wired.store.ontology)
            yield Stage(wired, files, {})
    finally:
        if settings.embedded and not stay:
            wiring.stop(settings)


def configured(files: DemoFiles) -> list[Source]:
    """The three sources: an ERP that is trusted most, a CRM, and a help desk that is trusted least."""
    return [
        sources.configure(
            "erp", "sql", MAPPINGS / "erp.yaml", {"url": f"sqlite:///{files.erp}", "cursors": CURSORS}, trust=80
        ),
        sources.configure("crm", "files", MAPPINGS / "crm.yaml", {"path": str(files.crm)}, trust=60),
        sources.configure("helpdesk", "files", MAPPINGS / "helpdesk.yaml", {"path": str(files.helpdesk)}, trust=40),
    ]


def clear(settings: Settings) -> None:
    """Remove what an earlier demonstration left in the home.

    Raises:
        Refused: the home holds something that is not a demonstration.
    """
    home = settings.home
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise Refused(f"`{home}` is not a folder of the demonstration", "name an empty one with `--home`")
    if settings.graph_folder.exists():
        wiring.stop(settings)
    for folder in ("systems", "sources", "graph"):
        path: Path = home / folder
        if path.exists():
            shutil.rmtree(path)
    home.mkdir(parents=True, exist_ok=True)
