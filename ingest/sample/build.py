"""Makes a sample enterprise in a folder: everything of one customer after the other, so that any number can be made."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import yaml

from ingest import sources
from ingest.sample import catalogue, crm, erp, helpdesk, staff, trade
from ingest.sample.layout import TABLES
from ingest.sample.made import Item
from ingest.sample.world import World
from ingest.sample.writing import Writer
from ingest.sources import Source
from ontology.errors import Invalid, Refused

MAPPINGS = Path(__file__).parent / "mappings"
STATE = "sample.json"
BEAT = 50
"""Customers between two signs of progress."""

Watch = Callable[[int], None]
"""Is told how many customers are made."""


@dataclass(frozen=True)
class Built:
    """What was made: how many records there ever are, and the troubles by kind."""

    folder: Path
    records: int
    planted: Counter[str]


def items(world: World, watch: Watch = lambda done: None) -> Iterator[Item]:
    """Everything there is, in an order in which the keys of each stream grow."""
    yield from catalogue.records(world)
    yield from staff.records(world)
    for index in range(world.customers):
        for system in (crm, erp, trade, helpdesk):
            yield from system.records(world, index)
        if index % BEAT == BEAT - 1:
            watch(index + 1)
    watch(world.customers)


def build(folder: Path, world: World, final: bool = False, watch: Watch = lambda done: None) -> Built:
    """Make the systems as they stand on day 0, and the change sets of the days after; or, when `final`, the systems
    as they stand on the last day.

    Raises:
        Refused: the folder holds something.
        Invalid: it cannot be written.
    """
    folder = folder.expanduser().absolute()
    day = world.days if final else 0
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Refused(f"`{folder}` is not empty", "name a new folder")
        with Writer(folder, day) as writer:
            for item in items(world, watch):
                writer.write(item)
        _furnish(folder, world, day)
    except OSError as error:
        raise Invalid(f"`{folder}` cannot be written", str(error.strerror or error).lower()) from error
    return Built(folder, writer.records, writer.planted)


def configured(folder: Path) -> list[Source]:
    """The three sources: an ERP that is trusted most, a CRM, and a help desk that is trusted least."""
    cursors = {table.name: "updated_at" for table in TABLES}
    database = {"url": f"sqlite:///{folder / 'erp' / 'erp.sqlite'}", "cursors": cursors}
    mappings = folder / "mappings"
    return [
        sources.configure("crm", "files", mappings / "crm.yaml", {"path": str(folder / "crm")}, trust=60),
        sources.configure("erp", "sql", mappings / "erp.yaml", database, trust=80),
        sources.configure(
            "helpdesk", "files", mappings / "helpdesk.yaml", {"path": str(folder / "helpdesk")}, trust=40
        ),
    ]


def _furnish(folder: Path, world: World, day: int) -> None:
    """Lay the mappings, the sources, and what says which day it is beside the systems."""
    (folder / "mappings").mkdir()
    (folder / "sources").mkdir(mode=0o700)
    for path in sorted(MAPPINGS.glob("*.yaml")):
        shutil.copyfile(path, folder / "mappings" / path.name)
    for source in configured(folder):
        body = yaml.safe_dump(source.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
        (folder / "sources" / f"{source.name}.yaml").write_text(body, "utf-8")
    (folder / "README.md").write_text((MAPPINGS.parent / "folder.md").read_text("utf-8"), "utf-8")
    state = {"seed": world.seed, "customers": world.customers, "days": world.days, "day": day}
    (folder / STATE).write_bytes(orjson.dumps(state, option=orjson.OPT_APPEND_NEWLINE))
