"""Options on the best or the worst of several assets under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.engines.analytic.terminal import Terminal, accepts, terminal, valuations
from axiom.engines.method import Method, Request
from axiom.engines.valuation import Valuation
from axiom.instruments import Rainbow
from axiom.kernels.multi_asset import TerminalValues, extreme_values
from axiom.market.spot_market import Market
from axiom.models import Correlated

__all__ = ["METHODS"]

NAME: Final = "Johnson"
MARGIN: Final = 0.1
"""Share of the tolerance that the refinement aims at."""


def _value(
    contracts: Sequence[Rainbow], model: Correlated, market: Market, request: Request
) -> list[Valuation]:
    dates = [terminal(c.expiry, model, market) for c in contracts]
    parts = [_option(c, d, request) for c, d in zip(contracts, dates, strict=True)]
    found = TerminalValues(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("value", "error", "gradient", "hessian", "evaluations")
        )
    )
    return valuations(
        contracts,
        dates,
        found,
        method=NAME,
        error_kind="rounding" if model.n_assets == 2 else "discretisation",
        model=model,
        market=market,
        request=request,
    )


def _option(contract: Rainbow, date: Terminal, request: Request) -> TerminalValues:
    """Return the option as what the extreme is worth with the strike among the rivals, and without.

    max(X - K, 0) is max(X, K) - K, and X - min(X, K); max(K - X, 0) is max(X, K) - X, and
    K - min(X, K).
    """
    is_max, strike = contract.on == "max", contract.strike
    with_strike = _extreme(contract, date, strike, request)
    sign = 1.0 if is_max else -1.0
    if contract.is_call == is_max:
        return _combined(sign, with_strike, -sign * strike, None)
    return _combined(sign, with_strike, 0.0, _extreme(contract, date, -1.0, request))


def _extreme(contract: Rainbow, date: Terminal, strike: float, request: Request) -> TerminalValues:
    quantities = np.array(contract.quantities)
    if strike == 0.0 and contract.on == "min":
        return _nothing(len(quantities))
    found = extreme_values(
        forwards=[quantities * date.forwards],
        covariance=[date.covariance],
        strike=[strike],
        of_largest=contract.on == "max",
        tolerance=min(MARGIN * request.tolerance, 0.1),
        threads=request.threads,
    )
    scale: NDArray[np.float64] = np.outer(quantities, quantities)
    return TerminalValues(
        found.value,
        found.error,
        found.gradient * quantities,
        found.hessian * scale,
        found.evaluations,
    )


def _nothing(n: int) -> TerminalValues:
    zero = np.zeros(1)
    return TerminalValues(zero, zero, np.zeros((1, n)), np.zeros((1, n, n)), zero)


def _combined(
    sign: float, first: TerminalValues, amount: float, other: TerminalValues | None
) -> TerminalValues:
    """Return sign (first - other) + amount."""
    less = _nothing(first.gradient.shape[1]) if other is None else other
    return TerminalValues(
        sign * (first.value - less.value) + amount,
        first.error + less.error,
        sign * (first.gradient - less.gradient),
        sign * (first.hessian - less.hessian),
        first.evaluations + less.evaluations,
    )


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=Rainbow,
        model=Correlated,
        value=_value,
        accepts=accepts,
        speed=100.0,
        source="Johnson, Journal of Financial and Quantitative Analysis 22, 1987, p. 280",
    ),
)
