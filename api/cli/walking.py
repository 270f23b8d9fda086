"""`throughline why | trace | drift | impact`: from decisions to the fields of records, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import cleaned, emit, say, show
from api.cli.session import opened

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from agents.walks.drift import Drift
    from agents.walks.impact import Hit, Impact
    from agents.walks.tree import Explanation, Node

Decision = Annotated[str, typer.Argument(metavar="DECISION", help="The number or the id of a decision.")]
STYLES = {"decision": "bold", "group": "bold", "statement": "", "field": "dim", "gap": "yellow", "source": "dim"}


def why(decision: Decision, as_of: options.AsOf = None, json: options.Json = False) -> None:
    """Explain a decision, down to the fields of records."""
    with opened() as wired:
        told = wired.commands.why(decision, wired.reader("why"), as_of)
    _explain(told, json)


def trace(decision: Decision, as_of: options.AsOf = None, json: options.Json = False) -> None:
    """Show all that a decision was shown, and where it came from."""
    with opened() as wired:
        told = wired.commands.trace(decision, wired.reader("trace"), as_of)
    _explain(told, json)


def drift(decision: Decision, as_of: options.AsOf = None, at: options.At = None, json: options.Json = False) -> None:
    """Show what has changed of what a decision rests on."""
    with opened() as wired:
        told = wired.commands.drift(decision, wired.reader("drift"), as_of, at)
    if json:
        emit(told)
    else:
        show(_drift(told))


def impact(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT", help="A thing, a record, a field of it (`KEY#field`), a URN, `source:NAME` or `sync:ID`."
        ),
    ],
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="How many decisions at the most.")] = None,
    before: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only those numbered below it.")] = None,
    as_of: options.AsOf = None,
    at: options.At = None,
    json: options.Json = False,
) -> None:
    """Show the decisions that rest on something, or saw it."""
    from agents.walks.impact import LIMIT

    with opened() as wired:
        told = wired.commands.impact(subject, wired.reader("impact"), limit or LIMIT, before, as_of, at)
    if json:
        emit(told)
    else:
        show(_impact(told))


def _explain(told: Explanation, json: bool) -> None:
    if json:
        emit(told)
        return
    say(told.sentence)
    show("", _branch(None, told.tree))


def _branch(parent: Tree | None, node: Node) -> Tree:
    text = _text(node.text, STYLES.get(node.kind, ""))
    branch = parent.add(text) if parent is not None else _root(text)
    for child in node.children:
        _branch(branch, child)
    return branch


def _drift(told: Drift) -> Tree:
    from agents.render import now, then

    tree = _root(_text(told.sentence, "bold"))
    for one in told.drifted:
        branch = tree.add(_text(f"{one.change}: {one.label} · {one.field}"))
        branch.add(_text(f"then {then(one)}"))
        branch.add(_text(f"now  {now(one)}", "yellow"))
    return tree


def _impact(told: Impact) -> Tree:
    tree = _root(_text(told.sentence, "bold"))
    for title, hits in (("rests on it", told.rests_on), ("saw it", told.saw)):
        if hits:
            branch = tree.add(_text(title))
            for hit in hits:
                _hit(branch, hit)
    if told.more:
        tree.add(_text(f"… and older ones: `--before {told.before}`", "dim"))
    return tree


def _hit(branch: Tree, hit: Hit) -> None:
    line = branch.add(_text(f"decision {hit.number}, `{hit.choice}` by {hit.agent}, {hit.at[:10]}, {hit.status}"))
    for through in hit.through:
        line.add(_text(through, "dim"))


def _root(text: Text) -> Tree:
    from rich.tree import Tree

    return Tree(text, guide_style="dim")


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(cleaned(text), style=style)
