"""American options by their exercise boundary, and options with cash dividends on a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from axiom.engines.method import Method, Request
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import American, European
from axiom.kernels import greeks
from axiom.kernels.accuracy import Accuracy
from axiom.kernels.stated_errors import BOUNDARY_ERRORS, GRID_ERRORS
from axiom.market.spot_market import Market
from axiom.market.zero_curve import ZeroCurve
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_NAMES = ("price", "delta", "gamma", "vega", "theta", "rho")
_GREATEST_TOTAL_VOL = 6.0


def _is_curved(model: BlackScholes, market: Market) -> bool:
    return not model.is_flat or any(
        isinstance(curve, ZeroCurve) for curve in (market.rate, market.yield_curve())
    )


def _flat(contract: American | European, model: BlackScholes, market: Market) -> str | None:
    if _is_curved(model, market):
        return "the exercise boundary needs a rate, a yield and a vol that do not depend on time"
    return "a strike of 0 has no boundary" if contract.strike == 0.0 else None


def _without_dividends(contract: American, model: BlackScholes, market: Market) -> str | None:
    return "cash dividends are not covered" if market.dividends else _flat(contract, model, market)


def _with_dividends(
    contract: American | European, model: BlackScholes, market: Market
) -> str | None:
    if not market.dividends:
        return "the market has no cash dividends"
    if model.spot_vol * np.sqrt(contract.expiry) > _GREATEST_TOTAL_VOL:
        return f"vol times the root of expiry is above {_GREATEST_TOTAL_VOL:g}"
    return _flat(contract, model, market)


def _accuracy(errors: Mapping[Accuracy, float], request: Request) -> Accuracy:
    """Return the accuracy whose error meets the tolerance with a decade in hand."""
    return "accurate" if 10.0 * errors["accurate"] <= request.tolerance else "reference"


def _by_boundary(
    contracts: Sequence[American], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    accuracy = _accuracy(BOUNDARY_ERRORS, request)
    errors = [BOUNDARY_ERRORS[accuracy] * c.strike for c in contracts]
    found = _numbers(contracts, model, market, request, accuracy=accuracy, exercise="american")
    return _valued(found, errors, "exercise boundary", request)


def _on_a_grid(
    contracts: Sequence[American | European], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    accuracy = _accuracy(GRID_ERRORS, request)
    exercise = "american" if isinstance(contracts[0], American) else "european"
    errors = [GRID_ERRORS[accuracy] * (market.spots[0] + c.strike) for c in contracts]
    how: dict[str, Any] = {"accuracy": accuracy, "exercise": exercise}
    found = _numbers(contracts, model, market, request, dividends=market.dividends, **how)
    return _valued(found, errors, "dividend grid", request)


def _numbers(
    contracts: Sequence[American | European],
    model: BlackScholes,
    market: Market,
    request: Request,
    **how: Any,
) -> dict[str, list[float]]:
    names = _NAMES if request.greeks else ("price",)
    found = greeks(
        only=names,
        spot=market.spots[0],
        strike=np.array([c.strike for c in contracts]),
        expiry=np.array([c.expiry for c in contracts]),
        vol=model.spot_vol,
        rate=market.zero_rate(0.0),
        dividend_yield=market.yield_to(0.0),
        is_call=np.array([c.is_call for c in contracts]),
        threads=request.threads,
        **how,
    )
    return {name: np.asarray(getattr(found, name)).tolist() for name in names}


def _valued(
    found: dict[str, list[float]], errors: list[float], method: str, request: Request
) -> list[Valuation]:
    prices = found.pop("price")
    rows: Any = zip(*found.values(), strict=True) if request.greeks else [()] * len(prices)
    return [
        Valuation(
            price=price,
            error=error,
            error_kind="discretisation",
            engine="analytic",
            method=method,
            greeks=ContractGreeks(**dict(zip(found, row, strict=True))) if row else None,
        )
        for price, error, row in zip(prices, errors, rows, strict=True)
    ]


_GRID = "Haug, Haug, Lewis, Back to basics, Wilmott magazine, September 2003, p. 37"
_ROWS: tuple[tuple[Any, ...], ...] = (
    (
        American,
        "exercise boundary",
        _by_boundary,
        _without_dividends,
        30.0,
        "Andersen, Lake, Offengenden, Journal of Computational Finance 20 (1), 2016, p. 39",
    ),
    (American, "dividend grid", _on_a_grid, _with_dividends, 500.0, _GRID),
    (European, "dividend grid", _on_a_grid, _with_dividends, 500.0, _GRID),
)
METHODS = tuple(
    Method(
        engine="analytic",
        name=name,
        instrument=instrument,
        model=BlackScholes,
        value=value,
        accepts=accepts,
        speed=speed,
        source=source,
    )
    for instrument, name, value, accepts, speed, source in _ROWS
)
