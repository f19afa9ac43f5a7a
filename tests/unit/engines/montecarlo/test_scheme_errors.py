"""What a scheme's steps cost is in the stated error, and steps are doubled where it is too much."""

from __future__ import annotations

import numpy as np
import pytest

import axiom
from axiom.engines.montecarlo import grid_for, simulate_paths
from axiom.engines.montecarlo.simulators import LONGEST_STEPS
from axiom.instruments import European
from axiom.market import Market
from axiom.models import BlackScholes, Heston, LocalVol, RoughBergomi, Sabr

MARKET = Market(spot=100.0, rate=0.02, dividend_yield=0.01)
WILD = Heston(
    initial_variance=0.04, mean_reversion=0.5, long_variance=0.04, vol_of_vol=1.0, correlation=-0.9
)


def heston(rng):
    return Heston(
        initial_variance=rng.uniform(0.01, 0.1),
        mean_reversion=rng.uniform(0.3, 4.0),
        long_variance=rng.uniform(0.01, 0.1),
        vol_of_vol=rng.uniform(0.1, 1.0),
        correlation=rng.uniform(-0.9, 0.3),
    )


def test_stated_errors_of_heston_hold_against_the_fourier_engine():
    rng = np.random.default_rng(8)
    far = []
    for seed in range(60):
        model = heston(rng)
        option = European(
            strike=rng.uniform(75.0, 130.0),
            expiry=rng.uniform(0.1, 2.0),
            is_call=bool(rng.integers(2)),
        )
        exact, found = (
            axiom.value(
                option,
                model=model,
                market=MARKET,
                engine=engine,
                tolerance=1e-3,
                greeks=False,
                seed=seed,
                threads=1,
            )
            for engine in ("fourier", "montecarlo")
        )
        far.append(abs(found.price - exact.price) / found.error)
    assert np.max(far) < 4.0
    assert np.sum(np.array(far) > 3.0) <= 1


@pytest.mark.parametrize("tolerance", [1e-2, 3e-4])
def test_a_tighter_tolerance_doubles_the_steps(tolerance):
    model = Sabr(alpha=0.4, beta=1.0, rho=-0.7, nu=1.5)
    found = axiom.value(
        European(strike=100.0, expiry=1.0),
        model=model,
        market=MARKET,
        engine="montecarlo",
        tolerance=tolerance,
        greeks=False,
        threads=1,
        max_paths=1 << 17,
    )
    usual = len(grid_for(model, [1.0]).ends)
    assert (found.work["steps"] > usual) == (tolerance < 1e-3)


def test_an_exact_scheme_takes_one_step_and_states_no_error_of_steps():
    found = axiom.value(
        European(strike=100.0, expiry=4.0),
        model=BlackScholes(vol=0.2),
        market=MARKET,
        engine="montecarlo",
        greeks=False,
    )
    assert found.work["steps"] == 1


@pytest.mark.parametrize("kind", LONGEST_STEPS)
def test_schemes_that_are_not_exact_take_an_even_number_of_steps(kind):
    models = {
        "LocalVol": LocalVol(times=(1.0,), log_moneyness=(-0.5, 0.5), vols=((0.3, 0.2),)),
        "RoughBergomi": RoughBergomi(forward_variance=0.04, hurst=0.1, eta=1.0, correlation=-0.5),
        "Sabr": Sabr(alpha=0.2, beta=1.0, rho=-0.3, nu=0.4),
    }
    model = models.get(kind.__name__, WILD)
    counts = grid_for(model, [0.001, 0.3, 2.0]).counts
    if kind.__name__ != "Bates":
        assert (counts % 2 == 0).all()
        longest = LONGEST_STEPS[kind]
        assert (np.diff([0.0, 0.001, 0.3, 2.0]) / counts <= longest * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    ("model", "step"),
    [
        (RoughBergomi(forward_variance=0.04, hurst=0.1, eta=1.5, correlation=-0.8), 1 / 512),
        (Sabr(alpha=2.0, beta=0.5, rho=-0.4, nu=0.8), 1 / 512),
        (
            LocalVol(
                times=(0.1, 1.0),
                log_moneyness=(-1.0, -0.2, 0.0, 1.0),
                vols=((0.5, 0.3, 0.2, 0.15), (0.4, 0.25, 0.2, 0.2)),
            ),
            1 / 512,
        ),
    ],
)
def test_prices_agree_with_many_more_steps(model, step):
    found = axiom.value(
        European(strike=105.0, expiry=1.0),
        model=model,
        market=MARKET,
        engine="montecarlo",
        tolerance=5e-4,
        greeks=False,
        threads=1,
    )
    paths = simulate_paths(
        model, MARKET, [1.0], n_paths=1 << 14, seed=77, is_sobol=True, longest_step=step, threads=1
    )[:, 0, 0]
    payoff = np.exp(-0.02) * np.maximum(paths - 105.0, 0.0)
    # Scrambled Sobol points do not do worse than independent ones.
    assert abs(payoff.mean() - found.price) < 3.0 * found.error + payoff.std() / 2**7 / 3.0
    assert found.met
