"""Range accruals under Black-Scholes: a digital on two bounds for each fixing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from axiom.engines.analytic.closed_form import averages, scaled, valuations
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import Valuation
from axiom.instruments import RangeAccrual
from axiom.kernels import closed_forms
from axiom.kernels.closed_forms import ClosedForm
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_NAMES = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")


def _value(
    contracts: Sequence[RangeAccrual], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    counts = np.array([len(c.fixings) for c in contracts])
    fixings = np.concatenate([np.asarray(c.fixings) for c in contracts])
    columns = {
        name: np.repeat([getattr(c, name) for c in contracts], counts)
        for name in ("lower", "upper")
    }
    payment = np.repeat([c.expiry for c in contracts], counts)
    where = averages(fixings, model, market)
    unit = closed_forms.range_digital(
        **where,
        **columns,
        expiry=fixings,
        payment=payment,
        greeks=request.greeks,
        threads=request.threads,
    )
    unit = scaled(unit, np.exp((where["rate"] - market.zero_rates(payment)) * payment))
    if unit.vega is not None:
        response = np.array([model.vol_response(t) for t in fixings])
        unit = replace(unit, vega=unit.vega * response)
    owner = np.repeat(np.arange(len(contracts)), counts)
    found = _paid(unit, owner, contracts, market)
    sizes = np.array([c.coupon for c in contracts])
    return valuations(found, sizes=sizes, method="digitals", model=model, market=market)


def _paid(
    unit: ClosedForm, owner: Any, contracts: Sequence[RangeAccrual], market: Market
) -> ClosedForm:
    """Sum the digitals of each contract with its past fixings, and weight them by its coupon."""
    share = np.array([c.coupon / (len(c.fixings) + c.past_fixings) for c in contracts])
    times = np.array([c.expiry for c in contracts])
    past = np.array([c.past_inside for c in contracts]) * market.discount(times)
    rate = market.zero_rate(0.0)
    locked = {"price": past, "theta": rate * past, "rho": -times * past}
    sums: dict[str, Any] = {}
    for name in _NAMES:
        values = getattr(unit, name)
        if values is not None:
            total = np.bincount(owner, weights=values, minlength=len(contracts))
            sums[name] = share * (total + locked.get(name, 0.0))
    return ClosedForm(**sums)


METHODS = (
    Method(
        engine="analytic",
        name="digitals",
        instrument=RangeAccrual,
        model=BlackScholes,
        value=_value,
        accepts=always,
        speed=20.0,
        source="Turnbull, Journal of Derivatives 3 (1), 1995, p. 92",
    ),
)
