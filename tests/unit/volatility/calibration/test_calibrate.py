"""Planted parameters come back inside their errors; what is not identified is said."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from axiom.core.errors import FitError, InvalidArgumentError
from axiom.kernels.fourier import AffineParameters
from axiom.kernels.sabr import hagan_vol
from axiom.market import sample_chain, screen_quotes
from axiom.models import Bates, Heston, Merton, Sabr
from axiom.volatility import calibrate, implied_smiles, imply_forwards
from axiom.volatility.calibration import MODELS
from tests.unit.volatility.calibration.made import affine_quotes, grid, table

HESTON = {
    "initial_variance": 0.03,
    "mean_reversion": 2.5,
    "long_variance": 0.06,
    "vol_of_vol": 0.7,
    "correlation": -0.65,
}
JUMPS = {"jump_intensity": 1.2, "jump_mean": -0.12, "jump_vol": 0.1}
PLANTED = {
    "heston": (Heston, HESTON, HESTON),
    "bates": (Bates, HESTON | JUMPS, HESTON | JUMPS),
    "merton": (
        Merton,
        {"vol": 0.15} | JUMPS,
        {"initial_variance": 0.0225, "long_variance": 0.0225} | JUMPS,
    ),
}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", PLANTED)
def test_planted_parameters_come_back_inside_their_errors(name, seed):
    model, planted, affine = PLANTED[name]
    found = calibrate(name, affine_quotes(AffineParameters(**affine), seed=seed))
    assert type(found.model) is model
    misses = [
        abs(found.parameters[key] - value) / found.standard_errors[key]
        for key, value in planted.items()
    ]
    assert max(misses) < 4.0
    assert np.sqrt(np.mean(np.square(misses))) < 2.0
    assert found.rmse_vol == pytest.approx(0.001, rel=0.3)
    assert found.inside > 0.85
    assert (found.n_quotes, found.n_without_vol) == (65, 0)
    assert found.starts[0].cost <= found.starts[-1].cost


def test_exact_quotes_give_the_parameters():
    quotes = affine_quotes(AffineParameters(**HESTON), seed=0, half_spread=1e-7)
    found = calibrate("heston", quotes, half_spread_floor=1e-4)
    for key, value in HESTON.items():
        assert found.parameters[key] == pytest.approx(value, rel=1e-4)
    assert found.not_identified == ()
    assert found.inside == 1.0


def test_one_expiry_does_not_identify_the_dynamics_of_variance():
    quotes = affine_quotes(AffineParameters(**HESTON), seed=3, expiries=(0.25,))
    found = calibrate("heston", quotes)
    assert "mean_reversion" in " ".join(found.not_identified)
    assert "long_variance" in " ".join(found.not_identified)
    assert found.rmse_vol < 0.0015


@pytest.mark.parametrize("weights", ["vega", "price"])
def test_other_weights_find_the_same_model(weights):
    quotes = affine_quotes(AffineParameters(**HESTON), seed=4, half_spread=1e-6)
    found = calibrate("heston", quotes, weights=weights)
    assert found.parameters["vol_of_vol"] == pytest.approx(0.7, rel=1e-2)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("beta", [0.5, 1.0])
def test_planted_sabr_comes_back_expiry_by_expiry(beta, seed):
    years, strike = grid(np.array([0.1, 0.5, 2.0]))
    planted = {"alpha": 0.2 * 100.0 ** (1.0 - beta), "rho": -0.4, "nu": 0.8}
    vol = hagan_vol(forward=100.0, strike=strike, expiry=years, beta=beta, **planted)
    vol = vol + 5e-4 * np.random.default_rng(seed).normal(size=vol.size)
    is_call = strike >= 100.0
    quotes = table(years=years, strike=strike, is_call=is_call, vol=vol, half_spread=1e-3)
    found = calibrate("sabr", quotes, beta=beta)
    assert [one.years for one in found] == [0.1, 0.5, 2.0]
    for one in found:
        assert isinstance(one.model, Sabr)
        for key, value in planted.items():
            assert abs(one.parameters[key] - value) < 4.0 * one.standard_errors[key]


def test_threads_do_not_matter():
    quotes = affine_quotes(AffineParameters(**HESTON), seed=5)
    assert calibrate("heston", quotes, threads=1) == calibrate("heston", quotes, threads=2)


def test_unfit_arguments_are_refused():
    quotes = affine_quotes(AffineParameters(**HESTON), seed=0)
    with pytest.raises(InvalidArgumentError, match="model='cev': give one of bates, heston"):
        calibrate("cev", quotes)
    with pytest.raises(InvalidArgumentError, match="weights='gamma': give one of vega"):
        calibrate("heston", quotes, weights="gamma")
    with pytest.raises(InvalidArgumentError, match="searches=0: give a whole number"):
        calibrate("heston", quotes, searches=0)
    with pytest.raises(InvalidArgumentError, match="beta=2"):
        calibrate("sabr", quotes, beta=2)
    with pytest.raises(InvalidArgumentError, match="shift=-1"):
        calibrate("sabr", quotes, shift=-1)
    with pytest.raises(FitError, match="4 usable quotes cannot determine 5 parameters"):
        calibrate("heston", quotes.head(4))
    with pytest.raises(FitError, match="no quote is usable"):
        calibrate("heston", quotes.with_columns(reason=pl.lit("NO_BID")))
    with pytest.raises(InvalidArgumentError, match="forwards is given, but quotes is no chain"):
        calibrate("heston", quotes, forwards={})
    assert sorted(MODELS) == list(MODELS)


def test_a_chain_is_screened_and_its_vols_implied():
    chain = sample_chain()
    screened = screen_quotes(chain)
    table = implied_smiles(screened, imply_forwards(chain, screened))
    assert calibrate("heston", chain) == calibrate("heston", table)
    assert calibrate("heston", chain, forwards={"threads": 2}).n_quotes > 10


def test_a_model_price_without_a_vol_is_counted_and_left_out_of_the_error():
    quotes = affine_quotes(AffineParameters(**HESTON), seed=0)
    strike = 300.0
    odd = quotes.head(1).with_columns(
        pl.lit(strike).alias("strike"), pl.lit(np.log(strike / 100.0)).alias("log_moneyness"),
        pl.lit(True).alias("is_call"), pl.lit(1.0).alias("bid_vol"), pl.lit(1.1).alias("mid_vol"),
        pl.lit(1.2).alias("ask_vol"),
    )  # fmt: skip
    found = calibrate("heston", pl.concat([quotes, odd]))
    assert (found.n_quotes, found.n_without_vol) == (66, 1)
    assert 0.0 < found.rmse_vol < 0.01
    assert found.inside < 1.0
