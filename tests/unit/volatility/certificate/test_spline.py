"""Certificates of spline surfaces: everything proved or disproved."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.kernels import price
from axiom.market import TimeTable
from axiom.volatility import CertificateSettings, SplineSurface, certify
from tests.unit.volatility.surfaces import FormulaSurface

from .splines import GRID, quiet, sound, spline_slice, spline_surface, vogt


def test_a_sound_surface_is_proved_without_quotes() -> None:
    certificate = certify(sound())
    assert certificate.is_arbitrage_free
    assert set(certificate.conditions["place"]) == {
        "on slices", "between slices", "before the first slice", "after the last slice",
        "everywhere",
    }  # fmt: skip
    for kind in ("bounds", "butterfly", "calendar"):
        assert certificate.method[kind] == "proved"
    assert certificate.method["density"].startswith("grid of")
    assert "butterfly everywhere" in certificate.summary()
    assert "no quotes were given" in certificate.summary()


def test_the_known_butterfly_is_one_row_with_its_money() -> None:
    surface = spline_surface(spline_slice(1.0, GRID, vogt(GRID)))
    found = certify(surface).violations.filter(pl.col("kind") == "butterfly", expiry=1.0)
    assert found.height == 1
    row = found.row(0, named=True)
    assert row["found"] == "proved"
    assert row["start"] == pytest.approx(0.6)
    assert row["end"] == pytest.approx(1.3)
    k = np.linspace(row["start"], row["end"], 70_001)
    d = surface.derivatives(log_moneyness=k, expiry=1.0)
    w, slope = d.total_variance, d.dw_dk
    g = (1 - k * slope / (2 * w)) ** 2 - slope**2 / 4 * (1 / w + 0.25) + d.d2w_dk2 / 2
    assert row["size"] == pytest.approx(-g.min(), rel=1e-6)
    assert row["log_moneyness"] == pytest.approx(k[np.argmin(g)], abs=1e-4)
    assert row["strike"] == pytest.approx(surface.forward(1.0) * np.exp(row["log_moneyness"]))
    # The butterfly at these strikes costs less than nothing, by the prices themselves.
    strikes = row["strike"] + row["half_width"] * np.array([-1.0, 0.0, 1.0])
    calls = price(
        forward=float(surface.forward(1.0)), strike=strikes, expiry=1.0,
        vol=surface.vol(strike=strikes, expiry=1.0), is_call=True,
    )  # fmt: skip
    cost = calls[0] - 2 * calls[1] + calls[2]
    assert cost < 0.0
    assert row["size_price"] == pytest.approx(-cost / surface.forward(1.0), rel=1e-3)
    # A fall of the vol at the strike by size_vol ends it, to first order.
    mended = price(
        forward=float(surface.forward(1.0)), strike=strikes[1], expiry=1.0,
        vol=surface.vol(strike=strikes[1], expiry=1.0) - row["size_vol"], is_call=True,
    )  # fmt: skip
    assert calls[0] - 2 * mended + calls[2] == pytest.approx(0.0, abs=0.1 * -cost)


def test_the_grid_of_a_hundred_points_misses_what_the_proof_finds() -> None:
    knots = np.sort(np.concatenate([np.linspace(-1, 1, 41), 0.2031 + np.arange(3) * 1e-4]))
    values = quiet(knots, 0.04)
    values[np.argmin(np.abs(knots - 0.2032))] += 2e-8
    needle = spline_surface(spline_slice(1.0, knots, values))
    found = certify(needle).violations
    assert set(found["kind"]) == {"butterfly"}
    assert found["log_moneyness"].to_numpy() == pytest.approx(0.2032, abs=3e-4)
    hidden = FormulaSurface(
        lambda k, t: np.asarray(needle.total_variance(log_moneyness=k, expiry=t)), [1.0]
    )
    unrefined = certify(hidden, settings=CertificateSettings(refinements=0))
    assert unrefined.is_arbitrage_free


def test_arbitrage_only_between_two_slices_is_placed_between_them_by_the_clock() -> None:
    knots = [-1.0, -0.5, 0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0]
    early = [0.03893, 0.02966, 0.02196, 0.02947, 0.03227, 0.03079, 0.03449, 0.03356, 0.03527,
             0.0321, 0.03732, 0.03946, 0.04888]  # fmt: skip
    late = [0.05347, 0.04398, 0.04962, 0.03117, 0.04152, 0.04387, 0.05179, 0.05988, 0.06541,
            0.07015, 0.08464, 0.09475, 0.136]  # fmt: skip
    slices = spline_slice(0.5, knots, early), spline_slice(1.0, knots, late)
    clock = TimeTable(years=[0.0, 0.5, 0.75, 0.75, 1.0], variance_years=[0.0, 0.4, 0.45, 0.6, 1.0])
    settings = CertificateSettings(between=0)
    for surface in (spline_surface(*slices), spline_surface(*slices, clock=clock)):
        found = certify(surface, settings=settings).violations.filter(
            pl.col("kind") == "butterfly", pl.col("expiry") < 1.0
        )
        assert found.height >= 1
        assert ((found["expiry"] > 0.5) & (found["expiry"] < 1.0)).all()
        density = surface.density(log_moneyness=found["log_moneyness"], expiry=found["expiry"])
        if surface.clock is None:
            assert (density < 0.0).all()
        assert (found["size_price"] >= 0.0).all()


def test_crossing_slices_are_sized_in_vol_and_money() -> None:
    early, late = quiet(GRID, 0.04), quiet(GRID, 0.05)
    late[25:36] -= 0.012 * np.cos(np.linspace(-np.pi / 2, np.pi / 2, 11)) ** 2
    surface = spline_surface(spline_slice(0.5, GRID, early), spline_slice(1.0, GRID, late))
    found = certify(surface).violations.filter(kind="calendar")
    assert found.height == 1
    row = found.row(0, named=True)
    at = {"log_moneyness": row["log_moneyness"]}
    before = surface.total_variance(**at, expiry=0.5)
    after = surface.total_variance(**at, expiry=1.0)
    assert row["expiry"] == 1.0
    assert row["size"] == pytest.approx(before - after, rel=1e-6)
    assert row["size_vol"] == pytest.approx(np.sqrt(before) - np.sqrt(after), rel=1e-6)
    k = row["log_moneyness"]
    worth = [
        price(forward=1.0, strike=np.exp(k), expiry=1.0, vol=np.sqrt(w), is_call=k > 0)
        for w in (before, after)
    ]
    assert row["size_price"] == pytest.approx(worth[0] - worth[1], rel=1e-6)
    assert row["size_price"] > 0.0


def test_the_stretch_after_the_last_slice_counts_only_where_variance_grows() -> None:
    knots = [-0.71, -0.57, -0.12, 0.035, 0.305, 0.4823, 0.5245, 0.5979, 0.9077]
    values = [0.05695, 0.05538, 0.04114, 0.04005, 0.03711, 0.03767, 0.03832, 0.03370, 0.04153]
    bumpy = spline_slice(1.0, knots, values)
    found = certify(spline_surface(bumpy)).violations.filter(kind="butterfly")
    assert found.height >= 1
    assert (found["expiry"] > 1.0).all()
    same = spline_slice(0.5, knots, values)
    flat_in_time = spline_surface(same, bumpy)
    assert certify(flat_in_time).violations.filter(kind="butterfly").is_empty()


def test_a_flat_surface_is_proved() -> None:
    flat = spline_surface(spline_slice(1.0, [-0.1, 0.1], [0.04, 0.04]))
    assert isinstance(flat, SplineSurface)
    assert certify(flat).is_arbitrage_free
