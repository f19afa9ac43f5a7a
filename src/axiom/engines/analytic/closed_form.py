"""From contracts to columns of a closed form of one asset, and from its arrays to valuations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import Instrument
from axiom.kernels.closed_forms import ClosedForm
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Model

__all__ = [
    "averages",
    "equation_theta",
    "flat_market",
    "flat_only",
    "path_rounding",
    "scaled",
    "terms",
    "valuations",
]

Doubles = npt.NDArray[np.float64]

ROUNDING: Final = 1e-13
"""Error over the contract's money amounts; measured below 2e-15."""
KNIFE_EDGE: Final = 1e-15
MOST_KNIFE_EDGE: Final = 1e-8


def flat_only(instrument: Instrument, model: Model, market: Market) -> str | None:
    """Accept markets and models whose rate, yield and vol do not depend on time."""
    if market.dividends:
        return "cash dividends are not covered"
    if not market.is_flat or not (isinstance(model, BlackScholes) and model.is_flat):
        return "the closed form needs a rate, a yield and a vol that do not depend on time"
    return None


def terms(contracts: Sequence[Any], *names: str) -> dict[str, Any]:
    """Return fields of the contracts as arrays, by name."""
    return {name: np.array([getattr(contract, name) for contract in contracts]) for name in names}


def flat_market(model: BlackScholes, market: Market) -> dict[str, Any]:
    """Return spot, vol, rate and yield where they do not depend on time."""
    return {
        "spot": market.spots[0],
        "vol": model.spot_vol,
        "rate": market.zero_rate(0.0),
        "dividend_yield": market.yield_to(0.0),
    }


def averages(times: Doubles, model: BlackScholes, market: Market) -> dict[str, Any]:
    """Return the spot, and vol, rate and yield as averages to times."""
    return {
        "spot": market.spots[0],
        "vol": model.vols_to(times),
        "rate": market.zero_rates(times),
        "dividend_yield": market.yields_to(times),
    }


def path_rounding(model: BlackScholes, expiry: Doubles) -> Doubles:
    """Return the rounding error over size of a path-dependent form.

    A total vol near 0 amplifies the rounding of logarithms where the forward's path runs along a
    barrier or ends at the strike.
    """
    total = model.spot_vol * np.sqrt(expiry)
    return ROUNDING + np.minimum(KNIFE_EDGE / np.maximum(total, 1e-300), MOST_KNIFE_EDGE)


def valuations(
    found: ClosedForm,
    *,
    sizes: npt.ArrayLike,
    method: str,
    model: BlackScholes,
    market: Market,
    rounding: npt.ArrayLike = ROUNDING,
    vega_response: npt.ArrayLike = 1.0,
    own_theta: bool = False,
) -> list[Valuation]:
    """Return one valuation a contract.

    Parameters
    ----------
    found : ClosedForm
        Arrays, one value a contract.
    sizes : array_like
        Sum of the money amounts of each contract.
    method : str
    model, market
    rounding : array_like
        Error over size.
    vega_response : array_like
        How far the vol that was used moves for a parallel shift by 1.
    own_theta : bool
        Whether the form's theta stands although curves depend on time.
    """
    prices = np.atleast_1d(found.price)
    errors = np.broadcast_to(np.asarray(rounding) * (np.asarray(sizes) + abs(prices)), prices.shape)
    greeks: list[ContractGreeks] | list[None] = [None] * prices.size
    if found.delta is not None:
        flat = own_theta or (market.is_flat and model.is_flat)
        columns = {
            "delta": found.delta,
            "gamma": found.gamma,
            "vega": found.vega * vega_response,
            "theta": found.theta if flat else equation_theta(found, model, market),
            "rho": found.rho,
        }
        greeks = _rows({name: np.atleast_1d(column) for name, column in columns.items()})
    own: Any = {"error_kind": "rounding", "engine": "analytic", "method": method}
    return [
        Valuation(price=price, error=error, greeks=one, **own)
        for price, error, one in zip(prices.tolist(), errors.tolist(), greeks, strict=True)
    ]


def _rows(columns: dict[str, Doubles]) -> list[ContractGreeks]:
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [ContractGreeks(**dict(zip(columns, row, strict=True))) for row in rows]


def equation_theta(found: ClosedForm, model: BlackScholes, market: Market) -> Any:
    """Return dV/dt by the pricing equation: forward rates and variances stay on the calendar."""
    spot, rate = market.spots[0], market.zero_rate(0.0)
    drift = (rate - market.yield_to(0.0)) * spot * found.delta
    return rate * found.price - drift - 0.5 * (model.spot_vol * spot) ** 2 * found.gamma


def scaled(found: ClosedForm, factor: npt.ArrayLike) -> ClosedForm:
    """Return a form for several units."""
    names = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")
    values = {name: getattr(found, name) for name in names}
    return ClosedForm(**{n: None if v is None else v * factor for n, v in values.items()})
