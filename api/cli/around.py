"""`throughline neighbours | paths | timeline | diff`: what is around a thing, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.finding import Class, asked, tell
from api.cli.output import cleaned, date, emit, remark, show, table
from api.cli.session import opened

if TYPE_CHECKING:
    from rich.tree import Tree

    from agents.looking.changes import Change
    from agents.looking.difference import Difference, Side
    from agents.looking.paths import Paths
    from agents.looking.shown import Brief
    from agents.looking.timeline import Event

Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="An id, a key such as `erp/customers/C1`, or a name.")]


def neighbours(
    subject: Subject,
    relation: Annotated[str | None, typer.Option(metavar="NAME", help="Only by this relation: `placed`.")] = None,
    cls: Class = None,
    as_of: options.AsOf = None,
    at: options.At = None,
    limit: options.Limit = None,
    cursor: options.Cursor = None,
    json: options.Json = False,
) -> None:
    """Show what a thing is related to."""
    from agents.wording import key_text

    with opened() as wired:
        wanted = asked(wired, "look", as_of, at, limit, cursor)
        page = wired.lookups.neighbours(wanted, subject, relation, cls)
    if json:
        emit(page)
        return
    rows = [
        [one.relation, _called(one.thing), one.since, ", ".join(key_text(key) for key in one.keys)]
        for one in page.items
    ]
    tell(page, table(["relation", "to", "since", "says"], rows, right=["since"]) if rows else "nothing")


def paths(
    start: Annotated[str, typer.Argument(metavar="FROM", help="A thing: an id, a key or a name.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="Another one.")],
    within: Annotated[int | None, typer.Option(metavar="N", help="How many relations at the most.")] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", help="How many paths at the most.")] = None,
    as_of: options.AsOf = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Show the shortest paths between two things."""
    with opened() as wired:
        found = wired.lookups.paths(start, end, wired.reader("look"), as_of=as_of, at=at, within=within, limit=limit)
    if json:
        emit(found)
        return
    show(_paths(found))
    for gap in found.gaps:
        remark(gap)


def timeline(
    subject: Subject,
    as_of: options.AsOf = None,
    limit: options.Limit = None,
    cursor: options.Cursor = None,
    json: options.Json = False,
) -> None:
    """Show what happened to a thing, in the order in which the graph learnt it."""
    with opened() as wired:
        page = wired.lookups.timeline(asked(wired, "look", as_of, None, limit, cursor), subject)
    if json:
        emit(page)
        return
    rows = [[one.seq, date(one.at), one.kind, _happened(one), one.by] for one in page.items]
    tell(page, page.thing.label, table(["seq", "learnt", "what", "", "by"], rows, right=["seq"]))


def diff(
    subject: Subject,
    since: Annotated[str, typer.Option(metavar="SEQ|DATE", help="The instant to compare with.")],
    until: Annotated[str | None, typer.Option(metavar="SEQ|DATE", help="The later one (default: the newest).")] = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Show what is otherwise of a thing than it was."""
    with opened() as wired:
        found = wired.lookups.difference(subject, wired.reader("look"), since, until, at)
    if json:
        emit(found)
        return
    show(_difference(found))
    for gap in found.gaps:
        remark(gap)


def _called(one: Brief) -> str:
    from agents.wording import value_text

    return f"{value_text(one.name)} ({one.label})" if one.name else one.label


def _paths(found: Paths) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    from agents.wording import count

    ends = f"{_called(found.start)} → {_called(found.end)}"
    apart = None if found.length is None else count(found.length, "relation")
    how = f"no path of up to {found.within} relations" if apart is None else f"{apart} apart"
    tree = Tree(Text(cleaned(f"{ends}: {how}"), style="bold"), guide_style="dim")
    for path in found.paths:
        branch = tree.add(Text(cleaned(_called(found.start))))
        for step in path.steps:
            branch = branch.add(Text(cleaned(f"{step.relation} → {_called(step.thing)}")))
    if found.more:
        tree.add(Text("… and more", style="dim"))
    return tree


def _happened(event: Event) -> str:
    from agents.wording import key_text

    if event.key is not None:
        changes = [] if event.kind in ("joined", "left") else event.changes
        return ": ".join(filter(None, [key_text(event.key), "; ".join(map(_change, changes))]))
    if event.relation is not None:
        return f"{event.relation} {_called(event.other) if event.other is not None else 'something'}"
    assert event.judgement is not None
    one = event.judgement
    return f"{key_text(one.left)} {one.verdict} {key_text(one.right)}, {one.by}: {one.because}"


def _change(one: Change) -> str:
    from agents.wording import value_text

    return f"{one.property} {value_text(one.before, one.before_unit)} → {value_text(one.after, one.after_unit)}"


def _difference(found: Difference) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    from agents.wording import key_text

    thing = found.after or found.before
    assert thing is not None
    head = f"{_called(thing)}: sequence {found.since} → {found.until}"
    tree = Tree(Text(cleaned(head), style="bold"), guide_style="dim")
    lines = [f"is now {name}" for name in found.classes_gained] + [f"no longer {name}" for name in found.classes_lost]
    lines += [f"described by {key_text(key)} now" for key in found.joined]
    lines += [f"no longer described by {key_text(key)}" for key in found.left]
    lines += [f"{one.property}: {_side(one.before)} → {_side(one.after)}" for one in found.facts]
    lines += [f"{one.relation} {_called(one.other)} now" for one in found.related]
    lines += [f"no longer {one.relation} {_called(one.other)}" for one in found.unrelated]
    for line in lines or ["nothing is otherwise"]:
        tree.add(Text(cleaned(line)))
    return tree


def _side(side: Side | None) -> str:
    from agents.wording import value_text

    return "nothing" if side is None else value_text(side.value, side.unit)
