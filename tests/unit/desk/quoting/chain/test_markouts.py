from __future__ import annotations

import math

import numpy as np
import pytest

from axiom.desk import MarkoutRules
from axiom.desk.quoting.chain.markouts import Markouts


def fills(markouts, seed, n, *, per_delta, per_vega, noise=0.0):
    """Fills on one row whose value moves against them by what was planted."""
    rng = np.random.default_rng(seed)
    for i in range(n):
        side = float(rng.choice([-1.0, 1.0]))
        delta, vega = rng.uniform(-1.0, 1.0), rng.uniform(0.0, 5.0)
        lost = per_delta * abs(delta) + per_vega * vega + noise * rng.standard_normal()
        markouts.add(row=0, quantity=2 * side, time=i, value=10.0, delta=delta, vega=vega)
        markouts.mature(i + 1.0, np.array([10.0 - side * lost]))


def test_planted_losses_are_found():
    rules = MarkoutRules(horizon_seconds=1.0, prior_fills=1e-9, half_life_fills=1e9)
    markouts = Markouts(rules)
    fills(markouts, 0, 50, per_delta=0.3, per_vega=0.02)
    assert markouts.n_markouts == 50
    assert (markouts.per_delta, markouts.per_vega) == pytest.approx((0.3, 0.02), rel=1e-6)


def test_noisy_losses_lie_within_their_errors():
    found = []
    for seed in range(40):
        markouts = Markouts(
            MarkoutRules(horizon_seconds=1.0, prior_fills=1e-9, half_life_fills=1e9)
        )
        fills(markouts, seed, 400, per_delta=0.5, per_vega=0.2, noise=0.5)
        found.append((markouts.per_delta, markouts.per_vega))
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / math.sqrt(40)
    assert (np.abs(mean - [0.5, 0.2]) < 3.0 * error).all()


def test_the_start_counts_for_as_many_fills():
    markouts = Markouts(
        MarkoutRules(per_delta=1.0, horizon_seconds=1.0, prior_fills=10.0, half_life_fills=1e12)
    )
    for i in range(10):
        markouts.add(row=0, quantity=1.0, time=i, value=1.0, delta=0.5, vega=0.0)
        markouts.mature(i + 1.0, np.array([1.0]))
    assert markouts.per_delta == pytest.approx(0.5)
    assert markouts.per_vega == 0.0


def test_gains_are_no_negative_widths():
    markouts = Markouts(MarkoutRules(horizon_seconds=1.0, prior_fills=1.0))
    fills(markouts, 1, 30, per_delta=-0.5, per_vega=0.1)
    assert markouts.per_delta == 0.0
    assert markouts.per_vega > 0.0
    fills(markouts, 1, 60, per_delta=-0.5, per_vega=-0.1)
    assert (markouts.per_delta, markouts.per_vega) == (0.0, 0.0)


def test_fills_wait_for_their_horizon_and_values_that_are_none_are_left_out():
    markouts = Markouts(MarkoutRules(horizon_seconds=60.0))
    markouts.add(row=0, quantity=1.0, time=0.0, value=1.0, delta=0.5, vega=1.0)
    markouts.add(row=1, quantity=1.0, time=0.0, value=1.0, delta=0.5, vega=1.0)
    markouts.add(row=1, quantity=1.0, time=0.0, value=math.nan, delta=0.5, vega=1.0)
    markouts.mature(59.0, np.array([0.5, math.nan]))
    assert markouts.n_markouts == 0
    markouts.mature(60.0, np.array([0.5, math.nan]))
    assert markouts.n_markouts == 1


def test_without_learning_the_start_stays():
    markouts = Markouts(MarkoutRules(per_vega=0.1, horizon_seconds=1.0, is_learning=False))
    fills(markouts, 0, 20, per_delta=0.3, per_vega=0.5)
    assert (markouts.per_delta, markouts.per_vega, markouts.n_markouts) == (0.0, 0.1, 0)
