"""Arguments, limits, order and threads of the Fourier strips."""

from __future__ import annotations

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.fourier import OUTPUTS, AffineParameters, AffineStrips

HESTON = AffineParameters(
    initial_variance=0.04, mean_reversion=2.0, long_variance=0.05, vol_of_vol=0.5, correlation=-0.7
)


@pytest.mark.parametrize(
    ("name", "value"),
    [("initial_variance", -0.1), ("correlation", 1.0), ("jump_vol", np.nan), ("vol_of_vol", 1e9)],
)
def test_parameters_outside_their_domain_are_named(name, value):
    with pytest.raises(InvalidArgumentError, match=f"{name} is .*give a number"):
        AffineParameters(**{"initial_variance": 0.04, name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("forward", 0.0), ("strike", -1.0), ("expiry", np.inf), ("strike", np.nan)]
)
def test_options_outside_their_domain_are_named(name, value):
    terms = {"forward": 100.0, "strike": 100.0, "expiry": 1.0, "is_call": True}
    with pytest.raises(InvalidArgumentError, match=f"{name} is .*give finite numbers"):
        AffineStrips(**{**terms, name: value})


def test_unfit_requests_are_refused():
    strips = AffineStrips(forward=100.0, strike=100.0, expiry=1.0, is_call=True)
    with pytest.raises(InvalidArgumentError, match="tolerance is 0"):
        strips.values(HESTON, tolerance=0.0)
    with pytest.raises(InvalidArgumentError, match="outputs is 7"):
        strips.values(HESTON, outputs=7)
    with pytest.raises(InvalidArgumentError, match=r"vol_of_vol is 0\.0"):
        strips.values(AffineParameters(initial_variance=0.04), outputs=12)


@pytest.mark.parametrize("payoff", ["vanilla", "cash", "asset"])
def test_zero_expiry_and_zero_variance_give_the_payoff(payoff):
    strikes = np.array([90.0, 110.0])
    paid = {"vanilla": [10.0, 0.0], "cash": [1.0, 0.0], "asset": [100.0, 0.0]}[payoff]
    at_expiry = AffineStrips(forward=100.0, strike=strikes, expiry=0.0, is_call=True)
    np.testing.assert_array_equal(at_expiry.values(HESTON, payoff=payoff).values[0], paid)
    later = AffineStrips(forward=100.0, strike=strikes, expiry=1.0, is_call=True)
    still = AffineParameters(initial_variance=0.0)
    np.testing.assert_array_equal(later.values(still, payoff=payoff, outputs=9).values[0], paid)


def test_order_and_neighbours_do_not_matter_beyond_the_error():
    rng = np.random.default_rng(3)
    expiry, strike = rng.choice([0.1, 0.5, 2.0], 40), 100.0 * np.exp(0.2 * rng.normal(size=40))
    is_call = rng.random(40) < 0.5
    together = AffineStrips(forward=100.0, strike=strike, expiry=expiry, is_call=is_call)
    found = together.values(HESTON, outputs=12)
    for i in range(0, 40, 7):
        alone = AffineStrips(forward=100.0, strike=strike[i], expiry=expiry[i], is_call=is_call[i])
        gap = np.abs(alone.values(HESTON, outputs=12).values[:, 0] - found.values[:, i])
        assert np.all(gap <= 2 * found.errors[:, i] + 1e-11)


def test_results_are_bit_identical_for_any_number_of_threads():
    expiry = np.repeat(np.linspace(0.1, 2.0, 7), 11)
    strike = np.tile(np.linspace(60.0, 150.0, 11), 7)
    strips = AffineStrips(forward=100.0, strike=strike, expiry=expiry, is_call=True)
    one, three = (strips.values(HESTON, outputs=12, threads=n) for n in (1, 3))
    np.testing.assert_array_equal(one.values, three.values)
    assert one.work == three.work


def test_outputs_are_prefixes_of_each_other():
    strips = AffineStrips(forward=100.0, strike=[80.0, 120.0], expiry=0.3, is_call=False)
    every = strips.values(HESTON, outputs=12, tolerance=1e-10)
    for count in (1, 6, 9):
        some = strips.values(HESTON, outputs=count, tolerance=1e-10)
        assert some.values.shape == (count, 2)
        np.testing.assert_allclose(some.values, every.values[:count], atol=1e-9)
    assert len(OUTPUTS) == 12
