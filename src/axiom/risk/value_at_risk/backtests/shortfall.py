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
ROUNDING: Final = 1e-9

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
    z3
        Of the mean of the worst outcomes, all days brought to one scale; NaN on fewer than
        1 / (1 - level) days.
    z1_p_value, z2_p_value, z3_p_value
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
    z3: float
    z1_p_value: float
    z2_p_value: float
    z3_p_value: float
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
    stated for the day. Z3 compares the mean of the worst T p innovations that the days amount to,
    e, with its expectation over the simulated samples: 1 - e / E(e), to which the original, with
    its ranks under each day's own distribution, comes down when the days differ in scale alone.

    References
    ----------
    .. [1] Acerbi, C., Szekely, B. (2014), "Back-testing expected shortfall", Risk, December,
       tests 1 (after VaR), 2 (directly) and 3 (from ranks).

    Verified by tests/reference/test_backtest_values.py and tests/unit/risk/test_shortfall.py.
    """
    found, var, es = _checked_days(profits, value_at_risk, expected_shortfall)
    checked_whole("n_simulations", n_simulations, 100)
    draw, scale = _drawing(checked_level(level), degrees, innovations)
    rng = np.random.Generator(np.random.Philox(seed))
    step, simulated = max(1, BLOCK // found.size), []
    for start in range(0, n_simulations, step):
        rows = min(step, n_simulations - start)
        drawn = draw(rng, (rows, found.size))
        both = shortfall_statistics(drawn * (es / scale), var, es, level)
        simulated.append(np.array([*both, worst_mean(drawn, level)]))
    first, second, worst = np.concatenate(simulated, axis=1)
    one, two = (float(z) for z in shortfall_statistics(found, var, es, level))
    own = float(worst_mean(found * (scale / es), level))
    return ShortfallTest(
        z1=one,
        z2=two,
        z3=1.0 - own / float(worst.mean()),
        z1_p_value=_share_below(first, one),
        z2_p_value=_share_below(second, two),
        z3_p_value=_share_below(-worst, -own),
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


def worst_mean(innovations: Floats, level: float) -> Floats:
    """Give the mean loss of the worst outcomes along the last axis; NaN where that is none.

    Notes
    -----
    Verified by tests/unit/risk/test_shortfall.py.
    """
    count = math.floor(innovations.shape[-1] * (1.0 - level) + ROUNDING)
    if count == 0:
        return np.full(innovations.shape[:-1], np.nan)
    return np.asarray(-np.partition(innovations, count - 1, axis=-1)[..., :count].mean(axis=-1))


def _share_below(simulated: Floats, found: float) -> float:
    """Return the share of the simulated statistics that are no larger; NaN where there is none."""
    known = simulated[np.isfinite(simulated)]
    return float((known <= found).mean()) if known.size and math.isfinite(found) else math.nan


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
