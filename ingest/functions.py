"""Computed values as a mapping file writes them, made into functions."""

from __future__ import annotations

from collections.abc import Callable

from ingest.cells import Fixed, Source
from ingest.cleaners import Plain, Unclean
from ingest.computing import Arithmetic, First, Function, Join, Term, When, number
from ingest.rowrules import coded
from ingest.terms import ComputeSpec, Operand

Prepare = Callable[[Plain], Plain]


def compile_function(
    spec: ComputeSpec, operand: Callable[[Operand], Source], prepare: Prepare | None, mistake: Callable[[str], None]
) -> Function:
    """The function of a block; a constant that is no number where one is calculated with is a mistake."""

    def term(one: Operand | ComputeSpec) -> Term:
        return operand(one) if isinstance(one, Operand) else compile_function(one, operand, prepare, mistake)

    if spec.join:
        return Join(tuple(map(term, spec.join)), spec.by)
    if spec.first:
        return First(tuple(map(term, spec.first)))
    if spec.when is not None and spec.then is not None:
        codes = frozenset("" if one is None else coded(one) for one in spec.codes)
        return When(term(spec.when), codes, term(spec.then), term(spec.otherwise) if spec.otherwise else None)
    name = spec.function
    terms = tuple(map(term, spec.sum or spec.difference or spec.product))
    for one in terms:
        if isinstance(one, Fixed) and not _numeric(one.value):
            mistake(f"`{one.value}` is no number")
        if isinstance(one, Join):
            mistake("a `join:` cannot be calculated with")
    assert name in {"sum", "difference", "product"}
    return Arithmetic(name, terms, prepare, spec.digits)  # type: ignore[arg-type]


def _numeric(value: Plain) -> bool:
    try:
        number(value)
    except Unclean:
        return False
    return True
