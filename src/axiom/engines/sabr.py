"""European and digital options under SABR: Hagan's expansion and the arbitrage-free form.

Both are first-order expansions of the model, and neither comes with a bound. Each states as its
error twice the distance between them, beside its own numerical error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.engines.method import Request, always
from axiom.engines.valuation import ContractGreeks, Valuation
from axiom.instruments import CashOrNothing, European
from axiom.kernels import greeks
from axiom.kernels.sabr import hagan_vol, hagan_vol_gradient
from axiom.kernels.sabr_effective import effective_sabr_calls
from axiom.market.spot_market import Market
from axiom.models import Model, Sabr

__all__ = ["SabrContract", "accepts", "effective_values", "expansion_values", "valuations"]

SabrContract = European | CashOrNothing
_ROUNDING = 1e-13
_SHARE = 0.05  # of a standard deviation, or of the argument: steps of the differences


@dataclass(frozen=True, slots=True)
class SabrStrip:
    """Contracts of one kind and expiry: strikes raised by the shift, and which are calls."""

    strike: NDArray[np.float64]
    is_call: NDArray[np.bool_]
    pays_cash: bool
    beta: float
    rho: float
    nu: float


Values = Callable[[SabrStrip, float, float, float], NDArray[np.float64]]
"""Undiscounted values of a strip at a forward, expiry and alpha, per unit of cash."""


def accepts(contract: SabrContract, model: Model, market: Market) -> str | None:
    """Refuse cash dividends, and strikes that the shift leaves at or below zero."""
    if isinstance(model, Sabr) and contract.strike + model.shift <= 0.0:
        return f"strike={contract.strike} with shift={model.shift}: their sum must be above 0"
    return always(contract, model, market)


def expansion_values(
    strip: SabrStrip, forward: float, expiry: float, alpha: float
) -> NDArray[np.float64]:
    """Value a strip by Black's formula at Hagan's vols; digitals by their slope in strike."""
    smile: dict[str, Any] = {
        "forward": forward,
        "strike": strip.strike,
        "expiry": expiry,
        "alpha": alpha,
        "beta": strip.beta,
        "rho": strip.rho,
        "nu": strip.nu,
    }
    found = greeks(
        forward=forward,
        strike=strip.strike,
        expiry=expiry,
        vol=np.maximum(hagan_vol(**smile), 0.0),
        is_call=strip.is_call,
        only=("price", "vega", "dual_delta"),
    )
    if not strip.pays_cash:
        return np.asarray(found.price)
    slope = found.dual_delta + found.vega * hagan_vol_gradient(("strike",), **smile)[0]
    return np.asarray(np.where(strip.is_call, -slope, slope))


def effective_values(
    strip: SabrStrip, forward: float, expiry: float, alpha: float
) -> NDArray[np.float64]:
    """Value a strip under the arbitrage-free form."""
    return _effective(strip, forward, expiry, alpha)[0]


def _effective(
    strip: SabrStrip, forward: float, expiry: float, alpha: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    found = effective_sabr_calls(
        forward=forward,
        strike=strip.strike,
        expiry=expiry,
        alpha=alpha,
        beta=strip.beta,
        rho=strip.rho,
        nu=strip.nu,
    )
    if strip.pays_cash:
        return np.where(strip.is_call, -found.slope, 1.0 + found.slope), found.slope_error
    puts = found.call - forward + strip.strike
    return np.where(strip.is_call, found.call, puts), found.call_error


def valuations(
    contracts: Sequence[SabrContract],
    model: Sabr,
    market: Market,
    request: Request,
    *,
    values: Values,
    own: dict[str, Any],
) -> list[Valuation]:
    """Value contracts of one kind, expiry by expiry."""
    expiries = np.array([c.expiry for c in contracts])
    out: list[Valuation | None] = [None] * len(contracts)
    for expiry in np.unique(expiries).tolist():
        members = np.flatnonzero(expiries == expiry).tolist()
        part = [contracts[i] for i in members]
        found = _strip(part, model, market, request, values=values, own=own)
        for i, one in zip(members, found, strict=True):
            out[i] = one
    return [one for one in out if one is not None]


def _strip(
    contracts: list[SabrContract],
    model: Sabr,
    market: Market,
    request: Request,
    *,
    values: Values,
    own: dict[str, Any],
) -> list[Valuation]:
    expiry = contracts[0].expiry
    forward, discount = market.forward(expiry) + model.shift, float(market.discount(expiry))
    strip = SabrStrip(
        strike=np.array([c.strike + model.shift for c in contracts]),
        is_call=np.array([c.is_call for c in contracts]),
        pays_cash=isinstance(contracts[0], CashOrNothing),
        beta=model.beta,
        rho=model.rho,
        nu=model.nu,
    )
    paid = np.array([c.cash if isinstance(c, CashOrNothing) else 1.0 for c in contracts])
    unit = discount * paid
    if expiry == 0.0:
        return _expired(strip, forward, unit, request, own)
    price, error = _price_and_error(strip, forward, expiry, model.alpha, values)
    taken: list[ContractGreeks | None] = [None] * len(contracts)
    if request.greeks:
        taken = _greeks(strip, forward, model, market, expiry=expiry, unit=unit, values=values)
    rows = zip((unit * price).tolist(), (unit * error).tolist(), taken, strict=True)
    return [Valuation(price=p, error=e, greeks=g, **own) for p, e, g in rows]


def _price_and_error(
    strip: SabrStrip, forward: float, expiry: float, alpha: float, values: Values
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    expansion = expansion_values(strip, forward, expiry, alpha)
    effective, error = _effective(strip, forward, expiry, alpha)
    size = 1.0 if strip.pays_cash else forward + strip.strike
    price = expansion if values is expansion_values else effective
    return price, 2.0 * np.abs(expansion - effective) + error + _ROUNDING * size


def _greeks(
    strip: SabrStrip,
    forward: float,
    model: Sabr,
    market: Market,
    *,
    expiry: float,
    unit: NDArray[np.float64],
    values: Values,
) -> list[ContractGreeks | None]:
    """Differentiate by five-point differences in the forward, alpha and expiry."""
    alpha, rate = model.alpha, market.zero_rate(0.0)
    deviation = alpha * forward**strip.beta * expiry**0.5
    h = _SHARE * min(deviation, forward)
    at = {i: values(strip, forward + i * h, expiry, alpha) for i in (-2, -1, 0, 1, 2)}
    slope = (8.0 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12.0 * h)
    curvature = (16.0 * (at[1] + at[-1]) - (at[2] + at[-2]) - 30.0 * at[0]) / (12.0 * h * h)
    of_alpha = _difference(lambda a: values(strip, forward, expiry, a), alpha)
    of_expiry = _difference(lambda t: values(strip, forward, t, alpha), expiry)
    plain = forward - model.shift
    growth = plain / market.spots[0]
    drift = (rate - market.yield_to(0.0)) * plain
    columns = {
        "delta": unit * slope * growth,
        "gamma": unit * curvature * growth**2,
        "vega": unit * of_alpha,
        "theta": unit * (rate * at[0] - drift * slope - of_expiry),
        "rho": unit * expiry * (plain * slope - at[0]),
    }
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [ContractGreeks(**dict(zip(columns, row, strict=True))) for row in rows]


def _difference(function: Callable[[float], NDArray[np.float64]], at: float) -> NDArray[np.float64]:
    h = _SHARE * at
    near, far = function(at + h) - function(at - h), function(at + 2 * h) - function(at - 2 * h)
    return (8.0 * near - far) / (12.0 * h)


def _expired(
    strip: SabrStrip,
    forward: float,
    unit: NDArray[np.float64],
    request: Request,
    own: dict[str, Any],
) -> list[Valuation]:
    """Return what is paid at once."""
    sign = np.where(strip.is_call, 1.0, -1.0)
    gap = sign * (forward - strip.strike)
    paid = (gap > 0.0) * (1.0 if strip.pays_cash else gap)
    delta = np.where(gap > 0.0, 0.0 if strip.pays_cash else sign, 0.0)
    flat: dict[str, Any] = {"gamma": 0.0, "vega": 0.0, "theta": 0.0, "rho": 0.0}
    return [
        Valuation(
            price=price,
            error=0.0,
            greeks=ContractGreeks(delta=slope, **flat) if request.greeks else None,
            **own,
        )
        for price, slope in zip((unit * paid).tolist(), delta.tolist(), strict=True)
    ]
