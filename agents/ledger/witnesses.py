"""Witnesses: a folder, a git remote, or another Throughline, which see the ledger and remember what they saw.

What a witness countersigns with is noted here when it is added, and is held against everything that it says later.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlsplit

import orjson

from agents.answer import Form
from agents.ledger.notary import STEP, Countersigned, Growth, Notary, State
from agents.ledger.signers import kept
from graph.notes import WITNESS, Signer, Verifier
from ontology.errors import Invalid, Unavailable

WitnessKind = Literal["folder", "git", "http"]
SECONDS = 60.0
"""For how long a witness elsewhere may take to answer."""


class Settled(Form):
    """A witness as it is noted: its name here, where it is, its key, and the file with the key by which it is asked."""

    name: str
    kind: WitnessKind
    address: str
    key: str
    token_file: str | None = None


class Witness(Protocol):
    """Somebody elsewhere who sees the ledger."""

    def key(self) -> Verifier:
        """With what it countersigns. Raises: ThroughlineError, as all that it is asked, when it does not answer."""
        ...

    def state(self, origin: str) -> State:
        """What it knows of a ledger."""
        ...

    def leaves(self, origin: str, low: int, high: int) -> list[bytes]:
        """The leaves of a range that it has seen."""
        ...

    def countersign(self, shown: Growth) -> Countersigned:
        """Show it a checkpoint; see `Notary.countersign`."""
        ...


class Folder:
    """A witness that is a folder, as a rule on another host: its key lies in it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._signer: Callable[[], Signer] = partial(kept, folder / "witness.key", name, WITNESS)
        self._notary = Notary(folder, self._signer)

    def key(self) -> Verifier:
        return self._signer().verifier

    def state(self, origin: str) -> State:
        return self._notary.state(origin)

    def leaves(self, origin: str, low: int, high: int) -> list[bytes]:
        return self._notary.leaves(origin, low, high)

    def countersign(self, shown: Growth) -> Countersigned:
        return self._notary.countersign(shown)


class Git:
    """A witness that is a git remote which takes no forced pushes: its history is what cannot be rewritten here.

    `folder` holds a clone, and the key beside it: the key is not what makes this witness, the remote's history is.
    """

    def __init__(self, remote: str, folder: Path, name: str) -> None:
        self._remote = remote
        self._clone = folder / "clone"
        self._signer: Callable[[], Signer] = partial(kept, folder / "witness.key", name, WITNESS)
        self._notary = Notary(self._clone / "ledgers", self._signer)

    def key(self) -> Verifier:
        self._fetch()
        return self._signer().verifier

    def state(self, origin: str) -> State:
        self._fetch()
        return self._notary.state(origin)

    def leaves(self, origin: str, low: int, high: int) -> list[bytes]:
        return self._notary.leaves(origin, low, high)

    def countersign(self, shown: Growth) -> Countersigned:
        self._fetch()
        made = self._notary.countersign(shown)
        self._git("add", "--all", "ledgers", ":!ledgers/*/.lock")
        who = ("-c", f"user.name={made.key.partition('+')[0]}", "-c", "user.email=witness@localhost")
        self._git(
            *who, "commit", "--quiet", "--allow-empty", "--message", f"Countersigned a ledger of {made.size} leaves"
        )
        self._git("push", "--quiet", "origin", "HEAD:refs/heads/ledger")
        return made

    def _fetch(self) -> None:
        """The clone as the remote is now; what was not pushed is forgotten."""
        if not self._clone.exists():
            self._clone.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _git(self._clone.parent, "clone", "--quiet", "--", self._remote, str(self._clone))
        self._git("fetch", "--quiet", "origin")
        if self._git("ls-remote", "--heads", "origin", "refs/heads/ledger"):
            self._git("checkout", "--quiet", "--force", "--detach", "origin/ledger")
            self._git("clean", "--quiet", "--force", "-d")
        else:
            shutil.rmtree(self._clone / "ledgers", ignore_errors=True)

    def _git(self, *said: str) -> str:
        return _git(self._clone, *said)


class Http:
    """A witness that is another Throughline, asked over HTTP with a key of a principal there."""

    def __init__(self, address: str, token: Callable[[], str]) -> None:
        self._address = address.rstrip("/")
        self._token = token

    def key(self) -> Verifier:
        return Verifier.parse(str(self._ask("GET", "/witness")["key"]))

    def state(self, origin: str) -> State:
        said = self._ask("GET", f"/witness/seen?origin={quote(origin, safe='')}")
        return State.model_validate(said)

    def leaves(self, origin: str, low: int, high: int) -> list[bytes]:
        said = self._ask("GET", f"/witness/leaves?origin={quote(origin, safe='')}&low={low}&high={high}")
        return [bytes.fromhex(one) for one in said["leaves"]]

    def countersign(self, shown: Growth) -> Countersigned:
        return Countersigned.model_validate(self._ask("POST", "/witness", shown.model_dump()))

    def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        import httpx

        headers = {"authorization": f"Bearer {self._token()}", "content-type": "application/json"}
        content = orjson.dumps(body) if body is not None else None
        try:
            answer = httpx.request(method, f"{self._address}{path}", content=content, headers=headers, timeout=SECONDS)
        except httpx.TransportError as error:
            raise Unavailable(f"the witness at `{self._address}` does not answer", str(error).lower()) from error
        return _answered(self._address, answer.status_code, answer.content)


@dataclass(frozen=True, slots=True)
class Around:
    """What witnesses need around them: a folder for their clones, and how a file's secret is read."""

    folder: Path
    secret: Callable[[Path], str]


def witness(one: Settled, around: Around) -> Witness:
    """The witness that was noted."""
    if one.kind == "folder":
        return Folder(Path(one.address), one.name)
    if one.kind == "git":
        return Git(one.address, around.folder / one.name, one.name)
    path = Path(one.token_file or "")
    return Http(one.address, lambda: around.secret(path))


def kind_of(address: str) -> tuple[WitnessKind, str]:
    """What an address leads to: `folder:PATH`, `git:REMOTE`, or one of HTTP. Raises: Invalid."""
    kind, _, rest = address.partition(":")
    if kind == "folder" and Path(rest).is_absolute():
        return "folder", rest
    if kind == "git" and rest and not rest.startswith("-"):
        return "git", rest
    if kind in ("http", "https") and urlsplit(address).hostname:
        return "http", address
    raise Invalid(f"not the address of a witness: `{address}`", "write `folder:/PATH`, `git:REMOTE` or `https://HOST`")


def read_leaves(one: Witness, origin: str, size: int, start: int) -> Iterator[bytes]:
    """The leaves that a witness has seen, from a number on."""
    for low in range(start, size, STEP):
        found = one.leaves(origin, low, min(low + STEP, size))
        yield from found
        if len(found) < min(low + STEP, size) - low:
            return


def _git(folder: Path, *said: str) -> str:
    """What git answers. Raises: Unavailable, when it fails."""
    try:
        done = subprocess.run(
            ["git", *said],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable("git does not run, or does not end", str(error).lower()) from error
    if done.returncode:
        raise Unavailable(f"git cannot {said[0] if said[0] != '-c' else 'commit'}", done.stderr.strip()[:500])
    return done.stdout


def _answered(address: str, status: int, content: bytes) -> dict[str, Any]:
    """What a witness answered. Raises: the error that it tells, or Unavailable."""
    from ontology import errors

    try:
        said = orjson.loads(content)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise Unavailable(f"the witness at `{address}` answers with {status} and no JSON", "is it a Throughline?")
    if status < 300:
        return said
    kinds = (errors.Invalid, errors.NotFound, errors.Conflict, errors.Unauthenticated, errors.Refused)
    kind = next((one for one in kinds if one.status == status), Unavailable)
    raise kind(f"the witness at `{address}` says: {said.get('detail', status)}", str(said.get("mend", "")))
