"""`throughline principal` and `throughline key`: who may do what, and the keys by which they say who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import date, emit, say, show, table
from api.cli.session import opened
from ontology.errors import Invalid

if TYPE_CHECKING:
    from agents.principals import KeyInfo

app = typer.Typer(help="Who may do what.")
keys = typer.Typer(help="The keys of principals.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of a principal.")]
Roles = Annotated[
    list[str],
    typer.Option(
        "--role", "-r", metavar="ROLE", help="reader, agent, analyst, operator, witness or admin; may be repeated."
    ),
]
ActsFor = Annotated[
    list[str] | None,
    typer.Option("--acts-for", metavar="NAME", help="Whom it may act for, `*` for anybody; may be repeated."),
]


@app.command()
def add(
    name: Name,
    kind: Annotated[str, typer.Option("--kind", "-k", metavar="KIND", help="person, software, service or team.")],
    role: Roles,
    acts_for: ActsFor = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Add a principal. It can do nothing until it has a key."""
    from agents.commands import formed
    from agents.principals import Wanted

    wanted = formed(Wanted, name=name, kind=kind, roles=role, acts_for=acts_for or [])
    with opened() as wired:
        made = wired.principals.add(wanted, by or wired.settings.user)
    if json:
        emit(made)
    else:
        say(f"added {name}: `throughline key create {name}` makes a key for it")


@app.command("list")
def list_(json: options.Json = False) -> None:
    """List the principals."""
    with opened() as wired:
        found = wired.principals.listed()
    if json:
        emit({"principals": found})
    else:
        rows = [[one.name, one.kind, " ".join(one.roles), " ".join(one.acts_for), date(one.since)] for one in found]
        show(table(["name", "kind", "roles", "acts for", "since"], rows))


@app.command()
def change(
    name: Name,
    role: Annotated[
        list[str] | None, typer.Option("--role", "-r", metavar="ROLE", help="Its roles from now on; may be repeated.")
    ] = None,
    acts_for: ActsFor = None,
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Give a principal other roles, or others to act for. What is not told stays; its keys go on."""
    from agents.commands import formed
    from agents.principals import Wanted

    if not role and not acts_for:
        raise Invalid("nothing is to be changed", "say `--role` or `--acts-for`")
    with opened() as wired:
        before = wired.principals.get(name)
        roles, others = role or before.roles, acts_for or before.acts_for
        wanted = formed(Wanted, name=name, kind=before.kind, roles=roles, acts_for=others)
        made = wired.principals.change(wanted, by or wired.settings.user)
    if json:
        emit(made)
    else:
        say(f"{name}: {' '.join(made.roles)}" + (f", for {' '.join(made.acts_for)}" if made.acts_for else ""))


@app.command()
def remove(name: Name, by: options.By = None, json: options.Json = False) -> None:
    """Remove a principal and revoke its keys. What it did stays."""
    with opened() as wired:
        wired.principals.remove(name, by or wired.settings.user)
    if json:
        emit({"removed": name})
    else:
        say(f"removed {name}, and revoked its keys")


@keys.command()
def create(
    name: Name,
    days: Annotated[
        int | None, typer.Option(min=1, max=3_650, metavar="N", help="For how many days (default: until revoked).")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="What it is for.")] = "",
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Make a key for a principal. It is shown here, and never again."""
    with opened() as wired:
        made = wired.principals.make_key(name, by or wired.settings.user, days, note)
    if json:
        emit(made)
    else:
        say(made.token)


@keys.command("list")
def list_keys(name: Name, json: options.Json = False) -> None:
    """List the keys of a principal, without what it takes to use them."""
    with opened() as wired:
        found = wired.principals.keys(name)
    if json:
        emit({"keys": found})
        return
    rows = [
        [one.id, date(one.made), one.by, date(one.expires) or "until revoked", _state(one), one.note] for one in found
    ]
    show(table(["id", "made", "by", "holds until", "", "note"], rows))


@keys.command()
def revoke(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of a key: its part after `tl_`.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Revoke a key, for ever."""
    with opened() as wired:
        revoked = wired.principals.revoke(id_, by or wired.settings.user)
    if json:
        emit({"revoked": revoked})
    else:
        say(f"revoked {id_}" if revoked else f"{id_} was revoked before")


def _state(one: KeyInfo) -> str:
    return f"revoked {date(one.revoked)} by {one.revoked_by}" if one.revoked else ""
