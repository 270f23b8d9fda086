"""What the inferences and constraints of PROV-CONSTRAINTS are called, by their numbers."""

from __future__ import annotations

from collections.abc import Mapping

INFERENCES: Mapping[int, str] = {
    5: "communication-generation-use-inference",
    6: "generation-use-communication-inference",
    7: "entity-generation-invalidation-inference",
    8: "activity-start-end-inference",
    9: "wasStartedBy-inference",
    10: "wasEndedBy-inference",
    11: "derivation-generation-use-inference",
    12: "revision-is-alternate-inference",
    13: "attribution-inference",
    14: "delegation-inference",
    15: "influence-inference",
    16: "alternate-reflexive",
    17: "alternate-transitive",
    18: "alternate-symmetric",
    19: "specialization-transitive",
    20: "specialization-alternate-inference",
    21: "specialization-attributes-inference",
}

CONSTRAINTS: Mapping[int, str] = {
    22: "key-object",
    23: "key-properties",
    24: "unique-generation",
    25: "unique-invalidation",
    26: "unique-wasStartedBy",
    27: "unique-wasEndedBy",
    28: "unique-startTime",
    29: "unique-endTime",
    30: "start-precedes-end",
    31: "start-start-ordering",
    32: "end-end-ordering",
    33: "usage-within-activity",
    34: "generation-within-activity",
    35: "wasInformedBy-ordering",
    36: "generation-precedes-invalidation",
    37: "generation-precedes-usage",
    38: "usage-precedes-invalidation",
    39: "generation-generation-ordering",
    40: "invalidation-invalidation-ordering",
    41: "derivation-usage-generation-ordering",
    42: "derivation-generation-generation-ordering",
    43: "wasStartedBy-ordering",
    44: "wasEndedBy-ordering",
    45: "specialization-generation-ordering",
    46: "specialization-invalidation-ordering",
    47: "wasAssociatedWith-ordering",
    48: "wasAttributedTo-ordering",
    49: "actedOnBehalfOf-ordering",
    50: "typing",
    51: "impossible-unspecified-derivation-generation-use",
    52: "impossible-specialization-reflexive",
    53: "impossible-property-overlap",
    54: "impossible-object-property-overlap",
    55: "entity-activity-disjoint",
    56: "membership-empty-collection",
}

MANDATORY = "mandatory-argument"
"""What table 3 says without a number: what has no placeholder must be named, by a statement or one merged with it."""
MENTION = "unique-mention"
"""The constraint of PROV-Links: an entity is a mention of one entity of one bundle. It has no number here."""
USAGE = "unique-usage"
"""Not of the Recommendation: an activity uses an entity once, unless identifiers and more tell usages apart."""
TIMES = "times"
"""Ours, and asked for: of two events with times, the earlier one comes first."""
