"""Value at risk and expected shortfall of a sample of profits, with their errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk.value_at_risk.checks import checked_level, checked_whole

__all__ = ["LEVELS", "TailRisk", "binomial_cdf", "checked_levels", "tail_risk"]

LEVELS = (0.95, 0.975, 0.99)
_COVERAGE: Final = 0.95
_ROUNDING: Final = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TailRisk:
    """Value at risk and expected shortfall at one level, both losses above 0.

    Parameters
    ----------
    level
        Share of outcomes that are no worse than the value at risk, such as 0.99.
    value_at_risk, expected_shortfall
        Currency.
    value_at_risk_low, value_at_risk_high
        A 95 % interval of the value at risk; infinite where the sample is too small to bound it.
    expected_shortfall_error
        Standard error of the expected shortfall.

    Notes
    -----
    Verified by tests/unit/risk/test_tail.py.
    """

    level: float
    value_at_risk: float
    expected_shortfall: float
    value_at_risk_low: float
    value_at_risk_high: float
    expected_shortfall_error: float

    @property
    def value_at_risk_error(self) -> float:
        """Standard error that the interval of the value at risk corresponds to."""
        width = self.value_at_risk_high - self.value_at_risk_low
        return width / (2.0 * NormalDist().inv_cdf(0.5 + 0.5 * _COVERAGE))


def tail_risk(
    profits: ArrayLike,
    *,
    levels: Sequence[float] = LEVELS,
    overlap: int = 1,
    n_bootstrap: int = 0,
    seed: int = 0,
) -> tuple[TailRisk, ...]:
    """Give value at risk and expected shortfall of equally likely profits.

    Parameters
    ----------
    profits
        Shape (n,), finite; losses are negative.
    levels
        Each in (0.5, 1).
    overlap
        Of how many neighbours each outcome shares its days: 1 for independent outcomes, h for sums
        over windows of h. Errors then count n / h of them.
    n_bootstrap
        Resamples for the error of the expected shortfall, in blocks of `overlap`; 0 takes the
        asymptotic error.
    seed
        Of the resamples; 0 is a seed.

    Returns
    -------
    tuple of TailRisk
        One a level.

    Raises
    ------
    InvalidArgumentError
        If a level, overlap or n_bootstrap is outside its domain.
    DataError
        If profits are empty or not finite.

    Notes
    -----
    With losses L(1) <= ... <= L(n), the value at risk is L(ceil(n a)), and the expected shortfall
    the mean of the worst n (1 - a) of them, the last one by its fraction [1]_. The interval lies
    between two order statistics, whose coverage is binomial whatever the distribution [2]_. The
    asymptotic error is that of the mean of (L - VaR)^+ / (1 - a) [3]_, which is too small where the
    tail holds a handful of outcomes.

    References
    ----------
    .. [1] Acerbi, C., Tasche, D. (2002), "On the coherence of expected shortfall", Journal of
       Banking & Finance 26(7), 1487-1503, definition 2.6.
    .. [2] David, H., Nagaraja, H. (2003), "Order statistics", 3rd edition, section 7.1.
    .. [3] Hong, L., Hu, Z., Liu, G. (2014), "Monte Carlo methods for value-at-risk and conditional
       value-at-risk", ACM TOMACS 24(4), article 22, section 3.

    Verified by tests/unit/risk/test_tail.py.

    Examples
    --------
    >>> import numpy as np
    >>> [one] = tail_risk(-np.arange(1.0, 1001.0), levels=(0.99,))
    >>> one.value_at_risk, round(one.expected_shortfall, 6)
    (990.0, 995.5)
    """
    outcomes = np.asarray(profits, dtype=np.float64)
    if outcomes.ndim != 1 or not outcomes.size or not np.isfinite(outcomes).all():
        raise DataError(
            f"profits of shape {outcomes.shape} are empty, not one axis, or not all finite"
        )
    checked_whole("overlap", overlap, 1)
    checked_whole("n_bootstrap", n_bootstrap, 0)
    losses = np.sort(-outcomes)
    resampled = _resampled(-outcomes, overlap, n_bootstrap, seed) if n_bootstrap else None
    return tuple(_at(losses, level, overlap, resampled) for level in checked_levels(levels))


def checked_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """Return the levels as floats, or raise InvalidArgumentError."""
    if not len(levels):
        raise InvalidArgumentError("levels are empty; give shares between 0.5 and 1, as 0.99")
    return tuple(checked_level(level) for level in levels)


def _at(losses: Floats, level: float, overlap: int, resampled: Floats | None) -> TailRisk:
    """Give the tail at one level of sorted losses."""
    value, shortfall = (float(one) for one in _quantile_and_tail(losses, level))
    low, high = _interval(losses, level, max(losses.size // overlap, 1))
    if resampled is None:
        excess = np.maximum(losses - value, 0.0) / (1.0 - level)
        error = float(excess.std()) / math.sqrt(max(losses.size // overlap, 1))
    else:
        error = float(_quantile_and_tail(resampled, level)[1].std())
    return TailRisk(
        level=level,
        value_at_risk=value,
        expected_shortfall=shortfall,
        value_at_risk_low=low,
        value_at_risk_high=high,
        expected_shortfall_error=error,
    )


def _quantile_and_tail(losses: Floats, level: float) -> tuple[Floats, Floats]:
    """Give the quantile and the mean beyond it of losses sorted along the last axis."""
    n = losses.shape[-1]
    rank = min(math.ceil(n * level - _ROUNDING), n)
    value = losses[..., rank - 1]
    beyond = losses[..., rank:].sum(axis=-1) + (rank - n * level) * value
    return np.asarray(value), np.asarray(beyond / (n * (1.0 - level)))


def _interval(losses: Floats, level: float, n_independent: int) -> tuple[float, float]:
    """Give the order statistics that hold the quantile with at least the coverage."""
    cdf = binomial_cdf(n_independent, level)
    aside = 0.5 * (1.0 - _COVERAGE)
    low = int(np.searchsorted(cdf, aside, side="right"))
    high = int(np.searchsorted(cdf, 1.0 - aside, side="left")) + 1
    each = losses.size / n_independent
    first, last = math.floor(low * each), math.ceil(high * each)
    return (
        float(losses[first - 1]) if first >= 1 else -math.inf,
        float(losses[last - 1]) if high <= n_independent else math.inf,
    )


def binomial_cdf(n: int, probability: float) -> Floats:
    """Give P(B <= k) for k = 0 .. n of a binomial variable.

    Notes
    -----
    Verified by tests/unit/risk/test_tail.py.
    """
    k = np.arange(1, n + 1)
    steps = np.log((n - k + 1) / k) + math.log(probability) - math.log1p(-probability)
    log_mass = np.concatenate([[0.0], np.cumsum(steps)])
    mass = np.exp(log_mass - log_mass.max())
    return np.asarray(np.minimum(np.cumsum(mass / mass.sum()), 1.0))


def _resampled(losses: Floats, block: int, n_bootstrap: int, seed: int) -> Floats:
    """Draw samples of the same size in blocks of neighbours, each sorted."""
    windows = sliding_window_view(losses, min(block, losses.size))
    count = math.ceil(losses.size / windows.shape[1])
    rng = np.random.Generator(np.random.Philox(seed))
    drawn = rng.integers(windows.shape[0], size=(n_bootstrap, count))
    samples = windows[drawn].reshape(n_bootstrap, -1)[:, : losses.size]
    return np.asarray(np.sort(samples, axis=1))
