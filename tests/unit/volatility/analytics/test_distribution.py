from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics import bkm_moments, implied_distribution
from tests.unit.volatility.conftest import VALUATION
from tests.unit.volatility.curves.spline.smiles import make_clock, make_surface
from tests.unit.volatility.surfaces import FormulaSurface

from .made import flat, made, skewed

VOL, T = 0.2, 0.5


def test_a_flat_surface_is_lognormal() -> None:
    found = implied_distribution(flat(VOL), expiry=T)
    variance = VOL * VOL * T
    x = found.log_return
    assert (x.mean, x.variance) == pytest.approx((-0.5 * variance, variance), rel=1e-13)
    assert (x.skewness, x.kurtosis) == pytest.approx((0.0, 3.0), abs=1e-12)
    s = found.price
    growth = math.exp(variance)
    assert s.mean == pytest.approx(found.forward, rel=1e-14)
    assert s.variance == pytest.approx(found.forward**2 * (growth - 1.0), rel=1e-12)
    assert s.skewness == pytest.approx((growth + 2.0) * math.sqrt(growth - 1.0), rel=1e-9)
    fourth = growth**4 + 2.0 * growth**3 + 3.0 * growth**2 - 3.0
    assert s.kurtosis == pytest.approx(fourth, rel=1e-8)
    assert found.mass == pytest.approx(1.0, abs=1e-14)
    assert found.highest_moment == math.inf


def test_quantiles_of_a_flat_surface_are_lognormal() -> None:
    found = implied_distribution(flat(VOL), expiry=T)
    deviation = VOL * math.sqrt(T)
    at = found.forward * np.exp(deviation * np.array([-2.326347874, 0.0, 1.281551566])
                                - 0.5 * deviation**2)  # fmt: skip
    assert found.quantile([0.01, 0.5, 0.9]) == pytest.approx(at, rel=1e-9)
    assert found.quantile(0.5) == pytest.approx(at[1])
    assert math.isnan(found.quantile(math.nan))


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1, 1.2])
def test_probabilities_outside_the_unit_interval_are_refused(probability) -> None:
    with pytest.raises(InvalidArgumentError, match="probability"):
        implied_distribution(flat(), expiry=T).quantile(probability)


@pytest.mark.parametrize("price", [0.0, -1.0, math.inf])
def test_prices_outside_the_domain_are_refused(price) -> None:
    found = implied_distribution(flat(), expiry=T)
    for function in (found.density, found.cumulative, found.survival):
        with pytest.raises(InvalidArgumentError, match="price"):
            function(price)


def test_the_cumulative_is_the_integral_of_the_density() -> None:
    found = implied_distribution(skewed(), expiry=0.3)
    price = np.linspace(60.0, 130.0, 20_001)
    steps = np.diff(price)
    middle = 0.5 * (price[1:] + price[:-1])
    total = np.append(0.0, np.cumsum(found.density(middle) * steps))
    grown = found.cumulative(price) - found.cumulative(60.0)
    assert grown == pytest.approx(total, abs=1e-8)
    assert found.cumulative(price) + found.survival(price) == pytest.approx(1.0, abs=1e-14)


def test_the_mean_is_the_forward_and_errors_say_how_well() -> None:
    found = implied_distribution(skewed(), expiry=0.3)
    assert abs(found.forward_error) < 1e-13
    assert found.price.mean_error < 1e-9
    assert found.log_return.skewness < -1.5
    assert found.log_return.kurtosis > 6.0
    assert found.log_return.deviation == math.sqrt(found.log_return.variance)


def test_option_prices_and_density_give_the_same_moments() -> None:
    for expiry in (0.02, 0.3, 1.5):
        by_density = implied_distribution(skewed(), expiry=expiry).log_return
        by_options = bkm_moments(skewed(), expiry=expiry)
        for name in ("mean", "variance", "skewness", "kurtosis"):
            one, other = getattr(by_density, name), getattr(by_options.moments, name)
            assert one == pytest.approx(other, rel=1e-10)
        assert by_options.log_contract == by_options.moments.mean


@pytest.mark.parametrize("clock", [None, make_clock()], ids=["calendar", "clock"])
def test_kinks_at_knots_cost_no_accuracy(clock) -> None:
    for expiry in (0.05, 0.5, 1.2):
        found = implied_distribution(make_surface(clock), expiry=expiry)
        options = bkm_moments(make_surface(clock), expiry=expiry).moments
        assert found.mass == pytest.approx(1.0, abs=1e-13)
        assert abs(found.forward_error) < 1e-13
        assert found.log_return.kurtosis == pytest.approx(options.kurtosis, rel=1e-11)


def test_the_paper_s_mean_is_the_series_of_the_exact_one() -> None:
    found = bkm_moments(flat(0.1), expiry=0.25)
    assert found.series_mean == pytest.approx(found.log_contract, rel=1e-4)
    assert found.volatility_contract == pytest.approx(0.0025 + 0.00125**2, rel=1e-12)


def test_moments_that_the_right_wing_forbids_are_infinite() -> None:
    steep = made((1.0, 0.04, 0.0, 0.3))
    found = implied_distribution(steep, expiry=1.0)
    slope = 0.15
    assert found.highest_moment == pytest.approx(0.5 + 1.0 / (2.0 * slope) + slope / 8.0, rel=1e-3)
    wild = implied_distribution(made((1.0, 0.3, 0.9, 0.6)), expiry=1.0)
    assert 1.0 < wild.highest_moment < 2.0
    assert wild.price.mean == pytest.approx(wild.forward, rel=1e-6)
    assert wild.price.variance == math.inf
    assert wild.price.kurtosis_error == math.inf
    assert math.isfinite(wild.log_return.kurtosis)


def test_a_surface_whose_density_is_no_density_is_refused() -> None:
    bent = FormulaSurface(lambda k, t: t * (0.04 + 2.5 * np.abs(k)), (0.5, 1.0))
    assert bent.valuation_time == VALUATION
    with pytest.raises(DataError, match="certify"):
        implied_distribution(bent, expiry=1.0)


@given(
    theta=st.floats(0.002, 0.3),
    rho=st.floats(-0.9, 0.9),
    share=st.floats(0.05, 0.95),
)
def test_every_ssvi_slice_has_mass_one_and_the_forward_as_mean(theta, rho, share) -> None:
    # Gatheral and Jacquier 2014, theorem 4.2: free of butterfly arbitrage.
    psi = share * min(4.0 / (1.0 + abs(rho)), 2.0 * math.sqrt(theta / (1.0 + abs(rho))))
    found = implied_distribution(made((1.0, theta, rho, psi)), expiry=1.0)
    assert found.mass == pytest.approx(1.0, abs=1e-9)
    assert abs(found.forward_error) < 1e-6
    options = bkm_moments(made((1.0, theta, rho, psi)), expiry=1.0).moments
    assert found.log_return.variance == pytest.approx(options.variance, rel=1e-7)
