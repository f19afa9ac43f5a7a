"""Random spline surfaces: any knots, any clock, any place."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline import slice_derivatives
from axiom.market import TimeTable
from axiom.volatility import ForwardCurve, ForwardNode, SplineSlice, SplineSurface

VALUATION = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
TOP = 4.0  # beyond the last expiry drawn


@st.composite
def slices(draw: st.DrawFn, years: float) -> SplineSlice:
    """Any knots, crowded or far apart, and values that bend both ways."""
    gaps = draw(st.lists(st.floats(1e-6, 0.5), min_size=1, max_size=20))
    knots = np.cumsum([draw(st.floats(-2.0, 0.5)), *gaps])
    middle = 0.5 * (knots[0] + knots[-1])
    bumps = draw(st.floats(0.0, 0.2)) * np.sin(draw(st.floats(1.0, 40.0)) * knots)
    w = years * (0.05 + draw(st.floats(0.0, 0.4)) * (knots - middle) ** 2) * (1.0 + bumps)
    try:
        return SplineSlice(
            expiry=VALUATION + dt.timedelta(days=365 * years),
            years=years,
            knots=knots,
            total_variance=w,
            standard_error=draw(st.floats(0.0, 0.1)) * np.ones(knots.size),
            log_moneyness_min=float(knots[0]),
            log_moneyness_max=float(knots[-1]),
            n_quotes=1,
        )
    except InvalidArgumentError:
        reject()


@st.composite
def clocks(draw: st.DrawFn) -> TimeTable:
    """Stretches of different pace, down to a minute long, and events."""
    inside = draw(st.lists(st.floats(2e-6, TOP - 0.1), max_size=30, unique=True))
    jumps = draw(st.lists(st.sampled_from(inside), max_size=3)) if inside else []
    years = np.sort([0.0, *inside, *jumps, TOP])
    pace = draw(st.lists(st.floats(0.1, 3.0), min_size=years.size - 1, max_size=years.size - 1))
    steps = np.array(pace) * np.diff(years) + 0.01 * (np.diff(years) == 0.0)
    return TimeTable(years=years, variance_years=np.append(0.0, np.cumsum(steps)))


@st.composite
def surfaces(draw: st.DrawFn) -> SplineSurface:
    years = np.sort(draw(st.lists(st.floats(2e-4, 3.0), min_size=1, max_size=5, unique=True)))
    nodes = draw(st.lists(st.floats(1e-3, 3.0), min_size=1, max_size=4, unique=True))
    try:
        return SplineSurface(
            valuation_time=VALUATION,
            slices=tuple(draw(slices(float(t))) for t in years),
            forwards=ForwardCurve(
                nodes=tuple(
                    ForwardNode(years=t, forward=100.0 + t, discount_factor=1.0)
                    for t in sorted(nodes)
                )
            ),
            clock=draw(st.none() | clocks()),
        )
    except InvalidArgumentError:
        reject()


def _on_slice(s: SplineSlice, k: np.ndarray) -> np.ndarray:
    w, *_ = slice_derivatives(
        knots=s.knots, total_variance=s.total_variance, second=s.second, log_moneyness=k
    )
    return w


@settings(max_examples=60)
@given(surfaces(), st.data())
def test_variance_is_linear_in_variance_time_and_vol_its_root(
    surface: SplineSurface, data: st.DataObject
) -> None:
    k = np.array(data.draw(st.lists(st.floats(-4.0, 4.0), min_size=1, max_size=9)))
    fitted = surface.fitted_expiries
    t = data.draw(st.floats(1e-5, 3.5) | st.sampled_from(fitted))
    clock = surface.clock or TimeTable.calendar()
    tau, taus = float(clock(t)), np.asarray(clock(np.array(fitted)))
    w = surface.total_variance(log_moneyness=k, expiry=t)
    levels = np.array([_on_slice(s, k) for s in surface.slices])
    levels = np.vstack([np.zeros(k.size), levels])
    i = int(np.searchsorted(fitted, t, side="right"))
    if i < len(fitted):
        start = taus[i - 1] if i else 0.0
        share = (tau - start) / (taus[i] - start)
        expected = levels[i] + share * (levels[i + 1] - levels[i])
        np.testing.assert_allclose(w, expected, rtol=1e-9)
    else:
        assert (w >= levels[-1] * (1.0 - 1e-12)).all()
    np.testing.assert_allclose(surface.vol(log_moneyness=k, expiry=t), np.sqrt(w / t), rtol=1e-12)


@settings(max_examples=40)
@given(surfaces(), st.integers(0, 2**32 - 1))
def test_values_do_not_depend_on_place_or_shape(surface: SplineSurface, seed: int) -> None:
    rng = np.random.default_rng(seed)
    strike = 100.0 * np.exp(rng.uniform(-3.0, 3.0, 83))
    edges = [s.knots[rng.integers(s.knots.size)] for s in surface.slices]
    k = np.append(rng.uniform(-3.0, 3.0, 70), edges)
    t = np.concatenate([surface.fitted_expiries, rng.uniform(0.0, 3.5, 9), [0.0]])
    for point in ({"strike": strike}, {"log_moneyness": k}):
        name, x = next(iter(point.items()))
        grid = surface.vol(**{name: x}, expiry=t[:, None])
        order = rng.permutation(grid.size)
        pairs = surface.vol(**{name: np.tile(x, t.size)[order]}, expiry=np.repeat(t, x.size)[order])
        assert grid.ravel()[order].tobytes() == pairs.tobytes()
        assert np.isfinite(grid).all()
