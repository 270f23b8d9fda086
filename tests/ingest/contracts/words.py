"""Contracts of a few lines."""

from __future__ import annotations

from textwrap import dedent, indent

from ingest.contracts.compiling import compile_contract
from ingest.contracts.contract import Contract, SourceContract


def source(text: str, *streams: str) -> SourceContract:
    """The contracts of some streams of the source `shop`."""
    return compile_contract(
        "source: shop\nstreams:\n" + indent(dedent(text), "  "), "shop", dict.fromkeys(streams or ("rows",)), "UTC"
    )


def contract(body: str) -> Contract:
    """The contract of the stream `rows`."""
    return source("rows:\n" + indent(dedent(body), "  ")).stream("rows")
