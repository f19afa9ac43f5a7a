"""A surface with closed forms, to check books against."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from axiom.volatility import SurfaceDerivatives

VALUATION = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
SPOT, RATE, CARRY = 100.0, 0.03, 0.02


class TiltedSurface:
    """Vol 20 % less a tenth of log-moneyness; rate 3 %, forwards growing by 2 % a year."""

    valuation_time = VALUATION

    def forward(self, expiry):
        return SPOT * np.exp(CARRY * np.asarray(expiry))

    def discount_factor(self, expiry):
        return np.exp(-RATE * np.asarray(expiry))

    def vol(self, *, strike=None, log_moneyness=None, expiry):
        if log_moneyness is None:
            log_moneyness = np.log(np.asarray(strike) / self.forward(expiry))
        return 0.2 - 0.1 * np.asarray(log_moneyness) + 0.0 * np.asarray(expiry)

    def derivatives(self, *, strike=None, log_moneyness=None, expiry):
        if log_moneyness is None:
            log_moneyness = np.log(np.asarray(strike) / self.forward(expiry))
        vol, t = TiltedSurface.vol(self, log_moneyness=log_moneyness, expiry=expiry), expiry
        return SurfaceDerivatives(
            total_variance=vol**2 * t,
            dw_dk=-0.2 * vol * t,
            d2w_dk2=0.02 * np.asarray(t) + 0.0 * vol,
            dw_dt=vol**2 + 0.0 * np.asarray(t),
        )


def listed(*rows: tuple[dt.date, str, dt.datetime]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "expiry_date": pl.Date,
            "settlement": pl.Enum(["AM", "PM"]),
            "expiry": pl.Datetime("us", "UTC"),
        },
        orient="row",
    )
