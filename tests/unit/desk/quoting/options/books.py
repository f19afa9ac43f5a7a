"""The set-up of Baldacci, Bergault and Guéant (2021), section 4, and smaller books."""

from __future__ import annotations

import numpy as np

from axiom.desk import BaldacciBergaultGueant, QuotedOptions
from axiom.market import Market
from axiom.models import Heston

SHARED = {"initial_variance": 0.0225, "vol_of_vol": 0.2, "correlation": -0.5}
REAL = Heston(mean_reversion=2.0, long_variance=0.04, **SHARED)
PRICED = Heston(mean_reversion=3.0, long_variance=0.0225, **SHARED)
HORIZON = 0.0012
LIMIT = 1e7
GAMMA = 1e-3


def calls(strikes=(8.0, 9.0, 10.0, 11.0, 12.0), expiries=(1.0, 1.5, 2.0, 3.0), busy=1.0):
    strike, expiry = (axis.ravel() for axis in np.meshgrid(strikes, expiries))
    return QuotedOptions.heston(
        PRICED, market=Market(spot=10.0, rate=0.0), strike=strike, expiry=expiry, is_call=True,
        notional=5e5, requests=busy * 252 * 30 / (1 + 0.7 * np.abs(10.0 - strike)),
        steepness=150.0, shift=0.7,
    )  # fmt: skip


def few():
    return calls(strikes=(9.0, 10.0), expiries=(1.0, 2.0), busy=2.0)


def solved(options, *, real_world=REAL, risk_aversion=GAMMA, **more):
    settings = {"n_vegas": 41, "n_variances": 5} | more
    return BaldacciBergaultGueant.solve(
        options, risk_neutral=PRICED, real_world=real_world, risk_aversion=risk_aversion,
        vega_limit=LIMIT, horizon=HORIZON, **settings,
    )  # fmt: skip
