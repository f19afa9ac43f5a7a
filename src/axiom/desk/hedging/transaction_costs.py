"""Policies that allow for proportional costs in closed form: Leland, Whalley-Wilmott, Zakamouline.

Costs are a share of the value traded, one way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from axiom.core.fields import number
from axiom.desk.hedging.band import Band, BandPolicy, cube_root_gamma
from axiom.desk.hedging.policy import HedgingState
from axiom.kernels.hedging import HedgingRule

__all__ = ["Leland", "WhalleyWilmott", "Zakamouline"]

LEAST_VOL_SHARE: Final = 0.01
"""Of the quoted vol, below which no adjusted vol falls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leland(BandPolicy):
    """Rebalance at every interval to the delta at a vol that the costs raise.

    Parameters
    ----------
    cost : float
        Share of the value traded, one way, 0 or more.
    interval : float
        Years between hedges, above 0.

    Notes
    -----
    vol^2 (1 + A) with the Leland number A = sqrt(2 / pi) 2 c / (vol sqrt(h)) for an option sold,
    1 - A for one bought; the raised vol stays above 1 % of the quoted one.

    References
    ----------
    .. [1] H. Leland (1985), Option pricing and replication with transactions costs, Journal of
       Finance 40 (5), 1283-1301.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    cost: float
    interval: float

    def __post_init__(self) -> None:
        """Check the costs and the interval."""
        number(self, "cost", least=0.0)
        number(self, "interval", above=0.0)

    def number(self, vol: float) -> float:
        """Return the Leland number A at a vol above 0."""
        return self._added_variance / vol

    def band(self, state: HedgingState) -> Band:
        """Return the delta at the raised vol as a band without width."""
        vol = np.asarray(state.vol, dtype=np.float64)
        variance = vol * vol + state.sign * self._added_variance * vol
        least = LEAST_VOL_SHARE * vol
        raised = np.maximum(np.sqrt(np.maximum(variance, 0.0)), least)
        delta = state.greeks("delta", vol=raised).delta
        return Band(least=delta, most=delta)

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        sign = 1.0 if is_short else -1.0
        return HedgingRule(is_call=is_call, cost_variance=sign * self._added_variance)

    @property
    def _added_variance(self) -> float:
        """Return sqrt(2 / pi) 2 c / sqrt(h), which is added to the variance, times the vol."""
        return math.sqrt(2.0 / math.pi) * 2.0 * self.cost / math.sqrt(self.interval)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhalleyWilmott(BandPolicy):
    """Keep within the band that small costs ask for under exponential utility.

    Parameters
    ----------
    cost : float
        Share of the value traded, one way, 0 or more.
    risk_aversion : float
        gamma of the utility -exp(-gamma W), per unit of money, above 0.

    Notes
    -----
    Half width (3 / 2 exp(-r T) c S Gamma^2 / gamma)^(1/3) around the Black-Scholes delta.

    References
    ----------
    .. [1] A. Whalley, P. Wilmott (1997), An asymptotic analysis of an optimal hedging model for
       option pricing with transaction costs, Mathematical Finance 7 (3), 307-324.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    cost: float
    risk_aversion: float

    def __post_init__(self) -> None:
        """Check the costs and the risk aversion."""
        number(self, "cost", least=0.0)
        number(self, "risk_aversion", above=0.0)

    def band(self, state: HedgingState) -> Band:
        """Return the band around the delta."""
        found = state.greeks("delta", "gamma")
        width = self._width * cube_root_gamma(state, np.asarray(found.gamma))
        return Band(least=found.delta - width, most=found.delta + width)

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        return HedgingRule(is_call=is_call, below=self._width, above=self._width)

    @property
    def _width(self) -> float:
        """Return the half width over (exp(-r T) S Gamma^2)^(1/3)."""
        return math.cbrt(1.5 * self.cost / self.risk_aversion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zakamouline(BandPolicy):
    """Keep within a band fitted to exact solutions under exponential utility.

    Parameters
    ----------
    cost : float
        Share of the value traded, one way, 0 or more.
    risk_aversion : float
        gamma of the utility -exp(-gamma W), per unit of money, above 0.

    Notes
    -----
    Half width H0 + H1 around the delta at the vol sigma_m, with

        H0 = c / (gamma S sigma^2 T),
        H1 = 1.12 c^0.31 T^0.05 (exp(-r T) / sigma)^0.25 (|Gamma| / gamma)^0.5,
        K = 4.76 c^0.78 T^-0.02 (exp(-r T) / sigma)^0.25 (gamma S^2 |Gamma|)^0.15,
        sigma_m^2 = sigma^2 (1 + K) for an option sold, sigma^2 (1 - K) for one bought.

    The adjusted vol stays above 1 % of the quoted one.

    References
    ----------
    .. [1] V. Zakamouline (2006), Optimal hedging of options with transaction costs, Wilmott
       magazine, July, 70-82.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    cost: float
    risk_aversion: float

    def __post_init__(self) -> None:
        """Check the costs and the risk aversion."""
        number(self, "cost", least=0.0)
        number(self, "risk_aversion", above=0.0)

    def band(self, state: HedgingState) -> Band:
        """Return the band around the delta at the adjusted vol."""
        vol, spot = np.asarray(state.vol, dtype=np.float64), np.asarray(state.spot)
        years = state.time_left
        gamma = np.abs(np.asarray(state.greeks("gamma").gamma))
        common = (np.exp(-state.rate * years) / vol) ** 0.25
        raise_ = self._adjustment * years**-0.02 * common * (spot * spot * gamma) ** 0.15
        share = np.maximum(1.0 + state.sign * raise_, LEAST_VOL_SHARE**2)
        delta = state.greeks("delta", vol=vol * np.sqrt(share)).delta
        width = self._fixed / (spot * vol * vol * years)
        width = width + self._variable * years**0.05 * common * np.sqrt(gamma)
        return Band(least=delta - width, most=delta + width)

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        return HedgingRule(
            is_call=is_call,
            cost_variance=self._adjustment if is_short else -self._adjustment,
            below=self._fixed,
            above=self._variable,
            is_zakamouline=True,
        )

    @property
    def _fixed(self) -> float:
        return self.cost / self.risk_aversion

    @property
    def _variable(self) -> float:
        return 1.12 * math.pow(self.cost, 0.31) / math.sqrt(self.risk_aversion)

    @property
    def _adjustment(self) -> float:
        return 4.76 * math.pow(self.cost, 0.78) * math.pow(self.risk_aversion, 0.15)
