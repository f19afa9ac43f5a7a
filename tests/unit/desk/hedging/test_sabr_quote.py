"""The vol quoted under SABR and its slope: Bartlett's delta by moving spot and vol together."""

from __future__ import annotations

import numpy as np
import pytest

from axiom import InvalidArgumentError, price
from axiom.desk.hedging import BartlettDelta, HedgingState, sabr_quote
from axiom.instruments import European
from axiom.kernels.sabr import hagan_vol
from axiom.models import Sabr

OPTION = European(strike=100.0, expiry=0.24)
SPOTS = np.array([80.0, 95.0, 100.0, 107.0, 130.0])


@pytest.mark.parametrize("beta", [1.0, 0.5])
def test_bartlett_delta_is_the_difference_of_prices_when_the_vol_comes_along(beta):
    alpha = 0.2 * 100.0 ** (1.0 - beta)
    model = Sabr(alpha=alpha, beta=beta, rho=-0.4, nu=0.6)

    def value(spot, alphas):
        vol = hagan_vol(
            forward=spot, strike=100.0, expiry=0.24, alpha=alphas, beta=beta, rho=-0.4, nu=0.6
        )
        return np.asarray(price(spot=spot, strike=100.0, expiry=0.24, vol=vol))

    move = 1e-3
    along = -0.4 * 0.6 * move / SPOTS**beta
    up, down = value(SPOTS + move, alpha + along), value(SPOTS - move, alpha - along)
    vol, slope = sabr_quote(model, spot=SPOTS, alpha=alpha, option=OPTION)
    state = HedgingState(option=OPTION, spot=SPOTS, time_left=0.24, vol=vol, vol_slope=slope)
    np.testing.assert_allclose(
        BartlettDelta().hedge(state).underlying, (up - down) / (2.0 * move), atol=2e-8
    )


def test_without_vol_of_vol_nothing_moves():
    model = Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.0)
    vol, slope = sabr_quote(model, spot=SPOTS, alpha=0.2, option=OPTION)
    np.testing.assert_allclose(vol, 0.2, rtol=1e-14)
    np.testing.assert_allclose(slope, 0.0, atol=1e-15)


def test_a_shift_moves_spot_and_strike():
    shifted = Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6, shift=10.0)
    plain = Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6)
    found = sabr_quote(shifted, spot=90.0, alpha=0.2, option=European(strike=95.0, expiry=0.24))
    same = sabr_quote(plain, spot=100.0, alpha=0.2, option=European(strike=105.0, expiry=0.24))
    np.testing.assert_allclose(found, same, rtol=1e-14)


@pytest.mark.parametrize(
    ("change", "named"),
    [({"spot": 0.0}, "spot"), ({"alpha": -0.1}, "alpha"), ({"time_left": 0.0}, "time_left")],
)
def test_bad_input_is_refused(change, named):
    model = Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6)
    with pytest.raises(InvalidArgumentError, match=named):
        sabr_quote(model, **{"spot": 100.0, "alpha": 0.2, "option": OPTION, **change})
