"""The finite differences beside an ODE solver, and the order at which they converge."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.special import lambertw

from axiom import InvalidArgumentError
from axiom.desk import QuotedOptions, VegaState
from axiom.models import Heston
from tests.unit.desk.quoting.options.books import (
    GAMMA,
    HORIZON,
    LIMIT,
    PRICED,
    REAL,
    SHARED,
    few,
    solved,
)


def on_the_grid(cells, n_vegas):
    """One option whose trades are worth a whole number of cells of the grid."""
    vega = np.array([1.2])
    return QuotedOptions(
        price=[0.5], vega=vega, size=cells * (2.0 * LIMIT / (n_vegas - 1)) / vega,
        requests=[60_000.0], steepness=150.0, shift=0.7,
    )  # fmt: skip


def middle(policy, vega=0.0):
    return float(policy.value(VegaState(time_left=HORIZON, variance=0.0225, vega=vega)))


def test_without_a_drift_of_the_variance_beside_an_ode_solver():
    """One option, trades of two cells: the equation is an ODE in the vegas, solved by SciPy."""
    options, n = on_the_grid(2, 21), 21
    slope = 150.0 / 1.2
    vegas = np.linspace(-LIMIT, LIMIT, n)

    def growth(_, v):
        change = -GAMMA * 0.04 / 8.0 * vegas**2
        for j in range(n):
            for k in (j - 2, j + 2):
                if 0 <= k < n:
                    p = (v[j] - v[k]) / options.size[0]
                    best = lambertw(np.exp(-1.0 - 0.7 - slope * p)).real / slope
                    change[j] += options.size[0] * options.requests[0] * best
        return change

    wanted = solve_ivp(growth, (0.0, HORIZON), np.zeros(n), rtol=1e-10, atol=1e-6).y[:, -1]
    found = solved(options, real_world=PRICED, n_vegas=n, n_variances=1, n_steps=2000)
    assert found.values[-1, 0] == pytest.approx(wanted, rel=1e-6)


def test_one_variance_is_enough_where_both_measures_drift_alike():
    one, many = (solved(few(), real_world=PRICED, n_variances=n) for n in (1, 5))
    assert middle(one) == pytest.approx(middle(many), rel=1e-6)


def test_carry_alone_has_a_closed_form():
    """Without flow, dv = V (a_P - a_Q) / (2 sqrt(nu)) dtau - gamma xi^2 V^2 / 8 dtau nearly."""
    options = QuotedOptions(price=[0.5], vega=[1.2], size=[1e6], requests=[0.0], steepness=150.0)
    found = middle(solved(options), 1e6)
    premium = (2.0 * (0.04 - 0.0225) - 0.0) / (2.0 * 0.15)
    wanted = HORIZON * (1e6 * premium - GAMMA * 0.04 / 8.0 * 1e12)
    assert found == pytest.approx(wanted, rel=1e-3)


def test_second_order_in_time():
    options = on_the_grid(4, 41)
    values = [
        middle(solved(options, n_vegas=41, n_variances=1, real_world=PRICED, n_steps=n))
        for n in (200, 400, 800)
    ]
    assert (values[0] - values[1]) / (values[1] - values[2]) == pytest.approx(4.0, rel=0.1)


def test_second_order_in_the_vega_away_from_the_limit():
    """Small trades: the limit is never reached, and its first-order neighbourhood not felt."""
    options = QuotedOptions(
        price=[0.5], vega=[1.2], size=[3.3e5 / 1.2], requests=[20_000.0], steepness=150.0, shift=0.7
    )
    values = [
        middle(solved(options, n_vegas=n, n_variances=1, real_world=PRICED, n_steps=120))
        for n in (21, 41, 81)
    ]
    assert (values[0] - values[1]) / (values[1] - values[2]) == pytest.approx(4.0, rel=0.1)


def test_second_order_in_the_variance():
    """A fast mean reversion makes the premium bend in the variance."""
    fast = Heston(mean_reversion=30.0, long_variance=0.04, **SHARED)
    values = [
        middle(solved(few(), real_world=fast, n_vegas=21, n_variances=n, n_steps=600), 2e6)
        for n in (5, 9, 17)
    ]
    assert (values[0] - values[1]) / (values[1] - values[2]) == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"n_variances": 1}, "n_variances=1"),
        ({"n_variances": 2}, "n_variances=2"),
        ({"n_vegas": 2}, "n_vegas=2"),
        ({"n_steps": 1}, "n_steps is 1"),
        ({"risk_aversion": -1.0}, "risk_aversion=-1.0"),
        ({"real_world": Heston(mean_reversion=2.0, long_variance=0.04, initial_variance=0.03,
                               vol_of_vol=0.2, correlation=0.0)}, "initial_variance is 0.0225"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(bad, message):
    with pytest.raises(InvalidArgumentError, match=message):
        solved(few(), **bad)


def test_the_measures_may_not_differ_in_vol_of_vol():
    other = Heston(mean_reversion=2.0, long_variance=0.04, **(SHARED | {"vol_of_vol": 0.3}))
    with pytest.raises(InvalidArgumentError, match=r"vol_of_vol is 0\.2"):
        solved(few(), real_world=other)
    assert REAL.vol_of_vol == PRICED.vol_of_vol
