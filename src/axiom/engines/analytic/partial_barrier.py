"""Barriers that are watched for a part of the life, under Black-Scholes with flat curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from axiom.engines.analytic.spot_terms import rounded
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import Valuation
from axiom.instruments import PartialBarrier
from axiom.kernels import greeks
from axiom.kernels.two_dates import SpotGreeks, partial_knock_outs
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

NAME: Final = "Heynen-Kat"
LEAST_VARIANCE: Final = 1e-12
"""vol^2 T below which the path is taken as certain."""
NEARLY_NOTHING: Final = 1e-12
"""Vols and times are no less, so that Greeks at a kink are huge but finite."""


def _accepts(contract: PartialBarrier, model: BlackScholes, market: Market) -> str | None:
    if not (model.is_flat and market.is_flat):
        return "reflection needs a rate, a yield and a vol that do not depend on time"
    return always(contract, model, market)


def _value(
    contracts: Sequence[PartialBarrier], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    out, vanilla = _knock_outs(contracts, model, market), _vanillas(contracts, model, market)
    is_in = np.array([c.is_knock_in for c in contracts])
    parts = {
        name: np.where(is_in, getattr(vanilla, name) - getattr(out, name), getattr(out, name))
        for name in ("price", "delta", "gamma", "vega", "rho")
    }
    found = SpotGreeks(**parts, amplification=out.amplification)
    sizes = [market.spots[0] + c.strike for c in contracts]
    return rounded(found, sizes, method=NAME, model=model, market=market, greeks=request.greeks)


def _vanillas(
    contracts: Sequence[PartialBarrier], model: BlackScholes, market: Market
) -> SpotGreeks:
    found = greeks(
        spot=market.spots[0],
        strike=np.array([max(c.strike, 1e-60 * market.spots[0]) for c in contracts]),
        expiry=np.array([max(c.expiry, NEARLY_NOTHING) for c in contracts]),
        vol=max(model.spot_vol, NEARLY_NOTHING),
        rate=market.zero_rate(0.0),
        dividend_yield=market.yield_to(0.0),
        is_call=np.array([c.is_call for c in contracts]),
    )
    parts = {
        name: np.asarray(getattr(found, name))
        for name in ("price", "delta", "gamma", "vega", "rho")
    }
    return SpotGreeks(**parts, amplification=np.ones(len(contracts)))


def _knock_outs(
    contracts: Sequence[PartialBarrier], model: BlackScholes, market: Market
) -> SpotGreeks:
    expiry = np.array([c.expiry for c in contracts])
    certain = model.spot_vol**2 * expiry < LEAST_VARIANCE
    vol = np.where(certain, 1.0, model.spot_vol)
    found = partial_knock_outs(
        spot=market.spots[0],
        strike=[c.strike for c in contracts],
        barrier=[c.barrier for c in contracts],
        start=np.where(certain, 0.0, [c.start for c in contracts]),
        end=np.where(certain, 0.0, [c.watched_until for c in contracts]),
        expiry=np.where(certain, 1.0, expiry),
        vol=vol,
        rate=market.zero_rate(0.0),
        dividend_yield=market.yield_to(0.0),
        is_call=[c.is_call for c in contracts],
        is_up=[c.is_up for c in contracts],
    )
    if not certain.any():
        return found
    alive = np.array([_survives(c, market) for c in contracts])
    vanilla = _vanillas(contracts, model, market)
    names = ("price", "delta", "gamma", "vega", "rho", "amplification")
    return SpotGreeks(
        *(np.where(certain, alive * getattr(vanilla, name), getattr(found, name)) for name in names)
    )


def _survives(contract: PartialBarrier, market: Market) -> bool:
    """Whether the certain path, which is monotone, keeps off the barrier at both ends."""
    ends = [market.forward(t) for t in (contract.start, contract.watched_until)]
    if contract.is_up:
        return max(ends) < contract.barrier
    return min(ends) > contract.barrier


METHODS = (
    Method(
        engine="analytic",
        name=NAME,
        instrument=PartialBarrier,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=20.0,
        source="Heynen, Kat, Journal of Financial Engineering 3, 1994, p. 256",
    ),
)
