"""The exact check of spline slices: known arbitrage found where it is, all else proved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.spline_certificate import (
    SplineCondition,
    SplineFindings,
    SplinePlace,
    find_spline_arbitrage,
)

GRID = np.linspace(-1.5, 1.5, 61)


class Slice:
    """A natural cubic spline with straight wings, evaluated by SciPy."""

    def __init__(self, knots, values):
        self.knots, self.values = np.asarray(knots, float), np.asarray(values, float)
        self.spline = CubicSpline(self.knots, self.values, bc_type="natural")
        self.second = self.spline(self.knots, 2)

    def jet(self, k):
        inside = np.clip(k, self.knots[0], self.knots[-1])
        slope = self.spline(inside, 1)
        return np.array(
            [
                self.spline(inside) + slope * (k - inside),
                slope,
                np.where(k == inside, self.spline(inside, 2), 0.0),
            ]
        )


def durrleman(k, jet):
    w, slope, curvature = jet
    return (1 - k * slope / (2 * w)) ** 2 - slope**2 / 4 * (1 / w + 0.25) + curvature / 2


def check(*slices: Slice, growing: bool = False) -> SplineFindings | None:
    return find_spline_arbitrage(
        knots=[s.knots for s in slices],
        total_variance=[s.values for s in slices],
        second=[s.second for s in slices],
        growing=growing,
    )


def of(found: SplineFindings | None, condition: SplineCondition) -> np.ndarray:
    assert found is not None
    return found.condition == condition


def svi(k, *, a, b, rho, m, sigma):
    return a + b * (rho * (k - m) + np.sqrt((k - m) ** 2 + sigma**2))


def quiet(k, level=0.04):
    """Free of arbitrage: SSVI with theta = level, rho = -0.4, phi = 1."""
    return level / 2 * (1 - 0.4 * k + np.sqrt((k - 0.4) ** 2 + 0.84))


# Axel Vogt's raw SVI parameters: Gatheral & Jacquier (2014), equation (3.8), butterfly arbitrage.
VOGT = Slice(GRID, svi(GRID, a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153))


@pytest.mark.parametrize("level", [1e-8, 1e-4, 0.04, 0.5])
def test_flat_slices_of_any_level_are_proved(level: float) -> None:
    flat = Slice([-0.3, 0.0, 0.4], np.full(3, level))
    assert check(flat, growing=True) is None
    assert check(flat, flat, growing=True) is None


def test_a_quiet_surface_is_proved_between_and_beyond_its_slices() -> None:
    grids = [GRID * 0.6 * (i + 1) for i in range(4)]
    slices = [Slice(k, quiet(k, 0.01 * 2**i)) for i, k in enumerate(grids)]
    assert check(*slices, growing=True) is None


def test_the_known_butterfly_of_raw_svi_is_found_where_it_is() -> None:
    found = check(VOGT)
    assert of(found, SplineCondition.BUTTERFLY).all()
    assert found.decided.all()
    k = np.linspace(-2.0, 2.0, 400_001)
    g = durrleman(k, VOGT.jet(k))
    worst = np.argmax(found.size)
    assert found.size[worst] == pytest.approx(-g.min(), abs=1e-9)
    assert found.log_moneyness[worst] == pytest.approx(k[np.argmin(g)], abs=2e-5)
    negative = k[g < 0.0]
    assert found.start.min() <= negative[0] < found.start.min() + 0.05
    assert found.end.max() - 0.05 < negative[-1] <= found.end.max()


def needle(depth: float) -> Slice:
    """Negative g only within 3e-4 of k = 0.2: a pair of knots 2e-4 apart is bent down there."""
    knots = np.sort(np.concatenate([np.linspace(-1.0, 1.0, 41), 0.2031 + np.arange(3) * 1e-4]))
    values = quiet(knots)
    values[np.argmin(np.abs(knots - 0.2032))] += depth
    return Slice(knots, values)


def test_a_needle_that_a_grid_of_a_hundred_points_misses_is_found() -> None:
    thin = needle(2e-8)
    grid = np.linspace(-2.0, 2.0, 101)
    assert durrleman(grid, thin.jet(grid)).min() > 0.1
    found = check(thin)
    bent = of(found, SplineCondition.BUTTERFLY)
    assert bent.any()
    np.testing.assert_allclose(found.log_moneyness[bent], 0.2032, atol=3e-4)
    assert check(needle(0.0)) is None


def test_rounding_alone_is_not_a_violation_but_a_little_more_is() -> None:
    knots = np.linspace(-1.0, 1.0, 41)
    same = Slice(knots, quiet(knots))
    lower = Slice(knots, quiet(knots) * (1.0 - 1e-12))
    finer = np.sort(np.concatenate([knots, knots[:-1] + 0.01]))
    assert check(same, same) is None
    assert check(same, Slice(finer, same.spline(finer)), growing=True) is None
    found = check(same, lower)
    assert of(found, SplineCondition.CALENDAR).any()
    assert found.size[of(found, SplineCondition.CALENDAR)].max() < 1e-10


def test_slices_that_cross_are_found_where_they_cross() -> None:
    early, late = Slice(GRID, 0.03 + 0.02 * quiet(GRID)), Slice(GRID, 0.032 - 0.004 * np.tanh(GRID))
    found = check(early, late)
    crossed = of(found, SplineCondition.CALENDAR)
    assert (found.place[crossed] == SplinePlace.GAP).all()
    k = np.linspace(-3.0, 1.5, 90_001)
    fall = early.jet(k)[0] - late.jet(k)[0]
    inside = crossed & np.isfinite(found.start) & np.isfinite(found.end)
    assert found.size[inside].max() == pytest.approx(fall[k >= -1.5].max(), rel=1e-6)
    assert found.start[inside].min() <= k[fall > 0.0][0] <= found.start[inside].min() + 0.05


def test_a_crossing_only_between_knots_is_found() -> None:
    knots = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    early = Slice(knots, np.full(5, 0.04))
    late = Slice(knots, [0.06, 0.0402, 0.0402, 0.0402, 0.06])
    assert (late.values > early.values).all()
    found = check(early, late)
    inside = found.log_moneyness[of(found, SplineCondition.CALENDAR)]
    assert ((np.abs(inside) > 0.05) & (np.abs(inside) < 0.45)).all()
    assert inside.size == 2


def test_a_crossing_only_in_the_far_wing_is_found() -> None:
    k = np.array([-1.0, 0.0, 1.0])
    early, late = Slice(k, [0.05, 0.04, 0.06]), Slice(k, [0.15, 0.14, 0.1599])
    found = check(early, late)
    assert (found.condition == SplineCondition.CALENDAR).all()
    assert found.end.max() == np.inf
    at = found.log_moneyness[np.argmax(found.end)]
    assert early.jet(at)[0] > late.jet(at)[0]
    assert found.size[np.argmax(found.end)] == pytest.approx(early.jet(at)[0] - late.jet(at)[0])
    beyond = found.start[np.argmax(found.end)]
    assert beyond > 1.0
    assert early.jet(beyond)[0] == pytest.approx(late.jet(beyond)[0])


def test_lee_and_signs_of_the_wings() -> None:
    steep = check(Slice([-0.1, 0.0, 0.1], [0.04, 0.04, 0.3]))
    wing = of(steep, SplineCondition.WING)
    assert steep.end[wing].tolist() == [np.inf]
    assert steep.size[wing][0] > 0.0
    falling = check(Slice([-0.1, 0.0, 0.1], [0.04, 0.04, 0.035]))
    assert of(falling, SplineCondition.WING).any()


def test_variance_that_dips_below_zero_is_found_between_knots() -> None:
    found = check(Slice([-1.0, -0.1, 0.1, 1.0], [0.4, 0.001, 0.001, 0.4]))
    below = of(found, SplineCondition.VARIANCE)
    assert found.log_moneyness[below].tolist() == [pytest.approx(0.0, abs=1e-6)]
    assert found.size[below][0] > 0.0


def test_a_kink_from_second_derivatives_that_do_not_belong_is_found() -> None:
    second = VOGT.second.copy()
    second[20] += 0.1
    found = find_spline_arbitrage(
        knots=[GRID], total_variance=[VOGT.values], second=[second], growing=False
    )
    assert of(found, SplineCondition.KINK).any()


def test_arbitrage_only_after_the_last_slice_is_found() -> None:
    # g >= 0 on the slice, but its limit for large variance, 1 - w'^2 / 16 + w'' / 2, is not.
    knots = [-0.71, -0.57, -0.12, 0.035, 0.305, 0.4823, 0.5245, 0.5979, 0.9077]
    values = [0.05695, 0.05538, 0.04114, 0.04005, 0.03711, 0.03767, 0.03832, 0.03370, 0.04153]
    bumpy = Slice(knots, values)
    assert check(bumpy) is None
    found = check(bumpy, growing=True)
    assert (found.place == SplinePlace.AFTER).all()
    worst = np.argmax(found.size)
    w, slope, curvature = bumpy.jet(found.log_moneyness[worst])
    higher = (w + found.weight[worst], slope, curvature)
    assert durrleman(found.log_moneyness[worst], higher) == pytest.approx(-found.size[worst])


EARLY = [0.03893, 0.02966, 0.02196, 0.02947, 0.03227, 0.03079, 0.03449, 0.03356, 0.03527, 0.0321,
         0.03732, 0.03946, 0.04888]  # fmt: skip
LATE = [0.05347, 0.04398, 0.04962, 0.03117, 0.04152, 0.04387, 0.05179, 0.05988, 0.06541, 0.07015,
        0.08464, 0.09475, 0.136]  # fmt: skip


def test_arbitrage_only_between_two_slices_is_found() -> None:
    knots = [-1.0, -0.5, 0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0]
    early = Slice(knots, EARLY)
    late = Slice(knots, LATE)
    assert check(early) is None
    assert check(late) is None
    found = check(early, late)
    assert (found.place == SplinePlace.GAP).all()
    assert (found.condition == SplineCondition.BUTTERFLY).all()
    assert ((found.weight > 0.0) & (found.weight < 1.0)).all()
    worst, v = np.argmax(found.size), found.weight[np.argmax(found.size)]
    k = found.log_moneyness[worst]
    between = (1.0 - v) * early.jet(k) + v * late.jet(k)
    assert durrleman(k, between) == pytest.approx(-found.size[worst])
    _, g = dense(early, late)
    assert g[0].min() > 0.0
    assert g[-1].min() > 0.0
    assert 0.0 < -g.min() <= found.size[worst]


def random_slice(seed: int, level: float, noise: float) -> Slice:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 14))
    knots = np.cumsum(rng.uniform(0.02, 0.3, n)) - rng.uniform(0.0, 1.5)
    values = quiet(knots, level) * np.exp(rng.normal(0.0, noise, n))
    return Slice(knots, values)


def dense(a: Slice, b: Slice) -> tuple[np.ndarray, np.ndarray]:
    """Points between and beyond the knots, and the least g over nine weights at each."""
    knots = np.unique(np.concatenate([a.knots, b.knots]))
    inside = knots[:-1, None] + np.diff(knots)[:, None] * np.linspace(0.0, 1.0, 41)
    far = np.geomspace(1e-3, 1e3, 61)
    k = np.sort(np.concatenate([inside.ravel(), knots[0] - far, knots[-1] + far]))
    weights = np.linspace(0.0, 1.0, 9)[:, None, None]
    jets = (1 - weights) * a.jet(k) + weights * b.jet(k)
    return k, np.array([durrleman(k, jet) for jet in jets])


@settings(max_examples=200, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    noise=st.sampled_from([0.0, 1e-4, 1e-3, 3e-3, 1e-2]),
    growth=st.floats(0.0, 1.0),
)
def test_it_agrees_with_a_dense_grid(seed: int, noise: float, growth: float) -> None:
    early = random_slice(seed, 0.04, noise)
    late = random_slice(seed + 1, 0.04 * (1.0 + growth), noise)
    found = check(early, late)
    k, g = dense(early, late)
    wings = [early.jet(k[[0, -1]])[1], late.jet(k[[0, -1]])[1]]
    sound = all(-2.0 < left <= 0.0 <= right < 2.0 for left, right in wings)
    ordered = wings[0][0] >= wings[1][0] and wings[0][1] <= wings[1][1]
    rise = late.jet(k)[0] - early.jet(k)[0]
    if found is None:
        assert g.min() > -1e-9
        assert rise.min() > -1e-12
        assert sound
        return
    assert found.decided.all()
    if sound and ordered and rise.min() > 0.0:
        butterfly = of(found, SplineCondition.BUTTERFLY)
        assert butterfly.all()
        assert found.size.max() >= -g.min() - 1e-9
        assert g.min() < 1e-3  # a violation leaves its trace on a dense grid
    for condition, place, index, at, weight, size in zip(
        found.condition, found.place, found.index, found.log_moneyness, found.weight, found.size,
        strict=True,
    ):  # fmt: skip
        if condition == SplineCondition.BUTTERFLY:
            first = (early, late)[int(index)]
            second = late if place == SplinePlace.GAP else first
            jet = (1 - weight) * first.jet(at) + weight * second.jet(at)
            assert durrleman(at, jet) == pytest.approx(-size, rel=1e-6, abs=1e-9)
            assert size > 0.0


def test_bad_input_is_named() -> None:
    k, w = np.array([0.0, 1.0]), np.array([0.04, 0.04])
    zero = np.zeros(2)
    for knots, values, second in (
        ([], [], []),
        ([k], [w, w], [zero]),
        ([k], [w[:1]], [zero]),
        ([k[::-1]], [w], [zero]),
        ([k[:1]], [w[:1]], [zero[:1]]),
        ([np.array([0.0, np.nan])], [w], [zero]),
    ):
        with pytest.raises(InvalidArgumentError, match="give"):
            find_spline_arbitrage(knots=knots, total_variance=values, second=second, growing=False)


def test_nan_is_not_proved() -> None:
    k = np.array([0.0, 0.5, 1.0])
    found = find_spline_arbitrage(
        knots=[k],
        total_variance=[np.array([0.04, np.nan, 0.04])],
        second=[np.zeros(3)],
        growing=True,
    )
    assert found is not None
