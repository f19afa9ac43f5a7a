from __future__ import annotations

import numpy as np
import pytest

from axiom.desk.hedging import HedgingSetup, HedgingState
from axiom.instruments import European
from axiom.models import BlackScholes, Sabr

OPTION = European(strike=100.0, expiry=0.24)


@pytest.fixture
def state():
    """Eleven spots around the money, a vol that has a slope, and holdings of all kinds."""
    return HedgingState(
        option=OPTION,
        spot=np.linspace(85.0, 115.0, 11),
        time_left=0.24,
        vol=0.2,
        holding=np.linspace(-0.3, 1.3, 11),
        vol_slope=-0.002,
    )


@pytest.fixture
def setup():
    """Twelve hedges of three months at costs of 1 %, under Black-Scholes."""
    return HedgingSetup(
        model=BlackScholes(vol=0.2), option=OPTION, hedges=12, drift=0.05, cost=0.01
    )


@pytest.fixture
def sabr_setup():
    """The same under SABR, with a second option of twice the expiry."""
    return HedgingSetup(
        model=Sabr(alpha=0.2, beta=1.0, rho=-0.4, nu=0.6),
        option=OPTION,
        hedges=12,
        drift=0.05,
        cost=0.01,
        second=European(strike=100.0, expiry=0.48),
        second_cost=0.01,
    )
