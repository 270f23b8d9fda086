"""The Cedar schema of an ontology: what policies may ask about an agent, an action and the context of a decision.

Every action of the ontology is an action of Cedar. It is taken by an `Agent` on a thing of its subject's class, and
what must be known of it is in `context.facts`, by the paths of the needs. Schemas are in Cedar's own syntax, version 4.
"""

from __future__ import annotations

from functools import lru_cache

from ontology.vocabulary import Action, Datatype, Need, Ontology

TYPES: dict[Datatype, str] = {
    "string": "String",
    "integer": "Long",
    "decimal": "decimal",
    "boolean": "Bool",
    "date": "datetime",
    "datetime": "datetime",
}
"""The type of one value in Cedar; money is minor units and a currency."""

MONEY = "{ amount: Long, currency: String }"
AGGREGATES: dict[Datatype, dict[str, str]] = {
    "integer": {"sum": "Long", "min": "Long", "max": "Long"},
    "decimal": {"min": "decimal", "max": "decimal"},
    "money": {"sum": "Long", "min": "Long", "max": "Long", "currency": "String"},
    "date": {"earliest": "datetime", "latest": "datetime"},
    "datetime": {"earliest": "datetime", "latest": "datetime"},
}
"""What is told of several values beside them, where there is one; of money only where all are of one currency."""

RESERVED = frozenset(
    {"Agent", "Numbers", "Texts", "Flags", "Action", "Bool", "Boolean", "Extension", "Long", "Set", "String"}
)
"""Types that are there whatever the ontology says."""

_HEAD = """entity Numbers tags Long;
entity Texts tags String;
entity Flags tags Bool;
entity Agent = {
  kind: String,
  name: String,
  registered: Bool,
  owner: String,
  version: String,
  model: String,
  tier: Long,
};
"""
_CONTEXT = """    approved: Bool,
    at: datetime,
    purpose: String,
    on_behalf_of: String,
    choice: String,
    confidence: decimal,
    cited: Long,
    missing: Set<String>,
    stale: Set<String>,
    conflicts: Set<String>,
    unsettled: Set<String>,
    partial: Set<String>,
    held_back: Long,
    payload: { numbers: Numbers, texts: Texts, flags: Flags },
"""


@lru_cache(maxsize=32)
def schema(ontology: Ontology, *, lenient: bool = False) -> str:
    """The schema that policies are held against; with `lenient`, the one that requests are.

    They differ in what is required. A policy may ask for a required fact as if it were always there: where it is not,
    asking fails, and what fails is denied. Only a request that lacks a fact is no wrong request for that; nor need it
    hold facts that no policy asks for.
    """
    classes = sorted({action.subject for action in ontology.actions.values()})
    parts = [_HEAD, *(f"entity {entity(name)};\n" for name in classes)]
    parts += [_action(ontology, action, lenient) for action in ontology.actions.values()]
    return "".join(parts)


def entity(cls: str) -> str:
    """What a class of the ontology is called as a type of Cedar."""
    return f"{cls}_" if cls in RESERVED else cls


def single(ontology: Ontology, path: str) -> bool:
    """Whether there is at most one value at the end of a path: every step leads to one thing, which has one value."""
    steps, property_ = ontology.path(path)
    return property_.functional and all(
        relation.functional if outward else relation.inverse_functional for relation, outward in steps
    )


def _action(ontology: Ontology, action: Action, lenient: bool) -> str:
    facts = "".join(f"      {_fact(ontology, need, lenient)},\n" for need in _needs(action))
    return (
        f'action "{action.name}" appliesTo {{\n  principal: [Agent],\n  resource: [{entity(action.subject)}],\n'
        f"  context: {{\n{_CONTEXT}    facts: {{\n{facts}    }},\n  }},\n}};\n"
    )


def _needs(action: Action) -> list[Need]:
    """The needs of an action, each path once; it is required if one of them says so."""
    by_path: dict[str, Need] = {}
    for need in action.needs:
        if need.path not in by_path or need.required:
            by_path[need.path] = need
    return list(by_path.values())


def _fact(ontology: Ontology, need: Need, lenient: bool) -> str:
    datatype = ontology.path(need.path)[1].datatype
    there = need.required and not lenient
    if single(ontology, need.path):
        type_ = MONEY if datatype == "money" else TYPES[datatype]
        return f'"{need.path}"{"" if there else "?"}: {type_}'
    told = ["count: Long"]
    told += [f"values: Set<{TYPES[datatype]}>"] if datatype != "money" else []
    told += [f"{name}{'' if there else '?'}: {type_}" for name, type_ in AGGREGATES.get(datatype, {}).items()]
    return f'"{need.path}"{"?" if lenient else ""}: {{ {", ".join(told)} }}'
