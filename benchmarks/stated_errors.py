"""Stated errors beside true ones over random contracts: `python -m benchmarks.stated_errors`.

The truth of a contract is the price of the method that states the smallest error, where that is
less than a tenth of the one in question; else a run of the same method with sixteen times as many
paths, another seed and a sixteenth of the tolerance. Each contract has a seed of its own: on one
seed all simulations err together.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from axiom.engines import Method, Request, Valuation
from axiom.instruments import Instrument
from axiom.market import Market
from axiom.models import Model
from tests.contracts.valued import PAIRS, Pair, allowance, valued, ways
from tests.contracts.worlds import contract_of, market_of, model_of

MOST_BEYOND = 0.01
FINER, CLEARLY_LESS = 16, 0.1
EXACT = Request(greeks=False, tolerance=1e-10)
ROUGH = Request(greeks=False, tolerance=1e-4, max_paths=1 << 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One contract by one method.

    Attributes
    ----------
    number
        Of the contract in its pair's sequence.
    ratio
        True error over what it may be.
    error
        Stated error over the contract's size.
    seconds
        That it took.
    """

    number: int
    ratio: float
    error: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Case:
    """A contract, its model and its market."""

    contract: Instrument
    model: Model
    market: Market


def case_of(pair: Pair, number: int) -> Case:
    """Return the random contract of a number, the same in every run."""
    kind, model = pair
    name = f"{kind.__name__} {model.__name__} {number}"
    rng = np.random.default_rng(list(name.encode()))
    contract = contract_of(kind, model, rng)
    return Case(contract, model_of(model, contract, rng), market_of(model, contract, rng))


def outcomes(pair: Pair, count: int, request: Request = ROUGH) -> Iterator[tuple[Method, Outcome]]:
    """Value random contracts of a pair by every method that can, each beside the truth."""
    for number in range(count):
        case, request = case_of(pair, number), replace(request, seed=number)
        able = ways(case.contract, case.model, case.market)
        exact = [_exact(method, case) for method in able if method.engine != "montecarlo"]
        for method in able:
            start = time.perf_counter()
            found = _value(method, case, request)
            seconds = time.perf_counter() - start
            others = [one for one in exact if one.method != found.method]
            truth = min(others, key=allowance, default=None)
            if truth is None or allowance(truth) > CLEARLY_LESS * allowance(found):
                truth = _finer(method, case, request)
            yield method, _outcome(number, found, truth, case, seconds)


def _value(method: Method, case: Case, request: Request) -> Valuation:
    return valued(method, case.contract, case.model, case.market, request)


def _exact(method: Method, case: Case) -> Valuation:
    return _value(method, case, EXACT if method.engine != "pde" else replace(EXACT, tolerance=1e-6))


def _finer(method: Method, case: Case, request: Request) -> Valuation:
    finer = replace(
        request, tolerance=request.tolerance / FINER, max_paths=FINER * request.max_paths,
        seed=request.seed + 1,
    )  # fmt: skip
    return _value(method, case, finer)


def _outcome(
    number: int, found: Valuation, truth: Valuation, case: Case, seconds: float
) -> Outcome:
    may = allowance(found) + allowance(truth)
    apart = abs(found.price - truth.price)
    ratio = 0.0 if apart == 0.0 else apart / may if may > 0.0 else np.inf
    size = case.contract.size(case.market.spots)
    return Outcome(number=number, ratio=ratio, error=found.error / size, seconds=seconds)


def _table(count: int, wanted: str) -> tuple[Table, int]:
    columns = ("contract", "model", "method", "contracts", "beyond", "largest", "of number",
               "median error / size", "median ms")  # fmt: skip
    table = Table(*columns, title="True error over what the stated one allows")
    failed = 0
    for pair in PAIRS:
        names = tuple(kind.__name__ for kind in pair)
        if wanted and wanted not in " ".join(names):
            continue
        by_method: dict[Method, list[Outcome]] = {}
        for method, outcome in outcomes(pair, count):
            by_method.setdefault(method, []).append(outcome)
        for method, each in by_method.items():
            beyond = sum(not one.ratio <= 1.0 for one in each)
            is_bad = beyond > MOST_BEYOND * len(each)
            failed += is_bad
            table.add_row(*names, *_cells(method, each, beyond), style="bold" if is_bad else None)
    return table, failed


def _cells(method: Method, each: list[Outcome], beyond: int) -> tuple[str, ...]:
    worst = max(each, key=lambda one: one.ratio)
    return (
        f"{method.engine}: {method.name}", str(len(each)), str(beyond), f"{worst.ratio:.2f}",
        str(worst.number), f"{np.median([one.error for one in each]):.1e}",
        f"{1e3 * np.median([one.seconds for one in each]):.2f}",
    )  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where a method is beyond what it states too often."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stated_errors", description=__doc__)
    parser.add_argument("--contracts", type=int, default=200, help="of each pair (%(default)s)")
    parser.add_argument("--only", default="", help="pairs whose names contain this")
    options = parser.parse_args(arguments)
    table, failed = _table(options.contracts, options.only)
    Console(width=None if sys.stdout.isatty() else 150).print(table)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
