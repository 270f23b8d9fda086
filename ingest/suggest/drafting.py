"""A draft of a mapping from what a source looks like: every guess with its reason, and all of it compiles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from ingest import times
from ingest.compiling import compile_mapping
from ingest.connector import Connector
from ingest.suggest import guessing
from ingest.suggest.guessing import Guess, Terms, quoted
from ingest.suggest.samples import Sample, sample
from ingest.suggest.words import VERSIONS, alike, tokens
from ontology.errors import Invalid
from ontology.vocabulary import Ontology

LINE = re.compile(r"^line (\d+)")
OVERLAP = 0.5
"""The share of a column's values that must be keys of the stream that it refers to."""


@dataclass(frozen=True)
class Stream:
    """A stream as it is drafted: under which name, from what, of which classes."""

    name: str
    sample: Sample
    classes: tuple[str, ...]
    reason: str


def draft(
    connector: Connector, source: str, ontology: Ontology, streams: Sequence[str] = (), currency: str | None = None
) -> str:
    """A mapping of those streams, or all of a source, as YAML that compiles.

    Raises:
        Stop, Retry: the source cannot be read.
        Invalid: it has no stream with a key.
    """
    found = [sample(connector, name) for name in (streams or [one.name for one in connector.streams()])]
    guessed = [(one, *guessing.classes(one, ontology)) for one in found]
    taken = [(one, what, why) for one, what, why in guessed if one.key and one.rows and what]
    names = _names([one.info.name for one, _, _ in taken])
    known = [Stream(name, *one) for name, one in zip(names, taken, strict=True)]
    if not known:
        raise Invalid(f"`{source}` has no stream whose rows can be told apart", "say its keys, or put rows into it")
    skipped = [
        f"# {quoted(one.info.name)} is left out: no {'class is like it' if one.key else 'column tells its rows apart'}"
        for one, what, _ in guessed
        if not (one.key and one.rows and what)
    ]
    text = "\n".join(map(_line, [
        f"# A draft: check every guess, then `throughline map preview {source}`.",
        f"source: {source}",
        "zone: UTC  # of timestamps that tell none: a guess",
        *skipped,
        "streams:",
        *(line for one in known for line in _stream(one, known, Terms(ontology, currency))),
    ]))  # fmt: skip
    return _sound(text + "\n", source, ontology)


def _line(text: str) -> str:
    """One line: names may hold line breaks, and are told in comments as well."""
    return "".join(one if one.isprintable() else " " for one in text)


def _names(streams: Sequence[str]) -> list[str]:
    """Our names for some streams: one for each."""
    found: dict[str, None] = {}
    for stream in streams:
        name = _name(stream)
        found[next(one for one in chain([name], (f"{name}_{at}" for at in count(2))) if one not in found)] = None
    return list(found)


def _stream(one: Stream, known: Sequence[Stream], terms: Terms) -> Iterator[str]:
    yield f"  {one.name}:"
    yield f"    from: {quoted(one.sample.info.name)}"
    yield f"    classes: [{', '.join(one.classes)}]  # by {one.reason}"
    why = "the primary key" if one.sample.info.primary_key else "no value of it comes twice"
    yield f"    key: [{', '.join(map(quoted, one.sample.key))}]  # {why}"
    if version := _version(one.sample):
        yield f"    version: {quoted(version)}  # it is called like one, and its values are timestamps"
    fields = [guess for guess in guessing.fields(one.sample, one.classes, terms) if guess.column != version]
    lines = list(_references(one, known, terms.ontology))
    if fields:
        yield "    fields:"
        yield from map(_field, fields)
    if lines:
        yield "    refs:"
        yield from lines
    left = set(one.sample.looks) - {guess.column for guess in fields} - {version}
    yield f"    # not mapped: {', '.join(map(quoted, sorted(left))) or 'nothing'}"


def _field(guess: Guess) -> str:
    column = quoted(guess.column)
    body = f"{{column: {column}, {', '.join(guess.how)}}}" if guess.how else column
    if guess.doubt:
        return f"      # {guess.property}: {body}  {guess.doubt}: {guess.reason}"
    return f"      {guess.property}: {body}  # {guess.reason}"


def _version(sample: Sample) -> str | None:
    clean = times.datetime_cleaner((), times.zone("UTC"), "earlier")
    named = [one for one in sample.looks.values() if alike(one.name, VERSIONS.split()) >= 0.85]
    return next((one.name for one in named if one.values and one.share(clean) == 1), None)


def _references(one: Stream, known: Sequence[Stream], ontology: Ontology) -> Iterator[str]:
    told: set[str] = set()
    values = guessing.keys({other.name: other.sample for other in known})
    for name, look in one.sample.looks.items():
        if one.sample.key == (name,) or not look.values:
            continue
        for other in known:
            why = _why(name, one.sample, other, values.get(other.name, frozenset()))
            likely = guessing.relations(name, one.classes, other.classes, ontology) if why else []
            found = next((relation for relation, _ in likely if relation not in told), None)
            if found:
                told.add(found)
                yield f"      {found}: {{stream: {other.name}, key: [{quoted(name)}]}}  # {why}"
                break


def _why(column: str, sample: Sample, other: Stream, keys: frozenset[str]) -> str:
    """Why a column may hold the keys of another stream; nothing when it does not."""
    if sample.foreign.get(column) == other.sample.info.name and len(other.sample.key) == 1:
        return f"a foreign key to `{other.sample.info.name}`"
    held = {str(value) for value in sample.looks[column].values}
    share = len(held & keys) / len(held)
    if share < OVERLAP or column in sample.foreign or not _meant(column, other):
        return ""
    return f"{share:.0%} of its values are keys of `{other.name}`"


def _meant(column: str, other: Stream) -> bool:
    """Whether a column is called like another stream, or like its key; numbers overlap by chance."""
    names = {*tokens(other.name), *tokens(other.sample.key[0])} - {"id", "key", "number", "no"}
    own = set(tokens(column)) - {"id", "key", "number", "no"}
    texts = any(not str(one).isdigit() for one in other.sample.looks[other.sample.key[0]].values[:20])
    return bool(own & names) or texts or (not own and not names)


def _name(stream: str) -> str:
    """Our name for a stream, from the connector's."""
    found = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", stream).lower()).strip("_")
    return (found if found[:1].isalpha() else f"s_{found}")[:60]


def _sound(text: str, source: str, ontology: Ontology) -> str:
    """The draft with every line that does not compile made a comment."""
    lines = text.split("\n")
    for _ in lines:
        try:
            compile_mapping("\n".join(lines), ontology, source)
        except Invalid as error:
            for detail in error.details:
                place = int(found[1]) - 1 if (found := LINE.match(detail)) else -1
                if place < 0 or lines[place].lstrip().startswith("#"):
                    raise
                lines[place] = f"#{lines[place]}  # it cannot be: {detail}"
        else:
            return "\n".join(lines)
    raise AssertionError("unreachable: each round leaves a line less")
