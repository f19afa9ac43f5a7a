"""Outlines of contracts on several assets."""

from __future__ import annotations

from axiom.engines.montecarlo.outlines.outline import Frame, Outline, Part, ahead, sign_of
from axiom.instruments import Autocallable, Basket, Exchange, Instrument, Rainbow, Spread
from axiom.market.spot_market import Market
from axiom.models import Correlated, Model

__all__ = ["OUTLINES"]

_WATCHES = ("expiry", "observations", "continuous")
_STEP_OF_SEVERAL = 1.0 / 100.0


def _assets(frame: Frame, time: float) -> list[Part]:
    return [frame.asset(time, asset=i) for i in range(frame.market.n_assets)]


def _at_expiry(frame: Frame, payoff: str, strike: float, *quantities: float) -> list[Part]:
    o: Exchange | Spread | Basket | Rainbow = frame.instrument
    numbers = (strike, sign_of(o), *quantities)
    part = Part(payoff=payoff, numbers=numbers, places=(frame.place(o.expiry),))
    return [part, *_assets(frame, o.expiry)]


def _exchange(frame: Frame) -> list[Part]:
    first, second = frame.instrument.quantities
    return _at_expiry(frame, "weighted_sum", 0.0, first, -second)


def _spread(frame: Frame) -> list[Part]:
    first, second = frame.instrument.quantities
    return _at_expiry(frame, "weighted_sum", frame.instrument.strike, first, -second)


def _basket(frame: Frame) -> list[Part]:
    return _at_expiry(frame, "weighted_sum", frame.instrument.strike, *frame.instrument.weights)


def _rainbow(frame: Frame) -> list[Part]:
    o: Rainbow = frame.instrument
    return _at_expiry(frame, "best_of" if o.on == "max" else "worst_of", o.strike, *o.quantities)


def _autocallable(frame: Frame) -> list[Part]:
    o: Autocallable = frame.instrument
    watch = _WATCHES.index(o.knock_in_monitoring) if o.knock_in > 0.0 else 0
    part = Part(
        payoff="autocallable",
        numbers=(
            o.notional,
            o.coupon,
            o.coupon_level,
            float(o.has_memory),
            float(o.missed_coupons) if o.has_memory else 0.0,
            o.knock_in,
            o.put_strike,
            float(o.is_knocked_in),
            float(watch),
            *o.autocall_levels,
            *o.initial_fixings,
        ),
        places=frame.places(o.observations),
    )
    return [part, *_assets(frame, o.observations[-1])]


def _is_watched_always(o: Autocallable) -> bool:
    return o.knock_in > 0.0 and o.knock_in_monitoring == "continuous"


def _autocallable_step(o: Autocallable, model: Model, market: Market) -> float:
    return _STEP_OF_SEVERAL if isinstance(model, Correlated) else o.last_time


def _expiry(o: Basket) -> tuple[float, ...]:
    return ahead((o.expiry,))


OUTLINES: dict[type[Instrument], Outline] = {
    Exchange: Outline(keys=_expiry, parts=_exchange),
    Spread: Outline(keys=_expiry, parts=_spread),
    Basket: Outline(keys=_expiry, parts=_basket),
    Rainbow: Outline(keys=_expiry, parts=_rainbow),
    Autocallable: Outline(
        keys=lambda o: ahead(o.observations),
        parts=_autocallable,
        is_dense=_is_watched_always,
        is_smooth=lambda instrument: False,
        longest_step=_autocallable_step,
    ),
}
"""Outlines by class of contract."""
