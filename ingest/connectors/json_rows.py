"""JSON Lines (one object a line) read strictly: no number is rounded, no key is lost, no row stops the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from ingest.connector import Item, Raw, Skip, Stop
from ingest.connectors.text import KEEP, UNREADABLE, Long, blemish, legible, lines

WORD = 2**63
DEEPEST = 200
"""How deep a value may be nested that can be written as JSON again, and so be kept."""
TOO_DEEP = f"nested too deeply: {DEEPEST} levels can be kept"


def json_rows(file: TextIO, name: str, encoding: str, limit: int) -> Iterator[Item]:
    """The objects of a file. Decimals stay the text they were; integers beyond 64 bits become text.

    Raises:
        Stop: the file is one JSON array.
    """
    for number, line in enumerate(lines(file, limit), 1):
        position = f"{name}, line {number}"
        if isinstance(line, Long):
            yield Skip(f"the line is longer than {limit} characters", line.text, position)
        elif problem := blemish(line, encoding):
            yield Skip(problem, legible(line), position)
        elif text := line.strip():
            if number == 1 and text.startswith("["):
                raise Stop(f"`{name}` is one JSON array, not JSON Lines", "write one object a line")
            yield _row(text, position)


def exact(text: str | bytes) -> Any:
    """The value of a JSON text, with every digit of its numbers; the text itself when that would lose something."""
    plain = text if isinstance(text, str) else text.decode("utf-8", KEEP)
    try:
        return decoded(plain.strip())
    except ValueError:
        return plain


def decoded(text: str) -> Any:
    """The value of a JSON text, with every digit of its numbers.

    Raises:
        ValueError: it is none, has a key twice, or is nested too deeply to be kept.
    """
    try:
        found = _DECODER.decode(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if text.count("[") + text.count("{") > DEEPEST and _deep(found):
        raise ValueError(TOO_DEEP)
    return found


def _row(text: str, position: str) -> Raw | Skip:
    try:
        data = decoded(text)
    except ValueError as error:
        reason = str(error)
        return Skip(f"not JSON: {reason[:1].lower()}{reason[1:]}", text, position)
    if not isinstance(data, dict):
        return Skip("the line is not a JSON object", text, position)
    if "\\u" in text and (problem := _unfit(data)):
        return Skip(problem, text, position)
    return Raw(data, None, position)


def _deep(value: Any) -> bool:
    """Whether a value is nested deeper than can be kept."""
    level = [value]
    for _ in range(DEEPEST + 1):
        held = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list)))
        level = [inner for one in held for inner in one]
    return bool(level)


def _unfit(value: Any) -> str | None:
    """Why a value cannot be taken: an escape that stands for no character."""
    if isinstance(value, str):
        if "\0" in value:
            return "a NUL character: the text may be binary"
        return "half of a surrogate pair, which is no character" if UNREADABLE.search(value) else None
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((problem for one in inner if (problem := _unfit(one))), None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key `{twice}` is there twice")
    return found


def _integer(text: str) -> int | str:
    if len(text) < 19:
        return int(text)
    if len(text) > 100:
        return text
    number = int(text)
    return number if -WORD <= number < WORD else text


def _constant(text: str) -> Any:
    raise ValueError(f"`{text}` is not a number in JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=_integer, parse_constant=_constant)
