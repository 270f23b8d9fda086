"""Checking a document of PROV: each of its instances held against PROV-CONSTRAINTS."""

from __future__ import annotations

from agents.answer import Form
from agents.provenance.reading import TITLES, read
from graph.constraints.check import check


class Violated(Form):
    """A constraint that does not hold, in which bundle (None: outside of bundles), and the statements that clash.

    `number` is None for what has none in PROV-CONSTRAINTS. `constraints` are all that lead to it.
    """

    number: int | None
    title: str
    bundle: str | None
    statements: list[str]
    because: list[str]
    constraints: list[int]


class Checked(Form):
    """What became of a document."""

    file: str
    format: str
    valid: bool
    statements: int
    bundles: int
    violations: list[Violated]

    @property
    def says(self) -> str:
        """What it is in, for people."""
        return TITLES[self.format]


def checked(
    name: str, content: bytes, format_: str | None = None, times: bool = False, recommended: bool = False
) -> Checked:
    """Check a document. `times` lets events with times follow them, `recommended` leaves out what PROV does not ask.

    Raises:
        Invalid: it cannot be read.
    """
    chosen, instances = read(name, content, format_)
    violations = [
        Violated(
            number=one.number,
            title=one.title,
            bundle=instance.bundle,
            statements=list(one.statements),
            because=list(one.because),
            constraints=list(one.constraints),
        )
        for instance in instances
        for one in check(instance.statements, instance.names, times, recommended)
    ]
    return Checked(
        file=name,
        format=chosen,
        valid=not violations,
        statements=sum(len(instance.statements) for instance in instances),
        bundles=sum(instance.bundle is not None for instance in instances),
        violations=violations,
    )
