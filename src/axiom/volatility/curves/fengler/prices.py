"""Call prices over forward: a convex cubic spline in strike, with power tails."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from axiom.kernels import implied_vol
from axiom.volatility.curves.smile import SmileValues
from axiom.volatility.curves.solvers import solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CallCurve", "Prices", "call_curve"]

_LEAST_LOG_PRICE = -600.0


class Prices(NamedTuple):
    """Out-of-the-money prices over forward, and derivatives in strike over forward; (n,)."""

    price: NDArray[np.float64]
    slope: NDArray[np.float64]
    density: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CallCurve:
    """Undiscounted call prices over forward as a function of moneyness x = strike / forward.

    Attributes
    ----------
    nodes, value, slope, density : ndarray of float64, (n,)
        Moneyness, and the price with its two derivatives there; density >= 0, linear between.

    Notes
    -----
    Below the first node the put is P_1 (x / x_1)^q, above the last the call is C_n (x / x_n)^-p,
    with q >= 1 and p > 0 so that value and slope are continuous: convex, within the bounds, and of
    a total variance whose slope stays below 2 in log-moneyness.

    References
    ----------
    .. [1] Lee, R. (2004), "The moment formula for implied volatility at extreme strikes",
       Mathematical Finance 14(3), 469-480.
    """

    nodes: NDArray[np.float64]
    value: NDArray[np.float64]
    slope: NDArray[np.float64]
    density: NDArray[np.float64]

    @property
    def left(self) -> tuple[float, float]:
        """Put price at the first node, and q."""
        put = float(self.value[0] - 1.0 + self.nodes[0])
        return put, float(self.slope[0] + 1.0) * float(self.nodes[0]) / put

    @property
    def right(self) -> tuple[float, float]:
        """Call price at the last node, and p."""
        call = float(self.value[-1])
        return call, -float(self.slope[-1]) * float(self.nodes[-1]) / call

    def out_of_the_money(self, moneyness: NDArray[np.float64]) -> Prices:
        """Give prices of puts below the forward, of calls from it on."""
        x = moneyness
        inside = np.clip(x, self.nodes[0], self.nodes[-1])
        i = np.clip(np.searchsorted(self.nodes, inside, side="right") - 1, 0, self.nodes.size - 2)
        d, h = inside - self.nodes[i], self.nodes[i + 1] - self.nodes[i]
        bend = (self.density[i + 1] - self.density[i]) / h
        value = self.value[i] + d * (self.slope[i] + d * (self.density[i] / 2.0 + d * bend / 6.0))
        slope = self.slope[i] + d * (self.density[i] + d * bend / 2.0)
        put = x < 1.0
        inner = Prices(
            np.where(put, value - 1.0 + inside, value),
            np.where(put, slope + 1.0, slope),
            self.density[i] + d * bend,
        )
        low = _power(x, self.nodes[0], *self.left)
        high = _power(x, self.nodes[-1], self.right[0], -self.right[1])
        below, above = x < self.nodes[0], x > self.nodes[-1]
        parts = zip(low, inner, high, strict=True)
        return Prices(*(np.where(below, a, np.where(above, c, b)) for a, b, c in parts))

    def calls(self, moneyness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Call prices over forward."""
        price = self.out_of_the_money(moneyness).price
        return np.asarray(price + np.maximum(1.0 - moneyness, 0.0))

    def smile(self, log_moneyness: NDArray[np.float64]) -> SmileValues:
        """Total variance implied by the prices, and its first two derivatives.

        By differentiating Black's formula: w' = 2 sqrt(w) (c_k - B_k) / n(d1), and w'' from
        Durrleman's g = x^2 c'' sqrt(w) / n(d1). Beyond strikes whose price is below exp(-600) total
        variance is straight.
        """
        reach = self._reach()
        k = np.clip(log_moneyness, *reach)
        known = np.where(np.isnan(k), 0.0, k)
        w, dw, ddw = _implied(known, self.out_of_the_money(np.exp(known)))
        beyond = log_moneyness - k
        straight = np.where(beyond == 0.0, ddw, 0.0)
        lost = np.where(np.isnan(k), np.nan, 0.0)
        return SmileValues(w + dw * beyond + lost, dw + lost, straight + lost)

    def _reach(self) -> tuple[float, float]:
        (put, q), (call, p) = self.left, self.right
        low = math.log(self.nodes[0]) + (_LEAST_LOG_PRICE - math.log(put)) / q
        high = math.log(self.nodes[-1]) - (_LEAST_LOG_PRICE - math.log(call)) / p
        return low, high


def call_curve(
    nodes: NDArray[np.float64], density: NDArray[np.float64], last_value: float, last_slope: float
) -> CallCurve:
    """Build the curve from its density at the nodes and its end; convex to the last bit."""
    h = np.diff(nodes)
    fall = 0.5 * h * (density[:-1] + density[1:])
    slope = last_slope - np.concatenate([np.cumsum(fall[::-1])[::-1], [0.0]])
    rise = h * slope[1:] - h**2 * (density[:-1] / 6.0 + density[1:] / 3.0)
    value = last_value - np.concatenate([np.cumsum(rise[::-1])[::-1], [0.0]])
    return CallCurve(nodes, value, slope, density)


def _power(x: NDArray[np.float64], node: float, price: float, power: float) -> Prices:
    with np.errstate(over="ignore", under="ignore"):
        at = price * np.exp(np.minimum(power * np.log(x / node), 0.0))
    return Prices(at, power * at / x, power * (power - 1.0) * at / x**2)


def _implied(k: NDArray[np.float64], prices: Prices) -> tuple[NDArray[np.float64], ...]:
    x, call = np.exp(k), k >= 0.0
    vol, _ = implied_vol(
        price=prices.price, forward=1.0, strike=x, expiry=1.0, is_call=call, return_status=True
    )
    w = vol**2
    d1 = -k / vol + 0.5 * vol
    d2 = d1 - vol
    bell = np.exp(-0.5 * d1**2) / math.sqrt(2.0 * math.pi)
    side = np.where(call, 1.0, -1.0)
    mills = math.sqrt(0.5 * math.pi) * solver("scipy.special").erfcx(-side * d2 / math.sqrt(2.0))
    dw = 2.0 * vol * (x * prices.slope / bell + side * mills)
    g = x**2 * prices.density * vol / bell
    first = (1.0 - 0.5 * k * dw / w) ** 2
    return w, dw, 2.0 * (g - first + 0.25 * dw**2 * (1.0 / w + 0.25))
