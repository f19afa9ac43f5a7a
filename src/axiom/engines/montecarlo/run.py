"""Rounds of simulation until an estimate is good enough or its budget of paths is spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.engines.montecarlo.progress import LateBar
from axiom.kernels import _core
from axiom.kernels._core import Product, Simulator, Source
from axiom.kernels.arrays import check_threads
from axiom.kernels.random_numbers import LANES, pseudorandom_source, sobol_source

__all__ = [
    "SCRAMBLES",
    "Estimate",
    "Experiment",
    "Numbers",
    "covariance_of_mean",
    "estimate",
]

Doubles = NDArray[np.float64]
Numbers = Literal["sobol", "pseudorandom", "antithetic"]

SCRAMBLES = 32
"""Independent scrambles of Sobol points, whose means give the standard error."""

_FIRST_BLOCKS = 64
_SLICE_BLOCKS = 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Experiment:
    """What a simulation estimates.

    Parameters
    ----------
    simulators : tuple of Simulator, (k,)
        Scenarios, all walking the same random numbers: the first is the base, others may have
        bumped parameters; of one number of steps, factors, times and assets.
    products : tuple of Product, (k,)
        What each scenario is asked for; of one number of outputs.
    weights : ndarray of float64, (m, k * outputs)
        Statistics as linear combinations of all outputs of a path, so that a finite difference is
        one statistic with its own standard error.
    ends : ndarray of float64, (steps,)
        Ends of the steps in years, which the Brownian bridge of Sobol points hangs between.

    Verified by ``tests/unit/engines/montecarlo/test_run.py``.
    """

    simulators: tuple[Simulator, ...]
    products: tuple[Product, ...]
    weights: Doubles
    ends: Doubles

    def __post_init__(self) -> None:
        """Check that scenarios, products and weights fit each other."""
        if not self.simulators or len(self.simulators) != len(self.products):
            raise InvalidArgumentError(
                f"{len(self.simulators)} simulators and {len(self.products)} products: give one "
                "product a simulator"
            )
        columns = len(self.products) * self.products[0].outputs
        weights = np.ascontiguousarray(self.weights, dtype=np.float64)
        if weights.ndim != 2 or weights.shape[1] != columns or not len(weights):
            raise InvalidArgumentError(
                f"weights has shape {weights.shape}: give one column an output of a scenario, "
                f"{columns} in all"
            )
        object.__setattr__(self, "weights", weights)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimate:
    """Means of the statistics of an experiment.

    Parameters
    ----------
    mean : ndarray of float64, (m,)
    covariance : ndarray of float64, (m, m)
        Of the means: their standard errors are the roots of its diagonal.
    spread : ndarray of float64, (m, m), optional
        Covariance of the statistics from path to path; of pairs, where they are antithetic. None of
        Sobol points, which are not independent.
    group_means : ndarray of float64, (groups, m)
        Of the scrambles of Sobol points; one group otherwise.
    paths : int
        Simulated so far, antithetic ones counted.
    rounds : int
    is_met : bool
        Whether the target was met; if not, the budget was spent.
    """

    mean: Doubles
    covariance: Doubles
    spread: Doubles | None
    group_means: Doubles
    paths: int
    rounds: int
    is_met: bool = False

    @property
    def standard_errors(self) -> Doubles:
        """Standard errors of the means, shape (m,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


@dataclass(frozen=True, slots=True)
class _Moments:
    count: float
    mean: Doubles  # (groups, m)
    cross: Doubles  # (groups, m, m), lower triangles; (groups, 0, 0) where they are not needed

    def merged(self, other: _Moments) -> _Moments:
        both = self.count + other.count
        move = other.mean - self.mean
        mean, cross = self.mean + move * (other.count / both), self.cross
        if cross.size:
            outer = move[:, :, None] * move[:, None, :] * (self.count * other.count / both)
            cross = cross + other.cross + outer
        return _Moments(both, mean, cross)


def estimate(
    experiment: Experiment,
    *,
    is_met: Callable[[Estimate], bool],
    numbers: Numbers = "sobol",
    seed: int = 0,
    max_paths: int = 1 << 20,
    threads: int = 1,
    progress: bool = False,
    adjusted: Callable[[Estimate], Estimate] | None = None,
) -> Estimate:
    """Simulate in rounds, each doubling the paths, until a target is met or the budget is spent.

    Parameters
    ----------
    experiment : Experiment
    is_met : callable
        Asked after each round.
    numbers : {"sobol", "pseudorandom", "antithetic"}
        Scrambled Sobol points through a Brownian bridge, independent paths, or pairs of paths and
        mirrored ones.
    seed : int
        From 0 to 2^64 - 1.
    max_paths : int
        Budget, at least 1; a started block of 64 paths (one a scramble) counts whole, and one
        round is always run.
    threads : int
        At least 1. Results do not depend on it, to the last bit.
    progress : bool
        Show a bar on stderr once a second has passed.
    adjusted : callable, optional
        Makes of what has been found so far what the target is asked about and what is returned.

    Returns
    -------
    Estimate

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, or a statistic is not finite.

    Notes
    -----
    The standard error of Sobol points comes from the means of 32 independent scrambles, which have
    Student's distribution with 31 degrees of freedom around the true value.

    References
    ----------
    Owen, Monte Carlo variance of scrambled net quadrature, SIAM Journal on Numerical Analysis 34,
    1997, 1884-1910 (p. 1887).

    Verified by ``tests/unit/engines/montecarlo/test_run.py``.
    """
    if max_paths < 1:
        raise InvalidArgumentError(f"max_paths={max_paths!r}: give a whole number of at least 1")
    groups = SCRAMBLES if numbers == "sobol" else 1
    source = _source(numbers, seed, experiment)
    budget = max(int(max_paths) // (LANES * groups), 1)
    blocks = min(max(_FIRST_BLOCKS // groups, 1), budget)
    done, rounds, moments = 0, 0, None
    with LateBar(is_wanted=progress, total=budget) as bar:
        while True:
            more = _round(
                experiment,
                source,
                groups=groups,
                first=done,
                blocks=blocks,
                threads=check_threads(threads),
                with_cross=numbers != "sobol",
            )
            moments = more if moments is None else moments.merged(more)
            done, rounds = done + blocks, rounds + 1
            bar.advance_to(done)
            found = _estimate(moments, numbers, done * groups * LANES, rounds)
            found = found if adjusted is None else adjusted(found)
            if is_met(found):
                return replace(found, is_met=True)
            if done >= budget:
                return found
            blocks = min(done, budget - done, max(_SLICE_BLOCKS // groups, 1))


def _source(numbers: Numbers, seed: int, experiment: Experiment) -> Source:
    if numbers == "sobol":
        base = experiment.simulators[0]
        wanted = base.steps * base.factors
        return sobol_source(seed=seed, years=experiment.ends, dimensions=wanted)
    if numbers not in ("pseudorandom", "antithetic"):
        raise InvalidArgumentError(
            f"numbers={numbers!r}: give 'sobol', 'pseudorandom' or 'antithetic'"
        )
    return pseudorandom_source(seed=seed, is_antithetic=numbers == "antithetic")


def _round(
    experiment: Experiment,
    source: Source,
    *,
    groups: int,
    first: int,
    blocks: int,
    threads: int,
    with_cross: bool,
) -> _Moments:
    count, mean, cross = _core.run_paths(
        experiment.simulators,
        experiment.products,
        source,
        experiment.weights,
        groups,
        first,
        blocks,
        threads,
        with_cross,
    )
    m = len(experiment.weights)
    sides = (m, m) if with_cross else (0, 0)
    return _Moments(count, mean.reshape(groups, m), cross.reshape(groups, *sides))


def covariance_of_mean(groups: Doubles) -> Doubles:
    """Return the covariance of the mean of independent groups, (..., groups, m), as (..., m, m)."""
    count = groups.shape[-2]
    apart = groups - groups.mean(axis=-2, keepdims=True)
    return np.asarray(np.swapaxes(apart, -1, -2) @ apart / (count * (count - 1.0)))


def _estimate(moments: _Moments, numbers: Numbers, paths: int, rounds: int) -> Estimate:
    groups = len(moments.mean)
    mean = moments.mean.mean(axis=0)
    if not np.isfinite(mean).all():
        raise InvalidArgumentError(
            f"statistic {int(np.argmin(np.isfinite(mean)))} is not finite: look for overflow in "
            "the parameters"
        )
    if numbers == "sobol":
        spread, covariance = None, covariance_of_mean(moments.mean)
    else:
        pooled = np.tril(moments.cross.sum(axis=0))
        pooled = pooled + np.tril(pooled, -1).T
        spread = pooled / max(groups * (moments.count - 1.0), 1.0)
        covariance = spread / moments.count
    return Estimate(
        mean=mean,
        covariance=covariance,
        spread=spread,
        group_means=moments.mean,
        paths=paths,
        rounds=rounds,
    )
