"""Reading the words: our Turtle files, and a user's beside them, checked as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ontology import building, checks, declarations, turtle
from ontology.errors import NotFound
from ontology.mistakes import Mistakes
from ontology.vocabulary import Ontology

HERE = Path(__file__).parent
DOMAINS = ("party.ttl", "catalogue.ttl", "sales.ttl", "logistics.ttl", "finance.ttl", "support.ttl")
OURS = ("core.ttl", *DOMAINS, "align.ttl", "actions.ttl")


def load(folders: Sequence[Path] = ()) -> Ontology:
    """The ontology of our files and of every `*.ttl` in the folders, whatever their order.

    Raises:
        NotFound: a folder does not exist.
        Invalid: the files hold mistakes; `details` tells all of them.
    """
    files = {name: HERE / name for name in OURS} | _beside(folders)
    mistakes = Mistakes()
    sayings = [one for shown, path in files.items() for one in turtle.read(path, shown, mistakes)]
    declared = declarations.gather(sayings, frozenset(OURS), mistakes)
    ontology = building.build(declared, _version(declared.versions), mistakes)
    checks.check(ontology, {(term.kind, term.name): term.file for term in declared.terms.values()}, mistakes)
    mistakes.refuse()
    return ontology


def _beside(folders: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise NotFound(f"no folder `{folder}` of vocabulary files", "make it, or leave it out of the settings")
        found |= {str(path): path for path in folder.glob("*.ttl")}
    return dict(sorted(found.items()))


def _version(versions: Iterable[tuple[str, str]]) -> str:
    """Our version, and those of the users' vocabularies behind it: `1.1.0+fleet-3`."""
    ours = [version for iri, version in versions if iri == "urn:tl:ontology"]
    theirs = sorted(
        f"{iri.replace('#', '/').replace(':', '/').rstrip('/').rsplit('/', 1)[-1]}-{version}"
        for iri, version in versions
        if iri != "urn:tl:ontology"
    )
    return "+".join([*ours, ".".join(theirs)] if theirs else ours)
