"""The pieces that the parts of a page are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from agents.exports.page.cards import now, then, visible
from agents.exports.page.markup import Html, fill
from agents.walks.drift import Drifted
from agents.walks.evidence import Beside, Compared
from agents.wording import said

Pairs = Iterable[tuple[str, object]]


def article(id_: str, kind: str, title: str, *parts: object) -> Html:
    """An article, hidden until it is asked for."""
    return fill(
        '<article class="detail" data-for="{id}" hidden tabindex="-1"><p class="kind">{kind}</p>'
        "<h3><bdi>{title}</bdi></h3>{parts}</article>\n",
        id=id_,
        kind=kind,
        title=title,
        parts=parts,
    )


def pairs(rows: Pairs) -> Html:
    """Names and what they are, as a list of definitions; what is nothing is left out."""
    lines = (fill("<dt>{name}</dt><dd>{text}</dd>", name=name, text=text) for name, text in rows if text)
    return fill("<dl>{lines}</dl>", lines=lines)


def code(text: str) -> Html:
    """A text as machines write it."""
    return fill("<code>{text}</code>", text=text)


def jump(id_: str, text: str) -> Html:
    """A button that opens other details."""
    return fill('<button type="button" class="jump" data-open="{id}"><bdi>{text}</bdi></button>', id=id_, text=text)


def comparison(one: Beside, drifted: Mapping[str, Sequence[Drifted]]) -> Html:
    """The fields of a record as a table: what each said, and what it says now."""
    rows = []
    for field in visible(one.fields):
        ways = drifted.get(field.statement, [])
        became = now(ways[0]) if ways else now_of(one, field)
        name: object = jump(field.statement, field.field) if field.cited else field.field
        rows.append(
            fill(
                '<tr class="{tone}"><td>{name}{cited}</td><td><bdi>{then}</bdi></td><td><bdi>{now}</bdi></td></tr>',
                tone="warn" if ways or field.changed else "plain",
                name=name,
                then=then(field),
                now=became,
                cited=fill(' <span class="tag">cited</span>') if field.cited else "",
            )
        )
    return fill(
        "<table><thead><tr><th>field</th><th>then</th><th>now</th></tr></thead><tbody>{rows}</tbody></table>", rows=rows
    )


def now_of(one: Beside, field: Compared) -> str:
    """What a field says now, in words."""
    if field.erased:
        return "(erased)"
    if not field.changed:
        return "the same"
    return "gone" if one.now.gone else said(field.now, field.now_unit)
