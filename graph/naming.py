"""What to say where a name means nothing: the nearest right one, as far as it can be told."""

from __future__ import annotations

from graph.engines.base import Engine
from graph.questions import cypher
from ontology.errors import nearest

FORMS = "give an id, a key such as `erp/customers/ALFKI`, or a whole name: a search finds those by their words"


def advice(engine: Engine, subject: str) -> str:
    """How to mend a subject by which nothing is known: of a key, whether it is the stream that is not there."""
    source, _, rest = subject.partition("/")
    stream, _, key = rest.partition("/")
    known = [f"{row['source']}/{row['stream']}" for row in engine.ask(cypher("stream_names"))] if key else []
    if f"{source}/{stream}" in known:
        return f"`{source}/{stream}` has no key `{key}`"
    return nearest(f"{source}/{stream}", known) or FORMS
