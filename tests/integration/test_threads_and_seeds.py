"""Results are the same for any number of threads; seeds matter to simulation and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from axiom.engines import METHODS, Method, Request, Valuation
from benchmarks.stated_errors import Case, case_of
from tests.contracts.valued import valued

REQUEST = Request(tolerance=1e-3, max_paths=1 << 11)


def _name(method: Method) -> str:
    kinds = f"{method.instrument.__name__} under {method.model.__name__}"
    return f"{kinds}, {method.engine}, {method.name}"


def _case(method: Method) -> Case:
    """Return the first random contract that a method values."""
    cases = (case_of((method.instrument, method.model), number) for number in range(40))
    return next(c for c in cases if method.accepts(c.contract, c.model, c.market) is None)


def _value(method: Method, case: Case, request: Request) -> Valuation:
    return valued(method, case.contract, case.model, case.market, request)


@pytest.mark.parametrize("method", METHODS, ids=_name)
def test_threads_change_nothing_and_seeds_change_simulations_only(method):
    case = _case(method)
    alone = _value(method, case, REQUEST)
    for threads in (2, 3):
        assert _value(method, case, replace(REQUEST, threads=threads)) == alone
    reseeded = _value(method, case, replace(REQUEST, seed=1))
    assert (reseeded == alone) == (method.engine != "montecarlo")
