"""`throughline decide`: recording a decision on the ground of a context."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from api.cli import options
from api.cli.output import date, emit, say
from api.cli.session import opened
from ontology.digest import digest
from ontology.errors import Invalid, NotFound


def _text(metavar: str, help: str) -> Any:
    return typer.Option(metavar=metavar, help=help)


Document = Annotated[Path | None, typer.Argument(metavar="FILE", help="The proposal as JSON, `-` for standard input.")]
Context = Annotated[str | None, _text("ID|@FILE", "The id of a context, or what `context --json` wrote.")]
Question = Annotated[str | None, _text("TEXT", "What was to be decided.")]
Options = Annotated[list[str] | None, _text("NAME[=WHY NOT]", "Each option; those dropped with the reason.")]
Choice = Annotated[str | None, _text("NAME", "The option that is chosen.")]
Because = Annotated[str | None, _text("TEXT", "Why.")]
Confidence = Annotated[str | None, _text("0…1", "How sure, as a decimal.")]
Cites = Annotated[list[str] | None, _text("N|URN", "Each fact of the context that it rests on.")]
Payload = Annotated[str | None, _text("JSON", "What exactly is to be done (default: `{}`).")]
Agent = Annotated[str | None, _text("NAME", "The software that decides (default: you).")]
Behalf = Annotated[str | None, _text("NAME", "For whom (default: you).")]
IdempotencyKey = Annotated[str | None, _text("TEXT", "One key is one decision (default: of all that is said).")]
Case = Annotated[str | None, _text("ID", "The case it belongs to.")]
Version = Annotated[str | None, _text("TEXT", "Which version of the agent runs, of those that are registered.")]
Model = Annotated[str | None, _text("TEXT", "Which model it runs with.")]
Revised = Annotated[str | None, _text("URN", "The decision that this one corrects.")]


def decide(
    file: Document = None,
    context: Context = None,
    question: Question = None,
    option: Options = None,
    choice: Choice = None,
    because: Because = None,
    confidence: Confidence = None,
    cite: Cites = None,
    do: Payload = None,
    agent: Agent = None,
    on_behalf_of: Behalf = None,
    key: IdempotencyKey = None,
    case: Case = None,
    revises: Revised = None,
    agent_version: Version = None,
    agent_model: Model = None,
    json: options.Json = False,
) -> None:
    """Record a decision on the ground of a context, and what policy says of it.

    What it cites must have been shown there. Options come before what the file says.
    """
    said: dict[str, object] = {"question": question, "choice": choice, "because": because, "confidence": confidence}
    said |= {"cites": cite, "context_id": _context(context), "options": _options(option), "action": _payload(do)}
    said |= {"agent": agent, "on_behalf_of": on_behalf_of, "idempotency_key": key, "case_id": case, "revises": revises}
    said |= {"agent_version": agent_version, "agent_model": agent_model}
    proposal = read(file) if file is not None else {}
    proposal |= {name: value for name, value in said.items() if value is not None}
    with opened() as wired:
        made = wired.commands.record(completed(proposal, wired.settings.user))
    if json:
        emit(made)
        return
    how = "recorded" if made.created else "was recorded before"
    say(f"decision {made.number} {how}, {date(made.at)}: {made.status}, {len(made.cites)} facts cited")
    if made.verdict is not None and made.verdict.outcome != "allow":
        for reason in made.verdict.reasons:
            say(f"  {reason}")
    say(f"id {made.id}: see `throughline why {made.number}`")


def completed(proposal: dict[str, Any], user: str) -> dict[str, Any]:
    """A proposal with what goes without saying."""
    person = {"name": user, "kind": "person"}
    whole = {"action": {}, "cites": [], "agent": person, "on_behalf_of": person, **proposal}
    if "idempotency_key" not in whole:
        whole["idempotency_key"] = digest(whole)
    return whole


def _context(text: str | None) -> object:
    if text is None or not text.startswith("@"):
        return text
    found = read(Path(text[1:]))
    if "id" not in found:
        raise Invalid(f"`{text[1:]}` is not a context", "give what `throughline context --json` wrote")
    return found["id"]


def _options(texts: list[str] | None) -> object:
    parts = [text.partition("=") for text in texts or ()]
    return [{"name": name, "dropped": dropped} for name, _, dropped in parts] or None


def _payload(text: str | None) -> object:
    try:
        return orjson.loads(text) if text is not None else None
    except orjson.JSONDecodeError as error:
        raise Invalid("`--do` is not JSON", str(error)) from error


def read(file: Path) -> dict[str, Any]:
    """A JSON object of a file, or of standard input. Raises: NotFound, Invalid."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        found = orjson.loads(text)
    except OSError as error:
        raise NotFound(f"no file `{file}`", str(error.strerror or error).lower()) from error
    except (orjson.JSONDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"`{file}` is not JSON", str(error)) from error
    if not isinstance(found, dict):
        raise Invalid(f"`{file}` is not an object", "write `{ … }`")
    return found
