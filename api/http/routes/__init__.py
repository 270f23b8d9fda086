"""What can be asked over HTTP, one module for each kind of thing."""

from __future__ import annotations

from fastapi import APIRouter

from api.http.routes import (
    acting,
    agents,
    contexts,
    cypher,
    decisions,
    entities,
    exports,
    findings,
    health,
    me,
    metrics,
    ontology,
    policies,
    principals,
    quarantine,
    records,
    search,
    sources,
    syncs,
    witness,
)

ROUTERS: tuple[APIRouter, ...] = (
    contexts.router,
    decisions.router,
    acting.router,
    exports.router,
    findings.router,
    search.router,
    entities.router,
    records.router,
    ontology.router,
    policies.router,
    agents.router,
    cypher.router,
    syncs.router,
    sources.router,
    quarantine.router,
    witness.router,
    principals.router,
    me.router,
    metrics.router,
    health.router,
)
"""Every router of the door. A path that could be read by two routes belongs to the one that comes first."""
