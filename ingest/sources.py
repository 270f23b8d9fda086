"""The sources: one YAML file each, in a folder; secrets in them are references only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, Field, ValidationError, field_validator

from graph.acts import SourceSpec
from ingest.compiling import load_mapping
from ingest.connector import Connector, Options, Stop, find, parse_options
from ingest.contracts.compiling import load_contract
from ingest.contracts.contract import NO_CONTRACT, SourceContract
from ingest.frames import NAME
from ingest.mapping import SourceMapping, StreamMapping
from ingest.spans import span
from ingest.sweeping import Deletes
from ingest.times import zone
from ontology.errors import Conflict, Invalid, NotFound, ThroughlineError, nearest, said
from ontology.vocabulary import Ontology

PAIR = re.compile(r"([a-z_]+(?:\.[^=.]+)?)=(.*)", re.DOTALL)


class Source(Options):
    """A source as it is configured: by which connector it is read, with which options and mapping.

    `trust` (0 to 100) ranks it among the sources; `zone` is that of its timestamps that tell none; `deletes` says how
    much of a stream one sync may delete without asking, `every` how often it is synced by `sync --scheduled`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=f"^{NAME.pattern}$")
    connector: str
    mapping: Path
    options: dict[str, Any] = Field(default_factory=dict)
    trust: int = Field(default=50, ge=0, le=100)
    zone: str | None = None
    deletes: Deletes = Deletes()
    every: str | None = None

    @field_validator("every")
    @classmethod
    def _length(cls, text: str | None) -> str | None:
        try:
            return text if text is None or span(text) else None
        except Invalid as error:
            raise ValueError(str(error)) from None

    @field_validator("mapping")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        try:
            return path.expanduser().absolute()
        except RuntimeError as error:
            raise ValueError(f"no home folder of `{path.parts[0]}`") from error

    @field_validator("zone")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        return zone(name).key if name else None

    @property
    def interval(self) -> timedelta | None:
        """How often it is synced; None when its file does not say."""
        return span(self.every) if self.every else None

    @property
    def spec(self) -> SourceSpec:
        """The source as the graph knows it."""
        return SourceSpec(self.name, self.connector, self.trust, self.zone)


@dataclass(frozen=True, slots=True)
class Job:
    """A source that is ready to be read."""

    source: Source
    connector: Connector
    mapping: SourceMapping
    contract: SourceContract = NO_CONTRACT

    def streams(self, names: Iterable[str] = ()) -> list[StreamMapping]:
        """The streams of those names, or all of them in the order of the file. Raises: NotFound."""
        return [self.mapping.stream(name) for name in names] or list(self.mapping.streams.values())


@dataclass(frozen=True, slots=True)
class StreamCheck:
    """Whether a stream can be synced: about how many rows it has, and what stands in the way."""

    stream: str
    origin: str
    rows: int | None
    problems: tuple[str, ...]


def configure(
    name: str, connector: str, mapping: Path, options: Mapping[str, Any], trust: int = 50, zone: str | None = None,
    **more: Any,
) -> Source:  # fmt: skip
    """A source of these particulars; `more` are further ones of `Source`.

    Raises:
        Invalid: naming every one that cannot be right.
    """
    body = {"name": name, "connector": connector, "mapping": mapping, "options": options, "trust": trust, "zone": zone}
    body |= more
    try:
        return Source.model_validate(body)
    except ValidationError as error:
        raise Invalid("not a source", details=_told(error)) from None


def parse_pairs(pairs: Iterable[str]) -> dict[str, Any]:
    """Options as they are typed: `path=exports`, `password.env=ERP_PASSWORD`.

    Raises:
        Invalid: one of them is no pair, or is there twice.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        match = PAIR.fullmatch(pair)
        if not match:
            name = pair.partition("=")[0]
            raise Invalid(f"not an option: `{name}`", "write `name=value` or `name.part=value`")
        first, _, part = match[1].partition(".")
        inner = found.setdefault(first, {}) if part else found
        name = part or first
        if not isinstance(inner, dict) or name in inner:
            raise Invalid(f"the option `{match[1]}` is there twice")
        inner[name] = match[2]
    return found


def add(folder: Path, source: Source, ontology: Ontology) -> Source:
    """Store a source, after its options and its mapping were checked. The system itself is not asked.

    Raises:
        Conflict: there is one of that name.
        Invalid, NotFound: the connector, an option or the mapping cannot be right.
    """
    path = folder / f"{source.name}.yaml"
    if path.exists():
        raise Conflict(
            f"the source `{source.name}` is there already", f"`throughline source remove {source.name}` first"
        )
    options = parse_options(find(source.connector), source.options)
    load_mapping(source.mapping, ontology, source.name, source.zone)
    kept = source.model_copy(update={"options": options.model_dump(mode="json", by_alias=True, exclude_defaults=True)})
    _store(path, kept)
    return kept


def trust(folder: Path, name: str, value: int) -> Source:
    """Let a source be trusted so far, 0 to 100, from its next sync on.

    Raises:
        NotFound: there is none.
        Invalid: it is not from 0 to 100, or the file cannot be written.
    """
    if not 0 <= value <= 100:
        raise Invalid(f"trust `{value}` is out of range", "use 0 to 100")
    changed = get(folder, name).model_copy(update={"trust": value})
    _store(folder / f"{name}.yaml", changed)
    return changed


def _store(path: Path, source: Source) -> None:
    """Write the file of a source, whole or not at all. Raises: Invalid."""
    body = yaml.safe_dump(source.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(body)
        draft.replace(path)
    except OSError as error:
        raise Invalid(f"`{path}` cannot be written", str(error.strerror or error).lower()) from error


def doubts(source: Source) -> list[str]:
    """What of a source may be right and does not look so: nothing where its path leads, for one."""
    return parse_options(find(source.connector), source.options).doubts()


def names(folder: Path) -> list[str]:
    """The names of the sources, in order."""
    return sorted(path.stem for path in folder.iterdir() if path.suffix == ".yaml") if folder.is_dir() else []


def get(folder: Path, name: str) -> Source:
    """The source of that name.

    Raises:
        NotFound: there is none.
        Invalid: its file was edited and is wrong now.
    """
    known = names(folder)
    if name not in known:
        advice = nearest(name, known) or (
            f"there are {', '.join(known)}" if known else "`throughline source add` adds one"
        )
        raise NotFound(f"no source `{name}`", advice)
    path = folder / f"{name}.yaml"
    try:
        found = Source.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except ValidationError as error:
        raise Invalid(f"`{path}` is not a source", details=_told(error)) from None
    except (yaml.YAMLError, OSError, ValueError) as error:
        raise Invalid(f"`{path}` cannot be read", "remove the source and add it again") from error
    if found.name != name:
        raise Invalid(f"`{path}` says that it is the source `{found.name}`", f"write `name: {name}` into it")
    return found


def listed(folder: Path) -> list[Source]:
    """The sources, by name."""
    return [get(folder, name) for name in names(folder)]


def remove(folder: Path, name: str) -> None:
    """Forget a source. What it said stays in the graph. Raises: NotFound."""
    if name not in names(folder):
        raise NotFound(f"no source `{name}`", nearest(name, names(folder)))
    (folder / f"{name}.yaml").unlink()


def open_source(source: Source, ontology: Ontology, environ: Mapping[str, str]) -> Job:
    """A source ready to be read; the caller closes its connector.

    Raises:
        Invalid, NotFound, Refused: its connector, an option, a secret, its mapping or contract cannot be right.
    """
    mapping, contract = rules(source, ontology)
    kind = find(source.connector)
    return Job(source, kind(parse_options(kind, source.options), environ), mapping, contract)


def rules(source: Source, ontology: Ontology) -> tuple[SourceMapping, SourceContract]:
    """The mapping and the contract of a source.

    Raises:
        Invalid, NotFound: one of them cannot be right.
    """
    mapping = load_mapping(source.mapping, ontology, source.name, source.zone)
    return mapping, load_contract(source.mapping, source.name, mapping.streams, mapping.home)


def check(source: Source, ontology: Ontology, environ: Mapping[str, str]) -> list[StreamCheck]:
    """Whether each mapped stream can be read, and has the columns that the mapping reads.

    Raises:
        ThroughlineError: the source cannot be read at all.
    """
    job = open_source(source, ontology, environ)
    try:
        return _checked(job)
    finally:
        job.connector.close()


def _checked(job: Job) -> list[StreamCheck]:
    """How each mapped stream stands, where any of them can be read: another file or table may be what is wrong."""
    try:
        job.connector.check()
    except Stop:
        found = [_check(job.connector, stream) for stream in job.mapping.streams.values()]
        if all(one.problems for one in found):
            raise
        return found
    return [_check(job.connector, stream) for stream in job.mapping.streams.values()]


def _told(error: ValidationError) -> list[str]:
    none = "`{input}` is none: write small letters, digits, `_` and `-`, a letter first"
    return [
        f"`{'.'.join(map(str, one['loc']))}`: "
        + (none.format(**one) if one["type"] == "string_pattern_mismatch" else said(one["msg"]))
        for one in error.errors()
    ]


def _check(connector: Connector, stream: StreamMapping) -> StreamCheck:
    try:
        info = connector.stream(stream.origin)
        rows = connector.count(stream.origin, None)
    except (Stop, ThroughlineError) as error:
        return StreamCheck(stream.stream, stream.origin, None, (str(error),))
    return StreamCheck(stream.stream, stream.origin, rows, tuple(stream.check(info)))
