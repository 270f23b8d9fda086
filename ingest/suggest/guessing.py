"""Guesses: which classes the rows of a stream have, which property a column holds, and where references lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ingest import cleaners, times
from ingest.cleaners import Cleaner, Plain
from ingest.countries import region
from ingest.fieldrules import CLEANERS
from ingest.identity.rules import normalise
from ingest.suggest.samples import Look, Sample, takes
from ingest.suggest.words import COLUMNS, STREAMS, alike, tokens
from ontology.vocabulary import Ontology, Property

LIKELY = 0.6
"""How alike names must be for a guess."""

FIT = 0.9
"""The share of a column's values that a cleaner must take."""

WHOLE = 0.5
"""How well name and columns together must fit a class whose name does not."""

FORMATS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y %H:%M", "%Y%m%d")
CONTINENTAL = ("decimal_mark: ','", "group_mark: '.'")
COMPANIONS = {"Customer": "Organization", "Supplier": "Organization"}


Cleaned: TypeAlias = tuple[tuple[str, ...], str, str] | None
"""How a column must be cleaned, what its values say to that, and what is in doubt; None when it cannot be."""


@dataclass(frozen=True)
class Guess:
    """A field: what is written of it, and why. `doubt` says what a person must add first."""

    property: str
    column: str
    how: tuple[str, ...]
    reason: str
    score: float
    doubt: str = ""


@dataclass(frozen=True)
class Terms:
    """What one is told beside the stream: the currency of amounts that have none."""

    ontology: Ontology
    currency: str | None = None


def classes(sample: Sample, ontology: Ontology) -> tuple[tuple[str, ...], str]:
    """The likeliest classes of a stream's rows, and why."""
    stream = sample.info.name.rpartition("/")[2].removesuffix(".csv").removesuffix(".jsonl")
    scores: dict[str, tuple[float, float]] = {}
    for name in ontology.classes:
        named = alike(stream, [name, *STREAMS.get(name, "").split()])
        fields = [one for one in ontology.properties.values() if ontology.applies(one.domain, [name])]
        liked = [max((_named(look.name, one, stream) for one in fields), default=0.0) for look in sample.looks.values()]
        covered = sum(one >= LIKELY for one in liked) / len(liked) if liked else 0.0
        scores[name] = (0.7 * named + 0.3 * covered, named)
    best = max(sorted(scores), key=lambda name: scores[name][0])
    if scores[best][1] < LIKELY and scores[best][0] < WHOLE:
        return (), ""
    why = f"the stream's name ({scores[best][1]:.2f}) and its columns"
    companion = COMPANIONS.get(best)
    if companion and companion in ontology.classes and not ontology.disjoint([best], [companion]):
        return (best, companion), why
    return (best,), why


def fields(sample: Sample, classes: Sequence[str], terms: Terms) -> list[Guess]:
    """The likeliest property of each column, each property that has one value at the most for one column only."""
    known = [one for one in terms.ontology.properties.values() if terms.ontology.applies(one.domain, classes)]
    found = [
        guess
        for look in sample.looks.values()
        for one in known
        if (score := _named(look.name, one, sample.info.name)) >= LIKELY or _shaped(look, one)
        if (guess := _guess(look, one, max(score, 0.65 if _shaped(look, one) else 0.0), sample, terms)) is not None
    ]
    taken: dict[str, Guess] = {}
    columns: set[str] = set()
    for guess in sorted(found, key=lambda one: (-one.score, one.column, one.property)):
        if guess.property not in taken and guess.column not in columns:
            taken[guess.property] = guess
            columns.add(guess.column)
    order = list(sample.looks)
    return sorted(taken.values(), key=lambda one: order.index(one.column))


def _named(column: str, one: Property, stream: str) -> float:
    """How much a column is called like a property, with or without the stream's own name before it."""
    names = [one.name, one.label, *COLUMNS.get(one.name, "").split()]
    own, last = set(tokens(stream)), column.rpartition(".")[2]
    bare = " ".join(word for word in tokens(last) if word not in own)
    if bare in {"id", "number"}:
        return float(any(tokens(last) == tokens(one) for one in names))
    return max(alike(last, names), 0.98 * alike(bare, names), 0.97 * alike(column, names))


def _shaped(look: Look, one: Property) -> bool:
    """Whether the values speak for a property by themselves."""
    if one.name == "email":
        return look.share(cleaners.email) >= FIT
    return one.name == "gtin" and bool(look.values) and all(normalise("gtin", str(v)) for v in look.values)


def _guess(look: Look, one: Property, score: float, sample: Sample, terms: Terms) -> Guess | None:
    if look.many and one.functional:
        return None
    found = _cleaner(look, one, sample, terms)
    if found is None:
        return None
    how, values, doubt = found
    named = _named(look.name, one, sample.info.name)
    why = f"its name is like `{one.name}` ({named:.2f}), {values}" if named >= LIKELY else values.removeprefix("and ")
    return Guess(one.name, look.name, how, why, score, doubt)


def _cleaner(look: Look, one: Property, sample: Sample, terms: Terms) -> Cleaned:
    """How the column must be cleaned, what its values say to that, and what is in doubt."""
    special = next((name for name in CLEANERS[one.datatype] if name == one.name), None)
    if not look.values:
        found: Cleaned = ((), "and it has no values", "") if one.datatype == "string" else None
    elif one.datatype == "money":
        found = _money(look, sample, terms)
    elif one.datatype in {"date", "datetime"}:
        found = _dated(look, one.datatype)
    elif special in {"phone", "tax_number"}:
        found = _placed(look, special, sample)
    else:
        found = _plain(look, one, special)
    return found


def _plain(look: Look, one: Property, special: str | None) -> Cleaned:
    clean = special or CLEANERS[one.datatype][0]
    share = look.share(cleaners.BY_NAME[clean])
    if share < FIT and one.datatype in {"decimal", "integer"} and look.share(_continental) >= FIT:
        return CONTINENTAL, "and its values are numbers with a comma", ""
    if share < FIT or (one.name == "country" and _share(look, _is_country) < FIT):
        return None
    told = f"and {share:.0%} of its values are {'such' if special else one.datatype + 's'}"
    return (f"clean: {clean}",) if special else (), told, ""


def _is_country(value: Plain) -> bool:
    return region(str(value)) is not None


def _continental(value: Plain, home: str | None = None) -> Plain:
    return cleaners.decimal(cleaners.marks(",", ".")(value))


def _share(look: Look, test: Callable[[Plain], bool]) -> float:
    return sum(test(one) for one in look.values) / len(look.values)


def _money(look: Look, sample: Sample, terms: Terms) -> Cleaned:
    marks: tuple[str, ...] = ()
    if look.share(cleaners.decimal) < FIT:
        if look.share(_continental) < FIT:
            return None
        marks = CONTINENTAL
    column = next((name for name in sample.looks if tokens(name)[-1:] == ("currency",)), None)
    if column:
        return (f"currency: {quoted(column)}", *marks), f"its values are amounts, and `{column}` has their currency", ""
    if terms.currency:
        return (
            (f"currency: {{value: {terms.currency}}}", *marks),
            "its values are amounts, in the currency that you say",
            "",
        )
    return ("currency: {value: EUR}", *marks), "its values are amounts", "say their currency"


def _dated(look: Look, datatype: str) -> Cleaned:
    home = times.zone("UTC")

    def made(formats: tuple[str, ...]) -> Cleaner:
        return times.date_cleaner(formats) if datatype == "date" else times.datetime_cleaner(formats, home, "earlier")

    for formats in ((), *((one,) for one in FORMATS)):
        if look.share(made(formats)) >= FIT:
            how = (f"format: '{formats[0]}'",) if formats else ()
            return how, f"and its values are {datatype}s" + (f" as `{formats[0]}`" if formats else ""), ""
    return None


def _placed(look: Look, name: str, sample: Sample) -> Cleaned:
    """A cleaner that wants to know the country; values that it does not take are dropped, and stay in the row."""
    columns = [
        one
        for one in sample.looks.values()
        if one.values and alike(one.name, ["country", "country_code"]) >= WHOLE and _share(one, _is_country) >= FIT
    ]
    country = columns[0].name if columns else None
    places = sorted({found for one in columns if one.name == country for v in one.values if (found := region(str(v)))})
    clean = cleaners.BY_NAME[name]
    taken = _share(look, lambda value: any(takes(clean, value, place) for place in (None, *places)))
    if taken < 0.3:
        return None
    how = (f"clean: {name}", *((f"country: {quoted(country)}",) if country else ()), "invalid: drop")
    return how, f"and {taken:.0%} of its values are such", ""


def relations(
    column: str, classes: Sequence[str], target: Sequence[str], ontology: Ontology
) -> list[tuple[str, float]]:
    """The relations that may lead from things of some classes to others, the likeliest by the column's name first."""
    found = {}
    for name, (relation, outward) in ontology.readings.items():
        near, far = (relation.domain, relation.range) if outward else (relation.range, relation.domain)
        if ontology.applies(near, classes) and ontology.applies(far, target):
            one = relation.functional if outward else relation.inverse_functional
            exact = bool(set(far) & set(target)) + bool(set(near) & set(classes))
            found[name] = alike(column, [name, relation.label]) + 0.2 * one + 0.1 * exact
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def quoted(name: str) -> str:
    """A name as YAML has it, on one line."""
    plain = name.replace("_", "a").replace(".", "a").replace(" ", "a").isalnum() and not name[:1].isdigit()
    if plain and name == name.strip() and name.lower() not in {"true", "false", "null", "no", "yes"}:
        return name
    if name.isprintable():
        return "'" + name.replace("'", "''") + "'"
    escaped = "".join(one if one.isprintable() and one not in '"\\' else f"\\U{ord(one):08x}" for one in name)
    return f'"{escaped}"'


def keys(samples: Mapping[str, Sample]) -> dict[str, frozenset[str]]:
    """The values that the single-column keys of streams have."""
    return {
        name: frozenset(str(one) for one in sample.looks[sample.key[0]].values)
        for name, sample in samples.items()
        if len(sample.key) == 1 and sample.key[0] in sample.looks
    }
