"""Results are the same for any number of threads; seeds matter to simulation and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from axiom.engines import METHODS, Method, Request, Valuation
from benchmarks.stated_errors import Case, case_of
from tests.contracts.valued import valued

REQUEST = Request(tolerance=1e-2, max_paths=1 << 9)


def _name(method: Method) -> str:
    kinds = f"{method.instrument.__name__} under {method.model.__name__}"
    return f"{kinds}, {method.engine}, {method.name}"


def _cases(method: Method) -> list[Case]:
    """Return random contracts that a method values."""
    cases = (case_of((method.instrument, method.model), number) for number in range(40))
    return [c for c in cases if method.accepts(c.contract, c.model, c.market) is None]


def _value(method: Method, case: Case, request: Request) -> Valuation:
    return valued(method, case.contract, case.model, case.market, request)


@pytest.mark.parametrize("method", METHODS, ids=_name)
def test_threads_change_nothing_and_seeds_change_simulations_only(method):
    cases = _cases(method)
    alone = _value(method, cases[0], REQUEST)
    for threads in (2, 3):
        assert _value(method, cases[0], replace(REQUEST, threads=threads)) == alone
    other = replace(REQUEST, seed=1)
    if method.engine != "montecarlo":
        assert _value(method, cases[0], other) == alone
        return
    # what a contract pays may be certain, whatever the numbers are
    assert any(_value(method, c, other) != _value(method, c, REQUEST) for c in cases)
