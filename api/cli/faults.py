"""What goes wrong before or beside our own code, told as errors of ours: how a command was called, and the disk."""

from __future__ import annotations

import errno
import re

import typer

from ontology.errors import Invalid, Refused, ThroughlineError, Unavailable, nearest, said

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_MEANT = re.compile(r"^(?P<line>.*?)\.? Did you mean (?P<meant>.+)$")


def disk(error: OSError) -> ThroughlineError | None:
    """A file or a folder of ours that the system keeps from us; None for what is no such thing."""
    where = f"`{error.filename}`" if error.filename else "what it works on"
    if error.errno in FULL:
        return Unavailable(f"the disk is full: {where} cannot be written", "make room, and do it again")
    if error.errno in CLOSED or isinstance(error, PermissionError):
        return Refused(f"{where} may not be used", "let the user who runs this read and write it")
    return None


def misused(error: typer.TyperException) -> Invalid:
    """A command that was not called as it must be, with the nearest right name where one is near."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "throughline"
    option = getattr(error, "option_name", None)
    if option and hasattr(error, "possibilities"):
        return Invalid(
            f"no such option `{option}`", nearest(option, error.possibilities or ()) or f"see `{path} --help`"
        )
    line, _, rest = error.format_message().rstrip(".").replace("'", "`").partition("\n")
    if meant := _MEANT.match(line):
        return Invalid(said(meant["line"]), f"did you mean {meant['meant']}")
    first, colon, last = line.partition(": ")
    return Invalid(said(first) + colon + said(last), f"see `{path} --help`", rest.split("\n") if rest else ())
