from __future__ import annotations

import dataclasses
import json
import pickle

import numpy as np
import pytest

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market import TimeTable
from axiom.volatility import Region, SplineSurface, Surface
from tests.unit.volatility.conftest import VALUATION, make_curve

from .smiles import YEARS, make_clock, make_slice, make_surface, variance

K = np.linspace(-2.5, 2.0, 91)
TIMES = (0.004, 0.02, 0.04, 0.06, 0.1, 0.305, 0.5, 0.7, 1.0, 1.7, 2.0, 5.0)


@pytest.fixture(scope="module")
def calendar() -> SplineSurface:
    return make_surface()


@pytest.fixture(scope="module")
def clocked() -> SplineSurface:
    return make_surface(make_clock())


@pytest.fixture(scope="module", params=["calendar", "clocked"])
def surface(request: pytest.FixtureRequest) -> SplineSurface:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("t", TIMES)
def test_variance_and_vol_equal_their_scipy_twin(surface: SplineSurface, t: float) -> None:
    expected = variance(surface, K, t)
    found = surface.total_variance(log_moneyness=K, expiry=t)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    vol = surface.vol(log_moneyness=K, expiry=t)
    np.testing.assert_allclose(vol, np.sqrt(expected / t), rtol=1e-12)


@pytest.mark.parametrize("t", TIMES)
def test_derivatives_equal_their_twin_and_right_differences(
    surface: SplineSurface, t: float
) -> None:
    d = surface.derivatives(log_moneyness=K, expiry=t)
    np.testing.assert_allclose(d.total_variance, variance(surface, K, t), rtol=1e-12)
    np.testing.assert_allclose(d.dw_dk, variance(surface, K, t, 1), rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(d.d2w_dk2, variance(surface, K, t, 2), rtol=1e-9, atol=1e-12)
    h = 1e-6
    after = 1e-9  # beyond a jump at t
    late, early = (surface.total_variance(log_moneyness=K, expiry=t + x) for x in (h, after))
    slope = (np.asarray(late) - np.asarray(early)) / (h - after)
    np.testing.assert_allclose(d.dw_dt, slope, rtol=1e-6, atol=1e-9)


def test_density_is_a_density_with_the_forward_as_mean(surface: SplineSurface) -> None:
    for t in (0.1, 0.7, 3.0):
        k = np.linspace(-3.0, 3.0, 40001) * np.sqrt(t)
        strike = float(surface.forward(t)) * np.exp(k)
        p = np.asarray(surface.density(strike=strike, expiry=t))
        assert np.trapezoid(p, strike) == pytest.approx(1.0, abs=2e-4)
        assert np.trapezoid(p * strike, strike) == pytest.approx(surface.forward(t), rel=2e-4)


def test_expiry_zero_gives_the_limits(calendar: SplineSurface) -> None:
    k = np.array([-0.1, 0.0, 0.1])
    near = calendar.vol(log_moneyness=k, expiry=1e-9)
    np.testing.assert_allclose(calendar.vol(log_moneyness=k, expiry=0.0), near, rtol=1e-13)
    np.testing.assert_array_equal(calendar.total_variance(log_moneyness=k, expiry=0.0), 0.0)
    np.testing.assert_array_equal(calendar.density(log_moneyness=k, expiry=0.0), [0.0, np.inf, 0.0])
    rate = calendar.derivatives(log_moneyness=k, expiry=0.0).dw_dt
    np.testing.assert_allclose(rate, near**2, rtol=1e-13)


def test_an_event_counts_for_the_expiries_after_it(clocked: SplineSurface) -> None:
    t = 0.05
    before, at, after = (
        clocked.total_variance(log_moneyness=0.0, expiry=x) for x in (t - 1e-12, t, t + 1e-12)
    )
    assert at == pytest.approx(before, rel=1e-9)
    tau = clocked.clock(np.array([0.02, 0.1]))  # type: ignore[misc]
    level = variance(clocked, np.zeros(1), 0.1)[0] - variance(clocked, np.zeros(1), 0.02)[0]
    assert after - at == pytest.approx(level * 0.02 / (tau[1] - tau[0]), rel=1e-6)


def test_an_event_at_the_valuation_time_counts_for_every_later_expiry() -> None:
    clock = TimeTable(years=[0, 0, 1, 3], variance_years=[0, 0.01, 1.01, 3.01])
    surface = make_surface(clock)
    w = surface.total_variance(log_moneyness=0.0, expiry=[0.0, 1e-6, 0.02])
    np.testing.assert_allclose(w[:2] / w[2], [0.0, 0.010001 / 0.03], rtol=1e-12)
    assert np.isfinite(surface.vol(log_moneyness=0.0, expiry=0.0))


def test_far_strikes_go_on_in_straight_lines_without_nan(calendar: SplineSurface) -> None:
    k = np.array([-900.0, -600.0, 600.0, 690.0])
    for t in (1e-8, 0.3, 300.0):
        w = np.asarray(calendar.total_variance(log_moneyness=k, expiry=t))
        assert (w > 0.0).all()
        assert (np.asarray(calendar.density(log_moneyness=k, expiry=t)) >= 0.0).all()
    tiny = calendar.vol(strike=[5e-324, 1e-300, 1.7e308], expiry=1.0)
    log_strike = np.log([5e-324, 1e-300, 1.7e308]) - np.log(float(calendar.forward(1.0)))
    by_k = calendar.vol(log_moneyness=log_strike, expiry=1.0)
    np.testing.assert_allclose(tiny, by_k, rtol=1e-13)


def test_vol_error_is_given_at_knots_linear_between_and_flat_beyond(clocked: SplineSurface) -> None:
    s, after = clocked.slices[2], clocked.slices[3]
    at = clocked.vol_error(log_moneyness=s.knots, expiry=s.years)
    np.testing.assert_allclose(at, s.standard_error, rtol=1e-14)
    k = np.linspace(-3.0, 3.0, 41)
    a, b = (np.interp(k, x.knots, x.standard_error) for x in (s, after))
    np.testing.assert_allclose(clocked.vol_error(log_moneyness=k, expiry=0.5), a, rtol=1e-13)
    tau = clocked.clock(np.array([0.5, 0.8, 1.0]))  # type: ignore[misc]
    share = (tau[1] - tau[0]) / (tau[2] - tau[0])
    mixed = clocked.vol_error(log_moneyness=k, expiry=0.8)
    np.testing.assert_allclose(mixed, a + share * (b - a), rtol=1e-13)
    for t, end in ((0.001, clocked.slices[0]), (9.0, clocked.slices[-1])):
        flat = np.interp(k, end.knots, end.standard_error)
        np.testing.assert_allclose(clocked.vol_error(log_moneyness=k, expiry=t), flat, rtol=1e-13)


@pytest.mark.parametrize("quantity", ["vol", "total_variance", "density", "vol_error"])
def test_values_do_not_depend_on_shape_or_position(surface: SplineSurface, quantity: str) -> None:
    rng = np.random.default_rng(4)
    strike, t = rng.uniform(40.0, 220.0, 131), np.append(rng.uniform(0.0, 3.0, 8), YEARS)
    evaluate = getattr(surface, quantity)
    grid = evaluate(strike=strike, expiry=t[:, None])
    full = evaluate(strike=np.tile(strike, (t.size, 1)), expiry=t[:, None])
    pairs = evaluate(strike=np.tile(strike, t.size), expiry=np.repeat(t, strike.size))
    columns = evaluate(strike=strike[:, None], expiry=t)
    single = [[evaluate(strike=float(x), expiry=float(y)) for x in strike[::13]] for y in t]
    assert grid.tobytes() == full.tobytes() == pairs.tobytes() == columns.T.tobytes()
    assert np.array(single).tobytes() == grid[:, ::13].tobytes()
    assert evaluate(strike=strike[5:], expiry=t[:, None]).tobytes() == grid[:, 5:].tobytes()


def test_derivatives_do_not_depend_on_shape(surface: SplineSurface) -> None:
    t = np.array([[0.0], [0.013], [0.5], [0.8], [4.0]])
    k = np.linspace(-1.0, 1.0, 75)
    grid = surface.derivatives(log_moneyness=k, expiry=t)
    pairs = surface.derivatives(log_moneyness=np.tile(k, 5), expiry=np.repeat(t, 75))
    for name in ("total_variance", "dw_dk", "d2w_dk2", "dw_dt"):
        assert getattr(grid, name).tobytes() == getattr(pairs, name).tobytes()
    assert isinstance(surface.derivatives(strike=100, expiry=1).dw_dt, float)


def test_strange_shapes(calendar: SplineSurface) -> None:
    cube = calendar.vol(log_moneyness=np.zeros((2, 1, 3)), expiry=np.ones((4, 1)))
    assert cube.shape == (2, 4, 3)
    assert calendar.vol(log_moneyness=np.zeros((2, 3)).T, expiry=[0.5, 1.0]).shape == (3, 2)
    assert calendar.vol(strike=100.0, expiry=np.ones((2, 2))).shape == (2, 2)
    assert calendar.vol(strike=np.empty((0, 3)), expiry=np.ones((1, 1))).shape == (0, 3)
    assert calendar.vol(strike=[100], expiry=1).shape == (1,)
    assert isinstance(calendar.vol(strike=np.float64(100), expiry=np.float64(1)), float)


def test_nan_stays_in_its_element(clocked: SplineSurface) -> None:
    x, t = [100.0, np.nan, 100.0], [1.0, 1.0, np.nan]
    for name in ("vol", "total_variance", "density", "vol_error"):
        for point in ({"strike": x}, {"log_moneyness": np.array(x) / 100.0}):
            value = getattr(clocked, name)(**point, expiry=t)
            np.testing.assert_array_equal(np.isnan(value), [False, True, True], name)
    d = clocked.derivatives(strike=x, expiry=t)
    for name in ("total_variance", "dw_dk", "d2w_dk2", "dw_dt"):
        np.testing.assert_array_equal(np.isnan(getattr(d, name)), [False, True, True], name)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"strike": 100.0, "expiry": -1.0}, "expiry is -1.0; give"),
        ({"strike": [90.0, 0.0], "expiry": 1.0}, r"strike is 0.0 at element 1; give"),
        ({"strike": np.ones((3, 2)), "expiry": [[1.0], [2.0], [-3.0]]}, "expiry is -3.0 at elem"),
        ({"log_moneyness": -np.inf, "expiry": 1.0}, "log_moneyness is -inf"),
        ({"strike": 100.0, "expiry": np.inf}, "expiry is inf"),
        ({"expiry": 1.0}, "neither strike nor log_moneyness"),
        ({"strike": 1.0, "log_moneyness": 0.0, "expiry": 1.0}, "both strike and log_moneyness"),
        ({"strike": np.ones(2), "expiry": np.ones(3)}, "do not broadcast"),
        ({"strike": "much", "expiry": 1.0}, "strike is not numeric"),
    ],
)
@pytest.mark.parametrize(
    "method", ["vol", "total_variance", "density", "derivatives", "region", "vol_error"]
)
def test_impossible_input_is_named(calendar, arguments, message, method) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidArgumentError, match=message):
        getattr(calendar, method)(**arguments)


def test_with_slice_is_the_surface_built_anew(
    surface: SplineSurface, calendar: SplineSurface
) -> None:
    for i, t in enumerate(YEARS):
        other = make_slice(t, 17, level=0.05)
        slices = (*surface.slices[:i], other, *surface.slices[i + 1 :])
        quick, anew = surface.with_slice(i, other), dataclasses.replace(surface, slices=slices)
        assert quick == anew
        times = np.array([[0.01], [0.07], [0.7], [1.5], [6.0]])
        a, b = (s.vol(log_moneyness=K, expiry=times) for s in (quick, anew))
        assert a.tobytes() == b.tobytes()
    moved = calendar.with_slice(2, make_slice(0.6))
    assert moved.fitted_expiries == (0.02, 0.1, 0.6, 1.0, 2.0)
    for index in (-1, 5):
        with pytest.raises(InvalidArgumentError, match=f"index is {index}; give one from 0 to 4"):
            calendar.with_slice(index, make_slice(0.6))
    with pytest.raises(InvalidArgumentError, match="sort them"):
        calendar.with_slice(1, make_slice(0.6))


def test_json_and_pickle_round_trips_are_bit_exact(surface: SplineSurface, tmp_path) -> None:  # type: ignore[no-untyped-def]
    again = SplineSurface.from_json(surface.to_json())
    assert again == surface
    assert again.to_json() == surface.to_json()
    t = np.array([[0.003], [0.4], [3.0]])
    a, b = (s.vol(log_moneyness=K, expiry=t) for s in (surface, again))
    assert a.tobytes() == b.tobytes()
    surface.save(tmp_path / "surface.json")
    assert SplineSurface.load(tmp_path / "surface.json") == surface
    assert pickle.loads(pickle.dumps(surface)) == surface  # noqa: S301


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extra": 1}, r"unknown fields \['extra'\]"),
        ({"format": "axiom.essvi"}, "axiom.essvi version 1; this release reads axiom.spline"),
        ({"version": 9}, "version 9; this release reads axiom.spline version 1"),
        ({"slices": [{"years": 1.0}]}, r"slices\[0\]: unknown fields \[\], missing fields"),
        ({"slices": []}, "slices is empty"),
        ({"clock": {"years": [0.0]}}, "clock: unknown fields"),
        ({"clock": {"years": [0.0, 1.0], "variance_years": [0.0]}}, "time table cannot be read"),
        ({"valuation_time": "noon"}, "not an ISO 8601 instant"),
        ({"valuation_time": "2024-03-01T21:00:00"}, "naive"),
    ],
)
def test_foreign_documents_are_refused(
    clocked: SplineSurface, change: dict[str, object], message: str
) -> None:
    document = json.loads(clocked.to_json()) | change
    with pytest.raises(DataError, match=message):
        SplineSurface.from_json(json.dumps(document))


def test_a_document_with_an_impossible_slice_is_refused(clocked: SplineSurface) -> None:
    document = json.loads(clocked.to_json())
    document["slices"][1]["knots"] = "few"
    with pytest.raises(DataError, match=r"slices\[1\].knots is a str"):
        SplineSurface.from_json(json.dumps(document))
    document["slices"][1]["knots"] = [1.0, 0.0, 2.0]
    with pytest.raises(DataError, match=r"knots: 1\.0 is followed by 0\.0"):
        SplineSurface.from_json(json.dumps(document))


def test_impossible_surfaces_are_refused(calendar: SplineSurface) -> None:
    with pytest.raises(InvalidArgumentError, match="slices is empty"):
        dataclasses.replace(calendar, slices=())
    with pytest.raises(InvalidArgumentError, match="sort them"):
        dataclasses.replace(calendar, slices=calendar.slices[::-1])
    with pytest.raises(InvalidArgumentError, match="naive"):
        dataclasses.replace(calendar, valuation_time=VALUATION.replace(tzinfo=None))
    still = TimeTable(years=[0.0, 0.5, 1.0, 3.0], variance_years=[0.0, 0.5, 0.5, 2.5])
    with pytest.raises(InvalidArgumentError, match="no variance time between expiries; give a cl"):
        dataclasses.replace(calendar, clock=still)


def test_region_protocol_and_single_slice(calendar: SplineSurface) -> None:
    assert isinstance(calendar, Surface)
    assert calendar.region(log_moneyness=0.0, expiry=0.5) is Region.OBSERVED
    assert calendar.region(log_moneyness=0.0, expiry=0.7) is Region.INTERPOLATED
    assert calendar.region(log_moneyness=9.0, expiry=0.5) is Region.EXTRAPOLATED
    one = dataclasses.replace(calendar, slices=(make_slice(0.5),), forwards=make_curve((0.5,)))
    vol = one.vol(log_moneyness=0.0, expiry=[0.1, 0.5, 3.0])
    np.testing.assert_allclose(vol, vol[1], rtol=1e-12)
