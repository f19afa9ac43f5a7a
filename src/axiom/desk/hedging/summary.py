"""Mean, deviation and their weighted sum of costs, with errors and paired intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = ["CostSummary", "PairedDifference", "paired_difference", "summarised"]

Doubles = NDArray[np.float64]

GROUPS: Final = 4000
"""Most groups of paths that a bootstrap draws from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSummary:
    """Costs of one policy, in percent of the option's premium.

    Attributes
    ----------
    name : str
    mean, deviation : float
        Of the losses.
    objective : float
        Y, the mean plus so many deviations.
    mean_error, deviation_error, objective_error : float
        Standard errors of simulation.
    trading : float
        Mean cost of trading.
    paths : int

    Verified by ``tests/unit/desk/hedging/test_summary.py``.
    """

    name: str
    mean: float
    deviation: float
    objective: float
    mean_error: float
    deviation_error: float
    objective_error: float
    trading: float
    paths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """The objective of a policy less its rival's, in percent of the premium.

    Attributes
    ----------
    name, rival : str
    estimate : float
    low, high : float
        Ends of the bootstrap interval.
    level : float
        Of the interval.

    Verified by ``tests/unit/desk/hedging/test_summary.py``.
    """

    name: str
    rival: str
    estimate: float
    low: float
    high: float
    level: float


def summarised(
    name: str, percentages: Doubles, *, trading: float, risk_weight: float
) -> CostSummary:
    """Return the summary of one policy's losses in percent, shape (paths,).

    Notes
    -----
    Errors are those of the influence functions x - m, ((x - m)^2 - s^2) / (2 s) and their weighted
    sum over the root of the number of paths.

    Raises
    ------
    InvalidArgumentError
        If risk_weight is below 0.
    """
    check_risk_weight(risk_weight)
    count = len(percentages)
    mean = float(percentages.mean())
    centred = percentages - mean
    deviation = math.sqrt(float(centred @ centred) / (count - 1))
    of_deviation = (
        (centred**2 - deviation**2) / (2.0 * deviation) if deviation > 0.0 else 0.0 * centred
    )
    root = math.sqrt(count)
    return CostSummary(
        name=name,
        mean=mean,
        deviation=deviation,
        objective=mean + risk_weight * deviation,
        mean_error=deviation / root,
        deviation_error=float(of_deviation.std()) / root,
        objective_error=float((centred + risk_weight * of_deviation).std()) / root,
        trading=trading,
        paths=count,
    )


def paired_difference(
    names: tuple[str, str],
    percentages: tuple[Doubles, Doubles],
    *,
    risk_weight: float,
    level: float,
    resamples: int,
    seed: int,
) -> PairedDifference:
    """Bootstrap the difference of two objectives on the same paths.

    Notes
    -----
    Paths are drawn in consecutive groups, at most 4,000: the groups are as independent and alike
    as single paths are, and their sums suffice for means and deviations.

    Raises
    ------
    InvalidArgumentError
        If risk_weight is below 0, level outside (0, 1), or there are fewer than 100 resamples.
    """
    check_risk_weight(risk_weight)
    if not 0.0 < level < 1.0:
        raise InvalidArgumentError(f"level={level!r}: give a number between 0 and 1")
    if isinstance(resamples, bool) or not isinstance(resamples, int) or resamples < 100:
        raise InvalidArgumentError(f"resamples={resamples!r}: give a whole number of at least 100")
    # Deviations do not depend on where zero is: around the mean, sums of squares lose no digits.
    centres = [float(column.mean()) for column in percentages]
    sums = np.stack([_sums(x - c) for x, c in zip(percentages, centres, strict=True)])
    drawn = _resampled(sums, resamples, seed)
    own, other = (c + _objective(s, risk_weight) for c, s in zip(centres, drawn, strict=True))
    exact = [
        c + float(_objective(s.sum(axis=0, keepdims=True), risk_weight)[0])
        for c, s in zip(centres, sums, strict=True)
    ]
    low, high = np.quantile(own - other, [0.5 - 0.5 * level, 0.5 + 0.5 * level])
    return PairedDifference(
        name=names[0],
        rival=names[1],
        estimate=exact[0] - exact[1],
        low=float(low),
        high=float(high),
        level=level,
    )


def check_risk_weight(risk_weight: float) -> None:
    """Raise InvalidArgumentError unless it is a number of 0 or more."""
    if not 0.0 <= risk_weight < math.inf:
        raise InvalidArgumentError(f"risk_weight={risk_weight!r}: give a number of 0 or more")


def _sums(values: Doubles) -> Doubles:
    """Return count, sum and sum of squares of consecutive groups, shape (groups, 3)."""
    edges = np.linspace(0, len(values), min(len(values), GROUPS) + 1).astype(np.int64)
    firsts = edges[:-1]
    counts = np.diff(edges).astype(np.float64)
    return np.stack(
        [counts, np.add.reduceat(values, firsts), np.add.reduceat(values**2, firsts)], axis=1
    )


def _resampled(sums: Doubles, resamples: int, seed: int) -> Doubles:
    """Return sums over drawn groups, shape (policies, resamples, 3); all draw the same ones."""
    generator = np.random.default_rng(seed)
    groups = sums.shape[1]
    out = np.empty((sums.shape[0], resamples, 3))
    for i in range(resamples):
        weights = np.bincount(generator.integers(groups, size=groups), minlength=groups)
        out[:, i] = np.einsum("g,pgk->pk", weights.astype(np.float64), sums)
    return out


def _objective(sums: Doubles, risk_weight: float) -> Doubles:
    """Return mean plus weighted deviation from count, sum and sum of squares, (..., 3)."""
    count, total, squares = sums[..., 0], sums[..., 1], sums[..., 2]
    variance = np.maximum(squares - total * total / count, 0.0) / (count - 1.0)
    return np.asarray(total / count + risk_weight * np.sqrt(variance))
