"""Outlines of notes on returns, fixings and realised variance of one asset."""

from __future__ import annotations

import math

from axiom.engines.montecarlo.outlines.outline import Frame, Outline, Part, ahead
from axiom.instruments import (
    Cliquet,
    Instrument,
    RangeAccrual,
    ReverseCliquet,
    VarianceSwap,
    VolatilitySwap,
)
from axiom.market.spot_market import Market
from axiom.models import Bates, Merton, Model

__all__ = ["OUTLINES"]


def _cliquet(frame: Frame) -> list[Part]:
    o: Cliquet = frame.instrument
    bounds = (o.local_floor, o.local_cap, o.global_floor, o.global_cap)
    return _returns(frame, bounds, o.past_return)


def _reverse_cliquet(frame: Frame) -> list[Part]:
    o: ReverseCliquet = frame.instrument
    return _returns(frame, (-math.inf, 0.0, o.floor, math.inf), o.coupon + o.past_return)


def _returns(frame: Frame, bounds: tuple[float, ...], past: float) -> list[Part]:
    o: Cliquet | ReverseCliquet = frame.instrument
    payoff = Part(
        payoff="cliquet",
        numbers=(*bounds, o.notional, past, o.previous_fixing or 0.0),
        places=frame.places(o.resets),
    )
    return [payoff, frame.asset(o.resets[-1])]


def _range_accrual(frame: Frame) -> list[Part]:
    o: RangeAccrual = frame.instrument
    count = len(o.fixings) + o.past_fixings
    payoff = Part(
        payoff="range_accrual",
        numbers=(o.lower, o.upper, o.coupon / count, float(o.past_inside)),
        places=frame.places((*o.fixings, o.expiry)),
    )
    return [payoff, frame.asset(o.expiry)]


def _realised(frame: Frame) -> list[Part]:
    o: VarianceSwap | VolatilitySwap = frame.instrument
    is_vol = isinstance(o, VolatilitySwap)
    payoff = Part(
        payoff="realised_vol" if is_vol else "realised_variance",
        numbers=(
            o.strike if is_vol else o.strike**2,
            o.notional,
            o.life,
            o.accrued_variance,
            1.0 if o.fixings is None else 0.0,
            o.previous_fixing or 0.0,
        ),
        places=frame.places((*(o.fixings or ()), o.expiry)),
    )
    return [payoff, frame.asset(o.expiry)]


def _swap_refusal(
    instrument: VarianceSwap | VolatilitySwap, model: Model, market: Market
) -> str | None:
    if instrument.fixings is None and isinstance(model, Bates | Merton):
        return "paths do not keep the jumps between fixings (give fixings)"
    return None


_SWAP = Outline(
    keys=lambda o: ahead((*(o.fixings or ()), o.expiry)), parts=_realised, refuses=_swap_refusal
)

OUTLINES: dict[type[Instrument], Outline] = {
    Cliquet: Outline(keys=lambda o: ahead(o.resets), parts=_cliquet),
    ReverseCliquet: Outline(keys=lambda o: ahead(o.resets), parts=_reverse_cliquet),
    RangeAccrual: Outline(
        keys=lambda o: ahead((*o.fixings, o.expiry)),
        parts=_range_accrual,
        is_smooth=lambda instrument: False,
    ),
    VarianceSwap: _SWAP,
    VolatilitySwap: _SWAP,
}
"""Outlines by class of contract."""
