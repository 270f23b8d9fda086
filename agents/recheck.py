"""Whether what a decision was shown can be shown again, and whether it is what was attested."""

from __future__ import annotations

from typing import Literal

from agents import attest
from agents.answer import Form, Inputs
from agents.compose import Page, compose
from agents.gather import gather
from agents.needs import plan
from agents.walks.reading import opened, split
from agents.wording import count
from graph.decisions import Stored
from graph.model import Reader, Record
from graph.store import Store


class Recheck(Form):
    """What became of a decision's context.

    *same*: computed again it has the same digest. *erased*: it cannot be computed again, for records it showed were
    erased; all else is as it was attested. *diverged*: something else is not what was attested. `attested` says whether
    the stored commitments still add up to the stored digest, for which no value is needed.
    """

    sentence: str
    decision: str
    verdict: Literal["same", "erased", "diverged"]
    attested: bool
    erased: list[str]
    altered: list[str]


def recheck(store: Store, decision: str, reader: Reader, as_of: int | str | None = None) -> Recheck:
    """Compute a decision's context again, as of its sequence, and compare.

    An erasure destroys the past as well: what was erased since `as_of` cannot be shown as of it either.

    Raises:
        NotFound: there is no such decision, or it had not been made as of a sequence or date.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, snapshot = opened(store, decision, reader, as_of)
    context = stored.context
    records = snapshot.records(sorted({split(one)[0] for one in context["shown"]}))
    erased = sorted({f"{one.key} was erased" for one in records.values() if one.erased})
    altered = _altered(stored, records)
    verdict: Literal["same", "erased", "diverged"] = "diverged"
    if not altered:
        verdict = "erased" if erased else "same" if _digest(store, stored) == context["digest"] else "diverged"
    return Recheck(
        sentence=_sentence(stored, verdict, len(erased)),
        decision=stored.decision["id"],
        verdict=verdict,
        attested=attest.holds(context),
        erased=erased,
        altered=altered,
    )


def _altered(stored: Stored, records: dict[str, Record]) -> list[str]:
    """The statements that no longer say what they were attested to say, although their records were not erased."""
    altered = []
    for statement, made in zip(stored.context["shown"], stored.context["commitments"], strict=True):
        id_, name = split(statement)
        record = records.get(id_)
        if record is None:
            altered.append(f"{statement} is not there")
        elif not record.erased and record.commitment(name) != made:
            altered.append(f"{record.key} `{name}` is not what was attested")
    return altered


def _digest(store: Store, stored: Stored) -> str:
    inputs = Inputs(**{name: stored.context[name] for name in Inputs.model_fields})
    snapshot = store.read(Reader(inputs.reader, inputs.purpose), inputs.seq, inputs.at)
    needs = plan(snapshot.ontology, inputs.action)
    page: Page = compose(needs, gather(snapshot, needs, inputs.subject, inputs.at), snapshot.ontology)
    return attest.attested(inputs, page.register.shown, attest.remainder(page))


def _sentence(stored: Stored, verdict: str, erased: int) -> str:
    which = f"what decision {stored.decision['number']} was shown"
    if verdict == "same":
        return f"{which} can be shown again, the same to the byte"
    if verdict == "erased":
        return f"{which} cannot be shown again, for {count(erased, 'record')} of it was erased; the rest is as it was"
    return f"{which} is not what was attested"
