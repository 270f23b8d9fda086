"""Who keeps the policies: adding sets of them, putting one in force, and looking at what they say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from agents.answer import Form
from graph import policies as kept
from graph.store import Store
from ontology import cedar
from ontology.errors import Invalid, NotFound
from ontology.policies import Effect, PolicySet, load, of_files, of_text, shipped

SHORTEST = 8
"""So many characters of a digest name a set of policies."""
SHIPPED = "shipped"
"""What the set that comes with Throughline is called instead of its digest."""


class PolicyInfo(Form):
    """A set of policies: by its digest, by whom it was added and when first, and whether it is in force.

    `since` and `until` are the sequences between which it was in force last, and `activated_by` who put it so.
    """

    digest: str
    added: str
    added_by: list[str]
    in_force: bool
    since: int | None
    until: int | None
    activated_by: str | None


class PolicyText(Form):
    """One policy: what it says to people, its text and where that stands, and the paths of the facts it asks for."""

    id: str
    says: str
    effect: Effect
    file: str
    line: int
    text: str
    reads: list[str]


class PolicyList(Form):
    """The sets of policies that were added, the newest first."""

    items: list[PolicyInfo]


class PolicyWhole(PolicyInfo):
    """A set with its policies, by their ids."""

    policies: list[PolicyText]


class Files(Form):
    """The files of a set of policies: text by name."""

    files: dict[str, str] = Field(
        min_length=1,
        max_length=500,
        examples=[
            {"escalate.cedar": '@id("all-denied") @says("Nobody does anything.") forbid (principal, action, resource);'}
        ],
    )


class Activated(Form):
    """Since which sequence a set is in force; `changed` is False where it was before."""

    digest: str
    seq: int
    changed: bool


class Policies:
    """The policies of a graph."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def check(self, folder: Path) -> PolicySet:
        """A folder of policies as a set, held against the words of this graph. Raises: as `ontology.policies.load`."""
        return load(folder, self._store.ontology)

    def add(self, files: Mapping[str, str], by: str) -> PolicyInfo:
        """Keep a set of policies, which decides nothing until somebody else puts it in force.

        Raises:
            Invalid: the files hold mistakes, or what they say does not fit the ontology.
        """
        return self.keep(of_files(files, self._store.ontology), by)

    def keep(self, found: PolicySet, by: str) -> PolicyInfo:
        """The same of a set that was checked. Raises: Invalid, when its author takes the name of the house."""
        if by == kept.HOUSE:
            raise Invalid(f"`{by}` adds what is shipped, and nothing else", "say who you are")
        kept.add(self._store.engine, found.digest, found.text, by)
        return self.info(found.digest)

    def activate(self, digest: str, by: str) -> Activated:
        """Put a set in force, or the shipped one by the name `shipped`; checked once more.

        Raises:
            NotFound: none of that digest was added.
            Refused: whoever does it added it.
            Invalid: it does not fit the ontology that is in force now.
        """
        if digest == SHIPPED:
            ours = shipped(self._store.ontology)
            kept.add(self._store.engine, ours.digest, ours.text, kept.HOUSE)
            digest = ours.digest
        whole = self.info(digest).digest
        of_text(kept.text_of(self._store.engine, whole), self._store.ontology)
        before = kept.in_force(self._store.engine, self._store.head()[0])
        with self._store.writer(f"policies by {by}") as writer:
            seq = writer.activate_policies(whole, by)
        return Activated(digest=whole, seq=seq, changed=before != whole)

    def listed(self) -> list[PolicyInfo]:
        """All sets that were added, the newest first."""
        return [_info(one) for one in kept.listed(self._store.engine)]

    def info(self, digest: str) -> PolicyInfo:
        """One set by its digest, the beginning of it, or `shipped`. Raises: NotFound."""
        if digest == SHIPPED:
            digest = shipped(self._store.ontology).digest
        found = [one for one in self.listed() if len(digest) >= SHORTEST and one.digest.startswith(digest)]
        if len(found) != 1:
            what = "several sets" if found else "no set"
            raise NotFound(f"{what} of policies `{digest}`", "list them with `throughline policy list`")
        return found[0]

    def whole(self, digest: str | None = None) -> PolicyWhole:
        """A set with what its policies say: the one in force, unless another is named.

        Raises:
            NotFound: there is none.
            Invalid: it does not fit the ontology that is in force now.
        """
        digest = digest or kept.in_force(self._store.engine, self._store.head()[0])
        if digest is None:
            raise NotFound(
                "no set of policies is in force: everything is denied",
                "`throughline policy activate shipped` does that",
            )
        info = self.info(digest)
        found = of_text(kept.text_of(self._store.engine, info.digest), self._store.ontology)
        return PolicyWhole(**info.model_dump(), policies=told(found))

    def schema(self) -> str:
        """The Cedar schema that policies are held against."""
        return cedar.schema(self._store.ontology)


def told(found: PolicySet) -> list[PolicyText]:
    """What the policies of a set say, by their ids."""
    names = ("id", "says", "effect", "file", "line", "text")
    return [
        PolicyText(**{name: getattr(one, name) for name in names}, reads=list(one.reads))
        for one in found.policies.values()
    ]


def _info(one: kept.Added) -> PolicyInfo:
    return PolicyInfo(
        digest=one.digest,
        added=one.at,
        added_by=sorted(one.adders),
        in_force=one.since is not None and one.until is None,
        since=one.since,
        until=one.until,
        activated_by=one.by,
    )
