from __future__ import annotations

import numpy as np
import pytest

from axiom.volatility.forwards.correlation import Dependence, neighbours_correlation


def autoregression(rng, rows, n, correlation):
    values = rng.normal(0.0, 1.0, (rows, n))
    for i in range(1, n):
        step = np.sqrt(1.0 - correlation**2) * values[:, i]
        values[:, i] = correlation * values[:, i - 1] + step
    return values


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8])
def test_correlation_is_found(correlation):
    """Rows as long that half of a standard error of caution is all there is."""
    values = autoregression(np.random.default_rng(1), 50, 2000, correlation)
    found = neighbours_correlation(values, np.ones(values.shape, dtype=bool))
    caution = 0.5 * np.sqrt((1.0 - correlation**2) / 2000)
    assert found.mean() == pytest.approx(correlation + caution, abs=0.01)


def test_correlation_is_within_its_bounds():
    same = np.ones((2, 50))
    used = np.ones((2, 50), dtype=bool)
    used[1, 2:] = False
    found = neighbours_correlation(same, used)
    assert found[0] == pytest.approx(1.0 - 4.0 / 50)
    assert found[1] == 0.0
    flips = np.where(np.arange(50) % 2, 1.0, -1.0)[None]
    assert neighbours_correlation(flips, used[:1]).tolist() == [0.0]


def test_pairs_left_out_leave_no_trace():
    rng = np.random.default_rng(2)
    values = autoregression(rng, 1, 400, 0.6)
    used = rng.random(values.shape) > 0.1
    spoilt = np.where(used, values, 1e6)
    assert neighbours_correlation(spoilt, used)[0] == neighbours_correlation(values, used)[0]


def test_factors_against_matrices():
    """The quadratic forms written out, with padding in the second row."""
    rng = np.random.default_rng(3)
    residual = autoregression(rng, 2, 40, 0.7)
    weight = rng.uniform(0.5, 2.0, (2, 40))
    weight[1, 25:] = 0.0
    strike = np.broadcast_to(np.linspace(-1.0, 1.0, 40), (2, 40))
    centre = (weight * strike).sum(axis=1) / weight.sum(axis=1)
    offset = strike - centre[:, None]
    found = Dependence.of(residual, weight, offset)
    for row in range(2):
        distance = np.abs(np.subtract.outer(np.arange(40), np.arange(40)))
        matrix = found.correlation[row] ** distance
        for design, factor in (
            (np.sqrt(weight[row]), found.level[row]),
            (np.sqrt(weight[row]) * offset[row], found.slope[row]),
        ):
            assert design @ matrix @ design / (design @ design) == pytest.approx(factor, rel=1e-12)


def test_correction_grows_as_pairs_get_fewer_and_move_together():
    weight = np.ones((1, 200))
    counts = [5, 10, 40, 200]

    def correction(correlation):
        taken = []
        for n in counts:
            known = Dependence(
                correlation=np.full(1, correlation), level=np.ones(1), slope=np.ones(1)
            )
            taken.append(known.correction(np.array([n]))[0])
        return np.array(taken)

    independent, correlated = correction(0.0), correction(0.8)
    assert (np.diff(independent) < 0.0).all()
    assert (correlated > independent).all()
    assert independent[-1] == pytest.approx(200 / 198 * (1.0 + 1.21 / 198) ** 2, rel=1e-12)
    found = Dependence.of(np.zeros((1, 200)), weight)
    assert found.level[0] >= 1.0
    assert found.slope[0] == 0.0
