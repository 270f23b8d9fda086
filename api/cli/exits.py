"""How a command ends: an exit code for each kind of error, and the error in one line or as one document."""

from __future__ import annotations

import typer

from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, Unavailable

PROBLEMS = 1
"""The command did its work and found something to mend."""

OTHERWISE = 6
"""For errors of none of the kinds below: a system that is read from cannot be read."""

CODES: dict[type[ThroughlineError], int] = {Invalid: 2, NotFound: 3, Conflict: 4, Refused: 5, Unavailable: 6}
INTERRUPTED = 130


def code(error: ThroughlineError) -> int:
    """The exit code of an error, by its kind."""
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), OTHERWISE)


def report(error: ThroughlineError, as_json: bool) -> int:
    """Tell of an error on standard error, and return its exit code."""
    from api.cli.output import cleaned, encoded

    if as_json:
        typer.echo(encoded(error.problem()).encode(), nl=False, err=True)
    else:
        typer.echo(f"throughline: {cleaned(str(error), lines=True)}", err=True)
    return code(error)
