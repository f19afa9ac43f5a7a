"""Whether losses beyond the value at risk are as many as stated, and come independently."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk.value_at_risk.checks import check_counts, checked_level

__all__ = ["CoverageTest", "checked_hits", "chi_square_tail", "christoffersen", "kupiec",
           "kupiec_region"]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTest:
    """A likelihood-ratio test.

    Parameters
    ----------
    statistic
        Likelihood ratio, 0 or more.
    degrees
        Degrees of freedom of its chi-square distribution.
    p_value
        Probability of so large a statistic if the value at risk is right.
    n_hits, n_days
        Losses beyond the value at risk, and days.

    Notes
    -----
    Verified by tests/unit/risk/test_coverage.py.
    """

    statistic: float
    degrees: int
    p_value: float
    n_hits: int
    n_days: int


def kupiec(*, n_hits: int, n_days: int, level: float) -> CoverageTest:
    """Test whether losses beyond the value at risk are as frequent as its level says.

    Parameters
    ----------
    n_hits
        Days on which the loss exceeded the value at risk, 0 to n_days.
    n_days
        Days, 1 or more.
    level
        Of the value at risk, in (0.5, 1).

    Returns
    -------
    CoverageTest
        With 1 degree of freedom.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    The proportion-of-failures test: LR = -2 log [(1 - p)^(T - N) p^N / ((1 - N/T)^(T - N)
    (N/T)^N)], p = 1 - level.

    References
    ----------
    .. [1] Kupiec, P. (1995), "Techniques for verifying the accuracy of risk measurement models",
       Journal of Derivatives 3(2), 73-84, equation 1.

    Verified by tests/reference/test_backtest_values.py and tests/unit/risk/test_coverage.py.

    Examples
    --------
    >>> test = kupiec(n_hits=7, n_days=255, level=0.99)
    >>> round(test.p_value, 3)
    0.021
    """
    chance = 1.0 - checked_level(level)
    check_counts(n_hits, n_days)
    statistic = 2.0 * (
        _log_likelihood(n_hits, n_days, n_hits / n_days) - _log_likelihood(n_hits, n_days, chance)
    )
    return _test(statistic, 1, n_hits, n_days)


def kupiec_region(*, n_days: int, level: float, significance: float = 0.05) -> tuple[int, int]:
    """Give the least and the most hits that `kupiec` does not reject.

    Parameters
    ----------
    n_days, level
        As in `kupiec`.
    significance
        Of the test, in (0, 1).

    Returns
    -------
    tuple of int
        Numbers of hits, both not rejected.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain.

    Notes
    -----
    Verified by tests/reference/test_backtest_values.py.
    """
    if not 0.0 < significance < 1.0:
        raise InvalidArgumentError(f"significance is {significance}; give a number in (0, 1)")
    check_counts(0, n_days)
    kept = [
        hits
        for hits in range(n_days + 1)
        if kupiec(n_hits=hits, n_days=n_days, level=level).p_value >= significance
    ]
    if not kept:
        raise InvalidArgumentError(
            f"n_days={n_days}: no number of hits is kept at a significance of {significance}; "
            "lower it"
        )
    return kept[0], kept[-1]


def christoffersen(hits: ArrayLike, *, level: float) -> tuple[CoverageTest, CoverageTest]:
    """Test whether hits come independently of those of the day before, and both properties at once.

    Parameters
    ----------
    hits
        Whether the loss exceeded the value at risk, in the order of the days, shape (n,), n >= 2.
    level
        Of the value at risk, in (0.5, 1).

    Returns
    -------
    independence, conditional_coverage : CoverageTest
        With 1 and 2 degrees of freedom.

    Raises
    ------
    InvalidArgumentError
        If the level is outside (0.5, 1).
    DataError
        If hits are not true or false, or fewer than 2.

    Notes
    -----
    Independence against a Markov chain of order one, on the n - 1 transitions; conditional
    coverage against the same chain, with the level's own probability, on the same transitions.
    Where a state never occurs its likelihood is 1.

    References
    ----------
    .. [1] Christoffersen, P. (1998), "Evaluating interval forecasts", International Economic
       Review 39(4), 841-862, sections 3.2 and 3.3.

    Verified by tests/reference/test_backtest_values.py and tests/unit/risk/test_coverage.py.
    """
    chance = 1.0 - checked_level(level)
    found = checked_hits(hits)
    before, after = found[:-1], found[1:]
    quiet, struck = int((~before).sum()), int(before.sum())
    quiet_hits, struck_hits = int((after & ~before).sum()), int((after & before).sum())
    n, n_hits = quiet + struck, quiet_hits + struck_hits
    chain = sum(
        _log_likelihood(count, total, count / total)
        for count, total in ((quiet_hits, quiet), (struck_hits, struck))
        if total
    )
    total_hits = int(found.sum())
    independence = 2.0 * (chain - _log_likelihood(n_hits, n, n_hits / n))
    coverage = 2.0 * (chain - _log_likelihood(n_hits, n, chance))
    return (
        _test(independence, 1, total_hits, found.size),
        _test(coverage, 2, total_hits, found.size),
    )


def chi_square_tail(statistic: float, degrees: int) -> float:
    """Give P(X > statistic) of a chi-square variable with 1 or 2 degrees of freedom.

    Notes
    -----
    erfc(sqrt(x / 2)) and exp(-x / 2). Verified by tests/unit/risk/test_coverage.py.
    """
    half = 0.5 * max(statistic, 0.0)
    return math.erfc(math.sqrt(half)) if degrees == 1 else math.exp(-half)


def checked_hits(hits: ArrayLike) -> NDArray[np.bool_]:
    """Return hits as booleans, or raise DataError."""
    found = np.asarray(hits)
    if found.ndim != 1 or found.size < 2 or not np.isin(found, (0, 1)).all():
        raise DataError(
            f"hits of shape {found.shape}: give one axis of at least 2 values, each true or false"
        )
    return np.asarray(found, dtype=bool)


def _log_likelihood(n_hits: int, n: int, chance: float) -> float:
    """Log of chance^hits (1 - chance)^(n - hits), 0 log 0 being 0."""
    hit = n_hits * math.log(chance) if n_hits else 0.0
    return hit + ((n - n_hits) * math.log1p(-chance) if n_hits < n else 0.0)


def _test(statistic: float, degrees: int, n_hits: int, n_days: int) -> CoverageTest:
    kept = max(statistic, 0.0)
    return CoverageTest(
        statistic=kept,
        degrees=degrees,
        p_value=chi_square_tail(kept, degrees),
        n_hits=n_hits,
        n_days=n_days,
    )
