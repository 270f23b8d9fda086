"""Identifiers: normalised values by which things are known across systems."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from ontology.digest import canonical, identify

NAMED = " ~ "
"""Stands in an identifier between a value and the name that bears it out."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised value that identifies instances of a class: two records that carry it describe one thing.

    A reference may lead to one: it means whatever thing carries it, in whatever system.
    """

    cls: str
    property: str
    value: str

    @builtins.property
    def named(self) -> bool:
        """Whether a name bears the value out: it identifies those who carry both."""
        return NAMED in self.value

    @builtins.property
    def id(self) -> str:
        return identify("identifier", self.cls, self.property, self.value)

    @builtins.property
    def text(self) -> str:
        """The canonical JSON of the identifier, as records store it; never that of a key."""
        return canonical([self.cls, self.property, self.value]).decode()

    @builtins.property
    def forms(self) -> tuple[Identifier, ...]:
        """What may carry it, the narrower first: value and name together, then the value alone."""
        value, named, _ = self.value.partition(NAMED)
        return (self, Identifier(self.cls, self.property, value)) if named else (self,)

    def __str__(self) -> str:
        value, named, name = self.value.partition(NAMED)
        return f"the {self.cls} with {self.property} {value}" + (f" and the name {name}" if named else "")
