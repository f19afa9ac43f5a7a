"""Vega and rho of a deterministic price, by central differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["vega_and_rho"]

SHIFT: Final = 1e-3
"""Relative, of the vol; absolute, of the rate."""


def vega_and_rho(
    price: Callable[[BlackScholes, Market], float], model: BlackScholes, market: Market
) -> tuple[float, float]:
    """Return the derivatives in the vols and in the rates.

    Parameters
    ----------
    price : callable
        Of model and market, smooth in both.
    model : BlackScholes
    market : Market

    Returns
    -------
    tuple of float
        The error is of second order in a thousandth of the vol and in a rate of 0.001. Where the
        vol is 0, so is vega.
    """
    step = SHIFT * model.spot_vol
    high = price(model, market.with_rate_shifted(SHIFT))
    low = price(model, market.with_rate_shifted(-SHIFT))
    rho = (high - low) / (2.0 * SHIFT)
    if step == 0.0:
        return 0.0, rho
    up, down = price(model.shifted(step), market), price(model.shifted(-step), market)
    return (up - down) / (2.0 * step), rho
