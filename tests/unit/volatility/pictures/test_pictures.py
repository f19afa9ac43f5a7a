from __future__ import annotations

import datetime as dt
import sys

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError, MissingDependencyError
from axiom.kernels import price
from axiom.volatility import certify, pictures
from axiom.volatility.analytics import DeltaGrid
from axiom.volatility.analytics.vol_grid import VolHistory
from tests.unit.volatility.certificate.splines import (
    GRID,
    sound,
    spline_slice,
    spline_surface,
    vogt,
)
from tests.unit.volatility.surfaces import FormulaSurface

FLAT = FormulaSurface(lambda k, t: 0.04 * t + 0.0 * k, (0.05, 0.25, 1.0))


def quotes(vol=0.2, half_width=0.01, years=0.25):
    """Out-of-the-money quotes of a flat smile, bid and ask half a width of vol to both sides."""
    strike = np.arange(80.0, 121.0, 5.0)
    is_call = strike >= 100.0
    fair = [
        price(forward=100.0, strike=strike, expiry=years, vol=vol + side, is_call=is_call)
        for side in (-half_width, 0.0, half_width)
    ]
    return pl.DataFrame(
        {
            "expiry": [dt.datetime(2024, 3, 1, tzinfo=dt.UTC)] * strike.size,
            "years": years, "reason": "OK", "strike": strike, "is_call": is_call,
            "forward": 100.0, "discount_factor": 1.0, "log_moneyness": np.log(strike / 100.0),
            "bid": fair[0], "ask": fair[2], "mid": 0.5 * (fair[0] + fair[2]),
            "bid_vol": vol - half_width, "mid_vol": vol, "ask_vol": vol + half_width,
        }
    )  # fmt: skip


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def test_the_sheet_carries_percent_days_and_the_quotes():
    figure = pictures.plot_surface(FLAT, options=quotes())
    sheet, points = trace(figure, "surface"), trace(figure, "mid of bid and ask")
    assert np.allclose(np.array(sheet.z), 20.0)
    assert np.allclose(10.0 ** np.array(sheet.y)[[0, -1], 0], [365 * 0.05, 365.0], rtol=1e-4)
    assert np.array(sheet.x).min() < 60.0
    assert np.array(sheet.x).max() > 170.0
    assert np.allclose(points.z, 20.0)
    assert set(points.x) == {80, 85, 90, 95, 100, 105, 110, 115, 120}


def test_a_smile_shows_bars_from_bid_to_ask_and_the_curve_between():
    figure = pictures.plot_smile(FLAT, expiry=0.25, options=quotes())
    bars, curve = trace(figure, "bid to ask"), trace(figure, "surface")
    assert np.allclose(bars.y, 20.0)
    assert np.allclose(bars.error_y.array, 1.0)
    assert np.allclose(curve.y, 20.0)
    assert min(curve.x) < 80.0
    assert max(curve.x) > 120.0
    assert figure.layout.yaxis.range == pytest.approx((19.5, 20.5))
    assert [one.name for one in figure.data] == ["bid to ask", "surface"]


def test_the_band_is_the_surface_own_ninety_percent():
    surface = sound()
    years = surface.fitted_expiries[0]
    k = np.array([-0.1, 0.0, 0.1])
    low, high = pictures.smile.error_band(surface, k, years)
    vol = surface.vol(log_moneyness=k, expiry=years)
    error = surface.vol_error(log_moneyness=k, expiry=years)
    assert np.allclose(high - vol, 1.6448536 * error)
    assert np.allclose(vol - low, 1.6448536 * error)
    assert pictures.smile.error_band(FLAT, k, 0.25) is None
    assert trace(surface.plot("smile", expiry=years), "90 % band").fill == "toself"


def test_a_bid_of_zero_leaves_the_ask_alone():
    table = quotes().with_columns(bid_vol=pl.lit(np.nan), bid=pl.lit(0.0))
    bars = trace(pictures.plot_smile(FLAT, expiry=0.25, options=table), "bid to ask")
    assert np.allclose(bars.y, 21.0)
    assert np.allclose(bars.error_y.array, 0.0)


def test_densities_of_a_flat_surface_are_normal():
    figure = pictures.plot_density(FLAT, expiries=[0.25])
    _, density = figure.data
    z, deviation = np.array(density.x), 0.2 * 0.5
    expected = np.exp(-0.5 * (z + 0.5 * deviation) ** 2) / np.sqrt(2.0 * np.pi)
    assert np.allclose(density.y, expected, atol=2e-3)
    assert density.name == "91.2 d"
    assert len(pictures.plot_density(FLAT).data) == 1 + 3


def test_residuals_are_in_spreads_and_clipped_only_in_colour():
    rich = FormulaSurface(lambda k, t: 0.205**2 * t + 0.0 * k, (0.05, 0.25, 1.0))
    table = quotes()
    (map_,) = pictures.plot_residuals(rich, options=table).data
    found = np.array([row[1] for row in map_.customdata])
    bid, ask, mid = (table[side].to_numpy() for side in ("bid", "ask", "mid"))
    strike, is_call = table["strike"].to_numpy(), table["is_call"].to_numpy()
    model = price(forward=100.0, strike=strike, expiry=0.25, vol=0.205, is_call=is_call)
    assert np.allclose(found, (model - mid) / (ask - bid), rtol=5e-3)
    assert np.allclose(map_.y, 91.25)
    far = FormulaSurface(lambda k, t: 0.3**2 * t + 0.0 * k, (0.05, 0.25, 1.0))
    (map_,) = pictures.plot_residuals(far, options=quotes()).data
    assert max(row[1] for row in map_.customdata) > 4.0
    assert max(map_.marker.color) == map_.marker.cmax == 1.0


def test_arbitrage_maps_show_g_growth_and_marked_violations():
    (butterfly,) = pictures.plot_arbitrage(FLAT).data
    (calendar,) = pictures.plot_arbitrage(FLAT, condition="calendar").data
    assert np.allclose(np.array(butterfly.z), 1.0, atol=0.02)
    assert np.allclose(np.array(calendar.z), 1.0, atol=0.02)
    bad = spline_surface(spline_slice(1.0, GRID, vogt(GRID)))
    certificate = certify(bad)
    marks = trace(bad.plot("butterfly", certificate=certificate), "violations")
    assert len(marks.x) == certificate.violations.height > 0
    assert all("vol points" in text for text in marks.text)


def test_history_shows_level_and_skew_of_each_tenor():
    times = tuple(dt.datetime(2024, 1, day, tzinfo=dt.UTC) for day in (2, 3))
    grid = DeltaGrid((0.25, 1.0), (0.75, 0.5, 0.25))
    vols = np.array(
        [[[0.24, 0.2, 0.18], [0.25, 0.22, 0.2]], [[0.3, 0.25, 0.22], [0.26, 0.23, 0.2]]]
    )
    figure = pictures.plot_history(VolHistory(underlying="XYZ", times=times, grid=grid, vols=vols))
    level, skew = figure.data[:2]
    assert level.y == (20.0, 25.0)
    assert np.allclose(skew.y, (-6.0, -8.0))
    assert [one.yaxis for one in figure.data[:2]] == [None, "y2"]
    lacking = VolHistory(
        underlying="XYZ", times=times, grid=DeltaGrid((1.0,), (0.5,)), vols=vols[:, :1, :1]
    )
    with pytest.raises(InvalidArgumentError, match=r"not 0\.75"):
        pictures.plot_history(lacking)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sound().plot("residuals"), "options is missing"),
        (lambda: sound().plot("cube"), "give one of surface, smile"),
        (lambda: sound().plot("smile", expiry=-1.0), "years above 0"),
        (lambda: sound().plot("residuals", options=pl.DataFrame({"strike": [1.0]})), "lacks"),
        (lambda: pictures.plot_density(FLAT, expiries=[]), "expiries is empty"),
        (lambda: pictures.plot_arbitrage(FLAT, condition="wing"), "'butterfly' or 'calendar'"),
    ],
)
def test_impossible_pictures_are_refused(call, message):
    with pytest.raises(InvalidArgumentError, match=message):
        call()


def test_without_plotly_a_picture_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly.graph_objects", None)
    with pytest.raises(MissingDependencyError, match=r"axiom-quant\[report\]"):
        pictures.plot_density(FLAT)
