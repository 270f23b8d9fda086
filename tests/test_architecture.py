"""The laws of the architecture that import-linter cannot say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ontology", "graph", "ingest", "reasoning", "agents", "api", "throughline")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40


def names(path: Path) -> Iterator[str]:
    """Every dotted name that a module mentions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_the_settings_read_the_environment() -> None:
    readers = {path for path in SOURCES if {"os.environ", "os.getenv", "os.environb"} & set(names(path))}
    assert {str(path.relative_to(ROOT)) for path in readers} <= {"api/settings.py"}


def test_modules_and_functions_are_small() -> None:
    long = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_MODULE:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        long += [
            f"{path.relative_to(ROOT)}:{one.lineno} {one.name}"
            for one in functions
            if (one.end_lineno or 0) - one.lineno >= LONGEST_FUNCTION
        ]
    assert long == []


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_every_folder_of_modules_is_a_package(folder: str) -> None:
    folders = {path.parent for path in (ROOT / folder).rglob("*.py")}
    assert [one for one in folders if not (one / "__init__.py").exists()] == []


def test_constraints_pin_exactly_and_name_no_index() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert lines == sorted(lines)
    assert all(line.count("==") == 1 and "/" not in line and not line.startswith("-") for line in lines)
