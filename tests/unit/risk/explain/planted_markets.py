"""Surfaces whose every part can be moved by itself, and states of a small book on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from axiom.kernels.dividends import Dividend
from axiom.risk import BookState
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.carry import forward_price

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SHORT, NEAR, FAR = NOW + DAY, NOW + 30 * DAY, NOW + 182 * DAY
SPOT, RATE, BORROW = 100.0, 0.03, 0.01


def years_to(expiry, time=NOW):
    return (expiry - time).total_seconds() / (365.0 * 86400.0)


@dataclass(frozen=True, kw_only=True)
class PlantedSurface:
    """Vols by strike, 20 % less a tenth of log(strike / 100) plus a fifth of its square; bumps by
    expiry are (level, skew, curvature, bend) in z = log(strike / forward) / width of that expiry.
    """

    valuation_time: dt.datetime = NOW
    spot: float = SPOT
    rate: float = RATE
    borrow: float = BORROW
    dividends: tuple[Dividend, ...] = ()
    bumps: tuple = ()
    clock: object = None

    @property
    def fitted_expiries(self):
        found = (years_to(one, self.valuation_time) for one in (SHORT, NEAR, FAR))
        return tuple(one for one in found if one > 0.0)

    def forward(self, expiry):
        return forward_price(
            spot=self.spot, years=np.asarray(expiry), rate=self.rate, borrow=self.borrow,
            dividends=self.dividends,
        )  # fmt: skip

    def discount_factor(self, expiry):
        return np.exp(-self.rate * np.asarray(expiry))

    def vol(self, *, strike=None, log_moneyness=None, expiry):
        expiry = np.asarray(expiry, dtype=np.float64)
        if strike is None:
            strike = self.forward(expiry) * np.exp(log_moneyness)
        x = np.log(np.asarray(strike) / 100.0)
        found = 0.2 - 0.1 * x + 0.2 * x**2 + 0.0 * expiry
        for instant, shape, width in self.bumps:
            z = np.log(strike / self.forward(expiry)) / width
            here = np.abs(expiry - years_to(instant, self.valuation_time)) < 1e-9
            found = found + here * sum(one * z**i for i, one in enumerate(shape))
        return found


def width_of(surface, expiry, time):
    """The deviation of log(strike / forward) in which places of the smile are counted."""
    at_money = surface.vol(log_moneyness=0.0, expiry=years_to(expiry, surface.valuation_time))
    return float(at_money) * np.sqrt(years_to(expiry, time))


def bumped(surface, expiry, *shape, time=None):
    """Move the smile of one expiry by a polynomial of its places."""
    width = width_of(surface, expiry, time or surface.valuation_time)
    return replace(surface, bumps=(*surface.bumps, (expiry, shape, width)))


ROWS = [
    {"expiry": NEAR, "strike": 95.0, "is_call": False, "quantity": 10.0, "multiplier": 100.0},
    {"expiry": NEAR, "strike": 104.0, "is_call": True, "quantity": -7.0, "multiplier": 100.0},
    {"expiry": FAR, "strike": 100.0, "is_call": True, "quantity": 3.0, "multiplier": 100.0},
    {"expiry": FAR, "strike": 85.0, "is_call": False, "quantity": -4.0, "multiplier": 100.0},
    {"expiry": None, "strike": None, "is_call": None, "quantity": -150.0, "multiplier": 1.0},
]


def table(rows=ROWS):
    schema = {
        "expiry": pl.Datetime("us", "UTC"),
        "strike": pl.Float64,
        "is_call": pl.Boolean,
        "quantity": pl.Float64,
        "multiplier": pl.Float64,
    }
    extra = {"exercise": pl.String, "mark": pl.Float64}
    schema |= {name: kind for name, kind in extra.items() if any(name in row for row in rows)}
    return pl.DataFrame(rows, schema=schema)


def state(surface=None, rows=ROWS, **changes):
    """A state on a planted surface, at the surface's own spot."""
    surface = surface or PlantedSurface()
    given = {"spot": surface.spot, "positions": None if rows is None else table(rows)}
    if surface.dividends:
        given["terms"] = ExerciseTerms(dividends=surface.dividends, accuracy="fast")
    return BookState(surface=surface, **(given | changes))
