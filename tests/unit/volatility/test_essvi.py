from __future__ import annotations

import dataclasses
import json
import pickle

import numpy as np
import pytest
from scipy.stats import norm

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable
from axiom.volatility import EssviSurface, Region, Surface

from . import twin
from .conftest import VALUATION, YEARS, make_curve, make_slice

K = np.linspace(-2.0, 1.5, 71)
TIMES = (0.005, 0.02, 0.06, 0.1, 0.3, 1.0, 1.7, 2.0, 5.0)


@pytest.mark.parametrize("t", TIMES)
def test_total_variance_equals_its_numpy_twin(surface: EssviSurface, t: float) -> None:
    expected = twin.total_variance(K, *twin.parameters(surface, t))
    np.testing.assert_allclose(surface.total_variance(log_moneyness=K, expiry=t), expected, 1e-13)
    vol = np.sqrt(expected / t)
    np.testing.assert_allclose(surface.vol(log_moneyness=K, expiry=t), vol, rtol=1e-13)


@pytest.mark.parametrize("t", [0.01, 0.06, 0.3, 1.7, 5.0])
def test_derivatives_agree_with_finite_differences(surface: EssviSurface, t: float) -> None:
    d = surface.derivatives(log_moneyness=K, expiry=t)
    h = 1e-4

    def w(dk: float = 0.0, dt: float = 0.0) -> np.ndarray:
        return np.asarray(surface.total_variance(log_moneyness=K + dk, expiry=t + dt))

    scale = w(0.0)
    np.testing.assert_allclose(d.total_variance, scale, rtol=1e-14)
    np.testing.assert_allclose(d.dw_dk, (w(h) - w(-h)) / (2 * h), atol=1e-5)
    np.testing.assert_allclose(d.d2w_dk2, (w(h) - 2 * w() + w(-h)) / h**2, atol=2e-3)
    np.testing.assert_allclose(d.dw_dt, (w(dt=1e-5) - w(dt=-1e-5)) / 2e-5, rtol=1e-5)


@pytest.mark.parametrize("t", [0.01, 0.1, 0.7, 3.0])
def test_density_integrates_to_one_and_has_the_forward_as_mean(
    surface: EssviSurface, t: float
) -> None:
    k = np.linspace(-3.0, 1.5, 40001) * np.sqrt(t) - 0.01
    strike = float(surface.forward(t)) * np.exp(k)
    p = np.asarray(surface.density(strike=strike, expiry=t))
    assert np.trapezoid(p, strike) == pytest.approx(1.0, abs=2e-4)
    assert np.trapezoid(p * strike, strike) == pytest.approx(surface.forward(t), rel=2e-4)


def test_density_is_the_second_derivative_of_the_undiscounted_call(surface: EssviSurface) -> None:
    t, h = 0.5, 0.05
    forward = surface.forward(t)

    def call(strike: float) -> float:
        deviation = surface.vol(strike=strike, expiry=t) * t**0.5
        d1 = np.log(forward / strike) / deviation + deviation / 2
        return float(forward * norm.cdf(d1) - strike * norm.cdf(d1 - deviation))

    for strike in (60.0, 85.0, 100.0, 115.0):
        second = (call(strike + h) - 2 * call(strike) + call(strike - h)) / h**2
        assert surface.density(strike=strike, expiry=t) == pytest.approx(second, rel=1e-4)


def test_strike_and_log_moneyness_agree_and_everything_broadcasts(surface: EssviSurface) -> None:
    t = np.array([[0.01], [0.7], [4.0]])
    strike = np.asarray(surface.forward(t)) * np.exp(K)
    by_strike = surface.vol(strike=strike, expiry=t)
    by_k = surface.vol(log_moneyness=K, expiry=t)
    assert by_strike.shape == by_k.shape == (3, K.size)
    np.testing.assert_allclose(by_strike, by_k, rtol=1e-12)
    scalar = surface.vol(log_moneyness=float(K[3]), expiry=0.7)
    assert isinstance(scalar, float)
    assert scalar == by_k[1, 3]
    assert surface.vol(strike=[100, 110], expiry=1).dtype == np.float64
    assert surface.vol(strike=np.empty(0), expiry=1.0).shape == (0,)
    assert isinstance(surface.vol(strike=np.float64(100), expiry=np.float64(1)), float)
    assert isinstance(surface.derivatives(strike=100, expiry=1).dw_dt, float)


def test_expiry_zero_gives_the_limits(surface: EssviSurface) -> None:
    k = np.array([-0.1, 0.0, 0.1])
    near = surface.vol(log_moneyness=k, expiry=1e-9)
    np.testing.assert_allclose(surface.vol(log_moneyness=k, expiry=0.0), near, rtol=1e-12)
    np.testing.assert_array_equal(surface.total_variance(log_moneyness=k, expiry=0.0), 0.0)
    np.testing.assert_array_equal(surface.density(log_moneyness=k, expiry=0.0), [0.0, np.inf, 0.0])
    rate = surface.derivatives(log_moneyness=k, expiry=0.0).dw_dt
    np.testing.assert_allclose(rate, near**2, rtol=1e-12)


def test_nan_stays_in_its_element(surface: EssviSurface) -> None:
    vol = surface.vol(strike=[100.0, np.nan, 100.0], expiry=[1.0, 1.0, np.nan])
    np.testing.assert_array_equal(np.isnan(vol), [False, True, True])
    assert np.isnan(surface.density(strike=np.nan, expiry=1.0))
    assert np.isnan(surface.derivatives(strike=[np.nan], expiry=1.0).dw_dk[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"strike": 100.0, "expiry": -1.0}, "expiry is -1.0; give"),
        ({"strike": [90.0, 0.0], "expiry": 1.0}, r"strike is 0.0 at element 1; give"),
        ({"strike": np.inf, "expiry": 1.0}, "strike is inf"),
        ({"log_moneyness": -np.inf, "expiry": 1.0}, "log_moneyness is -inf"),
        ({"strike": 100.0, "expiry": np.inf}, "expiry is inf"),
        ({"expiry": 1.0}, "neither strike nor log_moneyness"),
        ({"strike": 1.0, "log_moneyness": 0.0, "expiry": 1.0}, "both strike and log_moneyness"),
        ({"strike": np.ones(2), "expiry": np.ones(3)}, "do not broadcast"),
        ({"strike": "much", "expiry": 1.0}, "strike is not numeric"),
    ],
)
@pytest.mark.parametrize("method", ["vol", "total_variance", "density", "derivatives", "region"])
def test_impossible_input_is_named(surface, arguments, message, method) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidArgumentError, match=message):
        getattr(surface, method)(**arguments)


def test_region(surface: EssviSurface) -> None:
    assert surface.region(log_moneyness=0.0, expiry=0.5) is Region.OBSERVED
    assert surface.region(log_moneyness=0.0, expiry=0.7) is Region.INTERPOLATED
    codes = surface.region(log_moneyness=[0.0, 3.0, 0.0, np.nan], expiry=[5.0, 0.5, 0.001, 0.5])
    assert (codes == Region.EXTRAPOLATED).all()
    assert surface.region(log_moneyness=0.0, expiry=0.5 + 1e-7) is Region.OBSERVED


def test_json_round_trip_is_bit_exact(surface: EssviSurface, tmp_path) -> None:  # type: ignore[no-untyped-def]
    again = EssviSurface.from_json(surface.to_json())
    assert again == surface
    assert again.to_json() == surface.to_json()
    t = np.array([[0.003], [0.4], [3.0]])
    a, b = (s.vol(log_moneyness=K, expiry=t) for s in (surface, again))
    assert a.tobytes() == b.tobytes()
    surface.save(tmp_path / "surface.json")
    assert EssviSurface.load(tmp_path / "surface.json") == surface
    assert pickle.loads(pickle.dumps(surface)) == surface  # noqa: S301


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extra": 1}, r"unknown fields \['extra'\]"),
        ({"version": 4}, "version 4; this release reads axiom.essvi version 3"),
        ({"slices": [{"years": 1.0}]}, r"slices\[0\]: unknown fields \[\], missing fields"),
        ({"slices": 3}, "slices is a int and not a list"),
        ({"valuation_time": "noon"}, "not an ISO 8601 instant"),
    ],
)
def test_foreign_documents_are_refused(surface, change, message) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(surface.to_json()) | change
    with pytest.raises(DataError, match=message):
        EssviSurface.from_json(json.dumps(document))


def test_documents_of_version_1_are_read_in_calendar_time(surface: EssviSurface) -> None:
    document = json.loads(surface.to_json()) | {"version": 1}
    assert document.pop("clock") is None
    assert EssviSurface.from_json(json.dumps(document)) == surface


def _clocked(surface: EssviSurface) -> EssviSurface:
    return dataclasses.replace(
        surface,
        clock=TimeTable(
            years=[0.0, 0.01, 0.05, 0.05, 0.7, 3.0], variance_years=[0.0, 0.015, 0.03, 0.06, 0.5, 3]
        ),
    )


def test_between_slices_parameters_are_linear_in_variance_time(surface: EssviSurface) -> None:
    clocked = _clocked(surface)
    assert clocked.clock is not None
    a, b = surface.slices[1:3]
    tau = np.asarray(clocked.clock(np.array([a.years, 0.3, b.years])))
    share = (tau[1] - tau[0]) / (tau[2] - tau[0])
    theta, psi, chi = (
        x + share * (y - x)
        for x, y in ((a.theta, b.theta), (a.psi, b.psi), (a.rho * a.psi, b.rho * b.psi))
    )
    expected = twin.total_variance(K, theta, chi / psi, psi)
    found = clocked.total_variance(log_moneyness=K, expiry=0.3)
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    np.testing.assert_allclose(clocked.vol(log_moneyness=K, expiry=0.3) ** 2 * 0.3, found, 1e-13)
    early = clocked.total_variance(log_moneyness=K, expiry=[[0.004], [0.008]])
    np.testing.assert_allclose(2.0 * early[0], early[1], rtol=1e-13)
    assert EssviSurface.from_json(clocked.to_json()) == clocked
    assert pickle.loads(pickle.dumps(clocked)) == clocked  # noqa: S301


@pytest.mark.parametrize("t", [0.0, 0.004, 0.02, 0.051, 0.3, 0.7, 2.0, 4.0])
def test_the_time_derivative_goes_through_the_clock(surface: EssviSurface, t: float) -> None:
    clocked = _clocked(surface)
    d = clocked.derivatives(log_moneyness=K, expiry=t)
    late, early = (clocked.total_variance(log_moneyness=K, expiry=t + x) for x in (1e-6, 1e-9))
    slope = (np.asarray(late) - np.asarray(early)) / (1e-6 - 1e-9)
    np.testing.assert_allclose(d.dw_dt, slope, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize("quantity", ["vol", "total_variance", "density"])
def test_values_do_not_depend_on_shape_or_position(surface: EssviSurface, quantity: str) -> None:
    rng = np.random.default_rng(4)
    strike, t = rng.uniform(40.0, 220.0, 131), np.append(rng.uniform(0.0, 3.0, 8), YEARS)
    for s in (surface, _clocked(surface)):
        evaluate = getattr(s, quantity)
        grid = evaluate(strike=strike, expiry=t[:, None])
        pairs = evaluate(strike=np.tile(strike, t.size), expiry=np.repeat(t, strike.size))
        single = [[evaluate(strike=float(x), expiry=float(y)) for x in strike[::13]] for y in t]
        assert grid.tobytes() == pairs.tobytes()
        assert np.array(single).tobytes() == grid[:, ::13].tobytes()


def test_text_and_wrongly_typed_numbers_are_refused(surface: EssviSurface) -> None:
    with pytest.raises(DataError, match="not JSON"):
        EssviSurface.from_json("{")
    document = json.loads(surface.to_json())
    document["slices"][1]["rho"] = "steep"
    with pytest.raises(DataError, match=r"slices\[1\].rho is 'steep'"):
        EssviSurface.from_json(json.dumps(document))


def test_impossible_surfaces_are_refused(surface: EssviSurface) -> None:
    good = surface.slices
    for slices, message in (
        ((), "slices is empty"),
        ((good[1], good[0]), "sort them"),
        ((make_slice(1.0, 0.04, -1.5, 0.2),), "outside"),
        ((make_slice(1.0, float("nan"), -0.5, 0.2),), "outside"),
    ):
        with pytest.raises(InvalidArgumentError, match=message):
            dataclasses.replace(surface, slices=slices)
    with pytest.raises(InvalidArgumentError, match="naive"):
        dataclasses.replace(surface, valuation_time=VALUATION.replace(tzinfo=None))


def test_curve_interpolates_logs_and_extrapolates_carry_and_rate() -> None:
    curve = make_curve()
    for t in (0.001, 0.07, 0.5, 1.5, 4.0):
        assert curve.forward(t) == pytest.approx(100 * np.exp(0.02 * t), rel=1e-12)
        assert curve.discount_factor(t) == pytest.approx(np.exp(-0.03 * t), rel=1e-12)
    assert curve.discount_factor(0.0) == 1.0
    with pytest.raises(InvalidArgumentError, match=r"expiry is -1.0"):
        curve.forward([1.0, -1.0])


def test_single_slice_surface(surface: EssviSurface) -> None:
    one = dataclasses.replace(surface, slices=surface.slices[2:3], forwards=make_curve((0.5,)))
    np.testing.assert_allclose(one.vol(log_moneyness=0.0, expiry=[0.1, 0.5, 3.0]), 0.2, rtol=1e-12)
    assert one.forward(2.0) == one.forward(0.5)


def test_surface_satisfies_the_protocol(surface: EssviSurface) -> None:
    assert isinstance(surface, Surface)


def test_beyond_the_last_slice_theta_grows_at_its_slope_over_a_factor_of_two() -> None:
    close = (make_slice(1.0, 0.04, -0.5, 0.2), make_slice(1.99, 0.08, -0.5, 0.2))
    near = (*close, make_slice(2.0, 0.0801, -0.5, 0.2))
    for slices, slope in ((near, 0.0401), (near[1:], 0.0801 / 2.0)):
        surface = EssviSurface(valuation_time=VALUATION, slices=slices, forwards=make_curve())
        growth = surface.derivatives(log_moneyness=0.0, expiry=3.0).dw_dt
        assert growth == pytest.approx(slope, rel=1e-12)


def test_density_far_in_the_wings_of_an_extreme_surface_is_not_nan() -> None:
    wild = EssviSurface(
        valuation_time=VALUATION, slices=(make_slice(1.0, 9.0, -0.3, 3.0),), forwards=make_curve()
    )
    density = wild.density(log_moneyness=[-900.0, -600.0, 600.0, 900.0], expiry=300.0)
    assert (np.asarray(density) >= 0.0).all()
