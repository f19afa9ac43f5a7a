from __future__ import annotations

import datetime as dt
from importlib.util import find_spec

import numpy as np
import pytest

from axiom import implied_vol
from axiom.core.errors import DataError, MissingDependencyError
from axiom.market import read_chain, sample_chain, screen_quotes
from axiom.market.readers import qmoms
from axiom.volatility import imply_forwards


@pytest.fixture(scope="module")
def chain():
    if find_spec("qmoms") is None:
        pytest.skip("the package qmoms is not installed")
    return sample_chain()


def test_the_sample(chain):
    assert chain.underlying == "AAPL"
    assert chain.valuation_time == dt.datetime(2023, 12, 29, 21, 0, tzinfo=dt.UTC)
    assert chain.spot == 192.53
    assert chain.quotes.height == 54
    assert chain.expiries.height == 3
    assert any("Bid and ask are modelled" in note for note in chain.notes)
    assert screen_quotes(chain)["reason"].unique().to_list() == ["OK"]


def test_modelled_prices_invert_to_the_vols(chain):
    screened = screen_quotes(chain)
    table = screened.join(chain.given_forwards, on="expiry")
    rate = -np.log(table["discount_factor"].to_numpy()) / table["years"].to_numpy()
    vols = {
        side: implied_vol(
            price=table[side],
            forward=table["forward"],
            strike=table["strike"],
            expiry=table["years"],
            rate=rate,
            is_call=table["is_call"],
        )
        for side in ("bid", "ask")
    }
    assert vols["ask"] - vols["bid"] == pytest.approx(2 * qmoms.HALF_SPREAD_VOL, abs=1e-9)


def test_forwards_are_given(chain):
    table = imply_forwards(chain, screen_quotes(chain)).table
    assert table["method"].unique().to_list() == ["given"]
    assert table["rate"].to_numpy() == pytest.approx([0.0535, 0.0538, 0.0540], abs=2e-4)


def test_other_stocks_and_days(chain):
    other = sample_chain(underlying="TSLA", date="2023-06-15")
    assert other.underlying == "TSLA"
    assert other.spot == pytest.approx(255.9, abs=0.1)
    with pytest.raises(DataError, match="no quotes of 'MSFT'; it holds AAPL, CAT, CVX, IBM, TSLA"):
        sample_chain(underlying="MSFT")
    with pytest.raises(DataError, match="no quotes of 2024-01-02"):
        sample_chain(date="2024-01-02")


def test_rate_without_the_curve_file(chain, tmp_path):
    copy = tmp_path / "surface.csv"
    copy.write_bytes(qmoms.sample_file().read_bytes())
    plain, given = (read_chain(copy, underlying="IBM", rate=rate) for rate in (None, 0.05))
    assert plain.given_forwards["discount_factor"].to_list() == [1.0, 1.0, 1.0]
    assert any("not discounted" in note for note in plain.notes)
    assert not any("not discounted" in note for note in given.notes)
    years = given.expiries["years"].to_numpy()
    assert given.given_forwards["discount_factor"].to_numpy() == pytest.approx(
        np.exp(-0.05 * years)
    )


def test_absent_package(monkeypatch):
    monkeypatch.setattr(qmoms, "find_spec", lambda name: None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'axiom-quant\[samples\]'"):
        sample_chain()
