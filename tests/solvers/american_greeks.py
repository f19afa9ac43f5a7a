"""Greeks of American puts with one boundary by differentiating the prices of `american_integral`.

A price is sampled at Chebyshev points around the option's terms, and the polynomial through the
samples is differentiated: no step size to choose, and with prices good to 1e-12 of the strike about
nine digits of a first derivative and six of a third one remain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from tests.solvers.american_integral import solve

Floats = npt.NDArray[np.float64]

SPOT_POINTS, VOL_POINTS, OTHER_POINTS = 15, 11, 9
VOL_WIDTH = 0.12
EXPIRY_WIDTH = 0.15
SPOT_WIDTH = 0.5
"""Half-widths of the samples: of vol and expiry relative, of ln S in standard deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A put with one exercise boundary, held at a spot above it."""

    spot: float
    strike: float
    expiry: float
    vol: float
    rate: float
    dividend_yield: float

    def unit_price(self, log_spot: float) -> float:
        """Return the price with strike 1."""
        boundary = solve(self.expiry, self.vol, self.rate, self.dividend_yield)
        return boundary.representation(float(np.exp(log_spot)))


def taylor(function: Callable[[float], Floats], width: float, points: int) -> list[Floats]:
    """Return the derivatives at 0, of orders 0 to 3, of an array-valued function on +-width."""
    nodes = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    values = np.array([function(float(width * node)) for node in nodes])
    fit = chebyshev.chebfit(nodes, values.reshape(points, -1), points - 1)
    shape = values.shape[1:]
    return [
        np.reshape(chebyshev.chebval(0.0, chebyshev.chebder(fit, order) if order else fit), shape)
        / width**order
        for order in range(4)
    ]


def spot_derivatives(put: Put) -> Floats:
    """Return price, delta, gamma and speed."""
    log_spot = np.log(put.spot / put.strike)
    width = SPOT_WIDTH * put.vol * np.sqrt(put.expiry)
    room = log_spot - float(np.log(boundary_of(put)))
    width = min(width, 0.9 * room)
    v, vx, vxx, vxxx = taylor(lambda x: np.array(put.unit_price(log_spot + x)), width, SPOT_POINTS)
    bend = vxx - vx
    return put.strike * np.array(
        [v, vx / put.spot, bend / put.spot**2, (vxxx - vxx - 2.0 * bend) / put.spot**3]
    )


def boundary_of(put: Put) -> float:
    """Return the boundary at the option's expiry, with strike 1."""
    boundary = solve(put.expiry, put.vol, put.rate, put.dividend_yield)
    return float(boundary.at(np.array(put.expiry)))


def greeks(put: Put, rate_width: float = 2e-3) -> dict[str, float]:
    """Return price and Greeks by name, as `axiom.greeks` defines them (without the dual ones)."""

    def along(name: str, width: float, points: int) -> list[Floats]:
        start = float(getattr(put, name))
        return taylor(lambda e: spot_derivatives(replace(put, **{name: start + e})), width, points)

    here = spot_derivatives(put)
    vol = along("vol", VOL_WIDTH * put.vol, VOL_POINTS)
    expiry = along("expiry", EXPIRY_WIDTH * put.expiry, OTHER_POINTS)
    vega_in_time = taylor(
        lambda e: taylor(
            lambda d: spot_derivatives(replace(put, expiry=put.expiry + e, vol=put.vol + d))[:1],
            VOL_WIDTH * put.vol,
            7,
        )[1],
        EXPIRY_WIDTH * put.expiry,
        7,
    )
    return {
        "price": here[0],
        "delta": here[1],
        "gamma": here[2],
        "speed": here[3],
        "vega": vol[1][0],
        "vanna": vol[1][1],
        "zomma": vol[1][2],
        "volga": vol[2][0],
        "ultima": vol[3][0],
        "theta": -expiry[1][0],
        "charm": -expiry[1][1],
        "color": -expiry[1][2],
        "veta": -float(vega_in_time[1][0]),
        "rho": along("rate", rate_width, OTHER_POINTS)[1][0],
        "psi": along("dividend_yield", rate_width, OTHER_POINTS)[1][0],
    }
