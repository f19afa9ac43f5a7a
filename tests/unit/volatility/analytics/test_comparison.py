from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics import DeltaGrid, compare_surfaces

from .made import NOW, flat, made, skewed


def test_a_surface_does_not_differ_from_itself() -> None:
    found = compare_surfaces(skewed(), skewed())
    assert (found.rms, found.largest, found.n_suspect) == (0.0, 0.0, 0)
    for name in ("change", "change_at_strike", "price_change_at_strike", "variance_change"):
        assert found.points[name].abs().max() == pytest.approx(0.0, abs=1e-12)
    assert found.points.height == 40
    assert found.points["arbitrage_free"].all()


def test_a_shift_is_all_level() -> None:
    found = compare_surfaces(flat(0.2), flat(0.23), grid=DeltaGrid(("1m", "1y"), (0.75, 0.25)))
    assert found.points["change"].to_numpy() == pytest.approx(0.03)
    assert found.points["change_at_strike"].to_numpy() == pytest.approx(0.03)
    assert found.tenors["level"].to_list() == pytest.approx([0.03, 0.03])
    for name in ("skew", "curvature", "unexplained"):
        assert found.tenors[name].to_list() == pytest.approx([0.0, 0.0], abs=1e-10)
    assert (found.rms, found.largest) == pytest.approx((0.03, 0.03))
    expected = 0.23**2 / 12 - 0.2**2 / 12
    assert found.points["variance_change"][0] == pytest.approx(expected)
    assert "+0.0300 on average over 2 tenors" in found.summary()


def test_prices_move_by_what_the_vols_say() -> None:
    grid = DeltaGrid((1.0,), (0.5,))
    point = compare_surfaces(flat(0.2), flat(0.2001), grid=grid).points.row(0, named=True)
    vega = 102.0 * 0.398942 * 0.970446  # forward n(d1) sqrt(t), discounted
    assert point["price_change_at_strike"] == pytest.approx(1e-4 * vega, rel=1e-3)


def test_a_change_of_the_skew_is_seen_as_one() -> None:
    steeper = made((1.0, 0.04, -0.7, 0.25))
    found = compare_surfaces(made((1.0, 0.04, -0.3, 0.25)), steeper, grid=DeltaGrid((1.0,)))
    row = found.tenors.row(0, named=True)
    assert row["level"] == pytest.approx(0.0, abs=1e-12)
    assert row["skew"] < -0.01
    assert abs(row["curvature"]) < 0.2 * abs(row["skew"])
    assert row["unexplained"] < 0.5 * abs(row["skew"])


def test_at_equal_dates_the_second_is_read_at_shorter_tenors() -> None:
    later = dataclasses.replace(skewed(), valuation_time=NOW + dt.timedelta(days=36.5))
    found = compare_surfaces(skewed(), later, grid=DeltaGrid((0.5,)), same="date")
    assert found.tenors["expiry_b"].to_list() == pytest.approx([0.4])
    own = DeltaGrid((0.4,)).vols(later).ravel()
    assert found.points["vol_b"].to_numpy() == pytest.approx(own)
    with pytest.raises(InvalidArgumentError, match="ends before"):
        compare_surfaces(skewed(), later, grid=DeltaGrid((0.1,)), same="date")
    with pytest.raises(InvalidArgumentError, match="same"):
        compare_surfaces(skewed(), later, same="strike")


def test_points_with_arbitrage_are_left_out_of_the_figures() -> None:
    falling = made((0.5, 0.04, 0.0, 0.0), (1.0, 0.03, 0.0, 0.0))
    found = compare_surfaces(flat(0.2), falling, grid=DeltaGrid(("3m", "9m"), (0.5,)))
    assert found.points["arbitrage_free"].to_list() == [True, False]
    assert found.n_suspect == 1
    assert found.rms == pytest.approx(abs(found.points["change"][0]))
    assert "1 points have arbitrage" in found.summary()
    bad = compare_surfaces(falling, falling, grid=DeltaGrid(("9m",), (0.5,)))
    assert (bad.rms, bad.largest) == (0.0, 0.0)
    assert bad.n_suspect == 1


def test_regions_are_told() -> None:
    points = compare_surfaces(skewed(), flat(), grid=DeltaGrid(("1w", "1y"), (0.5,))).points
    assert points["region_a"].to_list() == ["EXTRAPOLATED", "OBSERVED"]
    assert points["region_b"].to_list() == ["EXTRAPOLATED", "OBSERVED"]
    assert np.isfinite(points["strike"].to_numpy()).all()
