from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk import acerbi_szekely
from axiom.risk.value_at_risk.backtests.shortfall import shortfall_statistics, worst_mean
from axiom.risk.value_at_risk.backtests.student import student_shortfall

LEVEL = 0.975
VAR = stats.norm.ppf(LEVEL)
ES = stats.norm.pdf(VAR) / (1 - LEVEL)
NORMAL = {"value_at_risk": VAR, "expected_shortfall": ES, "level": LEVEL, "n_simulations": 2000}


def test_statistics_that_can_be_counted():
    profits = np.array([1.0, -4.0, 0.5, -1.9, -2.1, 2.0])
    one, two = shortfall_statistics(profits, np.full(6, 2.0), np.full(6, 3.0), 0.9)
    assert one == pytest.approx(1 - (4.0 + 2.1) / 3.0 / 2)
    assert two == pytest.approx(1 - (4.0 + 2.1) / 3.0 / (6 * 0.1))


@pytest.mark.parametrize("degrees", [2.5, 3.0, 5.0, 10.0, 100.0])
@pytest.mark.parametrize("level", [0.95, 0.975, 0.99])
def test_the_shortfall_of_student(level, degrees):
    q = stats.t.ppf(level, degrees)
    expected = stats.t.pdf(q, degrees) * (degrees + q * q) / (degrees - 1) / (1 - level)
    assert student_shortfall(level, degrees) == pytest.approx(expected, rel=1e-7)


def test_both_statistics_are_zero_in_expectation():
    profits = np.random.default_rng(0).standard_normal((4000, 250))
    one, two = shortfall_statistics(profits, np.full(250, VAR), np.full(250, ES), LEVEL)
    assert np.nanmean(one) == pytest.approx(0.0, abs=0.01)
    assert two.mean() == pytest.approx(0.0, abs=0.03)


def test_a_model_that_is_right_is_rejected_as_often_as_it_says():
    rng, rejected = np.random.default_rng(1), 0
    for seed in range(200):
        test = acerbi_szekely(
            rng.standard_normal(250), **NORMAL | {"n_simulations": 500, "seed": seed}
        )
        rejected += test.z2_p_value < 0.1
    assert 0.04 < rejected / 200 < 0.16


def test_the_worst_outcomes_on_one_scale():
    assert worst_mean(np.array([3.0, -4.0, 1.0, -2.0]), 0.75) == 4.0
    assert worst_mean(np.array([3.0, -4.0, 1.0, -2.0]), 0.5) == 3.0
    assert np.isnan(worst_mean(np.ones((3, 30)), 0.975)).all()
    rng = np.random.default_rng(9)
    found = [acerbi_szekely(rng.standard_normal(250), **NORMAL | {"seed": i}) for i in range(100)]
    assert np.mean([test.z3 for test in found]) == pytest.approx(0.0, abs=0.03)
    assert 0.3 < np.mean([test.z3_p_value for test in found]) < 0.7
    short = acerbi_szekely(rng.standard_normal(30), **NORMAL)
    assert math.isnan(short.z3)
    assert math.isnan(short.z3_p_value)


def test_losses_larger_than_stated_are_rejected():
    rng = np.random.default_rng(2)
    test = acerbi_szekely(1.5 * rng.standard_normal(500), **NORMAL)
    assert test.z2 < test.z2_critical_5pct
    assert test.z2_p_value < 0.01
    assert test.z3 == pytest.approx(-0.5, abs=0.25)
    assert test.z3_p_value < 0.01
    fat = acerbi_szekely(rng.standard_t(3, 2000) / math.sqrt(3.0), **NORMAL)
    assert fat.z1 < 0.0
    assert fat.z1_p_value < 0.05


def test_the_scale_of_a_day_does_not_matter():
    rng = np.random.default_rng(3)
    profits, scale = rng.standard_normal(300), rng.uniform(0.1, 10.0, 300)
    one = acerbi_szekely(profits, **NORMAL)
    scaled = {"value_at_risk": scale * VAR, "expected_shortfall": scale * ES}
    other = acerbi_szekely(scale * profits, **{**NORMAL, **scaled})
    assert (one.z1, one.z2, one.z3) == pytest.approx((other.z1, other.z2, other.z3))
    assert one.z2_p_value == pytest.approx(other.z2_p_value, abs=0.002)


def test_innovations_may_be_a_sample():
    rng = np.random.default_rng(4)
    sample, profits = rng.standard_normal(20_000), rng.standard_normal(250)
    drawn = acerbi_szekely(profits, innovations=sample, **NORMAL)
    normal = acerbi_szekely(profits, **NORMAL)
    assert drawn.z2_p_value == pytest.approx(normal.z2_p_value, abs=0.05)
    assert drawn.z2_critical_5pct == pytest.approx(normal.z2_critical_5pct, abs=0.08)


def test_without_losses_beyond_there_is_no_size_to_judge():
    test = acerbi_szekely(np.ones(250), **NORMAL)
    assert math.isnan(test.z1)
    assert math.isnan(test.z1_p_value)
    assert (test.z2, test.n_hits) == (1.0, 0)


def test_a_seed_of_zero_is_a_seed():
    profits = np.random.default_rng(5).standard_normal(250)
    one, same, other = (acerbi_szekely(profits, seed=seed, **NORMAL) for seed in (0, 0, 1))
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"profits": [1.0]}, DataError, "profits have the shape"),
        ({"profits": [1.0, math.nan]}, DataError, "profits: day 1 is not finite"),
        ({"value_at_risk": math.inf}, DataError, "value_at_risk: day 0 is not finite"),
        ({"value_at_risk": 0.0}, DataError, "day 0 has a value_at_risk of 0.0"),
        ({"expected_shortfall": 1.0}, DataError, "the shortfall no smaller"),
        ({"level": 0.4}, InvalidArgumentError, "level is 0.4"),
        ({"degrees": 2.0}, InvalidArgumentError, "degrees=2.0: give a finite number above 2"),
        ({"degrees": 3.0, "innovations": [1.0]}, InvalidArgumentError, "one of degrees and"),
        ({"innovations": [1.0, 2.0]}, DataError, "innovations have an expected shortfall of"),
        ({"n_simulations": 10}, InvalidArgumentError, "n_simulations=10: give a whole number"),
    ],
)
def test_impossible_arguments_are_refused(change, error, message):
    given = {"profits": [0.1, -0.2], **NORMAL, **change}
    with pytest.raises(error, match=message):
        acerbi_szekely(given.pop("profits"), **given)
