"""Model-free variance: the log contract replicated by the options of a surface."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics.arguments import valid_expiry
from axiom.volatility.analytics.quadrature import integrate
from axiom.volatility.analytics.strip import Strip
from axiom.volatility.surface import Region, vol_error_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.surface import Surface

__all__ = ["VarianceSwap", "forward_variance", "variance_swap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceSwap:
    """Fair strike of a variance swap, without jumps and sampled continuously.

    Attributes
    ----------
    expiry : float
        Years.
    variance : float
        Per calendar year: E[-2 log(S_T / forward)] / expiry.
    error : float
        Of its quadrature.
    from_puts, from_calls : float
        The parts of the variance from strikes below and above the forward.
    extrapolated_share : float
        Share of the variance from strikes that the surface extrapolates to.
    vol_error : float or None
        What the surface's standard errors of vol make of the vol, taken as fully correlated across
        strikes and so an upper bound; None where the surface has none.
    """

    expiry: float
    variance: float
    error: float
    from_puts: float
    from_calls: float
    extrapolated_share: float
    vol_error: float | None

    @property
    def vol(self) -> float:
        """The strike in vol: square root of the variance, per square root of a year."""
        return math.sqrt(self.variance)


def variance_swap(surface: Surface, *, expiry: float) -> VarianceSwap:
    """Replicate the log contract of an expiry with out-of-the-money options.

    Parameters
    ----------
    surface : Surface
    expiry : float
        Years, > 0.

    Returns
    -------
    VarianceSwap

    Raises
    ------
    DataError
        When the surface's total variance at the forward is not positive.
    InvalidArgumentError
        When the expiry is not a number of years above 0.

    Notes
    -----
    2/T integral of Q(K) / K^2 dK over all strikes, with Q the undiscounted out-of-the-money price:
    the limit of the VIX's sum over a continuum of strikes without truncation. Quadrature and error
    as for `implied_distribution`.

    References
    ----------
    .. [1] Demeterfi, K., Derman, E., Kamal, M., Zou, J. (1999), "More than you ever wanted to know
       about volatility swaps", Goldman Sachs Quantitative Strategies Research Notes, equation 26.
    .. [2] Gatheral, J. (2006), "The Volatility Surface", equation 11.4.

    Verified by ``tests/unit/volatility/analytics/test_variance_swap.py``.
    """
    strip = Strip(surface, valid_expiry(expiry))
    years = strip.expiry

    def parts(k: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = 2.0 * np.exp(-k) * strip.otm_price(k) / years
        region = np.asarray(surface.region(log_moneyness=k, expiry=years))
        return np.stack([whole, whole * (k < 0.0), whole * (region == Region.EXTRAPOLATED)])

    found = integrate(parts, strip.rules())
    variance, puts, beyond = (float(one) for one in found.value)
    return VarianceSwap(
        expiry=years,
        variance=variance,
        error=float(found.error[0]),
        from_puts=puts,
        from_calls=variance - puts,
        extrapolated_share=min(max(beyond / variance, 0.0), 1.0),
        vol_error=_vol_error(surface, strip, math.sqrt(variance)),
    )


def _vol_error(surface: Surface, strip: Strip, vol: float) -> float | None:
    """Carry the surface's errors over: d variance = 2 sqrt(T) integral of n(d2) dvol dk / T."""
    own = vol_error_of(surface)
    if own is None:
        return None

    def slopes(k: NDArray[np.float64]) -> NDArray[np.float64]:
        root = np.sqrt(strip.total_variance(k))
        d2 = -k / root - 0.5 * root
        error = np.asarray(own(log_moneyness=k, expiry=strip.expiry))
        weighted: NDArray[np.float64] = np.exp(-0.5 * d2 * d2) * error[None, :]
        return weighted

    rules = strip.rules()
    total = float(integrate(slopes, rules).value[0])
    return total * 2.0 / math.sqrt(2.0 * math.pi * strip.expiry) / (2.0 * vol)


def forward_variance(surface: Surface, *, start: float, end: float) -> float:
    """Fair variance, per year, of a variance swap that starts at one expiry and ends at another.

    Parameters
    ----------
    surface : Surface
    start, end : float
        Years, 0 <= start < end.

    Returns
    -------
    float
        (end v(end) - start v(start)) / (end - start) with v of `variance_swap`; negative where the
        surface has calendar arbitrage.

    Raises
    ------
    InvalidArgumentError
        When not 0 <= start < end.

    Verified by ``tests/unit/volatility/analytics/test_variance_swap.py``.
    """
    if not 0.0 <= start < end:
        msg = f"start is {start} and end {end}; give years with 0 <= start < end"
        raise InvalidArgumentError(msg)
    late = variance_swap(surface, expiry=end).variance * end
    early = variance_swap(surface, expiry=start).variance * start if start > 0.0 else 0.0
    return (late - early) / (end - start)
