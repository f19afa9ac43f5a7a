from __future__ import annotations

import math

import numpy as np
import pytest
from mpmath import mp, ncdf

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.analytics import delta_log_moneyness, smile_shape

from .made import flat, skewed

HALF_NORMAL = 0.6744897501960817  # N^-1(0.75)


def test_deltas_of_a_flat_surface() -> None:
    deviation = 0.2 * math.sqrt(0.5)
    call = delta_log_moneyness(flat(0.2), delta=0.25, expiry=0.5)
    put = delta_log_moneyness(flat(0.2), delta=0.25, expiry=0.5, is_call=False)
    assert call == pytest.approx(HALF_NORMAL * deviation + 0.5 * deviation**2, rel=1e-12)
    assert put == pytest.approx(-HALF_NORMAL * deviation + 0.5 * deviation**2, rel=1e-12)


@pytest.mark.parametrize("convention", ["forward", "discounted"])
def test_the_option_there_has_the_delta(convention) -> None:
    surface, expiry = skewed(), 0.7
    for delta, is_call in ((0.1, True), (0.25, False), (0.6, True), (0.01, False)):
        k = delta_log_moneyness(
            surface, delta=delta, expiry=expiry, is_call=is_call, convention=convention
        )
        root = math.sqrt(surface.total_variance(log_moneyness=k, expiry=expiry))
        d1 = -k / root + 0.5 * root
        factor = 1.0 if convention == "forward" else surface.discount_factor(expiry)
        with mp.workdps(30):
            size = factor * float(ncdf(d1 if is_call else -d1))
        assert size == pytest.approx(delta, rel=1e-12)


def test_arguments_broadcast() -> None:
    delta, expiry = np.array([0.1, 0.25])[:, None], np.array([0.1, 0.5, 1.0])
    k = delta_log_moneyness(skewed(), delta=delta, expiry=expiry, is_call=[[True], [False]])
    assert k.shape == (2, 3)
    one = delta_log_moneyness(skewed(), delta=0.25, expiry=0.5, is_call=False)
    assert k[1, 1] == one


@pytest.mark.parametrize("delta", [0.0, 1.0, -0.25, math.nan])
def test_deltas_outside_their_domain_are_refused(delta) -> None:
    with pytest.raises(InvalidArgumentError, match="delta"):
        delta_log_moneyness(flat(), delta=delta, expiry=0.5)


def test_other_arguments_outside_their_domain_are_refused() -> None:
    with pytest.raises(InvalidArgumentError, match="discount factor"):
        delta_log_moneyness(flat(), delta=0.98, expiry=2.0, convention="discounted")
    with pytest.raises(InvalidArgumentError, match="convention"):
        delta_log_moneyness(flat(), delta=0.25, expiry=2.0, convention="spot")
    with pytest.raises(InvalidArgumentError, match="expiry"):
        delta_log_moneyness(flat(), delta=0.25, expiry=0.0)


def test_a_flat_smile_has_no_shape() -> None:
    shape = smile_shape(flat(0.2), expiry=0.3)
    assert shape.atm_vol == pytest.approx(0.2)
    figures = (
        shape.risk_reversal_25, shape.risk_reversal_10, shape.butterfly_25, shape.butterfly_10,
        shape.skew, shape.curvature, shape.dw_dk, shape.d2w_dk2, shape.scaled_skew,
    )  # fmt: skip
    assert figures == pytest.approx((0.0,) * 9, abs=1e-12)


def test_slope_and_bend_are_those_of_the_vol() -> None:
    surface, expiry, h = skewed(), 0.7, 1e-3
    shape = smile_shape(surface, expiry=expiry)
    low, at, high = surface.vol(log_moneyness=[-h, 0.0, h], expiry=expiry)
    assert shape.skew == pytest.approx((high - low) / (2 * h), rel=1e-4)
    assert shape.curvature == pytest.approx((high - 2 * at + low) / h**2, rel=1e-3)
    assert shape.risk_reversal_25 < 0.0 < shape.butterfly_25
    assert abs(shape.risk_reversal_10) > abs(shape.risk_reversal_25)
    assert shape.scaled_skew == shape.skew * math.sqrt(expiry)
