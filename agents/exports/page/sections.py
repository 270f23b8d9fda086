"""The parts of a page that are read from top to bottom, on paper too, and without the drawing."""

from __future__ import annotations

from agents.dossier import Dossier
from agents.exports.page.answers import counted
from agents.exports.page.cards import drifts, now, then, visible
from agents.exports.page.markup import Html, fill, when
from agents.exports.page.pieces import code, now_of, pairs
from agents.judging.ruling import WORDS
from agents.walks.reading import SHORT
from agents.wording import count, key_text

UNSEEN = (
    "Fields of these records that were not shown to the decision are not on this page, nor are the salts by which what "
    "was shown is attested."
)
STATUS = {
    "proposed": "proposed",
    "judged": "allowed by policy",
    "awaiting": "awaiting approval",
    "denied": "denied by policy",
    "revised": "revised by a later decision",
}


def heading(found: Dossier) -> Html:
    """What was decided, by whom, for whom, and how sure."""
    by = {one.role: f"{one.name} ({one.kind})" for one in found.parties}
    facts = [
        ("decided by", by.get("agent", "")),
        ("for", by.get("on_behalf_of", "")),
        ("when", when(found.at)),
        ("about", found.label),
        ("status", STATUS[found.status]),
    ]
    tiles = [fill("<div><dt>{name}</dt><dd><bdi>{text}</bdi></dd></div>", name=name, text=text) for name, text in facts]
    sure = fill(
        '<div><dt>confidence</dt><dd>{text} <meter min="0" max="1" value="{text}">{text}</meter></dd></div>',
        text=found.confidence,
    )
    return fill(
        '<header><p class="brand">Throughline <span>decision {number}, as of sequence {seq}</span></p>'
        '<p class="asked"><bdi>{question}</bdi></p><h1><bdi>{choice}</bdi></h1>'
        '<p class="because">because <bdi>{because}</bdi></p><dl class="tiles">{tiles}{sure}</dl></header>',
        number=found.number,
        seq=found.seq,
        question=found.question,
        choice=found.choice,
        because=found.because,
        tiles=tiles,
        sure=sure,
    )


def grounds(found: Dossier) -> Html:
    """The cited fields: what each said, what it says now, and who said so."""
    drifted, rows = drifts(found), []
    fields = {field.statement: (one, field) for one in found.evidence.records for field in one.fields if field.cited}
    for place, statement in enumerate(found.cites, 1):
        one, field = fields[statement]
        ways = drifted.get(statement, [])
        rows.append(
            fill(
                '<tr class="{tone}"><td class="n">{place}</td><td><bdi>{what}</bdi><br><b>{name}</b></td>'
                '<td><bdi>{then}</bdi></td><td class="now"><bdi>{now}</bdi></td>'
                "<td><bdi>{key}</bdi><br><small>learnt {learnt}{sync}</small></td></tr>",
                tone="warn" if ways else "plain",
                place=place,
                what=one.kind,
                name=field.field,
                then=then(field),
                now="; ".join(map(now, ways)) if ways else "the same",
                key=key_text(one.key),
                learnt=when(one.then.learnt),
                sync=f" by sync {one.then.sync[:SHORT]}" if one.then.sync else "",
            )
        )
    empty = fill("<p>It cites nothing.</p>")
    return fill(
        '<section id="grounds"><h2>What it rests on</h2>{table}</section>',
        table=fill(
            '<div class="scroll"><table><thead><tr><th></th><th>fact</th><th>as it was shown</th><th>as of now</th>'
            "<th>said by</th></tr>"
            "</thead><tbody>{rows}</tbody></table></div>",
            rows=rows,
        )
        if rows
        else empty,
    )


def weighed(found: Dossier) -> Html:
    """The options, and why each was chosen or dropped."""
    rows = [
        fill(
            '<li class="{tone}"><b><bdi>{name}</bdi></b> <span class="tag">{how}</span><br><bdi>{reason}</bdi></li>',
            tone="chosen" if one.chosen else "dropped",
            name=one.name,
            how="chosen" if one.chosen else "dropped",
            reason=one.reason,
        )
        for one in found.options
    ]
    return fill('<section id="options"><h2>What was weighed</h2><ul class="options">{rows}</ul></section>', rows=rows)


def verdict(found: Dossier) -> Html:
    """What policy said, and by which policies; of a decision that was never judged, that it was not."""
    if found.verdict is None:
        return fill(
            '<section id="verdict"><h2>What policy said</h2><p>It was recorded before it could be judged.</p></section>'
        )
    rows = [
        fill(
            '<li class="{tone}"><b><bdi>{says}</bdi></b> <span class="tag">{effect}</span><br><small>{id}</small></li>',
            tone="chosen" if one.effect == "permit" else "dropped",
            says=one.says,
            effect=one.effect,
            id=one.id,
        )
        for one in found.verdict.policies
    ]
    rows += [fill('<li class="dropped"><bdi>{text}</bdi></li>', text=one) for one in found.verdict.errors]
    if not rows:
        rows = [fill('<li class="dropped">No policy permits it.</li>')]
    return fill(
        '<section id="verdict"><h2>What policy said</h2><p>It {words}.</p><ul class="options">{rows}</ul></section>',
        words=WORDS[found.verdict.outcome],
        rows=rows,
    )


def moments(found: Dossier) -> Html:
    """The run of activities; what brought nothing that was cited stands back."""
    cited = {one.then.record for one in found.evidence.records if one.cited}
    rows = [
        fill(
            '<li class="{kind}{back}"><time datetime="{at}">{when}</time><span class="tag">{kind}</span>'
            "<p><bdi>{text}</bdi></p></li>",
            kind=one.kind,
            at=one.at,
            when=when(one.at),
            text=one.text,
            back=" aside" if one.kind in ("sync", "written") and not cited & set(one.records) else "",
        )
        for one in found.timeline.moments
    ]
    return fill(
        '<section id="timeline"><h2>What happened when</h2><ol class="timeline">{rows}</ol></section>', rows=rows
    )


def doubts(found: Dossier) -> Html:
    """What was missing, in dispute or old when it was decided, and what this page does not show."""
    known = [fill("<li>{text}</li>", text=text) for text in counted(found)]
    known += [
        fill(
            "<li>{what} {paths}: {reason}</li>",
            what="missing" if gap.missing else "left out",
            paths=", ".join(gap.paths),
            reason=gap.reason,
        )
        for gap in found.doubts.gaps
    ]
    erased = sum(field.erased for one in found.evidence.records for field in one.fields)
    left = sum(gap.left_out for gap in found.doubts.gaps)
    kept = [f"What {count(erased, 'field')} of it said was erased since, and is destroyed."] if erased else []
    kept += [f"{count(left, 'thing')} lay beyond what a context shows, and nobody saw them."] if left else []
    kept.append(UNSEEN)
    return fill(
        '<section id="doubts"><h2>What was open, and what is withheld</h2><div class="two">'
        "<div><h3>Open when it was decided</h3><ul>{known}</ul></div>"
        "<div><h3>Not on this page</h3><ul>{kept}</ul></div></div></section>",
        known=known or fill("<li>nothing that the action requires</li>"),
        kept=[fill("<li>{text}</li>", text=one) for one in kept],
    )


def shown(found: Dossier) -> Html:
    """Everything else that was shown, and not cited."""
    rows = [
        fill(
            '<tr class="{tone}"><td class="n">{n}</td><td><bdi>{key}</bdi></td><td>{name}</td>'
            "<td><bdi>{then}</bdi></td><td><bdi>{now}</bdi></td></tr>",
            tone="warn" if field.changed else "plain",
            n=field.n,
            key=f"{one.kind} {key_text(one.key)}",
            name=field.field,
            then=then(field),
            now=now_of(one, field),
        )
        for one in found.evidence.records
        for field in visible(one.fields)
        if not field.cited
    ]
    return fill(
        '<section id="shown"><h2>What else it was shown</h2><details><summary>{number}, not cited</summary>'
        '<div class="scroll"><table><thead><tr><th></th><th>record</th><th>field</th><th>as it was shown</th>'
        "<th>as of now</th></tr></thead><tbody>{rows}</tbody></table></div></details></section>",
        number=count(len(rows), "field"),
        rows=rows,
    )


def checking(found: Dossier) -> Html:
    """By what names and commands all of this can be held against the graph."""
    n = found.number
    rows = [
        ("decision", code(found.id)),
        ("context", code(found.context)),
        ("digest of the context", code(found.digest)),
        ("as of", f"sequence {found.seq}, {when(found.known)}"),
        ("page written", when(found.made)),
        (
            "in the graph",
            fill(
                "{why} · {drift} · {replay}",
                why=code(f"throughline why {n}"),
                drift=code(f"throughline drift {n}"),
                replay=code(f"throughline replay {n}"),
            ),
        ),
    ]
    return fill('<section id="check"><h2>How to check this</h2>{rows}</section>', rows=pairs(rows))
