"""Outlines of contracts on averages and extremes of one asset."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from axiom.engines.montecarlo.outlines.lognormal import geometric_average
from axiom.engines.montecarlo.outlines.outline import Frame, Outline, Part, ahead, sign_of
from axiom.instruments import Asian, FixedLookback, FloatingLookback, Instrument
from axiom.market.spot_market import Market
from axiom.models import Model, Sabr

__all__ = ["OUTLINES"]

_STEPS_OF_AN_AVERAGE = 64
_NO_HIGH, _NO_LOW = 1e-200, 1e200


def _asian(frame: Frame) -> list[Part]:
    o: Asian = frame.instrument
    ends: tuple[int, ...]
    places: tuple[int, ...]
    if o.fixings is None:
        past, weights, places, ends = _continuous_terms(frame)
        prefix = "continuous_"
    else:
        past, weights, ends = _discrete_terms(frame)
        places, prefix = ends, ""
    is_strike = 1.0 if o.strike is None else 0.0
    strike = 0.0 if o.strike is None else o.strike
    payoff = Part(
        payoff=f"{prefix}{o.averaging}_average",
        numbers=(strike, sign_of(o), is_strike, past, *weights),
        places=(*places, frame.place(o.expiry)),
    )
    controls = [frame.asset(o.expiry)]
    if o.averaging == "arithmetic" and o.strike is not None:
        controls += _geometric_control(frame, past, weights, ends)
    return [payoff, *controls]


def _geometric_control(
    frame: Frame, past: float, weights: NDArray[np.float64], places: tuple[int, ...]
) -> list[Part]:
    o: Asian = frame.instrument
    if o.fixings is None:
        # The trapezoid rule on the ends of the steps.
        halves = 0.5 * weights
        weights = np.append(halves, 0.0) + np.insert(halves, 0, 0.0)
    return geometric_average(
        frame,
        strike=(o.strike or 0.0) - past,
        sign=sign_of(o),
        weights=weights,
        places=places,
        end=o.expiry,
    )


def _discrete_terms(frame: Frame) -> tuple[float, NDArray[np.float64], tuple[int, ...]]:
    """Past share of the average, weights and places of the fixings to come."""
    o: Asian = frame.instrument
    fixings = o.fixings or ()
    count = len(fixings) + len(o.past_fixings)
    past = np.asarray(o.past_fixings, dtype=np.float64)
    share = past if o.averaging == "arithmetic" else np.log(past)
    return float(share.sum()) / count, np.full(len(fixings), 1.0 / count), frame.places(fixings)


def _continuous_terms(
    frame: Frame,
) -> tuple[float, NDArray[np.float64], tuple[int, ...], tuple[int, ...]]:
    """Past share, weights of the steps, place of the start, and the places of all their ends."""
    o: Asian = frame.instrument
    life = o.expiry - o.average_start
    first, last = frame.place(o.average_start), frame.place(o.expiry)
    ends = np.concatenate([[0.0], frame.times])[first + 1 : last + 2]
    running = 1.0 if o.running_average is None else o.running_average
    amount = running if o.averaging == "arithmetic" else math.log(running)
    past = amount * max(-o.average_start, 0.0) / life
    return past, np.diff(ends) / life, (first,), tuple(range(first, last + 1))


def _asian_keys(o: Asian) -> tuple[float, ...]:
    starts = (o.average_start,) if o.fixings is None else o.fixings
    return ahead((*starts, o.expiry))


def _average_step(o: Asian, model: Model, market: Market) -> float:
    return (o.expiry - max(o.average_start, 0.0)) / _STEPS_OF_AN_AVERAGE


def _lookback(frame: Frame) -> list[Part]:
    o: FixedLookback | FloatingLookback = frame.instrument
    is_fixed = isinstance(o, FixedLookback)
    direction = 1.0 if o.is_call == is_fixed else -1.0
    none = _NO_HIGH if direction > 0.0 else _NO_LOW
    extreme = none if o.extreme is None else o.extreme
    strike = o.strike if isinstance(o, FixedLookback) else 0.0
    name = "fixed_lookback" if is_fixed else "floating_lookback"
    places: tuple[int, ...] = (frame.place(o.expiry),)
    if o.fixings is not None:
        name, places = f"{name}_at_dates", (*frame.places(o.fixings), *places)
    payoff = Part(payoff=name, numbers=(strike, sign_of(o), direction, extreme), places=places)
    return [payoff, frame.asset(o.expiry)]


def _lookback_keys(o: FixedLookback | FloatingLookback) -> tuple[float, ...]:
    return ahead((*(o.fixings or ()), o.expiry))


def _lookback_refusal(
    o: FixedLookback | FloatingLookback, model: Model, market: Market
) -> str | None:
    reaches_zero = isinstance(model, Sabr) and model.beta < 1.0
    if o.fixings is None and reaches_zero:
        return "the price may reach 0, which no bridge of log-prices spans: give fixings"
    return None


_LOOKBACK = Outline(
    keys=_lookback_keys,
    parts=_lookback,
    is_dense=lambda instrument: instrument.fixings is None,
    refuses=_lookback_refusal,
)

OUTLINES: dict[type[Instrument], Outline] = {
    Asian: Outline(
        keys=_asian_keys,
        parts=_asian,
        is_dense=lambda instrument: instrument.fixings is None,
        longest_step=_average_step,
    ),
    FixedLookback: _LOOKBACK,
    FloatingLookback: _LOOKBACK,
}
"""Outlines by class of contract."""
