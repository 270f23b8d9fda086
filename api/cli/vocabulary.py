"""`throughline ontology`: the words, in the files and in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import options
from api.cli.exits import PROBLEMS
from api.cli.output import cleaned, emit, say, show, table
from api.cli.session import opened, settings

if TYPE_CHECKING:
    from agents.validating import Validation
    from ontology.vocabulary import Ontology

app = typer.Typer(help="The words in which all is said.")


@app.command("show")
def show_(
    name: Annotated[str | None, typer.Argument(metavar="TERM", help="One word: `Customer`, `refund`.")] = None,
    as_of: options.AsOf = None,
    json: options.Json = False,
) -> None:
    """Show the words that are in force, or all that one of them means."""
    from agents.words import in_force
    from ontology.describe import overview, term

    with opened() as wired:
        _, ontology = in_force(wired.store, as_of)
    if name is not None:
        found = term(ontology, name)
        if json:
            emit({"terms": found})
        else:
            _terms(found)
        return
    whole = overview(ontology)
    if json:
        emit(whole)
        return
    say(f"ontology {_named(ontology)}")
    for kind in ("classes", "properties", "relations", "actions"):
        rows = [[one["name"], one["definition"]] for one in whole[kind]]
        show("", table([kind, ""], rows))


@app.command()
def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR…", help="Folders beside ours (default: those of the settings).")
    ] = None,
    json: options.Json = False,
) -> None:
    """Check the vocabulary files; every mistake of every file is named."""
    from ontology.loading import load

    found = load(folders or settings().ontology)
    counts = {
        "classes": len(found.classes),
        "properties": len(found.properties),
        "relations": len(found.relations),
        "actions": len(found.actions),
    }
    if json:
        emit({"version": found.version, "digest": found.digest, **counts})
    else:
        told = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        say(f"ontology {_named(found)} is sound: {told}")


@app.command()
def diff(json: options.Json = False) -> None:
    """Show what activating the vocabulary files would change."""
    from ontology.diff import diff as changes

    with opened() as wired:
        before, after = wired.store.ontology, wired.files
    found = changes(before, after)
    if json:
        emit({"from": _document(before), "to": _document(after), "changes": found})
    elif found:
        for one in found:
            say(str(one))
    else:
        say("the vocabulary files are in force")


@app.command()
def activate(by: options.By = None, json: options.Json = False) -> None:
    """Put the vocabulary files in force. Answers as of an earlier sequence keep the words they were given in."""
    with opened() as wired:
        author = by or wired.settings.user
        with wired.store.writer(author) as writer:
            seq = writer.activate(wired.files, author)
        changed = wired.files.digest != wired.store.ontology.digest
    if json:
        emit({"seq": seq, "changed": changed, **_document(wired.files)})
    elif changed:
        say(f"ontology {_named(wired.files)} is in force since sequence {seq}")
    else:
        say(f"ontology {_named(wired.files)} was in force already")


@app.command()
def validate(
    source: Annotated[
        str | None, typer.Option("--source", "-s", metavar="NAME", help="Only the things that a source describes.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="How many violations are told one by one.")] = 100,
    json: options.Json = False,
) -> None:
    """Hold the things that are present against the shapes.

    Ours, and those in the folder `shapes` beside your vocabulary files. Warnings alone are no failure.
    """
    from agents.validating import validate as held

    with opened() as wired:
        found = held(wired.store, wired.reader("validate"), wired.settings.ontology, source, limit)
    if json:
        emit(found)
    else:
        _validation(found)
    if any(one.severity == "violation" for one in found.counts):
        raise typer.Exit(PROBLEMS)


def _validation(found: Validation) -> None:
    from agents.wording import count, key_text

    if found.counts:
        rows = [[one.count, one.severity, _path(one.path, one.inward), one.message] for one in found.counts]
        show(table(["times", "", "path", "what"], rows, right=["times"]))
    if found.breaches:
        told = [
            [one.label, _path(one.path, one.inward), one.value, one.message, ", ".join(map(key_text, one.keys))]
            for one in found.breaches
        ]
        show("", table(["thing", "path", "value", "what", "says"], told))
    told_of = sum(one.count for one in found.counts)
    if len(found.breaches) < told_of:
        say(f"… {told_of - len(found.breaches)} more: raise `--limit`")
    if found.hubs:
        say(f"the relations of {count(found.hubs, 'hub')} were not read")
    verdict = count(told_of, "remark") if told_of else "all conform"
    say(f"{count(found.things, 'thing')} as of sequence {found.seq}: {verdict}")


def _path(name: str, inward: bool) -> str:
    return f"{name} (inward)" if inward else name


def _named(ontology: Ontology) -> str:
    return f"{ontology.version} ({ontology.digest[:12]})"


def _document(ontology: Ontology) -> dict[str, str]:
    return {"version": ontology.version, "digest": ontology.digest}


def _terms(found: list[dict[str, Any]]) -> None:
    from rich.text import Text
    from rich.tree import Tree

    for one in found:
        tree = Tree(Text(f"{one['kind']} {one['name']}: {one['definition']}", style="bold"), guide_style="dim")
        for name, value in one.items():
            if name in ("kind", "name", "label", "definition") or value in (None, []):
                continue
            if name == "needs":
                needs = tree.add("needs")
                for need in value:
                    needs.add(Text(cleaned(_need(need))))
            else:
                shown = ", ".join(map(str, value)) if isinstance(value, list) else _word(value)
                tree.add(Text(cleaned(f"{name.replace('_', ' ')}: {shown}")))
        show(tree)


def _word(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _need(need: dict[str, Any]) -> str:
    terms = ["required"] if need["required"] else []
    terms += [f"{name} {need[name]}" for name in ("freshness", "limit", "window") if need[name] is not None]
    return f"{need['path']} ({', '.join(terms)})" if terms else str(need["path"])
