from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.volatility import atm_variances
from axiom.volatility.events.robust import huber_weights

EXPIRY = dt.datetime(2016, 2, 19, 21, 0, tzinfo=dt.UTC)


def smile(*, n=21, noise=0.0, seed=0, half=0.004, years=0.1, width=0.2):
    """Quotes on a parabola of vol 0.3 at the forward, calls above it and puts below."""
    k = np.linspace(-width, width, n)
    vol = 0.3 - 0.2 * k + 0.4 * k**2
    vol = vol + noise * np.random.default_rng(seed).standard_normal(n)
    return pl.DataFrame(
        {
            "expiry": [EXPIRY] * n,
            "years": years,
            "reason": "OK",
            "log_moneyness": k,
            "is_call": k > 0.0,
            "bid_vol": vol - half,
            "mid_vol": vol,
            "ask_vol": vol + half,
        },
        schema_overrides={"expiry": pl.Datetime("us", "UTC")},
    )


def test_a_parabola_is_read_exactly():
    row = atm_variances(smile()).row(0, named=True)
    assert row["expiry"] == EXPIRY
    assert row["vol"] == pytest.approx(0.3, abs=1e-12)
    assert row["variance"] == pytest.approx(0.009, abs=1e-13)
    assert row["standard_error"] == pytest.approx(2 * 0.3 * 0.1 * 0.004 * 0.5, rel=0.5)


def test_errors_cover_noise_of_the_size_of_the_spread():
    rows = [atm_variances(smile(noise=0.004, seed=s)).row(0, named=True) for s in range(300)]
    inside = [abs(r["variance"] - 0.009) < 1.645 * r["standard_error"] for r in rows]
    assert 0.85 <= np.mean(inside) <= 0.97


def test_errors_widen_where_quotes_scatter_more_than_their_spreads():
    calm, wild = (atm_variances(smile(noise=e, half=0.001))["standard_error"][0] for e in (0, 0.01))
    assert wild > 3.0 * calm


def test_one_slipped_quote_hardly_moves_the_level():
    table = smile()
    k = table["log_moneyness"].to_numpy()
    slip = np.where(np.abs(k - 0.02) < 0.005, 0.1, 0.0)
    spoilt = table.with_columns(pl.col("bid_vol", "mid_vol", "ask_vol") + pl.Series(slip))
    assert atm_variances(spoilt)["vol"][0] == pytest.approx(0.3, abs=1e-9)


def test_the_nearest_strikes_do_where_few_are_near():
    row = atm_variances(smile(n=6, width=0.5)).row(0, named=True)
    assert row["n_quotes"] >= 5
    assert row["vol"] == pytest.approx(0.3, abs=1e-9)


def test_expiries_with_fewer_than_four_strikes_are_left_out():
    assert atm_variances(smile(n=3)).is_empty()
    with_another = pl.concat([smile(n=3), smile(years=0.2)])
    assert atm_variances(with_another)["years"].to_list() == [0.2]


def test_a_table_without_vols_is_refused():
    with pytest.raises(InvalidArgumentError, match="mid_vol"):
        atm_variances(smile().drop("mid_vol"))


def test_weights_are_one_up_to_the_threshold_and_fall_beyond():
    residuals = np.array([0.0, 0.1, -1.0, 2.5, -5.0, 0.2, 0.3])
    assert huber_weights(residuals).tolist() == [1.0, 1.0, 1.0, 1.0, 0.5, 1.0, 1.0]
    assert huber_weights(residuals, reject=4.0)[4] == 0.0
    assert huber_weights(residuals * 100.0)[4] == pytest.approx(2.5 * 1.4826 * 30.0 / 500.0)
