"""Methods that value the same contract agree inside what they state, whatever methods there are."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from axiom.engines import METHODS, Method, Request
from benchmarks.stated_errors import Case, case_of
from tests.contracts.valued import PAIRS, Pair, allowance, valued, ways

SHARED = [pair for pair, methods in PAIRS.items() if len(methods) > 1]
CONTRACTS = 3
REQUEST = Request(greeks=False, tolerance=2e-4, max_paths=1 << 13)


def _name(pair: Pair) -> str:
    return " under ".join(kind.__name__ for kind in pair)


def _ratio(one: Method, other: Method, case: Case, request: Request) -> float:
    found = [
        valued(method, case.contract, case.model, case.market, request) for method in (one, other)
    ]
    allowed = sum(allowance(each) for each in found)
    apart = abs(found[0].price - found[1].price)
    return apart / allowed if allowed > 0.0 else float("inf") if apart > 0.0 else 0.0


@pytest.mark.parametrize("pair", SHARED, ids=_name)
def test_methods_agree_inside_their_stated_errors(pair):
    for number in range(CONTRACTS):
        case = case_of(pair, number)
        for one, other in combinations(ways(case.contract, case.model, case.market), 2):
            ratio = _ratio(one, other, case, REQUEST)
            if 1.0 < ratio < 1.5 and "montecarlo" in (one.engine, other.engine):
                # chance, once in some hundred comparisons; a bias is there with any numbers
                ratio = _ratio(one, other, case, replace(REQUEST, seed=1, max_paths=1 << 16))
            assert ratio <= 1.0, (number, one.engine, other.engine, ratio, case)


def test_every_method_has_random_contracts_that_it_values():
    for method in METHODS:
        pair = (method.instrument, method.model)
        cases = (case_of(pair, number) for number in range(40))
        able = any(method.accepts(c.contract, c.model, c.market) is None for c in cases)
        assert able, (method.engine, method.name, _name(pair))
