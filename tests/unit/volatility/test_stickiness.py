from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility import SurfaceDerivatives, fit_skew_stickiness

START = dt.datetime(2024, 3, 1, 15, 0, tzinfo=dt.UTC)


class Smile:
    """A smile that is translated by ``shift`` and raised by ``noise``."""

    def __init__(self, index, shift, noise):
        self.valuation_time = START + dt.timedelta(minutes=index)
        self.shift, self.noise = shift, noise

    def derivatives(self, *, log_moneyness, expiry):
        k, scale = np.asarray(log_moneyness) + self.shift, 1.0 / np.sqrt(expiry)
        vol = 0.2 + self.noise * scale + scale * (-0.1 * k + 0.2 * k * k)
        slope = scale * (-0.1 + 0.4 * k)
        return SurfaceDerivatives(
            total_variance=vol * vol * expiry,
            dw_dk=2 * vol * slope * expiry,
            d2w_dk2=2 * expiry * (slope**2 + vol * scale * 0.4),
            dw_dt=vol * vol,
        )


def history(rng, ratio, noise, moves=200):
    log_spot = np.cumsum(np.r_[0.0, rng.normal(0.0, 0.002, moves)])
    levels = np.cumsum(np.r_[0.0, rng.normal(0.0, noise, moves)])
    surfaces = [
        Smile(i, ratio * x, n) for i, (x, n) in enumerate(zip(log_spot, levels, strict=True))
    ]
    return surfaces, 100.0 * np.exp(log_spot)


@pytest.mark.parametrize("ratio", [0.0, 0.8, 1.0, 1.7])
def test_an_exact_history_gives_its_ratio(ratio):
    found = fit_skew_stickiness(*history(np.random.default_rng(0), ratio, 0.0))
    assert found.dynamics.skew_stickiness == pytest.approx(ratio, abs=1e-4)
    assert found.dynamics.standard_error < 1e-3
    assert found.by_tenor["skew_stickiness"].to_numpy() == pytest.approx(ratio, abs=1e-4)
    assert found.n_moves == 200
    if ratio:
        assert found.r_squared > 0.9999


def test_the_standard_error_covers_the_planted_ratio():
    rng, inside = np.random.default_rng(7), 0
    for _ in range(200):
        found = fit_skew_stickiness(*history(rng, 1.3, 2e-4, moves=60)).dynamics
        inside += abs(found.skew_stickiness - 1.3) < 1.645 * found.standard_error
    assert 0.82 <= inside / 200 <= 0.96


def test_impossible_histories_are_refused():
    surfaces, spots = history(np.random.default_rng(1), 1.0, 0.0, moves=5)
    with pytest.raises(InvalidArgumentError, match="spots has 5 values for 6 surfaces"):
        fit_skew_stickiness(surfaces, spots[:-1])
    with pytest.raises(DataError, match="surfaces has 3; give 4 or more"):
        fit_skew_stickiness(surfaces[:3], spots[:3])
    with pytest.raises(InvalidArgumentError, match="sort them by valuation time"):
        fit_skew_stickiness(surfaces[::-1], spots)
    with pytest.raises(InvalidArgumentError, match=r"tenors holds -1\.0"):
        fit_skew_stickiness(surfaces, spots, tenors=(-1.0,))
    with pytest.raises(DataError, match="no skew or no return"):
        fit_skew_stickiness(surfaces, [100.0] * 6)
