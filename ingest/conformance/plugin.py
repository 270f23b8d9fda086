"""The pytest plugin of the testkit. It is loaded in every run of pytest, so it imports nothing until it is asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ingest.testkit import System

SUITE = Path(__file__).with_name("suite.py")
CONNECTOR, SYSTEM, STREAM, KEY, OPTION = (
    f"--throughline-{name}" for name in ("connector", "system", "stream", "key", "option")
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the testkit."""
    group = parser.getgroup("throughline", "what every connector of Throughline must pass")
    group.addoption(CONNECTOR, metavar="MODULE:CLASS", help="the connector to run the checks on")
    group.addoption(SYSTEM, metavar="MODULE:CLASS", help="its system (`ingest.testkit.System`), made without arguments")
    group.addoption(STREAM, metavar="STREAM", help="the stream that is tried; default: the system's, or the first")
    group.addoption(KEY, metavar="COLUMNS", help="what its rows are known by, by comma, where it tells no primary key")
    group.addoption(
        OPTION, metavar="NAME=VALUE", action="append", default=[], help="an option of the connector; may be repeated"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Run the suite: alone, or beside the tests that are named."""
    if not config.getoption(CONNECTOR):
        if given := [name for name in (SYSTEM, STREAM, KEY, OPTION) if config.getoption(name)]:
            raise pytest.UsageError(f"{given[0]} is of use with {CONNECTOR} alone")
        return
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args[:] = []
    if str(SUITE) not in config.args:
        config.args.append(str(SUITE))


def pytest_report_header(config: pytest.Config) -> str | None:
    """What is tried, and with what."""
    if not config.getoption(CONNECTOR):
        return None
    return f"connector: {config.getoption(CONNECTOR)}, system: {config.getoption(SYSTEM) or 'its options alone'}"


@pytest.fixture
def throughline_system(request: pytest.FixtureRequest) -> Iterator[System]:
    """The system that the command line names."""
    from ingest.conformance.named import first_stream, system

    config = request.config
    here = str(config.rootpath)
    if here not in sys.path:
        sys.path.insert(0, here)
    kind = loaded(config.getoption(CONNECTOR))
    made = loaded(config.getoption(SYSTEM)) if config.getoption(SYSTEM) else None
    found = system(kind, made, config.getoption(OPTION))
    found.stream = config.getoption(STREAM) or found.stream or first_stream(found)
    found.key = tuple(filter(None, (config.getoption(KEY) or "").split(","))) or found.key
    try:
        yield found
    finally:
        found.close()


def loaded(name: str) -> Any:
    """What `module:Class` names. Raises: UsageError."""
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute or " ", None)
    except ImportError as error:
        raise pytest.UsageError(f"no module `{module}`: {error}") from error
    if found is None:
        raise pytest.UsageError(f"nothing is called `{name}`: write `module:Class`")
    return found
