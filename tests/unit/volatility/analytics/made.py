"""Surfaces whose every figure is known, and chains made from them."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl

from axiom import price
from axiom.market import Chain
from axiom.volatility import EssviSlice, EssviSurface, ForwardCurve, ForwardNode

NOW = dt.datetime(2024, 3, 1, 21, 0, tzinfo=dt.UTC)
CARRY, RATE = 0.02, 0.03


def curve(years: tuple[float, ...] = (0.1, 1.0, 2.0)) -> ForwardCurve:
    return ForwardCurve(
        nodes=tuple(
            ForwardNode(
                years=t,
                forward=100.0 * math.exp(CARRY * t),
                discount_factor=math.exp(-RATE * t),
            )
            for t in years
        )
    )


def made(*slices: tuple[float, float, float, float]) -> EssviSurface:
    """Surface of slices (years, theta, rho, psi)."""
    return EssviSurface(
        valuation_time=NOW,
        slices=tuple(
            EssviSlice(
                expiry=NOW + dt.timedelta(days=365.0 * t),
                years=t,
                theta=theta,
                rho=rho,
                psi=psi,
                log_moneyness_min=-3.0 * theta**0.5,
                log_moneyness_max=2.0 * theta**0.5,
                n_quotes=50,
            )
            for t, theta, rho, psi in slices
        ),
        forwards=curve(),
    )


def flat(vol: float = 0.2, years: float = 1.0) -> EssviSurface:
    return made((years, vol * vol * years, 0.0, 0.0))


def skewed() -> EssviSurface:
    """Free of arbitrage: 20 % at the forward, skewed to low strikes."""
    rhos = zip((0.02, 0.1, 0.5, 1.0, 2.0), (-0.5, -0.55, -0.6, -0.62, -0.64), strict=True)
    return made(*((t, 0.04 * t, rho, 1.1 * (0.04 * t) ** 0.5) for t, rho in rhos))


def stepped() -> EssviSurface:
    """Vol without a smile: 10 % for half a year, then 30 %."""
    return made((0.5, 0.005, 0.0, 0.0), (1.0, 0.05, 0.0, 0.0))


def chain_of(
    surface: EssviSurface,
    dates: dict[dt.datetime, str],
    strikes: np.ndarray,
    half_spread: float = 0.0,
) -> Chain:
    """Quotes of the surface at every expiry and strike; no bid below a millionth."""
    rows = []
    for expiry, settlement in dates.items():
        t = (expiry - surface.valuation_time).total_seconds() / (365.0 * 86_400.0)
        forward, discount = surface.forward(t), surface.discount_factor(t)
        for is_call in (False, True):
            worth = discount * price(
                forward=forward,
                strike=strikes,
                expiry=t,
                vol=surface.vol(strike=strikes, expiry=t),
                is_call=np.full(strikes.shape, is_call),
            )
            rows += [
                (expiry, expiry.date(), settlement, k, is_call, b if b > 1e-6 else 0.0, a)
                for k, b, a in zip(strikes, worth - half_spread, worth + half_spread, strict=True)
            ]
    schema = ["expiry", "expiry_date", "settlement", "strike", "is_call", "bid", "ask"]
    return Chain(
        underlying="SPX",
        valuation_time=surface.valuation_time,
        quotes=pl.DataFrame(rows, schema=schema, orient="row"),
        spot=100.0,
        rate=RATE,
    )
