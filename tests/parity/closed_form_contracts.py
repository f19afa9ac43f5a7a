"""Random contracts of every closed form of one asset, scaled to the total vol."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Terms = dict[str, Any]


def market(rng: np.random.Generator) -> dict[str, float]:
    return {
        "spot": 100.0 * math.exp(0.05 * rng.normal()),
        "vol": math.exp(rng.uniform(math.log(0.02), math.log(0.9))),
        "rate": rng.uniform(-0.03, 0.1),
        "dividend_yield": rng.uniform(-0.02, 0.08),
    }


def _flag(rng: np.random.Generator) -> bool:
    return bool(rng.random() < 0.5)


class _Draw:
    """An expiry from a day to 30 years, and levels some deviations from the spot."""

    def __init__(self, where: dict[str, float], rng: np.random.Generator) -> None:
        self.rng, self.spot = rng, where["spot"]
        self.expiry = math.exp(rng.uniform(math.log(1 / 365), math.log(30.0)))
        self.deviation = min(where["vol"] * math.sqrt(self.expiry), 1.0)
        self.strike = self.spot * math.exp(self.deviation * rng.normal())
        self.is_call = _flag(rng)

    def beyond(self, is_up: bool) -> float:
        distance = self.deviation * abs(self.rng.normal()) + 1e-6
        return float(self.spot * math.exp(distance if is_up else -distance))


def _barrier(draw: _Draw) -> Terms:
    return _one_touch(draw, pays="rebate_at") | {
        "strike": draw.strike,
        "is_call": draw.is_call,
        "is_knock_in": _flag(draw.rng),
        "rebate": draw.rng.uniform(0.0, 10.0),
    }


def _no_touch(draw: _Draw) -> Terms:
    is_up = _flag(draw.rng)
    return {"barrier": draw.beyond(is_up), "expiry": draw.expiry, "is_up": is_up}


def _one_touch(draw: _Draw, pays: str = "pays_at") -> Terms:
    return _no_touch(draw) | {pays: "hit" if _flag(draw.rng) else "expiry"}


def _double_no_touch(draw: _Draw) -> Terms:
    scale = draw.deviation * math.exp(draw.rng.uniform(-0.5, 1.5))
    sides = scale * draw.rng.uniform(0.05, 1.0, 2)
    return {
        "lower": draw.spot * math.exp(-sides[0]),
        "upper": draw.spot * math.exp(sides[1]),
        "expiry": draw.expiry,
    }


def _double_barrier(draw: _Draw) -> Terms:
    return _double_no_touch(draw) | {
        "strike": draw.strike,
        "is_call": draw.is_call,
        "is_knock_in": _flag(draw.rng),
        "rebate": draw.rng.uniform(0.0, 10.0),
    }


def _fixed_lookback(draw: _Draw) -> Terms:
    return _digital(draw) | {"extreme": draw.beyond(draw.is_call)}


def _floating_lookback(draw: _Draw) -> Terms:
    extreme = draw.beyond(not draw.is_call)
    return {"expiry": draw.expiry, "extreme": extreme, "is_call": draw.is_call}


def _digital(draw: _Draw) -> Terms:
    return {"strike": draw.strike, "expiry": draw.expiry, "is_call": draw.is_call}


def _range_digital(draw: _Draw) -> Terms:
    bounds = {"lower": draw.strike, "upper": 1.1 * draw.strike}
    return bounds | {"expiry": draw.expiry, "payment": draw.expiry + 0.3}


def _forward_start(draw: _Draw) -> Terms:
    terms = {"moneyness": draw.strike / draw.spot, "start": 0.3 * draw.expiry}
    return terms | {"expiry": draw.expiry, "is_call": draw.is_call}


def _clipped_return(draw: _Draw) -> Terms:
    floor, cap = sorted(float(x) for x in draw.rng.uniform(-0.2, 0.2, 2))
    begun = _flag(draw.rng)
    return {
        "start": 0.0 if begun else 0.4 * draw.expiry,
        "expiry": draw.expiry,
        "payment": 1.1 * draw.expiry,
        "floor": floor,
        "cap": cap,
        "previous_fixing": draw.strike if begun else 0.0,
    }


def _average_strike(draw: _Draw) -> Terms:
    weight = draw.rng.uniform(0.3, 1.0)
    return {
        "expiry": draw.expiry,
        "is_call": draw.is_call,
        "past": (1.0 - weight) * math.log(draw.strike),
        "weight": weight,
        "mean_time": 0.6 * weight * draw.expiry,
        "spread_time": 0.4 * weight**2 * draw.expiry,
        "past_slope": -0.1,
        "weight_slope": 0.05,
        "mean_slope": 0.8,
        "spread_slope": 0.7,
    }


def _average_price(draw: _Draw) -> Terms:
    return _average_strike(draw) | {"strike": draw.strike}


_DRAWS: dict[str, Callable[[_Draw], Terms]] = {
    "asset_or_nothing": _digital,
    "barrier": _barrier,
    "cash_or_nothing": _digital,
    "clipped_return": _clipped_return,
    "double_barrier": _double_barrier,
    "double_no_touch": _double_no_touch,
    "fixed_lookback": _fixed_lookback,
    "floating_lookback": _floating_lookback,
    "forward_start": _forward_start,
    "geometric_average_price": _average_price,
    "geometric_average_strike": _average_strike,
    "no_touch": _no_touch,
    "one_touch": _one_touch,
    "range_digital": _range_digital,
}
FAMILIES = tuple(_DRAWS)


def contract(family: str, where: dict[str, float], rng: np.random.Generator) -> Terms:
    """Draw the terms of one contract of a family."""
    return _DRAWS[family](_Draw(where, rng))
