"""Full-text indexes of the embedded engine: it makes them by SQL, and searches them by the same Cypher as Neo4j."""

from __future__ import annotations

import re

from graph.engines import http
from graph.engines.folder import Address
from ontology.digest import canonical

_FORM = re.compile(
    r"CREATE FULLTEXT INDEX (\w+) IF NOT EXISTS FOR \(n:(\w+)\) ON EACH \[n\.(\w+)\] "
    r"OPTIONS \{indexConfig: \{`fulltext\.analyzer`: 'whitespace'\}\}"
)
_HOW = {"analyzer": "org.apache.lucene.analysis.core.WhitespaceAnalyzer", "similarity": "CLASSIC"}
"""Words are kept as they are indexed, and what is found is ranked by us."""


def define(address: Address, statement: str) -> bool:
    """Make the full-text index that a statement of Neo4j's Cypher describes; False when it describes something else.

    Raises:
        Unavailable: the engine does not answer, or failed.
    """
    match = _FORM.fullmatch(statement)
    if match is None:
        return False
    name, label, field = match.groups()
    http.sql(address, f"CREATE PROPERTY {label}.{field} IF NOT EXISTS STRING")
    how = canonical(_HOW).decode()
    http.sql(address, f"CREATE INDEX {name} IF NOT EXISTS ON {label} ({field}) FULL_TEXT METADATA {how}")
    return True
