"""Processes as the graph names them, so that others can tell who holds something, and whether it still lives."""

from __future__ import annotations

import os
import platform


def signature(owner: str) -> str:
    """This process, and what it does: `machine|process|owner`."""
    return f"{platform.node()}|{os.getpid()}|{owner}"


def dead(signature: str | None) -> bool:
    """Whether it was a process of this machine that is no more; of other machines' nothing is known."""
    machine, _, rest = (signature or "").partition("|")
    pid = rest.partition("|")[0]
    if machine != platform.node() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def told(signature: str) -> str:
    """A signature in words."""
    machine, _, rest = signature.partition("|")
    return f"process {rest.partition('|')[0]} on {machine}"
