from __future__ import annotations

import numpy as np
import pytest

from axiom.kernels.dividends import Dividend
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.carry import forward_price
from axiom.volatility.forwards.exercise import OptionTerms, european_price
from axiom.volatility.smiles.spot_vols import black_vol, spot_vol

DIVIDENDS = (Dividend(time=0.1, cash=1.0), Dividend(time=0.4, cash=1.0))
TERMS = ExerciseTerms(exercise="american", dividends=DIVIDENDS)


def market(years=0.5):
    strike = np.repeat(np.linspace(85.0, 115.0, 7), 2)
    options = OptionTerms.of(
        spot=100.0,
        strike=strike,
        years=years,
        rate=0.04,
        borrow=0.0,
        is_call=np.tile([True, False], 7),
    )
    forward = forward_price(
        spot=100.0, years=options.years, rate=0.04, borrow=0.0, dividends=DIVIDENDS
    )
    return options, forward


def test_there_and_back():
    options, forward = market()
    vol = 0.3 - 0.1 * np.log(options.strike / 100.0)
    found = spot_vol(options, vol, forward, TERMS)
    out = options.with_side(options.strike >= forward)
    back, status = black_vol(european_price(out, found, TERMS), out, forward)
    assert not status.any()
    assert back == pytest.approx(vol, abs=2e-6)
    assert found[::2].tolist() == found[1::2].tolist()
    assert (np.abs(found / vol - 1.0) < 0.03).all()
    assert (found < vol).all()


def test_before_the_first_dividend_nothing_changes():
    options, forward = market(years=0.05)
    vol = np.full(14, 0.3)
    assert spot_vol(options, vol, forward, TERMS).tolist() == vol.tolist()
    assert spot_vol(options, vol, forward, ExerciseTerms()).tolist() == vol.tolist()


def test_unknown_vols_stay_unknown():
    options, forward = market()
    vol = np.where(np.arange(14) % 3 == 0, np.nan, 0.3)
    found = spot_vol(options, vol, forward, TERMS)
    assert np.isnan(found).tolist() == np.isnan(vol).tolist()
    none = options.where(np.zeros(14, dtype=bool))
    assert spot_vol(none, np.empty(0), np.empty(0), TERMS).shape == (0,)


def test_far_from_the_money_the_vol_stays_near():
    options, _ = market()
    far = OptionTerms.of(
        spot=100.0, strike=np.array([20.0, 400.0]), years=0.5, rate=0.04, borrow=0.0, is_call=True
    )
    forward = forward_price(spot=100.0, years=far.years, rate=0.04, borrow=0.0, dividends=DIVIDENDS)
    found = spot_vol(far, np.array([0.3, 0.3]), forward, TERMS)
    assert (np.abs(found / 0.3 - 1.0) < 0.15).all()
    assert options.strike.size == 14
