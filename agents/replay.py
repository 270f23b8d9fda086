"""Whether what a decision was shown can be shown again, and whether it is what was attested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Literal

from agents import attest
from agents.answer import Answer, Form, Inputs
from agents.compose import Page
from agents.context import composed, near, told
from agents.judging.again import changed, otherwise, rejudged
from agents.judging.ruling import Decisive, Outcome
from agents.walks.reading import opened, split
from agents.wording import count
from graph import decisions
from graph.clock import instant, now, stamp
from graph.decisions import Stored
from graph.model import Reader, Record
from graph.store import Store
from ontology.digest import canonical

Verdict = Literal["same", "erased", "diverged"]


class Today(Form):
    """What the policies of then would say of a decision on today's facts: of which sequence, and what has changed."""

    seq: int
    outcome: Outcome
    policies: list[Decisive]
    flips: bool
    because: list[str]


class Replay(Form):
    """What became of a decision's context.

    *same*: computed again it has the same digest. *erased*: it cannot be computed again, for records it showed were
    erased; all else is as it was attested. *diverged*: something else is not what was attested, and `difference` is the
    first that differs: in what was shown, or else in what policy said, which is asked again by its text of then.
    `attested` says whether the stored commitments still add up to the stored digest, for which no value is needed.
    `outcome` is what policy said; `today` is what the same policies would say of today's facts, where that was asked.
    """

    sentence: str
    decision: str
    number: int
    verdict: Verdict
    attested: bool
    difference: str | None
    erased: list[str]
    altered: list[str]
    outcome: Outcome | None
    today: Today | None


class Replays(Form):
    """What became of the contexts of many decisions: how many are the same, and those that are not."""

    sentence: str
    replayed: int
    same: int
    erased: list[Replay]
    diverged: list[Replay]


def replay(store: Store, decision: str, reader: Reader, as_of: int | str | None = None, today: bool = False) -> Replay:
    """Compute a decision's context again, as of its sequence and by its clock, judge it again, and compare.

    With `today` the same policies are asked about the newest facts as well.

    An erasure destroys the past as well: what was erased since `as_of` cannot be shown as of it either.

    Raises:
        NotFound: there is no such decision, or it had not been made as of a sequence or date.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, snapshot = opened(store, decision, reader, as_of)
    page, inputs = again(store, stored)
    difference = _difference(stored, page)
    if difference is None and page is not None:
        answer = told(page, inputs)
        if stored.verdict is not None and (wrong := otherwise(store, stored, answer)) is not None:
            return _told(stored, "diverged", wrong, (), ())
        present = _today(store, stored, answer) if today and stored.verdict is not None else None
        return _told(stored, "same", None, (), ()).model_copy(update={"today": present})
    records = snapshot.records(sorted({split(one)[0] for one in stored.context["shown"]}))
    erased = sorted({f"{one.key} was erased" for one in records.values() if one.erased})
    altered = _altered(stored, records)
    if erased and not altered:
        return _told(stored, "erased", None, erased, ())
    return _told(stored, "diverged", difference, erased, altered)


def replays(store: Store, reader: Reader, since: int | str | None = None) -> tuple[int, Iterator[Replay]]:
    """How many decisions there are since a number or a date (default: all), and the replay of each, the oldest first.

    Raises:
        Invalid: `since` is neither a number nor a date.
    """
    numbers = range_since(store, since)
    return len(numbers), (replay(store, str(number), reader) for number in numbers)


def range_since(store: Store, since: int | str | None) -> range:
    """The numbers of the decisions since a number or a date (default: all). Raises: Invalid."""
    last = decisions.newest(store.engine)
    first = since if isinstance(since, int) else 1
    if isinstance(since, str):
        first = decisions.made_before(store.engine, stamp(instant(since)), last) + 1
    return range(max(1, first), last + 1)


def summed(found: Iterator[Replay]) -> Replays:
    """How many of some replays came to the same, and those that did not."""
    by_verdict: dict[Verdict, list[Replay]] = {"same": [], "erased": [], "diverged": []}
    same = replayed = 0
    for one in found:
        replayed += 1
        if one.verdict == "same":
            same += 1
        else:
            by_verdict[one.verdict].append(one)
    erased, diverged = by_verdict["erased"], by_verdict["diverged"]
    told = f"{count(replayed, 'decision')} replayed: {same} the same to the byte"
    rest = f", {len(erased)} erased in part, {len(diverged)} diverged"
    return Replays(
        sentence=told + (rest if erased or diverged else ""),
        replayed=replayed,
        same=same,
        erased=erased,
        diverged=diverged,
    )


def again(store: Store, stored: Stored) -> tuple[Page | None, Inputs]:
    """A context composed again, and its inputs; None where its subject is not there any more, or its words are not."""
    inputs = _inputs(stored)
    reader = Reader(inputs.reader, inputs.purpose)
    snapshot = store.read(reader, inputs.seq, inputs.at, near(inputs.subject, inputs.action))
    if snapshot.ontology.digest != inputs.ontology or inputs.subject not in snapshot.things([inputs.subject]):
        return None, inputs
    return composed(snapshot, inputs), inputs


def _today(store: Store, stored: Stored, then: Answer) -> Today | None:
    """What policy would say now; None where there is nothing to decide about any more."""
    inputs = _inputs(stored)
    snapshot = store.read(Reader(inputs.reader, inputs.purpose), None, now(), near(inputs.subject, inputs.action))
    if inputs.action not in snapshot.ontology.actions or inputs.subject not in snapshot.things([inputs.subject]):
        return None
    present = {"seq": snapshot.seq, "at": snapshot.at, "ontology": snapshot.ontology.digest}
    fresh = inputs.model_copy(update=present)
    answer = told(composed(snapshot, fresh), fresh)
    ruling = rejudged(store, stored, answer)
    return Today(
        seq=snapshot.seq,
        outcome=ruling.outcome,
        policies=ruling.policies,
        flips=ruling.outcome != stored.outcome,
        because=changed(store, then, answer),
    )


def _digest(stored: Stored, page: Page) -> str:
    return attest.attested(_inputs(stored), page.register.shown, attest.remainder(page))


def _inputs(stored: Stored) -> Inputs:
    return Inputs(**{name: stored.context[name] for name in Inputs.model_fields})


def _altered(stored: Stored, records: dict[str, Record]) -> list[str]:
    """The statements that no longer say what they were attested to say, although their records were not erased."""
    altered = []
    for statement, made in zip(stored.context["shown"], stored.context["commitments"], strict=False):
        id_, name = split(statement)
        record = records.get(id_)
        if record is None:
            altered.append(f"{statement} is not there")
        elif not record.erased and record.commitment(name) != made:
            altered.append(f"{record.key} `{name}` is not what was attested")
    return altered


def _difference(stored: Stored, page: Page | None) -> str | None:
    """The first thing in which a context composed again is not what is stored of it; None where they are the same."""
    if page is None:
        return "its subject or its ontology is not there any more"
    context = stored.context
    then = zip_longest(context["shown"], context["commitments"], context["things"])
    now = ((one.statement, one.commitment, one.thing) for one in page.register.shown)
    for number, (was, is_) in enumerate(zip_longest(then, now), 1):
        if was is None or is_ is None:
            return f"statement {number}: {'only now' if was is None else 'only then'} {(was or is_ or ('',))[0]}"
        if was != is_:
            what = next(name for name, a, b in zip(_PARTS, was, is_, strict=True) if a != b)
            return f"statement {number}: another {what}, then {was[0]}, now {is_[0]}"
    for name, was, is_ in _rest(context, page):
        if was != is_:
            return f"{name}: then {was}, now {is_}"
    told = "a fact is told otherwise: its path, its age, or what else says the same"
    return None if _digest(stored, page) == context["digest"] else told


_PARTS = ("statement", "commitment", "thing")


def _rest(context: Mapping[str, Any], page: Page) -> Iterator[tuple[str, str, str]]:
    """What is stored of a context beside its statements, and the same of one composed again."""
    gaps = canonical([gap.model_dump(exclude={"says"}) for gap in page.gaps]).decode()
    yield "gaps", str(context["gaps"]), gaps
    yield "conflicts", str(context["conflicts"]), str(len(page.conflicts))
    yield "stale", str(list(context["stale"])), str([one.n for one in page.stale])
    yield "held back", str(list(context["held_back"])), str([one.id for one in page.held_back])


def _told(
    stored: Stored, verdict: Verdict, difference: str | None, erased: Sequence[str], altered: Sequence[str]
) -> Replay:
    return Replay(
        sentence=_sentence(stored, verdict, len(erased)),
        decision=stored.decision["id"],
        number=stored.decision["number"],
        verdict=verdict,
        attested=attest.holds(stored.context),
        difference=difference,
        erased=list(erased),
        altered=list(altered),
        outcome=stored.outcome,
        today=None,
    )


def _sentence(stored: Stored, verdict: Verdict, erased: int) -> str:
    which = f"what decision {stored.decision['number']} was shown"
    if verdict == "same":
        return f"{which} can be shown again, the same to the byte"
    if verdict == "erased":
        return f"{which} cannot be shown again, for {count(erased, 'record')} of it was erased; the rest is as it was"
    return f"{which} is not what was attested"
