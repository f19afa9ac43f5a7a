"""One expiry of a surface as a function of log-moneyness: prices, distribution, moment bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import DataError
from axiom.kernels import greeks, price
from axiom.volatility.analytics.quadrature import Rule, far_points, rules_between

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["Strip"]

_FAR = 200.0
_NEGLIGIBLE = 1e-17
_LARGEST = 700.0


@dataclass(frozen=True, slots=True)
class Strip:
    """A surface at one expiry; x is the log-return log(S_T / forward), also log-moneyness.

    Prices are undiscounted, in units of the forward.
    """

    surface: Surface
    expiry: float

    @property
    def deviation(self) -> float:
        """At-the-money standard deviation, vol sqrt(t)."""
        w = float(self.surface.total_variance(log_moneyness=0.0, expiry=self.expiry))
        if not 0.0 < w < math.inf:
            msg = f"the surface's total variance at the forward is {w} at expiry {self.expiry:.6g}"
            raise DataError(f"{msg}; moments need one above 0: certify the surface")
        return math.sqrt(w)

    def total_variance(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Total variance at x."""
        return np.asarray(self.surface.total_variance(log_moneyness=x, expiry=self.expiry))

    def otm_price(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Price of the out-of-the-money option struck at x."""
        vol = np.sqrt(self.total_variance(x))
        found = price(forward=1.0, strike=np.exp(x), expiry=1.0, vol=vol, is_call=x >= 0.0)
        return np.asarray(found)

    def density(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Density of the log-return."""
        at = np.asarray(self.surface.density(log_moneyness=x, expiry=self.expiry))
        return at * float(self.surface.forward(self.expiry)) * np.exp(x)

    def tails(self, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Probabilities of a log-return below and above x.

        N(-d2) + n(d2) w' / (2 sqrt(w)), and N(d2) less the same: each to its own relative accuracy.
        """
        d = self.surface.derivatives(log_moneyness=x, expiry=self.expiry)
        root = np.sqrt(np.asarray(d.total_variance))
        d2 = -x / root - 0.5 * root
        tilt = (
            np.exp(-0.5 * d2 * d2) * np.asarray(d.dw_dk) / (2.0 * root * math.sqrt(2.0 * math.pi))
        )
        terms = {"forward": 1.0, "strike": np.exp(x), "expiry": 1.0, "vol": root}
        call, put = (greeks(**terms, is_call=c, only=("dual_delta",)) for c in (True, False))
        return np.asarray(put.dual_delta) + tilt, -np.asarray(call.dual_delta) - tilt

    def ends(self, power: float = 0.0) -> tuple[float, float]:
        """Where the fourth moments of x are complete, weighted by exp(power x) to the right."""
        far = far_points(self.deviation)
        below, above = self.tails(-far)[0], self.tails(far)[1]
        weight = 1.0 + far**4
        grown = np.exp(np.minimum(power * far, _LARGEST))
        left = np.flatnonzero(np.abs(below) * weight < _NEGLIGIBLE)
        right = np.flatnonzero(np.abs(above) * weight * grown < _NEGLIGIBLE)
        ends = (far[left[0]] if left.size else far[-1], far[right[0]] if right.size else far[-1])
        return -float(ends[0]), float(ends[1])

    def rules(self, power: float = 0.0) -> tuple[Rule, Rule]:
        """Quadrature over `ends`, with panels that end at the knots of the slices around."""
        return rules_between(*self.ends(power), self.deviation, self._breaks())

    def _breaks(self) -> NDArray[np.float64]:
        """Knots of the slices between which the expiry lies, where their curves have any."""
        years = np.array(self.surface.fitted_expiries)
        after = int(np.searchsorted(years, self.expiry))
        slices = getattr(self.surface, "slices", ())
        knots = [getattr(one, "knots", ()) for one in slices[max(after - 1, 0) : after + 1]]
        return np.concatenate([np.empty(0), *(np.asarray(one) for one in knots)])

    @property
    def highest_moment(self) -> float:
        """Orders p below which E[S_T^p] is finite, by the slope of the right wing (Lee 2004)."""
        d = self.surface.derivatives(log_moneyness=_FAR, expiry=self.expiry)
        slope = float(d.dw_dk)
        if slope <= 1e-8:
            return math.inf
        return 1.0 + 1.0 / (2.0 * slope) + slope / 8.0 - 0.5
