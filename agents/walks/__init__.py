"""Walks from a decision back to the fields of records, and from records on to decisions."""

from agents.walks.drift import drift
from agents.walks.evidence import evidence
from agents.walks.impact import impact
from agents.walks.timeline import timeline
from agents.walks.trace import trace
from agents.walks.why import why

__all__ = ["drift", "evidence", "impact", "timeline", "trace", "why"]
