"""Outlines of contracts with one or two barriers."""

from __future__ import annotations

import math

from axiom.engines.montecarlo.outlines.lognormal import vanilla
from axiom.engines.montecarlo.outlines.outline import Frame, Outline, Part, ahead, sign_of
from axiom.instruments import (
    Barrier,
    DoubleBarrier,
    DoubleNoTouch,
    Instrument,
    NoTouch,
    OneTouch,
    PartialBarrier,
)
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Model

__all__ = ["OUTLINES"]

_RATE_IN_A_STEP = 0.01
_WIDTHS_IN_A_STEP = 1.0


def _settlement(
    instrument: Instrument,
    *,
    alive: float = 0.0,
    dead: float = 0.0,
    never: float = 0.0,
    late: float = 0.0,
    at_hit: float = 0.0,
) -> tuple[float, ...]:
    """Return what is paid, in the order of the compiled settlement."""
    strike = getattr(instrument, "strike", 1.0)
    return (strike, sign_of(instrument), alive, dead, never, late, at_hit)


def _barrier_terms(o: Barrier | DoubleBarrier | PartialBarrier) -> tuple[float, ...]:
    rebate = getattr(o, "rebate", 0.0)
    if o.is_knock_in:
        return _settlement(o, dead=1.0, never=rebate)
    if getattr(o, "rebate_at", "hit") == "expiry":
        return _settlement(o, alive=1.0, late=rebate)
    return _settlement(o, alive=1.0, at_hit=rebate)


def _touch_terms(o: OneTouch | NoTouch | DoubleNoTouch) -> tuple[float, ...]:
    if not isinstance(o, OneTouch):
        return _settlement(o, never=o.cash)
    if o.pays_at == "hit":
        return _settlement(o, at_hit=o.cash)
    return _settlement(o, late=o.cash)


def _level(o: Barrier | PartialBarrier | OneTouch | NoTouch) -> tuple[float, float]:
    return (o.barrier, 1.0 if o.is_up else -1.0)


def _controls(frame: Frame) -> list[Part]:
    o = frame.instrument
    return [
        frame.asset(o.expiry),
        *vanilla(frame, strike=o.strike, time=o.expiry, sign=sign_of(o)),
    ]


def _watched(frame: Frame, payoff: str, numbers: tuple[float, ...]) -> Part:
    """Watch all the time, or at the dates that the contract gives."""
    o = frame.instrument
    expiry = frame.place(o.expiry)
    dates = getattr(o, "monitoring", None)
    if dates is None:
        return Part(payoff=payoff, numbers=numbers, places=(-1, expiry, expiry))
    if min(dates) <= 0.0 and o.has_hit(frame.market.spots[0]):
        return Part(payoff=payoff, numbers=numbers, places=(-1, 0, expiry))
    places = frame.places([date for date in dates if date > 0.0])
    return Part(payoff=f"{payoff}_at_dates", numbers=numbers, places=(*places, expiry))


def _barrier(frame: Frame) -> list[Part]:
    o: Barrier = frame.instrument
    payoff = _watched(frame, "barrier", (*_level(o), *_barrier_terms(o)))
    return [payoff, *_controls(frame)]


def _double_barrier(frame: Frame) -> list[Part]:
    o: DoubleBarrier = frame.instrument
    payoff = _watched(frame, "corridor", (o.lower, o.upper, *_barrier_terms(o)))
    return [payoff, *_controls(frame)]


def _partial_barrier(frame: Frame) -> list[Part]:
    o: PartialBarrier = frame.instrument
    numbers = (*_level(o), *_barrier_terms(o))
    places = frame.places((o.start, o.watched_until, o.expiry))
    if places[0] == places[1]:
        payoff = Part(payoff="barrier_at_dates", numbers=numbers, places=places[1:])
    else:
        payoff = Part(payoff="barrier", numbers=numbers, places=places)
    return [payoff, *_controls(frame)]


def _touch(frame: Frame) -> list[Part]:
    o: OneTouch | NoTouch = frame.instrument
    return [_watched(frame, "barrier", (*_level(o), *_touch_terms(o))), frame.asset(o.expiry)]


def _double_no_touch(frame: Frame) -> list[Part]:
    o: DoubleNoTouch = frame.instrument
    payoff = _watched(frame, "corridor", (o.lower, o.upper, *_touch_terms(o)))
    return [payoff, frame.asset(o.expiry)]


def _is_watched_always(instrument: Barrier) -> bool:
    return getattr(instrument, "monitoring", None) is None


def _keys(instrument: Barrier) -> tuple[float, ...]:
    return ahead((*(getattr(instrument, "monitoring", None) or ()), instrument.expiry))


def _rebate_step(instrument: Barrier, model: Model, market: Market) -> float:
    """Return steps so short that what is paid at the hit is discounted to within 1e-5."""
    pays_at_hit = _at_hit(instrument)
    rate = abs(market.zero_rate(instrument.expiry))
    return _RATE_IN_A_STEP / rate if pays_at_hit and rate > 0.0 else math.inf


def _at_hit(instrument: Instrument) -> bool:
    if isinstance(instrument, OneTouch):
        return instrument.pays_at == "hit"
    if isinstance(instrument, Barrier) and instrument.rebate_at == "expiry":
        return False
    return getattr(instrument, "rebate", 0.0) > 0.0 and not getattr(instrument, "is_knock_in", True)


def _corridor_step(
    instrument: DoubleBarrier | DoubleNoTouch, model: Model, market: Market
) -> float:
    """Return steps over which the log spot moves by no more than the corridor's width."""
    width = math.log(instrument.upper / instrument.lower)
    vol = model.vol_to(instrument.expiry) if isinstance(model, BlackScholes) else 0.0
    moves = _WIDTHS_IN_A_STEP * (width / vol) ** 2 if vol > 0.0 else math.inf
    rate = abs(market.zero_rate(instrument.expiry))
    return min(moves, _RATE_IN_A_STEP / rate if _at_hit(instrument) and rate > 0.0 else math.inf)


def _partial_refusal(instrument: PartialBarrier, model: Model, market: Market) -> str | None:
    return "its watch is over" if instrument.watched_until <= 0.0 else None


OUTLINES: dict[type[Instrument], Outline] = {
    Barrier: Outline(
        keys=_keys,
        parts=_barrier,
        is_dense=_is_watched_always,
        is_smooth=_is_watched_always,
        longest_step=_rebate_step,
    ),
    DoubleBarrier: Outline(
        keys=_keys,
        parts=_double_barrier,
        is_dense=_is_watched_always,
        is_smooth=_is_watched_always,
        longest_step=_corridor_step,
    ),
    PartialBarrier: Outline(
        keys=lambda o: ahead((o.start, o.watched_until, o.expiry)),
        parts=_partial_barrier,
        is_dense=lambda instrument: True,
        is_smooth=lambda instrument: instrument.start <= 0.0,
        refuses=_partial_refusal,
    ),
    OneTouch: Outline(
        keys=_keys, parts=_touch, is_dense=_is_watched_always, longest_step=_rebate_step
    ),
    NoTouch: Outline(keys=_keys, parts=_touch, is_dense=_is_watched_always),
    DoubleNoTouch: Outline(
        keys=_keys,
        parts=_double_no_touch,
        is_dense=_is_watched_always,
        longest_step=_corridor_step,
    ),
}
"""Outlines by class of contract."""
