"""The key that signs the ids of contexts: whoever has it can vouch for what an agent was shown."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from api.settings import Settings
from ingest.secrets import Secret
from ontology.errors import Unavailable

NAME = "context.key"


def signing_key(settings: Settings) -> bytes:
    """The key of the settings' key file; without one, that of the home, which is made at its first use.

    Raises:
        NotFound, Invalid: the key file that was given is not there, or is empty.
        Refused: others than its owner may read it.
        Unavailable: the home cannot be written.
    """
    path = settings.key_file or settings.home / NAME
    if settings.key_file is None and not path.exists():
        _make(path)
    return Secret(file=path).reveal({}).encode()


def _make(path: Path) -> None:
    """Write a new key for its owner's eyes; of two processes that do so at once, both use the first one's."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise Unavailable(f"`{path}` cannot be written: {error.strerror or error}", "name another home") from error
