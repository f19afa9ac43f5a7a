from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.volatility.forwards.parity import Pairs, fit_forward, fit_line, near_the_money
from axiom.volatility.forwards.rate_curve import PRIOR_RATE_SE, neighbours_rate, pooled_rate

FORWARDS = np.array([100.0, 103.0, 110.0])
DISCOUNTS = np.array([0.999, 0.97, 0.9])
WIDTHS = np.array([4.0, 10.0, 20.0])


def make_pairs(noise=None, *, n=(30, 41, 25), rounding=0.0) -> Pairs:
    """Lines with the forwards and discount factors above, each with its own number of strikes."""
    row = np.repeat(np.arange(3), n)
    strike = np.concatenate(
        [f + np.linspace(-2, 2, m) * w for f, m, w in zip(FORWARDS, n, WIDTHS, strict=True)]
    )
    difference = DISCOUNTS[row] * (FORWARDS[row] - strike)
    if noise is not None:
        difference = difference + noise(len(row))
    return Pairs.from_columns(
        row,
        strike=strike,
        difference=difference,
        straddle=np.sqrt(WIDTHS[row] ** 2 + difference**2),
        weight=np.full(len(row), 400.0),
        rounding=rounding,
    )


def fitted(pairs: Pairs):
    return fit_line(*near_the_money(pairs, below=3.0, above=3.0))


def test_exact_lines_are_recovered():
    fit = fitted(make_pairs())
    assert fit.forward == pytest.approx(FORWARDS, rel=1e-12)
    assert fit.discount_factor == pytest.approx(DISCOUNTS, rel=1e-12)
    assert fit.residual_rms == pytest.approx(np.zeros(3), abs=1e-12)
    assert fit.n_rejected.tolist() == [0, 0, 0]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.0, 0.15), size=st.floats(2.0, 50.0))
def test_outliers_do_not_matter(seed, share, size):
    rng = np.random.default_rng(seed)

    def noise(n):
        bad = rng.random(n) < share
        return np.where(bad, rng.choice([-size, size], n), rng.normal(0.0, 0.02, n))

    fit = fitted(make_pairs(noise))
    assert fit.forward == pytest.approx(FORWARDS, abs=0.06)
    assert fit.discount_factor == pytest.approx(DISCOUNTS, abs=0.02)


def test_tight_quotes_decide_where_wide_ones_disagree_within_their_spreads():
    """Three of four mids lie 0.2 off with half-spreads of 1; the rest have half-spreads of 0.25."""
    pairs = make_pairs(lambda n: np.random.default_rng(4).normal(0.0, 0.01, n), n=(80, 80, 80))
    is_tight = np.abs(pairs.strike - FORWARDS[:, None]) < 0.5 * WIDTHS[:, None]
    pairs = replace(
        pairs,
        difference=pairs.difference + np.where(is_tight, 0.0, 0.2),
        weight=np.where(is_tight, 16.0, 1.0) * pairs.valid,
    )
    fit = fit_forward(pairs, DISCOUNTS)
    assert fit.n_rejected.tolist() == [0, 0, 0]
    assert fit.forward == pytest.approx(FORWARDS, abs=0.06)


def test_fit_against_a_plain_twin():
    """One row, ordinary NumPy, the same steps."""
    rng = np.random.default_rng(0)
    pairs, guess, width = near_the_money(
        make_pairs(lambda n: rng.standard_t(3, n) * 0.05), below=3.0, above=3.0
    )
    fit = fit_line(pairs, guess, width)
    for i in range(3):
        m = pairs.valid[i]
        strike, difference = pairs.strike[i][m], pairs.difference[i][m]
        forward, discount = fit.forward[i], fit.discount_factor[i]
        standard = (difference - discount * (forward - strike)) * 20.0
        for _ in range(100):
            u = standard / (4.685 * _scale_of(pairs, guess, width, i))
            weight = np.where(np.abs(u) < 1, (1 - u**2) ** 2, 0.0)
            slope, level = np.polyfit(strike, difference, 1, w=np.sqrt(weight))
            standard = (difference - level - slope * strike) * 20.0
        assert forward == pytest.approx(-level / slope, rel=1e-6)
        assert discount == pytest.approx(-slope, rel=1e-5)


def _scale_of(pairs, guess, width, i):
    """The scale that the fit holds, of the third of its steps, found again on one row."""
    m = pairs.valid[i]
    strike, difference = pairs.strike[i][m], pairs.difference[i][m]
    away = np.abs(strike - guess[i]) > 0.5 * width[i]
    discount = np.median(-difference[away] / (strike[away] - guess[i]))
    forward, scale = guess[i], 1.0
    for _ in range(3):
        standard = (difference - discount * (forward - strike)) * 20.0
        scale = max(1.4826 * np.median(np.abs(standard)), 1.0 / 4.685)
        u = standard / (4.685 * scale)
        weight = np.where(np.abs(u) < 1, (1 - u**2) ** 2, 0.0)
        slope, level = np.polyfit(strike, difference, 1, w=np.sqrt(weight))
        forward, discount = -level / slope, -slope
    return scale


def autocorrelated(rng, n, correlation, size=0.05):
    values = rng.normal(0.0, size, n)
    for i in range(1, n):
        values[i] = correlation * values[i - 1] + np.sqrt(1 - correlation**2) * values[i]
    return values


@pytest.mark.parametrize("correlation", [0.0, 0.4, 0.7, 0.85])
def test_standard_errors_cover(correlation):
    """Two standard errors hold the truth in 95 of 100, in 90 with strong correlation."""
    rng = np.random.default_rng(20)
    hits = np.zeros((3, 3))
    n = 400 if correlation == 0.0 else 200
    for _ in range(n):
        pairs = make_pairs(lambda m: autocorrelated(rng, m, correlation), n=(60, 80, 120))
        fit, root = fitted(pairs), fit_forward(pairs, DISCOUNTS)
        hits[0] += np.abs(fit.forward - FORWARDS) <= 2.0 * fit.forward_se
        hits[1] += np.abs(fit.discount_factor - DISCOUNTS) <= 2.0 * fit.discount_factor_se
        hits[2] += np.abs(root.forward - FORWARDS) <= 2.0 * root.forward_se
    share = hits / n
    assert (share >= (0.94 if correlation == 0.0 else 0.90)).all(), share
    assert (share <= 0.985).all(), share


def test_errors_widen_with_noise_correlation_and_few_pairs():
    rng = np.random.default_rng(3)
    shocks = [rng.normal(0.0, 0.05, (60, 96)) for _ in range(2)]

    def errors(size, mix, n):
        taken = []
        for shock, common in zip(*shocks, strict=True):
            slow = np.repeat(common[:12], 8)
            noise = size * (np.sqrt(1.0 - mix) * shock + np.sqrt(mix) * slow)
            fit = fitted(make_pairs(lambda m, noise=noise: noise[:m], n=n))
            taken.append([fit.forward_se, fit.discount_factor_se])
        return np.median(taken, axis=0)

    many, few = (32, 32, 32), (10, 10, 10)
    usual = errors(1.0, 0.0, many)
    assert (errors(4.0, 0.0, many) > 3.5 * usual).all()
    assert (errors(1.0, 0.8, many) > 1.2 * usual).all()
    assert (errors(1.0, 0.0, few) > 1.3 * usual).all()


def test_rounding_bounds_the_error_from_below():
    exact, rounded = fitted(make_pairs()), fitted(make_pairs(rounding=0.0144))
    assert (exact.forward_se < 1e-9).all()
    n = np.array([30, 41, 25])
    assert (rounded.forward_se >= 0.9 * 0.0144 / np.sqrt(n)).all()


def test_too_few_pairs_have_no_error():
    fit = fitted(make_pairs(n=(2, 3, 25)))
    assert np.isinf(fit.discount_factor_se).tolist() == [True, False, False]
    assert np.isinf(fit.forward_se).tolist() == [True, False, False]


def test_forward_on_a_known_discount_factor():
    rng = np.random.default_rng(1)
    pairs = make_pairs(lambda n: rng.normal(0.0, 0.05, n), n=(1, 5, 25))
    fit = fit_forward(pairs, DISCOUNTS)
    assert (np.abs(fit.forward - FORWARDS) < 4.0 * fit.forward_se).all()
    assert fit.forward_se[0] == pytest.approx(0.05 / DISCOUNTS[0])
    assert fit.discount_factor_se.tolist() == [0.0, 0.0, 0.0]


def test_strikes_are_kept_by_their_distance():
    pairs, forward, width = near_the_money(make_pairs(), below=1.0, above=0.0)
    distance = (pairs.strike - forward[:, None]) / width[:, None]
    nearest = np.sort(np.abs(distance), axis=1)[:, :7]
    kept = distance[pairs.valid]
    assert kept.min() >= -1.0 - 1e-9
    assert kept.max() <= nearest.max() + 1e-9


def test_neighbours_rate_is_their_weighted_mean():
    nodes, rate = np.array([0.1, 0.5, 1.0]), np.array([0.02, 0.03, 0.03])
    mean, error = neighbours_rate(
        np.array([0.01, 0.7]), nodes=nodes, rate=rate, rate_se=np.array([1e-3, 1e-3, 1e-3])
    )
    assert mean == pytest.approx([0.08 / 3, 0.08 / 3])
    assert error == pytest.approx(np.sqrt(1e-6 / 3 + np.var(rate)) * np.ones(2))


def test_pooled_rate_falls_back_to_zero():
    assert pooled_rate(np.array([np.nan]), np.array([np.inf])) == (0.0, PRIOR_RATE_SE)
    rate, error = pooled_rate(np.array([0.04, 0.04]), np.array([0.001, 0.001]))
    assert rate == pytest.approx(0.04, rel=1e-3)
    assert error == pytest.approx(0.001 / np.sqrt(2), rel=1e-3)
