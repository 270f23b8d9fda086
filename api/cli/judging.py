"""`throughline judge`: what people say about which records are one thing."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import options
from api.cli.output import date, emit, say, show, table
from api.cli.session import opened

app = typer.Typer(help="Which records are one thing, as people judge.")
Left = Annotated[str, typer.Argument(metavar="A", help="The key of a record: `erp/customers/ALFKI`.")]
Right = Annotated[str, typer.Argument(metavar="B", help="The key of another one.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")]


@app.command()
def same(left: Left, right: Right, because: Because, by: options.By = None, json: options.Json = False) -> None:
    """Judge that two records are the same thing."""
    _judge(left, right, "same", because, by, json)


@app.command()
def different(left: Left, right: Right, because: Because, by: options.By = None, json: options.Json = False) -> None:
    """Judge that two records are different things, whatever they share."""
    _judge(left, right, "different", because, by, json)


@app.command()
def unsure(left: Left, right: Right, because: Because, by: options.By = None, json: options.Json = False) -> None:
    """Note that somebody looked and could not tell; nothing follows from it."""
    _judge(left, right, "unsure", because, by, json)


@app.command()
def withdraw(
    judgement: Annotated[str, typer.Argument(metavar="ID", help="The id of a judgement by a person.")],
    by: options.By = None,
    json: options.Json = False,
) -> None:
    """Withdraw a judgement: the graph is as if it had not been made."""
    with opened() as wired:
        author = by or wired.settings.user
        with wired.store.writer(author) as writer:
            seq = writer.withdraw(judgement, author)
    if json:
        emit({"withdrawn": judgement, "seq": seq})
    else:
        say(f"withdrawn at sequence {seq}")


@app.command("list")
def list_(
    subject: Annotated[str, typer.Argument(metavar="THING", help="An id, a key or a name.")],
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """List the judgements on the records of a thing, by people and by rules."""
    from agents.wording import key_text

    with opened() as wired:
        found = wired.commands.entity(subject, wired.reader("judgements"), as_of)
    if json:
        emit({"thing": found.id, "seq": found.seq, "judgements": found.judgements})
        return
    rows = [
        [key_text(one.left), one.verdict, key_text(one.right), one.by, _why(one.because, one.shared), one.since, one.id]
        for one in found.judgements
    ]
    if rows:
        show(table(["record", "is", "record", "by", "because", "since", "id"], rows, right=["since"]))
    else:
        say(f"no judgement on {found.label}")


def _why(because: str, shared: list[str]) -> str:
    return f"{because} {', '.join(shared)}" if shared else because


def _judge(left: str, right: str, verdict: str, because: str, by: str | None, json: bool) -> None:
    with opened() as wired:
        author = by or wired.settings.user
        before = wired.store.read(wired.reader("judgement", author))
        one, other = before.key(left), before.key(right)
        with wired.store.writer(author) as writer:
            made = writer.judge(one, other, verdict, author, because)
        after = wired.store.read(wired.reader("judgement", author))
        things = [after.thing_of(one), after.thing_of(other)]
        at = wired.store.commit_date(made.since)
    if json:
        emit({"judgement": made, "things": things})
        return
    joined = f"one thing, {things[0]}" if things[0] == things[1] else f"two things, {things[0]} and {things[1]}"
    say(f"judged {verdict} by {author}, {date(at)}: they are {joined}")
    say(f"judgement {made.id}: `throughline judge withdraw {made.id}` takes it back")
