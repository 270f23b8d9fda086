"""The shapes of names, and the words that no vocabulary may use because the graph uses them itself."""

from __future__ import annotations

import re

CLASS = re.compile(r"[A-Z][A-Za-z0-9]{0,62}")
"""A class is written CamelCase."""

NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
"""A property, a relation and an action are written snake_case."""

FIELDS = frozenset(
    [
        "id",
        "source",
        "stream",
        "key",
        "since",
        "until",
        "first",
        "gone",
        "version",
        "valid_from",
        "valid_to",
        "classes",
        "refs",
        "identifiers",
        "entity",
        "sync",
        "payload",
        "digest",
        "row_digest",
        "salt",
        "nulls",
        "wide_since",
        "rid",
        "keys",
        "words",
        "token",
        "wanted_token",
        "asked_token",
        "key_digest",
    ]
)
"""What the store keeps on records, things and relations beside the mapped fields; refused as names of properties."""

LABELS = frozenset(
    # the store
    [
        "Commit",
        "Head",
        "Source",
        "Sync",
        "SourceSync",
        "Stream",
        "Record",
        "Thing",
        "Entity",
        "Awaited",
        "Sought",
        "Judgement",
        "Identifier",
        "Quarantined",
        "Ontology",
        "Migration",
        "Lease",
        "Claim",
        "Access",
        "AccessKey",
        "Statement",
        "Passage",
        "Decision",
        "Question",
        "Option",
        "Context",
        "Derivation",
        "PolicySet",
        "PolicyText",
        "PolicyAdded",
        "PolicyInForce",
        "Registration",
        "Verdict",
        "ApprovalRequest",
        "Approval",
        "Prompt",
        "Response",
        "Model",
        "Effect",
        "LedgerEntry",
        "Checkpoint",
        "DecisionMaking",
        "Retrieval",
        "ModelInvocation",
        "ToolCall",
        "PolicyEvaluation",
        "Review",
        "Action",
        "Override",
        "Halt",
        "Erasure",
        "Principal",
        "Activity",
        "Agent",
    ]
)
TYPES = frozenset(
    [
        "DESCRIBES",
        "AWAITS",
        "SEEKS",
        "FORMERLY",
        "MENTIONS",
        "USED",
        "WAS_GENERATED_BY",
        "WAS_DERIVED_FROM",
        "WAS_ASSOCIATED_WITH",
        "ACTED_ON_BEHALF_OF",
        "WAS_INFORMED_BY",
        "WAS_REVISION_OF",
        "WAS_INVALIDATED_BY",
        "DETERMINED_BY",
        "CONSIDERED",
        "ANSWERS",
        "APPROVED_BY",
        "PRECEDENT",
        "SEALED_IN",
        "SHOWED",
    ]
)
_TAKEN = frozenset(word.lower() for word in LABELS | TYPES)


def reserved(name: str) -> bool:
    """Whether a label or relation type of this name is the graph's own, whatever its case.

    The embedded engine has one namespace for both. Everything that starts with `Prov` is taken.
    """
    return name.lower() in _TAKEN or name.lower().startswith("prov")
