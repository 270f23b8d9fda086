"""`throughline policy`: by what decisions are judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.deciding import completed, read
from api.cli.output import date, emit, say, show, table
from api.cli.session import opened, settings

if TYPE_CHECKING:
    from agents.judging.ruling import Ruling

app = typer.Typer(help="By what decisions are judged.")
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder of `*.cedar` files.")]
DIGEST = 12
"""How many characters of a digest are shown."""


@app.command()
def check(folder: Folder, json: options.Json = False) -> None:
    """Check a folder of policies against the vocabulary files; every mistake of every file is named."""
    from agents.policies import told
    from ontology.loading import load
    from ontology.policies import load as load_policies

    found = load_policies(folder, load(settings().ontology))
    if json:
        emit({"digest": found.digest, "policies": told(found)})
    else:
        say(f"{len(found.policies)} policies are sound: {found.digest[:DIGEST]}")


@app.command()
def add(folder: Folder, by: options.By = None, json: options.Json = False) -> None:
    """Add a set of policies. It decides nothing until somebody else puts it in force."""
    with opened() as wired:
        made = wired.policies.keep(wired.policies.check(folder), by or wired.settings.user)
    if json:
        emit(made)
    else:
        say(f"added {made.digest[:DIGEST]}: somebody else puts it in force, `throughline policy activate`")


@app.command()
def activate(
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="A set that was added, or `shipped`.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Put a set of policies in force. It takes somebody who did not add it."""
    with opened() as wired:
        made = wired.policies.activate(digest, by or wired.settings.user)
    if json:
        emit(made)
    else:
        how = f"is in force since sequence {made.seq}" if made.changed else "was in force already"
        say(f"{made.digest[:DIGEST]} {how}")


@app.command("list")
def list_(json: options.Json = False) -> None:
    """List the sets of policies that were added, the newest first."""
    with opened() as wired:
        found = wired.policies.listed()
    if json:
        emit({"policies": found})
        return
    if not any(one.in_force for one in found):
        say("no set of policies is in force: everything is denied")
    rows = [
        [
            one.digest[:DIGEST], date(one.added), ", ".join(one.added_by), _span(one.since, one.until),
            one.activated_by or "",
        ]
        for one in found
    ]  # fmt: skip
    show(table(["digest", "added", "by", "in force", "by"], rows))


@app.command("show")
def show_(
    digest: Annotated[str | None, typer.Argument(metavar="[DIGEST]", help="A set (default: the one in force).")] = None,
    text: Annotated[bool, typer.Option("--text", help="The policies as they are written.")] = False,
    json: options.Json = False,
) -> None:
    """Show what the policies of a set say."""
    with opened() as wired:
        found = wired.policies.whole(digest)
    if json:
        emit(found)
        return
    if text:
        for one in found.policies:
            say(f"{one.text}\n")
        return
    when = f"in force {_span(found.since, found.until)}"
    say(f"policies {found.digest[:DIGEST]}, added by {', '.join(found.added_by)}: {when}")
    show(table(["policy", "", "says"], [[one.id, one.effect, one.says] for one in found.policies]))


@app.command()
def schema(json: options.Json = False) -> None:
    """Write the Cedar schema that policies are held against: what they may ask."""
    with opened() as wired:
        text = wired.policies.schema()
    if json:
        emit({"schema": text})
    else:
        say(text.rstrip())


@app.command()
def ask(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A proposal as for `decide`, `-` for standard input.")],
    policies: Annotated[
        Path | None,
        typer.Option("--policies", "-p", metavar="DIR", help="A folder of policies (default: those in force)."),
    ] = None,
    json: options.Json = False,
) -> None:
    """Ask what policy would say of a proposal. Nothing is recorded."""
    with opened() as wired:
        files = None
        if policies is not None:
            drafted = wired.policies.check(policies)
            files = drafted.files
        found = wired.commands.judge(completed(read(file), wired.settings.user), files)
    if json:
        emit(found)
    else:
        _say(found)


@app.command()
def trial(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of policies: the draft.")],
    since: Annotated[
        str | None, typer.Option(metavar="N|DATE", help="Decisions from this number or date on (default: all).")
    ] = None,
    json: options.Json = False,
) -> None:
    """Show which past decisions a draft would have judged otherwise, on what was known then."""
    from agents.trial import summed, trials
    from api.cli.replaying import watched

    first = int(since) if since is not None and since.isdecimal() and len(since) < 16 else since
    with opened() as wired:
        draft = wired.policies.check(folder)
        number, tried = trials(wired.store, draft, first)
        found = summed(draft, watched(number, tried, "trying"))
    if json:
        emit(found)
        return
    say(found.sentence)
    if found.flips:
        rows = [
            [one.number, one.action, one.agent, one.outcome, one.trial, ", ".join(one.policies), _numbers(one.numbers)]
            for one in found.flips
        ]
        show(table(["decision", "action", "agent", "then", "draft", "policies", "numbers"], rows))


def _numbers(numbers: dict[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in numbers.items())


def _say(found: Ruling) -> None:
    from agents.judging.ruling import WORDS

    say(f"it {WORDS[found.outcome]}")
    for reason in found.reasons:
        say(f"  {reason}")


def _span(since: int | None, until: int | None) -> str:
    if since is None:
        return "never"
    return f"since sequence {since}" if until is None else f"from sequence {since} to {until}"
