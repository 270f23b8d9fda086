"""`throughline entity` and `throughline context`: what is known of a thing, and what must be known before an action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import cleaned, date, emit, say, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from agents.entity import Entity, Holding, Voice

Subject = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="An id, a key such as `erp/customers/ALFKI`, or a name.")
]


def entity(subject: Subject, as_of: options.AsOf = None, at: options.At = None, json: options.Json = False) -> None:
    """Show a thing: its names, its facts, and what contradicts them.

    Every record that describes it, why those are one, what holds of it by whose word, and how many relations it has.
    """
    with opened() as wired:
        found = wired.commands.entity(subject, wired.reader("look"), as_of, at)
    if json:
        emit(found)
    else:
        _entity(found)


def context(
    subject: Subject,
    action: Annotated[str, typer.Option("--action", "-a", metavar="ACTION", help="What is to be done: `refund`.")],
    as_of: options.AsOf = None,
    at: Annotated[str | None, typer.Option(metavar="DATE", help="The clock for ages and validity.")] = None,
    budget: Annotated[int | None, typer.Option(min=1, metavar="TOKENS", help="How long the text may be.")] = None,
    reader: Annotated[str | None, typer.Option(metavar="NAME", help="Who reads (default: the setting `user`).")] = None,
    purpose: Annotated[str | None, typer.Option(metavar="TEXT", help="What for (default: the action).")] = None,
    json: options.Json = False,
) -> None:
    """Show what must be known before an action.

    The text is for a prompt; the id is what `throughline decide` asks for.
    """
    from agents.context import BUDGET

    with opened() as wired:
        answer = wired.commands.context(
            subject,
            action,
            reader=reader or wired.settings.user,
            purpose=purpose or action,
            as_of=as_of,
            at=at,
            budget=budget or BUDGET,
        )
    if json:
        typer.echo(answer.bytes())
    else:
        say(answer.text)
        say(f"\nid: {answer.id}")


def _entity(found: Entity) -> None:
    from rich.text import Text

    from agents.wording import key_text, value_text

    when = f", valid at {date(found.at)}" if found.at else ""
    show(
        Text(cleaned(f"{found.label} (sequence {found.seq}{when})"), style="bold"),
        f"{', '.join(found.classes)}",
        f"id {found.id}",
    )
    rows = [[one.source, key_text(one.key), value_text(one.name), date(one.learnt)] for one in found.members]
    show("", table(["system", "record", "is called", "learnt"], rows))
    if found.judgements:
        show("", table(["record", "is", "record", "because"], _judgements(found)))
    show("", table(["property", "value", "says", "against"], map(_fact, found.facts)))
    counts = [f"{one.relation} {one.count}{' and more' if one.more else ''}" for one in found.relations]
    counts += ["more relations than are counted"] if found.wide else []
    if counts:
        say("\nrelations: " + ", ".join(counts))


def _judgements(found: Entity) -> Iterator[list[str]]:
    from agents.entity import RULE
    from agents.wording import key_text

    for one in found.judgements:
        by_rule = one.by.startswith(RULE)
        because = f"equal {one.because} {', '.join(one.shared)}" if by_rule else f"{one.by}: {one.because}"
        yield [key_text(one.left), one.verdict, key_text(one.right), because]


def _fact(one: Holding) -> list[str]:
    from agents.wording import value_text
    from graph.model import Key

    sources = dict.fromkeys([one.source, *(Key.parse(key).source for key in one.also)])
    return [one.property, value_text(one.value, one.unit), ", ".join(sources), "; ".join(map(_voice, one.conflicts))]


def _voice(one: Voice) -> str:
    from agents.wording import value_text

    return f"{one.source} says {value_text(one.value, one.unit)}"
