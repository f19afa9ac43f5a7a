"""Whether losses beyond the value at risk are as large as the expected shortfall says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk.value_at_risk.backtests.student import student_shortfall
from axiom.risk.value_at_risk.checks import checked_level, checked_whole
from axiom.risk.value_at_risk.tail import tail_risk

__all__ = ["ShortfallTest", "acerbi_szekely", "shortfall_statistics"]

BLOCK: Final = 2_000_000

Floats = NDArray[np.float64]
Drawing: TypeAlias = Callable[[np.random.Generator, tuple[int, int]], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallTest:
    """The tests of Acerbi and Szekely; each statistic is 0 in expectation, below 0 for too little.

    Parameters
    ----------
    z1
        Of the size of losses beyond the value at risk, given that there are some; NaN where there
        is none.
    z2
        Of their number and size together.
    z1_p_value, z2_p_value
        Share of simulated samples with a statistic as low or lower; NaN where the statistic is.
    z2_critical_5pct, z2_critical_001pct
        Value of Z2 that 5 %, and 0.01 %, of the simulated samples fall below.
    n_hits, n_days
        Losses beyond the value at risk, and days.

    Notes
    -----
    Verified by tests/unit/risk/test_shortfall.py.
    """

    z1: float
    z2: float
    z1_p_value: float
    z2_p_value: float
    z2_critical_5pct: float
    z2_critical_001pct: float
    n_hits: int
    n_days: int


def acerbi_szekely(
    profits: ArrayLike,
    *,
    value_at_risk: ArrayLike,
    expected_shortfall: ArrayLike,
    level: float = 0.975,
    degrees: float | None = None,
    innovations: ArrayLike | None = None,
    n_simulations: int = 10_000,
    seed: int = 0,
) -> ShortfallTest:
    """Test an expected shortfall against the profits that followed.

    Parameters
    ----------
    profits
        Shape (n,), losses negative.
    value_at_risk, expected_shortfall
        As stated for each day, losses above 0; broadcast to the profits; the shortfall no smaller
        than the value at risk.
    level
        Of both, in (0.5, 1).
    degrees
        Degrees of freedom, above 2, of the Student t that the simulated profits follow; None:
        normal.
    innovations
        Instead of it, a sample to draw from, shape (m,), such as the filtered moves of a history.
    n_simulations
        Samples, 100 or more.
    seed
        0 is a seed.

    Returns
    -------
    ShortfallTest
        Statistics and simulated p-values; small ones reject.

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or both degrees and innovations are given.
    DataError
        If a value is not finite, or a value at risk not above 0.

    Notes
    -----
    With p = 1 - level and I the days on which X < -VaR,

        Z1 = sum(X I / ES) / N + 1,    Z2 = sum(X I / ES) / (T p) + 1.

    A simulated day is the innovation scaled so that its own shortfall beyond the level is the one
    stated for the day.

    References
    ----------
    .. [1] Acerbi, C., Szekely, B. (2014), "Back-testing expected shortfall", Risk, December,
       equations 4 and 6, table 3.

    Verified by tests/reference/test_backtest_values.py and tests/unit/risk/test_shortfall.py.
    """
    found, var, es = _checked_days(profits, value_at_risk, expected_shortfall)
    checked_whole("n_simulations", n_simulations, 100)
    draw, scale = _drawing(checked_level(level), degrees, innovations)
    rng = np.random.Generator(np.random.Philox(seed))
    step, simulated = max(1, BLOCK // found.size), []
    for start in range(0, n_simulations, step):
        rows = min(step, n_simulations - start)
        drawn = draw(rng, (rows, found.size)) * (es / scale)
        simulated.append(np.array(shortfall_statistics(drawn, var, es, level)))
    first, second = np.concatenate(simulated, axis=1)
    one, two = (float(z) for z in shortfall_statistics(found, var, es, level))
    known = first[np.isfinite(first)]
    is_known = math.isfinite(one) and known.size > 0
    return ShortfallTest(
        z1=one,
        z2=two,
        z1_p_value=float((known <= one).mean()) if is_known else math.nan,
        z2_p_value=float((second <= two).mean()),
        z2_critical_5pct=float(np.quantile(second, 0.05)),
        z2_critical_001pct=float(np.quantile(second, 1e-4)),
        n_hits=int((found < -var).sum()),
        n_days=found.size,
    )


def shortfall_statistics(
    profits: Floats, value_at_risk: Floats, expected_shortfall: Floats, level: float
) -> tuple[Floats, Floats]:
    """Give Z1 and Z2 along the last axis; Z1 is NaN where no loss is beyond the value at risk.

    Notes
    -----
    Verified by tests/unit/risk/test_shortfall.py.
    """
    hits = profits < -value_at_risk
    sums = np.where(hits, profits / expected_shortfall, 0.0).sum(axis=-1)
    counts = hits.sum(axis=-1)
    mean = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    return mean + 1.0, sums / (profits.shape[-1] * (1.0 - level)) + 1.0


def _drawing(
    level: float, degrees: float | None, innovations: ArrayLike | None
) -> tuple[Drawing, float]:
    """Give what draws innovations, and their own expected shortfall."""
    if innovations is not None:
        if degrees is not None:
            raise InvalidArgumentError("give one of degrees and innovations, not both")
        sample = np.asarray(innovations, dtype=np.float64)
        [tail] = tail_risk(sample, levels=(level,))
        if tail.expected_shortfall <= 0.0:
            raise DataError(
                f"innovations have an expected shortfall of {tail.expected_shortfall}; give a "
                "sample with losses beyond the level"
            )
        return lambda rng, shape: rng.choice(sample, size=shape), tail.expected_shortfall
    if degrees is None:
        density = NormalDist().pdf(NormalDist().inv_cdf(level))
        return lambda rng, shape: rng.standard_normal(shape), density / (1.0 - level)
    if not 2.0 < degrees < math.inf:
        raise InvalidArgumentError(f"degrees={degrees!r}: give a finite number above 2, or None")
    own = student_shortfall(level, degrees)
    return lambda rng, shape: rng.standard_t(degrees, size=shape), own


def _checked_days(
    profits: ArrayLike, value_at_risk: ArrayLike, expected_shortfall: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    found = np.asarray(profits, dtype=np.float64)
    if found.ndim != 1 or found.size < 2:
        raise DataError(f"profits have the shape {found.shape}; give one axis of at least 2 days")
    var = np.broadcast_to(np.asarray(value_at_risk, dtype=np.float64), found.shape)
    es = np.broadcast_to(np.asarray(expected_shortfall, dtype=np.float64), found.shape)
    for name, values in (
        ("profits", found), ("value_at_risk", var), ("expected_shortfall", es),
    ):  # fmt: skip
        if not np.isfinite(values).all():
            raise DataError(f"{name}: day {np.argmin(np.isfinite(values))} is not finite")
    bad = np.flatnonzero((var <= 0.0) | (es < var))
    if bad.size:
        day = bad[0]
        raise DataError(
            f"day {day} has a value_at_risk of {var[day]} and an expected_shortfall of {es[day]}; "
            "give losses above 0, the shortfall no smaller"
        )
    return found, var, es
