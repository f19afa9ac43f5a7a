"""Forward starts, and cliquets whose global bounds never bind, under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from axiom.engines.analytic import european
from axiom.engines.analytic.closed_form import equation_theta, scaled, valuations
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import Valuation
from axiom.instruments import Cliquet, European, ForwardStart
from axiom.kernels import closed_forms
from axiom.kernels.closed_forms import ClosedForm
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

Doubles = npt.NDArray[np.float64]
_NAMES = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")


def _between(
    start: Doubles, end: Doubles, model: BlackScholes, market: Market
) -> tuple[dict[str, Any], Doubles]:
    """Return vol, rate and yield between two times, and how that vol answers to a shift."""
    span = np.maximum(end - start, 1e-300)
    first, last = model.vols_to(start), model.vols_to(end)
    vol = np.sqrt(np.maximum(last**2 * end - first**2 * start, 0.0) / span)
    moved = [
        times * vols * np.array([model.vol_response(t) for t in times])
        for times, vols in ((start, first), (end, last))
    ]
    response = np.where(vol > 0.0, (moved[1] - moved[0]) / (span * np.maximum(vol, 1e-300)), 1.0)
    terms = {
        "vol": vol,
        "rate": (market.zero_rates(end) * end - market.zero_rates(start) * start) / span,
        "dividend_yield": (market.yields_to(end) * end - market.yields_to(start) * start) / span,
    }
    return terms, response


def _forward_starts(
    contracts: Sequence[ForwardStart], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    start, end = (np.array([getattr(c, name) for c in contracts]) for name in ("start", "expiry"))
    period, response = _between(start, np.maximum(end, start + 1e-12), model, market)
    carried = np.exp((period["dividend_yield"] - market.yields_to(start)) * start)
    unit = closed_forms.forward_start(
        spot=market.spots[0],
        moneyness=np.array([c.moneyness for c in contracts]),
        start=start,
        expiry=end,
        is_call=np.array([c.is_call for c in contracts]),
        greeks=request.greeks,
        threads=request.threads,
        **period,
    )
    found = valuations(
        scaled(unit, carried),
        sizes=[market.spots[0] * (1.0 + c.moneyness) for c in contracts],
        method="Rubinstein",
        model=model,
        market=market,
        vega_response=response,
    )
    if not request.greeks or (market.is_flat and model.is_flat):
        return found
    return [
        _struck_now(c, v, model, market, request) if c.start == 0.0 else v
        for c, v in zip(contracts, found, strict=True)
    ]


def _struck_now(
    contract: ForwardStart, found: Valuation, model: BlackScholes, market: Market, request: Request
) -> Valuation:
    """Take theta from the option that has its strike: the other Greeks move the strike along."""
    strike = contract.moneyness * market.spots[0]
    option = European(strike=strike, expiry=contract.expiry, is_call=contract.is_call)
    (fixed,) = european.METHODS[0].value([option], model, market, request)
    if found.greeks is None or fixed.greeks is None:
        return found
    return replace(found, greeks=replace(found.greeks, theta=fixed.greeks.theta))


def _bounds(contract: Cliquet) -> tuple[float, float]:
    """Return the least and the greatest sum of clipped returns."""
    count = len(contract.resets)
    least = contract.past_return + count * max(contract.local_floor, -1.0)
    return least, contract.past_return + count * contract.local_cap


def _accepts(contract: Cliquet, model: BlackScholes, market: Market) -> str | None:
    least, most = _bounds(contract)
    if contract.global_floor > least or contract.global_cap < most:
        return "the global floor or cap can bind, which takes the law of the sum"
    return always(contract, model, market)


def _cliquets(
    contracts: Sequence[Cliquet], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    counts = [len(c.resets) for c in contracts]
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    end = np.concatenate([c.resets for c in contracts])
    start = np.concatenate([(0.0, *c.resets[:-1]) for c in contracts])
    payment = np.repeat([c.resets[-1] for c in contracts], counts)
    period, response = _between(start, end, model, market)
    notional = np.array([c.notional for c in contracts])
    discount = np.exp((period["rate"] - market.zero_rates(payment)) * payment)
    columns = {
        "start": start,
        "expiry": end,
        "payment": payment,
        "floor": np.repeat([c.local_floor for c in contracts], counts),
        "cap": np.repeat([c.local_cap for c in contracts], counts),
    } | period

    def summed(previous: Doubles) -> ClosedForm:
        form = closed_forms.clipped_return(
            spot=market.spots[0],
            previous_fixing=previous,
            greeks=request.greeks,
            threads=request.threads,
            **columns,
        )
        if form.vega is not None:
            form = replace(form, vega=form.vega * response)
        parts = {n: getattr(scaled(form, discount), n) for n in _NAMES}
        total = {n: None if a is None else np.add.reduceat(a, firsts) for n, a in parts.items()}
        return _with_past(scaled(ClosedForm(**total), notional), contracts, market)

    previous = np.zeros(end.size)
    previous[firsts] = [c.previous_fixing or 0.0 for c in contracts]
    found = summed(previous)
    is_flat = market.is_flat and model.is_flat
    if request.greeks and not is_flat:
        previous[firsts] = [c.previous_fixing or market.spots[0] for c in contracts]
        found = replace(found, theta=equation_theta(summed(previous), model, market))
    return valuations(
        found, sizes=notional, method="forward starts", model=model, market=market, own_theta=True
    )


def _with_past(found: ClosedForm, contracts: Sequence[Cliquet], market: Market) -> ClosedForm:
    """Add the returns of periods that are over, paid at the last reset."""
    times = np.array([c.resets[-1] for c in contracts])
    locked = np.array([c.notional * c.past_return for c in contracts]) * market.discount(times)
    if found.delta is None:
        return replace(found, price=found.price + locked)
    return replace(
        found,
        price=found.price + locked,
        theta=found.theta + market.zero_rate(0.0) * locked,
        rho=found.rho - times * locked,
    )


METHODS = (
    Method(
        engine="analytic",
        name="Rubinstein",
        instrument=ForwardStart,
        model=BlackScholes,
        value=_forward_starts,
        accepts=always,
        speed=1.0,
        source="Rubinstein, Pay now, choose later, Risk 4 (2), 1991, p. 13",
    ),
    Method(
        engine="analytic",
        name="forward starts",
        instrument=Cliquet,
        model=BlackScholes,
        value=_cliquets,
        accepts=_accepts,
        speed=10.0,
        source="Rubinstein, Pay now, choose later, Risk 4 (2), 1991, p. 13",
    ),
)
