"""Parameters of models: what they refuse, their vols, shifts and ageing."""

import math

import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.models import (
    Bates,
    BlackScholes,
    Correlated,
    Heston,
    LocalVol,
    Merton,
    QuantoBlackScholes,
    RoughBergomi,
    Sabr,
    VolTermStructure,
)

TERM = VolTermStructure(times=(0.5, 1.0, 2.0), vols=(0.3, 0.25, 0.24))
HESTON = {
    "initial_variance": 0.04,
    "mean_reversion": 2.0,
    "long_variance": 0.05,
    "vol_of_vol": 0.4,
    "correlation": -0.7,
}
JUMPS = {"jump_intensity": 0.5, "jump_mean": -0.1, "jump_vol": 0.1}
ROUGH = {"forward_variance": 0.04, "hurst": 0.1, "eta": 1.9, "correlation": -0.9}


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: BlackScholes(vol=-0.1), "vol=-0.1"),
        (lambda: VolTermStructure(times=(1.0, 2.0), vols=(0.4, 0.2)), "total variance falls"),
        (lambda: VolTermStructure(times=(1.0,), vols=(0.4, 0.2)), "vols has 2 numbers: give 1"),
        (lambda: QuantoBlackScholes(vol=0.2, fx_vol=0.1, correlation=1.1), "correlation=1.1"),
        (lambda: Heston(**HESTON | {"vol_of_vol": -0.1}), "vol_of_vol=-0.1"),
        (lambda: Heston(**HESTON | {"correlation": math.nan}), "correlation=nan"),
        (lambda: Bates(**HESTON, **JUMPS | {"jump_vol": -1.0}), "jump_vol=-1.0"),
        (lambda: Merton(vol=0.2, **JUMPS | {"jump_intensity": -1.0}), "jump_intensity=-1.0"),
        (lambda: Sabr(alpha=0.0, beta=0.5, rho=0.0, nu=0.3), "alpha=0.0"),
        (lambda: Sabr(alpha=0.2, beta=0.5, rho=1.0, nu=0.3), "rho=1.0"),
        (lambda: RoughBergomi(**ROUGH | {"hurst": 0.6}), "hurst=0.6"),
        (lambda: LocalVol(times=(0.0,), log_moneyness=(0.0,), vols=((0.2,),)), "at least 2"),
        (
            lambda: LocalVol(times=(0.0,), log_moneyness=(0.0, 1.0), vols=((0.2,),)),
            "vols has shape (1, 1)",
        ),
        (
            lambda: LocalVol(times=(0.0,), log_moneyness=(0.0, 1.0), vols=((0.2, -0.1),)),
            "vols[0][1]=-0.1",
        ),
    ],
)
def test_impossible_parameters_are_refused(build, message):
    with pytest.raises(InvalidArgumentError) as caught:
        build()
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (((1.0, 0.5), (0.4, 1.0)), "not symmetric"),
        (((1.0, 1.5), (1.5, 1.0)), "outside [-1, 1]"),
        (((1.0,),), "shape (1, 1)"),
        (((2.0, 0.0), (0.0, 1.0)), "outside [-1, 1]"),
    ],
)
def test_matrices_that_are_no_correlations_are_refused(matrix, message):
    flat = BlackScholes(vol=0.2)
    with pytest.raises(InvalidArgumentError) as caught:
        Correlated(models=(flat, flat), correlation=matrix)
    assert message in str(caught.value)


def test_an_indefinite_matrix_is_refused_with_its_eigenvalue():
    flat = BlackScholes(vol=0.2)
    low = -0.9
    matrix = ((1.0, low, low), (low, 1.0, low), (low, low, 1.0))
    with pytest.raises(InvalidArgumentError, match=r"eigenvalue -0\.8"):
        Correlated(models=(flat,) * 3, correlation=matrix)


def test_correlated_assets_take_models_of_single_assets_only():
    with pytest.raises(InvalidArgumentError, match="give BlackScholes or LocalVol"):
        Correlated(
            models=(BlackScholes(vol=0.2), Heston(**HESTON)), correlation=((1.0, 0.0), (0.0, 1.0))
        )


def test_total_variance_is_linear_between_vols():
    assert TERM.vol(0.75) == pytest.approx(math.sqrt((0.045 + 0.0625) / 2.0 / 0.75), rel=1e-14)
    assert TERM.vol(0.1) == pytest.approx(0.3, rel=1e-14)
    last = 0.24**2 * 2.0 - 0.25**2
    assert TERM.total_variance(3.0) == pytest.approx(0.24**2 * 2.0 + last, rel=1e-14)


@pytest.mark.parametrize("time", [0.2, 0.75, 1.0, 1.5, 4.0])
def test_response_is_the_slope_of_a_shift(time):
    step = 1e-5
    slope = (TERM.shifted(step).vol(time) - TERM.shifted(-step).vol(time)) / (2.0 * step)
    assert TERM.response(time) == pytest.approx(slope, rel=1e-8)


@pytest.mark.parametrize("years", [0.25, 0.5, 1.7, 2.5])
def test_ageing_keeps_forward_variance_on_the_calendar(years):
    aged = BlackScholes(vol=TERM).aged(years)
    for time in (0.1, 0.6, 2.0):
        expected = TERM.total_variance(years + time) - TERM.total_variance(years)
        assert aged.total_variance(time) == pytest.approx(float(expected), rel=1e-12)


def test_local_vols_are_bilinear_and_flat_outside():
    model = LocalVol(times=(0.0, 1.0), log_moneyness=(-1.0, 1.0), vols=((0.3, 0.1), (0.5, 0.2)))
    assert model.spot_vol == pytest.approx(0.2)
    assert model.vol(time=0.5, log_moneyness=0.0) == pytest.approx(0.275)
    assert model.vol(time=9.0, log_moneyness=-9.0) == pytest.approx(0.5)
    aged = model.aged(0.5)
    assert aged.vol(time=0.25, log_moneyness=0.5) == pytest.approx(
        float(model.vol(time=0.75, log_moneyness=0.5)), rel=1e-14
    )
    assert model.shifted(0.01).spot_vol == pytest.approx(0.21)


@pytest.mark.parametrize(
    "model",
    [
        BlackScholes(vol=0.2),
        BlackScholes(vol=TERM),
        QuantoBlackScholes(vol=0.2, fx_vol=0.1, correlation=0.3),
        Heston(**HESTON),
        Bates(**HESTON, **JUMPS),
        Merton(vol=0.2, **JUMPS),
        Sabr(alpha=0.2, beta=1.0, rho=-0.3, nu=0.4),
        RoughBergomi(**ROUGH),
        RoughBergomi(**ROUGH | {"forward_variance": TERM}),
    ],
)
def test_a_shift_moves_the_spot_vol(model):
    assert model.shifted(0.02).spot_vol == pytest.approx(model.spot_vol + 0.02, rel=1e-14)
    assert model.aged(0.1).n_assets == 1


def test_a_shift_of_one_asset_leaves_the_others():
    model = Correlated(
        models=(BlackScholes(vol=0.2), BlackScholes(vol=0.3)),
        correlation=np.array([[1.0, 0.4], [0.4, 1.0]]),
    )
    assert model.shifted(0.01, asset=1).spot_vol == pytest.approx((0.2, 0.31))
    assert model.aged(0.1) == model
    assert model.matrix.shape == (2, 2)


def test_feller_is_told():
    assert not Heston(**HESTON | {"vol_of_vol": 0.5}).is_feller
    assert Bates(**HESTON | {"vol_of_vol": 0.3}, **JUMPS).is_feller
