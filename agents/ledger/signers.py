"""The private keys of ledgers and witnesses: one file each, for its owner's eyes, made at its first use."""

from __future__ import annotations

import os
from pathlib import Path

from graph.notes import Signer
from ingest.secrets import Secret
from ontology.errors import Unavailable


def kept(path: Path, name: str, algorithm: int) -> Signer:
    """The key of a file, which is made when there is none; of two processes that do so, both use the first one's.

    Raises:
        Invalid: the file holds no key.
        Refused: others than its owner may read it.
        Unavailable: it cannot be written.
    """
    if not path.exists():
        put(path, Signer.new(name, algorithm), replace=False)
    return Signer.parse(Secret(file=path).reveal({}))


def put(path: Path, signer: Signer, replace: bool) -> None:
    """Write a key, over another one or only where there is none. Raises: Unavailable."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(signer.text + "\n")
            file.flush()
            os.fsync(file.fileno())
        if replace:
            draft.replace(path)
            return
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise Unavailable(f"`{path}` cannot be written: {error.strerror or error}", "name another place") from error
