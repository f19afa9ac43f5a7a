"""Barrier options and touches by finite differences: watched always, at dates, or for a while."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from axiom.engines.pde.on_spot import Build, line_between, methods, vanilla_payoff
from axiom.engines.pde.product import Product, certain
from axiom.engines.pde.setting import Setting
from axiom.engines.pde.vanilla import european
from axiom.instruments import (
    Barrier,
    DoubleBarrier,
    DoubleNoTouch,
    European,
    Instrument,
    NoTouch,
    OneTouch,
    PartialBarrier,
)
from axiom.kernels.pde import Edge, Event, Line, TwoLines
from axiom.kernels.pde_problem import EdgeKind

__all__ = ["BUILDERS", "METHODS"]

Limits = tuple[float, float]


def _in_logs(lower: float, upper: float) -> Limits:
    return (
        math.log(lower) if lower > 0.0 else -math.inf,
        math.log(upper) if upper < math.inf else math.inf,
    )


def _one_sided(barrier: float, is_up: bool) -> Limits:
    return _in_logs(0.0, barrier) if is_up else _in_logs(barrier, math.inf)


def _within(
    setting: Setting,
    expiry: float,
    payoff: TwoLines,
    limits: Limits,
    *,
    rebate: float = 0.0,
    at_expiry: bool = False,
    dates: Sequence[float] | None = None,
) -> Line:
    """Return what pays at expiry unless the price is outside the limits before, else a rebate."""
    if dates is None:
        kind: EdgeKind = "discounted" if at_expiry else "kept"
        low, high = (Edge(x, kind, rebate) if math.isfinite(x) else None for x in limits)
        return line_between(setting, expiry, payoff, low=low, high=high)
    terms = (*limits, rebate, float(at_expiry))
    events = [Event(date, "knock_out", terms) for date in dates if date > 0.0]
    pins = [x for x in limits if math.isfinite(x)]
    return line_between(setting, expiry, payoff, events=events, pins=pins)


def _has_hit(setting: Setting, limits: Limits, dates: Sequence[float] | None) -> bool:
    x = math.log(setting.market.spots[0])
    return not limits[0] < x < limits[1] and (dates is None or 0.0 in dates)


def _option(
    contract: Barrier | DoubleBarrier, limits: Limits, at_expiry: bool, setting: Setting
) -> Product:
    dates, expiry, rebate = contract.monitoring, contract.expiry, contract.rebate
    vanilla = European(strike=contract.strike, expiry=expiry, is_call=contract.is_call)
    if _has_hit(setting, limits, dates):
        if contract.is_knock_in:
            return european(vanilla, setting)
        return Product(certain=certain(setting, rebate, expiry if at_expiry else 0.0))
    if expiry == 0.0:
        if contract.is_knock_in:
            return Product(certain=certain(setting, rebate, 0.0))
        return european(vanilla, setting)
    if not contract.is_knock_in:
        payoff = vanilla_payoff(contract.strike, contract.is_call)
        line = _within(
            setting, expiry, payoff, limits, rebate=rebate, at_expiry=at_expiry, dates=dates
        )
        return Product(((1.0, line),))
    payoff = vanilla_payoff(contract.strike, contract.is_call, less=rebate)
    out = _within(setting, expiry, payoff, limits, dates=dates)
    return Product((*european(vanilla, setting).terms, (-1.0, out)))


def _barrier(contract: Barrier, setting: Setting) -> Product:
    limits = _one_sided(contract.barrier, contract.is_up)
    return _option(contract, limits, contract.rebate_at == "expiry", setting)


def _double(contract: DoubleBarrier, setting: Setting) -> Product:
    return _option(contract, _in_logs(contract.lower, contract.upper), False, setting)


def _partial(contract: PartialBarrier, setting: Setting) -> Product:
    vanilla = European(strike=contract.strike, expiry=contract.expiry, is_call=contract.is_call)
    limits = _one_sided(contract.barrier, contract.is_up)
    start, end, expiry = contract.start, contract.watched_until, contract.expiry
    if start <= 0.0 and _has_hit(setting, limits, None):
        return european(vanilla, setting) if contract.is_knock_in else Product()
    if expiry == 0.0:
        return Product() if contract.is_knock_in else european(vanilla, setting)
    watch = Event(end, "watch", limits)
    rest = Event(start, "watch", (-math.inf, math.inf))
    events = (watch, rest) if start > 0.0 else (watch,)
    out = line_between(
        setting,
        expiry,
        vanilla_payoff(contract.strike, contract.is_call),
        events=events,
        pins=[x for x in limits if math.isfinite(x)],
    )
    if contract.is_knock_in:
        return Product((*european(vanilla, setting).terms, (-1.0, out)))
    return Product(((1.0, out),))


def _stays_inside(cash: float, expiry: float, limits: Limits, setting: Setting) -> Product:
    if _has_hit(setting, limits, None):
        return Product()
    if expiry == 0.0:
        return Product(certain=certain(setting, cash, 0.0))
    return Product(((1.0, _within(setting, expiry, TwoLines((cash, 0.0)), limits)),))


def _no_touch(contract: NoTouch, setting: Setting) -> Product:
    limits = _one_sided(contract.barrier, contract.is_up)
    return _stays_inside(contract.cash, contract.expiry, limits, setting)


def _double_no_touch(contract: DoubleNoTouch, setting: Setting) -> Product:
    limits = _in_logs(contract.lower, contract.upper)
    return _stays_inside(contract.cash, contract.expiry, limits, setting)


def _one_touch(contract: OneTouch, setting: Setting) -> Product:
    limits = _one_sided(contract.barrier, contract.is_up)
    at_expiry = contract.pays_at == "expiry"
    expiry, cash = contract.expiry, contract.cash
    if _has_hit(setting, limits, None):
        return Product(certain=certain(setting, cash, expiry if at_expiry else 0.0))
    if expiry == 0.0:
        return Product()
    nothing = TwoLines((0.0, 0.0))
    line = _within(setting, expiry, nothing, limits, rebate=cash, at_expiry=at_expiry)
    return Product(((1.0, line),))


BUILDERS: Final[dict[type[Instrument], Build]] = {
    Barrier: _barrier,
    DoubleBarrier: _double,
    DoubleNoTouch: _double_no_touch,
    NoTouch: _no_touch,
    OneTouch: _one_touch,
}
"""What makes products of contracts that are watched all the time or at dates."""

METHODS = (
    *(m for kind, build in BUILDERS.items() for m in methods(kind, build, speed=200.0)),
    *methods(PartialBarrier, _partial, speed=400.0),
)
