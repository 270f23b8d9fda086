"""Mistakes in vocabulary files, gathered so that all are told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ontology.errors import Invalid, nearest


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong about one term of one file, and how to mend it. `term` is empty when it is the file itself."""

    file: str
    term: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: `{self.term}`" if self.term else self.file
        return f"{where}: {self.message}" + (f": {self.mend}" if self.mend else "")


@dataclass
class Mistakes:
    """The mistakes found so far.

    `unread` says that a file could not be read at all: a name that is not found may be declared there, so unknown
    names are then not told.
    """

    found: set[Mistake] = field(default_factory=set)
    unread: bool = False

    def add(self, file: str, term: str, message: str, mend: str = "") -> None:
        self.found.add(Mistake(file, term, message, mend))

    def unknown(self, file: str, term: str, kind: str, name: str, names: Iterable[str]) -> None:
        """Tell of a word that we do not know, with the nearest one that we do."""
        self.add(file, term, f"unknown {kind} `{name}`", nearest(name, names))

    def undeclared(self, file: str, term: str, kind: str, name: str, names: Iterable[str], elsewhere: str = "") -> None:
        """Tell of a name that no file declares, with the nearest one that some file does.

        `elsewhere` is the address of a term of the very same name in another namespace.
        """
        if self.unread:
            return
        if elsewhere:
            self.add(file, term, f"unknown {kind} `{name}` in that namespace", f"did you mean `<{elsewhere}>`?")
        else:
            self.unknown(file, term, kind, name, names)

    def refuse(self, what: str = "the ontology has") -> None:
        """Raises: Invalid: with every mistake, sorted by file and term; nothing, when there is none."""
        if self.found:
            count = "a mistake" if len(self.found) == 1 else f"{len(self.found)} mistakes"
            raise Invalid(f"{what} {count}", "mend what follows", [str(one) for one in sorted(self.found)])
