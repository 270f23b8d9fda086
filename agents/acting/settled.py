"""Which action is carried out how: a file, `actions.yaml`, by the names of the ontology's actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from agents.acting.plugin import ActionPlugin, made
from ontology.errors import Invalid, NotFound, nearest


def way(file: Path, action: str, actions: Iterable[str], environ: Mapping[str, str]) -> tuple[str, ActionPlugin]:
    """How an action is carried out: the name of the plugin, and the plugin.

    Raises:
        NotFound: the file does not say.
        Invalid: the file cannot be read, or names what is no action.
    """
    said = _read(file)
    known = set(actions)
    for name in said:
        if name not in known:
            raise Invalid(f"`{file}`: no action `{name}`", nearest(name, known) or f"one of {', '.join(sorted(known))}")
    if action not in said:
        raise NotFound(
            f"nothing is said of how to carry out `{action}`", f"say it in `{file}`: `{action}: {{plugin: …}}`"
        )
    one = said[action]
    if not isinstance(one, dict) or not isinstance(one.get("plugin"), str) or one.keys() - {"plugin", "options"}:
        raise Invalid(f"`{file}`: `{action}` is not understood", "write `plugin: NAME` and, below it, `options: {…}`")
    return one["plugin"], made(one["plugin"], one.get("options") or {}, environ)


def _read(file: Path) -> dict[str, Any]:
    try:
        said = yaml.safe_load(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"`{file}` cannot be read", str(error)) from error
    except yaml.YAMLError as error:
        raise Invalid(f"`{file}` is not YAML", " ".join(str(error).split())) from error
    if not isinstance(said, dict | None):
        raise Invalid(f"`{file}` is not understood", "write the names of actions, each with its plugin")
    return said or {}
