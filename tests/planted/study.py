"""How often error bars hold the truth: planted chains over many seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.planted.fits import fit_chain
from tests.planted.quotes import Floats, Planted, World, plant
from tests.planted.truths import Truth

NORMAL_90 = 1.6448536269514722
"""Half the width of a 90 % interval, in standard errors."""

_POINTS = 41


@dataclass(frozen=True, kw_only=True)
class Study:
    """What fits of one truth over many seeds came to; vols in points.

    Attributes
    ----------
    coverage
        Share of the points, over the quoted strikes of every expiry and seed, whose 90 % bar holds
        the truth.
    rmse, largest
        Of the vol there.
    violations
        In all certificates together.
    n_points, n_fits
        How many of each.
    """

    coverage: float
    rmse: float
    largest: float
    violations: int
    n_points: int
    n_fits: int


def study(truth: Truth, world: World, *, curve: str, seeds: Iterable[int]) -> Study:
    """Plant, fit and compare."""
    ratios: list[Floats] = []
    misses: list[Floats] = []
    violations = n_fits = 0
    for seed in seeds:
        planted = plant(truth, world, seed=seed)
        fitted = fit_chain(planted.chain, curve)
        violations += fitted.certificate.violations.height
        n_fits += 1
        for one in fitted.surface.slices:
            miss, error = against_truth(planted, fitted.surface, one)
            misses.append(miss)
            ratios.append(np.abs(miss) / error)
    miss, ratio = np.concatenate(misses), np.concatenate(ratios)
    return Study(
        coverage=float(np.mean(ratio <= NORMAL_90)),
        rmse=100.0 * float(np.sqrt(np.mean(miss**2))),
        largest=100.0 * float(np.abs(miss).max()),
        violations=violations,
        n_points=miss.size,
        n_fits=n_fits,
    )


def against_truth(planted: Planted, surface: Any, one: Any) -> tuple[Floats, Floats]:
    """Vol less true vol over one expiry's quoted strikes, and the surface's standard errors."""
    k = np.linspace(one.log_moneyness_min, one.log_moneyness_max, _POINTS)
    strike = planted.world.forward(one.years) * np.exp(k)
    miss = surface.vol(strike=strike, expiry=one.years) - planted.vol(strike, one.years)
    return miss, surface.vol_error(strike=strike, expiry=one.years)
