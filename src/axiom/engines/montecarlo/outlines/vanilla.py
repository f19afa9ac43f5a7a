"""Outlines of contracts that look at one asset at one or two dates."""

from __future__ import annotations

from math import sqrt

from axiom.engines.montecarlo.outlines.lognormal import vanilla
from axiom.engines.montecarlo.outlines.outline import Frame, Outline, Part, ahead, sign_of
from axiom.instruments import (
    AssetOrNothing,
    CashOrNothing,
    Chooser,
    Compound,
    European,
    ForwardStart,
    Instrument,
    Quanto,
)
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Model

__all__ = ["OUTLINES"]

_LEAST_STRIKE = 1e-200


def _european(frame: Frame) -> list[Part]:
    o: European = frame.instrument
    numbers = (o.strike, sign_of(o), 1.0)
    payoff = Part(payoff="vanilla", numbers=numbers, places=(frame.place(o.expiry),))
    return [payoff, frame.asset(o.expiry)]


def _quanto(frame: Frame) -> list[Part]:
    o: Quanto = frame.instrument
    numbers = (o.strike, sign_of(o), o.exchange_rate)
    return [Part(payoff="vanilla", numbers=numbers, places=(frame.place(o.expiry),))]


def _quanto_refusal(instrument: Quanto, model: Model, market: Market) -> str | None:
    return "the market has no foreign_rate" if market.foreign_rate is None else None


def _controls(frame: Frame, strike: float, time: float) -> list[Part]:
    sign = sign_of(frame.instrument)
    return [frame.asset(time), *vanilla(frame, strike=strike, time=time, sign=sign)]


def _cash_or_nothing(frame: Frame) -> list[Part]:
    o: CashOrNothing = frame.instrument
    numbers = (o.strike, sign_of(o), o.cash)
    payoff = Part(payoff="cash_or_nothing", numbers=numbers, places=(frame.place(o.expiry),))
    return [payoff, *_controls(frame, o.strike, o.expiry)]


def _asset_or_nothing(frame: Frame) -> list[Part]:
    o: AssetOrNothing = frame.instrument
    numbers = (o.strike, sign_of(o))
    payoff = Part(payoff="asset_or_nothing", numbers=numbers, places=(frame.place(o.expiry),))
    return [payoff, *_controls(frame, o.strike, o.expiry)]


def _forward_start(frame: Frame) -> list[Part]:
    o: ForwardStart = frame.instrument
    payoff = Part(
        payoff="forward_start",
        numbers=(o.moneyness, sign_of(o)),
        places=frame.places((o.start, o.expiry)),
    )
    return [payoff, frame.asset(o.expiry)]


def _later(frame: Frame, strike: float, start: float, end: float) -> tuple[float, ...]:
    """Terms of a European option from a date on: strike, growth, discount, total vol."""
    model, market = frame.lognormal, frame.market
    if model is None:
        raise TypeError(
            f"the value of an option at a later date needs Black-Scholes: {frame.model}"
        )
    growth = float(market.growth(end) / market.growth(start))
    discount = float(market.discount(end) / market.discount(start))
    variance = float(model.total_variance(end) - model.total_variance(start))
    return (max(strike, _LEAST_STRIKE), growth, discount, sqrt(max(variance, 0.0)))


def _compound(frame: Frame) -> list[Part]:
    o: Compound = frame.instrument
    inner = _later(frame, o.underlying.strike, o.expiry, o.underlying.expiry)
    numbers = (o.strike, sign_of(o), sign_of(o.underlying), *inner)
    payoff = Part(payoff="compound", numbers=numbers, places=(frame.place(o.expiry),))
    return [payoff, frame.asset(o.expiry)]


def _chooser(frame: Frame) -> list[Part]:
    o: Chooser = frame.instrument
    call = _later(frame, o.call_strike, o.choice, o.call_expiry)
    put = _later(frame, o.put_strike, o.choice, o.put_expiry)
    payoff = Part(payoff="chooser", numbers=(*call, *put), places=(frame.place(o.choice),))
    return [payoff, frame.asset(o.choice)]


def _needs_lognormal(instrument: Instrument, model: Model, market: Market) -> str | None:
    if isinstance(model, BlackScholes):
        return None
    return "what the option is worth at a later date has no closed form under the model"


def _expiry(instrument: European) -> tuple[float, ...]:
    return ahead((instrument.expiry,))


OUTLINES: dict[type[Instrument], Outline] = {
    European: Outline(keys=_expiry, parts=_european),
    Quanto: Outline(keys=_expiry, parts=_quanto, refuses=_quanto_refusal),
    CashOrNothing: Outline(
        keys=_expiry, parts=_cash_or_nothing, is_smooth=lambda instrument: False
    ),
    AssetOrNothing: Outline(
        keys=_expiry, parts=_asset_or_nothing, is_smooth=lambda instrument: False
    ),
    ForwardStart: Outline(keys=lambda o: ahead((o.start, o.expiry)), parts=_forward_start),
    Compound: Outline(keys=_expiry, parts=_compound, refuses=_needs_lognormal),
    Chooser: Outline(keys=lambda o: ahead((o.choice,)), parts=_chooser, refuses=_needs_lognormal),
}
"""Outlines by class of contract."""
