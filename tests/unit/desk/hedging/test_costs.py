"""What hedging costs: the account, statistics that are known, and independence of how it runs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from axiom import DataError, InvalidArgumentError, price
from axiom.desk.hedging import (
    BlackScholesDelta,
    DeltaGamma,
    DeltaVega,
    Hedge,
    HedgingSetup,
    Leland,
    NoTradeBand,
    hedging_costs,
    simulate_hedging_paths,
)
from axiom.desk.hedging.accounting import account
from axiom.instruments import European
from axiom.models import BlackScholes, Heston


class Halves:
    """Hold half a unit, whatever happens."""

    def hedge(self, state):
        return Hedge(underlying=np.full(np.shape(state.spot), 0.5 * state.sign))


class Nothing:
    """Hold nothing."""

    def hedge(self, state):
        return Hedge(underlying=0.0 * np.asarray(state.spot))


class Recorded:
    """Ask another policy and keep what it said."""

    def __init__(self, policy):
        self.policy, self.seen = policy, []

    def hedge(self, state):
        hedge = self.policy.hedge(state)
        self.seen.append((state, hedge))
        return hedge


def test_unhedged_loss_is_the_payoff_less_the_premium(setup):
    costs = hedging_costs(Nothing(), setup, paths=640)
    paths = simulate_hedging_paths(setup, n_paths=640, seed=0)
    payoff = np.maximum(paths.spots[:, -1].reshape(-1) - 100.0, 0.0)
    np.testing.assert_allclose(costs.losses[0], payoff - setup.premium, atol=1e-12)
    np.testing.assert_array_equal(costs.trading, 0.0)


def test_a_hedge_that_stays_pays_costs_at_both_ends(setup):
    costs = hedging_costs(Halves(), setup, paths=640)
    last = simulate_hedging_paths(setup, n_paths=640, seed=0).spots[:, -1].reshape(-1)
    np.testing.assert_allclose(costs.trading[0], 0.01 * 0.5 * (100.0 + last), rtol=1e-13)
    payoff = np.maximum(last - 100.0, 0.0)
    expected = payoff - setup.premium - 0.5 * (last - 100.0) + costs.trading[0]
    np.testing.assert_allclose(costs.losses[0], expected, atol=1e-12)


@pytest.mark.parametrize("policy", [BlackScholesDelta(), DeltaGamma(), DeltaVega()])
@pytest.mark.parametrize("is_short", [True, False])
def test_changes_of_wealth_add_up_to_the_loss(policy, is_short, sabr_setup):
    """Self-financing: wealth marked to the option's quote changes by gains and costs alone."""
    setup = replace(sabr_setup, rate=0.03, is_short=is_short)
    paths = simulate_hedging_paths(setup, n_paths=256, seed=4)
    asked = Recorded(policy)
    loss, trading = account(asked, setup, paths)
    gains = np.zeros(256)
    for number, (state, hedge) in enumerate(asked.seen):
        ahead = math.exp(-0.03 * setup.interval)
        spots = [paths.spots[:, number + i].reshape(-1) for i in (0, 1)]
        second = [_second_price(setup, paths, number + i) for i in (0, 1)]
        period = hedge.underlying * (ahead * spots[1] - spots[0])
        period = period + hedge.second * (ahead * second[1] - second[0])
        gains += math.exp(-0.03 * setup.interval * number) * period
        assert state.time_left == pytest.approx(0.24 - number * setup.interval)
    payoff = np.maximum(paths.spots[:, -1].reshape(-1) - 100.0, 0.0) * math.exp(-0.03 * 0.24)
    sign = 1.0 if is_short else -1.0
    wealth = sign * (setup.premium - payoff) + gains - trading
    np.testing.assert_allclose(loss, -wealth, atol=1e-10)


def _second_price(setup, paths, number):
    left = setup.second.expiry - number * setup.interval
    return price(
        spot=paths.spots[:, number].reshape(-1),
        strike=setup.second.strike,
        expiry=left,
        vol=paths.second_vols[:, number].reshape(-1),
        rate=setup.rate,
    )


def test_without_costs_and_drift_the_mean_of_a_delta_hedge_is_zero(setup):
    fair = setup.without_drift().without_costs()
    found = hedging_costs(BlackScholesDelta(), fair, paths=100_000, seed=7).summary()[0]
    assert abs(found.mean) < 3.0 * found.mean_error
    assert found.trading == 0.0


def test_variance_of_the_hedging_error_is_that_of_gamma_times_squared_moves():
    """Var = sigma^4 h / 2 times the integral of E[(S^2 Gamma)^2] to leading order in h."""
    hedges, vol, expiry = 240, 0.2, 0.24
    setup = HedgingSetup(
        model=BlackScholes(vol=vol), option=European(strike=100.0, expiry=expiry), hedges=hedges
    )
    found = hedging_costs(BlackScholesDelta(), setup, paths=50_000, seed=7)
    nodes = np.linspace(-8.0, 8.0, 20_001)
    weights = np.exp(-0.5 * nodes**2) * (nodes[1] - nodes[0])
    # The time left is expiry u^2, which takes the singularity at expiry away.
    roots, root_weights = np.polynomial.legendre.leggauss(60)
    u = 0.5 * (1.0 + roots)
    times = expiry * (1.0 - u * u)
    log_spot = np.outer(vol * np.sqrt(times), nodes) - 0.5 * vol**2 * times[:, None]
    total = vol * np.sqrt(expiry) * u[:, None]
    d1 = log_spot / total + 0.5 * total
    dollar_gamma = 100.0 * np.exp(log_spot - 0.5 * d1 * d1) / math.sqrt(2 * math.pi) / total
    squares = dollar_gamma**2 @ weights / math.sqrt(2 * math.pi)
    integral = np.sum(0.5 * root_weights * 2.0 * expiry * u * squares)
    deviation = math.sqrt(0.5 * vol**4 * expiry / hedges * integral)
    assert found.losses[0].std() == pytest.approx(deviation, rel=0.02)
    # Kamal and Derman's rule of thumb: sqrt(pi / 4) vega vol / sqrt(hedges).
    vega = 100.0 * math.sqrt(expiry) * math.exp(-0.125 * vol**2 * expiry) / math.sqrt(2 * math.pi)
    rule = math.sqrt(math.pi / 4.0) * vega * vol / math.sqrt(hedges)
    assert found.losses[0].std() == pytest.approx(rule, rel=0.03)


def test_delta_vega_takes_most_of_the_risk_of_a_vol_that_moves(sabr_setup):
    fair = replace(sabr_setup.without_costs().without_drift(), hedges=60)
    policies = {"delta": BlackScholesDelta(), "delta-vega": DeltaVega()}
    delta, vega = hedging_costs(policies, fair, paths=4096).summary()
    assert vega.deviation < 0.5 * delta.deviation


def test_costs_make_bands_cheaper_than_delta(setup):
    policies = {
        "delta": BlackScholesDelta(),
        "leland": Leland(cost=0.01, interval=setup.interval),
        "band": NoTradeBand(vol_scale=1.2, below=0.03, above=0.15),
    }
    costs = hedging_costs(policies, setup, paths=8192)
    assert costs.names == ("delta", "leland", "band")
    for name in ("leland", "band"):
        found = costs.difference(name, "delta")
        assert found.high < 0.0
        assert found.low < found.estimate < found.high


def test_results_do_not_depend_on_threads_company_or_number_of_paths(setup, sabr_setup):
    for one in (setup, replace(sabr_setup, second=None)):
        alone = hedging_costs(BlackScholesDelta(), one, paths=10_000, seed=5)
        together = hedging_costs(
            {"band": NoTradeBand(below=0.1), "delta": BlackScholesDelta()}, one, paths=10_000,
            seed=5, threads=3,
        )  # fmt: skip
        np.testing.assert_array_equal(alone.losses[0], together.losses[1])
        fewer = hedging_costs(BlackScholesDelta(), one, paths=70, seed=5)
        np.testing.assert_array_equal(alone.losses[0, :70], fewer.losses[0])
        assert fewer.losses.shape == (1, 70)


def test_seeds_are_different_paths_and_0_is_a_seed(setup):
    losses = [
        hedging_costs(BlackScholesDelta(), setup, paths=64, seed=seed).losses for seed in (0, 1, 0)
    ]
    np.testing.assert_array_equal(losses[0], losses[2])
    assert (losses[0] != losses[1]).any()


def test_a_model_that_is_simulated_by_its_scheme(setup):
    """Heston without vol of vol is Black-Scholes."""
    heston = Heston(
        initial_variance=0.04, mean_reversion=1.0, long_variance=0.04, vol_of_vol=0.0,
        correlation=0.0,
    )  # fmt: skip
    by_scheme = hedging_costs(BlackScholesDelta(), replace(setup, model=heston), paths=20_000)
    exact = hedging_costs(BlackScholesDelta(), setup, paths=20_000)
    one, other = by_scheme.summary()[0], exact.summary()[0]
    assert abs(one.mean - other.mean) < 4.0 * math.hypot(one.mean_error, other.mean_error)
    assert one.deviation == pytest.approx(other.deviation, rel=0.03)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"policies": {}}, "policies is empty"),
        ({"policies": {"mine": 3}}, "no hedge"),
        ({"paths": 1}, "paths=1"),
        ({"paths": 100.0}, "paths=100.0"),
        ({"seed": -1}, "seed"),
        ({"threads": 0}, "threads"),
    ],
)
def test_bad_input_is_refused(change, named, setup):
    given = {"policies": BlackScholesDelta(), "paths": 64, **change}
    with pytest.raises(InvalidArgumentError, match=named):
        hedging_costs(setup=setup, **given)


def test_holdings_that_are_not_finite_are_refused(setup):
    class Broken:
        def hedge(self, state):
            return Hedge(underlying=np.nan * np.asarray(state.spot))

    with pytest.raises(DataError, match="not finite"):
        hedging_costs(Broken(), setup, paths=64)


def test_an_unknown_name_is_refused(setup):
    with pytest.raises(InvalidArgumentError, match="'leland'"):
        hedging_costs(BlackScholesDelta(), setup, paths=64).percentages("leland")
