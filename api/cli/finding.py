"""`throughline search | entities | decisions`: finding what is in the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import options
from api.cli.output import date, emit, remark, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from agents.pages import Asked, Page
    from api.wiring import Wired

Class = Annotated[str | None, typer.Option("--class", metavar="CLASS", help="Only things of this class.")]


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="Words of a name, a code, an e-mail address.")],
    cls: Class = None,
    as_of: options.AsOf = None,
    at: options.At = None,
    limit: options.Limit = None,
    cursor: options.Cursor = None,
    json: options.Json = False,
) -> None:
    """Find things by words of their names, codes and addresses.

    All words must stand in one record; a word of three letters or more finds those that begin so.
    """
    with opened() as wired:
        page = wired.lookups.search(asked(wired, "search", as_of, at, limit, cursor), " ".join(words), cls)
    _things(page, json)


def entities(
    cls: Annotated[str | None, typer.Argument(metavar="[CLASS]", help="Of this class, and its kinds.")] = None,
    as_of: options.AsOf = None,
    at: options.At = None,
    limit: options.Limit = None,
    cursor: options.Cursor = None,
    json: options.Json = False,
) -> None:
    """List the things of a class."""
    with opened() as wired:
        page = wired.lookups.entities(asked(wired, "list", as_of, at, limit, cursor), cls)
    _things(page, json)


def decisions(
    subject: Annotated[str | None, typer.Option(metavar="SUBJECT", help="On this thing.")] = None,
    agent: Annotated[str | None, typer.Option(metavar="NAME", help="By this agent.")] = None,
    on_behalf_of: Annotated[str | None, typer.Option(metavar="NAME", help="For this principal.")] = None,
    action: Annotated[str | None, typer.Option(metavar="ACTION", help="To do this.")] = None,
    case: Annotated[str | None, typer.Option(metavar="ID", help="In this case.")] = None,
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="That stand so: judged, awaiting, denied, revised, proposed.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Made from then on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Made before then.")] = None,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
    cursor: options.Cursor = None,
    json: options.Json = False,
) -> None:
    """Find decisions, newest first."""
    from agents.commands import formed
    from agents.looking.decisions import Sought

    sought = formed(
        Sought, subject=subject, agent=agent, on_behalf_of=on_behalf_of, action=action, case=case, status=status,
        since=since, until=until,
    )  # fmt: skip
    with opened() as wired:
        page = wired.lookups.decisions(asked(wired, "find", as_of, None, limit, cursor), sought)
    if json:
        emit(page)
        return
    rows = [
        [one.number, date(one.at), one.action, one.choice, one.label, one.agent, one.on_behalf_of, one.status]
        for one in page.items
    ]
    columns = ["#", "made", "action", "choice", "on", "by", "for", "status"]
    tell(page, table(columns, rows, right=["#"]) if rows else "no decision")


def asked(
    wired: Wired,
    purpose: str,
    as_of: str | None = None,
    at: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Asked:
    """A page of a list, as a command asks for it."""
    from agents.pages import Asked

    return Asked(wired.reader(purpose), as_of, at, limit, cursor)


def tell(page: Page[Any], *parts: Any) -> None:
    """Write a page for people: its parts, what was not looked at, and how it goes on."""
    for part in parts:
        say(part) if isinstance(part, str) else show(part)
    for gap in page.gaps:
        remark(gap)
    if page.next is not None:
        remark(f"there is more: repeat the command with --cursor {page.next}")


def _things(page: Page[Any], json: bool) -> None:
    from agents.wording import key_text, value_text

    if json:
        emit(page)
        return
    rows = [[value_text(one.name) if one.name else "", one.label, key_text(one.key), one.id] for one in page.items]
    tell(page, table(["is called", "is", "record", "id"], rows) if rows else "nothing")
