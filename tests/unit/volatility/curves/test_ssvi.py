from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import (
    HestonLike,
    PowerLaw,
    SsviSettings,
    SsviSlice,
    SsviSurface,
    certify,
    fit_ssvi,
    ssvi_conditions,
)
from axiom.volatility.curves.ssvi.curvature import butterfly_free, greatest_eta
from tests.unit.volatility.conftest import VALUATION, make_curve
from tests.unit.volatility.quotes import forwards_of, quotes_from
from tests.unit.volatility.twin import total_variance

YEARS = (0.05, 0.3, 1.0, 2.0)
K = np.linspace(-0.6, 0.5, 23)
THETA = np.geomspace(1e-5, 5.0, 60)
curvatures = st.one_of(
    st.builds(lambda e, g: PowerLaw(eta=e, gamma=g), st.floats(0.1, 3.0), st.floats(0.05, 0.95)),
    st.builds(lambda s: HestonLike(speed=s), st.floats(0.3, 50.0)),
)


def made(form: str = "power_law", shape: tuple[float, ...] = (1.0, 0.4)) -> SsviSurface:
    slices = tuple(
        SsviSlice(
            expiry=VALUATION + dt.timedelta(days=365 * t),
            years=t,
            theta=0.04 * t,
            rho=-0.6,
            form=form,
            shape=shape,
            standard_error=(0.0,) * (2 + len(shape)),
            log_moneyness_min=-1.0,
            log_moneyness_max=1.0,
            n_quotes=20,
        )
        for t in YEARS
    )
    return SsviSurface(valuation_time=VALUATION, slices=slices, forwards=make_curve(YEARS))


def fit(surface: SsviSurface, quotes: pl.DataFrame, **how) -> SsviSurface:
    return fit_ssvi(quotes, forwards_of(surface), valuation_time=VALUATION, **how)


def test_the_smile_is_that_of_the_formula() -> None:
    surface = made()
    for s in surface.slices:
        psi = float(s.theta * s.curvature(s.theta))
        assert s.smile(K).total_variance == pytest.approx(
            total_variance(K, s.theta, s.rho, psi), rel=1e-13
        )


@pytest.mark.parametrize("surface", [made(), made("heston_like", (3.0,))], ids=["power", "heston"])
@pytest.mark.parametrize("t", [0.1, 0.3, 0.8])
def test_between_slices_theta_is_linear_and_derivatives_are_exact(surface, t: float) -> None:
    theta = float(np.interp(t, YEARS, [s.theta for s in surface.slices]))
    first = surface.slices[0]
    psi = theta * float(first.curvature(theta))
    w = surface.total_variance(log_moneyness=K, expiry=t)
    assert w == pytest.approx(total_variance(K, theta, first.rho, psi), rel=1e-12)
    d, h = surface.derivatives(log_moneyness=K, expiry=t), 1e-5

    def at(k, when):
        return surface.total_variance(log_moneyness=k, expiry=when)

    assert d.dw_dk == pytest.approx((at(K + h, t) - at(K - h, t)) / (2 * h), abs=1e-8)
    assert d.dw_dt == pytest.approx((at(K, t + 1e-7) - at(K, t)) / 1e-7, abs=1e-6)


@given(curvatures)
@settings(max_examples=30, deadline=None)
def test_phi_falls_and_its_derivative_is_exact(phi) -> None:
    assert (np.diff(phi(THETA)) < 0.0).all()
    h = 1e-5 * THETA
    differences = (phi(THETA + h) - phi(THETA - h)) / (2 * h)
    assert phi.derivative(THETA) == pytest.approx(differences, rel=1e-5, abs=1e-8)


def test_heston_like_phi_against_its_formula() -> None:
    phi = HestonLike(speed=2.0)
    x = 2.0 * THETA[THETA > 0.05]
    assert phi(x / 2.0) == pytest.approx((1 - (1 - np.exp(-x)) / x) / x, rel=1e-12)
    assert float(phi(np.array(1e-12))) == pytest.approx(0.5)


@given(st.floats(-0.95, 0.95), st.floats(0.05, 0.95), st.floats(1e-4, 1.0))
@settings(max_examples=40, deadline=None)
def test_the_largest_eta_is_the_largest(rho: float, gamma: float, least: float) -> None:
    eta = greatest_eta(rho=rho, gamma=gamma, least_theta=least)
    theta = np.geomspace(least, 1e4, 4000)
    assert ssvi_conditions(PowerLaw(eta=0.9999 * eta, gamma=gamma), rho=rho, theta=theta).hold
    above = ssvi_conditions(PowerLaw(eta=1.001 * eta, gamma=gamma), rho=rho, theta=theta)
    limit = 1.001 * eta * (1 + abs(rho)) >= 4.0  # theta phi reaches eta at infinity only
    assert limit or not above.hold


@given(st.floats(-0.9, 0.9), st.floats(0.0, 10.0))
@settings(max_examples=50, deadline=None)
def test_heston_like_ssvi_is_free_from_its_bound_on(rho: float, above: float) -> None:
    """Gatheral and Jacquier (2014), section 4.1: lambda >= (1 + abs(rho)) / 4."""
    speed = (1.0 + abs(rho)) / 4.0 + above
    assert ssvi_conditions(HestonLike(speed=speed), rho=rho, theta=THETA).hold


@pytest.mark.parametrize(("form", "shape"), [("power_law", (1.0, 0.4)), ("heston_like", (3.0,))])
def test_exact_quotes_give_the_parameters_back(form: str, shape: tuple[float, ...]) -> None:
    truth = made(form, shape)
    quotes = quotes_from(truth)
    found = fit(truth, quotes, settings=SsviSettings(form=form))
    for a, b in zip(found.slices, truth.slices, strict=True):
        given = (a.theta, a.rho, *a.shape)
        target = (b.theta, b.rho, *b.shape)
        for x, y, error in zip(given, target, a.standard_error, strict=True):
            assert x == pytest.approx(y, abs=error)
            assert error > 0.0
    certificate = certify(found, quotes)
    assert certificate.is_arbitrage_free
    assert certificate.in_spread_share == 1.0
    assert certificate.rmse_vol < 1e-3
    assert SsviSurface.from_json(found.to_json()) == found


def test_noise_outliers_and_crossed_expiries_leave_no_arbitrage() -> None:
    truth = made()
    rng = np.random.default_rng(5)
    quotes = quotes_from(truth, noise=0.02, rng=rng)
    shift = pl.when(pl.col("years") == 0.3).then(0.2).otherwise(0.0)
    vols = [(pl.col(c) + shift).alias(c) for c in ("bid_vol", "mid_vol", "ask_vol")]
    crossed = fit(truth, quotes.with_columns(vols))
    assert certify(crossed, quotes).is_arbitrage_free
    thetas = [s.theta for s in crossed.slices]
    assert thetas == sorted(thetas)
    first = crossed.slices[0]
    theta = np.geomspace(first.theta, 10.0, 100)
    assert ssvi_conditions(first.curvature, rho=first.rho, theta=theta).hold


def test_the_prior_is_followed_where_nothing_is_quoted() -> None:
    truth = made()
    near = quotes_from(truth, n=25).filter(pl.col("log_moneyness").abs() < 0.05)
    held = fit(truth, near, prior=truth)
    assert held.slices[0].rho == pytest.approx(-0.6, abs=0.05)


def test_what_is_outside_its_domain_is_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="form is 'flat'"):
        SsviSettings(form="flat")
    with pytest.raises(InvalidArgumentError, match="evaluations is 0"):
        SsviSettings(evaluations=0)
    with pytest.raises(InvalidArgumentError, match=r"form is 'power_law' and shape \(1.0,\)"):
        made(shape=(1.0,))
    with pytest.raises(InvalidArgumentError, match="gamma is 1"):
        PowerLaw(eta=1.0, gamma=1.0)
    with pytest.raises(InvalidArgumentError, match="speed is 0"):
        HestonLike(speed=0.0)
    with pytest.raises(InvalidArgumentError, match="rho is 1"):
        ssvi_conditions(PowerLaw(eta=1.0, gamma=0.5), rho=1.0, theta=THETA)
    mixed = (made().slices[0], made(shape=(1.0, 0.5)).slices[1])
    with pytest.raises(InvalidArgumentError, match="another rho or phi"):
        SsviSurface(valuation_time=VALUATION, slices=mixed, forwards=make_curve(YEARS))


@settings(max_examples=60, deadline=None)
@given(
    curvature=curvatures,
    rho=st.floats(-0.99, 0.99),
    low=st.floats(1e-4, 1.0),
    factor=st.floats(1.0, 50.0),
)
def test_butterfly_free_between_two_thetas_is_the_conditions_at_each(
    curvature, rho, low, factor
) -> None:
    theta = np.geomspace(low, low * factor, 400)
    steep, curved, rising, calendar = ssvi_conditions(curvature, rho=rho, theta=theta)
    assert (rising >= 0.0).all()
    assert (calendar >= -1e-9).all()
    free = butterfly_free(curvature, rho=rho, theta=(low, low * factor))
    least = min(steep.min(), curved.min())
    assert least >= -1e-9 or not free
    if isinstance(curvature, PowerLaw):
        assert free or least < 1e-3
