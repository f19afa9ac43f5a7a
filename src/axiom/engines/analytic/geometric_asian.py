"""Options on geometric averages under Black-Scholes: the average is lognormal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from axiom.engines.analytic.closed_form import flat_market, flat_only, terms, valuations
from axiom.engines.method import Method, Request
from axiom.engines.valuation import Valuation
from axiom.instruments import Asian
from axiom.kernels import closed_forms
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_METHOD = "Kemna-Vorst"


def _accepts(contract: Asian, model: BlackScholes, market: Market) -> str | None:
    if contract.averaging != "geometric":
        return "the closed form is for geometric averages"
    return flat_only(contract, model, market)


def _law(contract: Asian, spot: float) -> dict[str, float]:
    """Return past, weight, mean time and spread time of the average, with their slopes in time."""
    if contract.fixings is None:
        return _continuous(contract, spot)
    times = np.array(contract.fixings)
    count = times.size + len(contract.past_fixings)
    weight = 1.0 / count
    coming = weight * np.count_nonzero(times > 0.0)
    # Of ascending times t_i, min(t_i, t_j) is t_i for the n - i later ones, twice, and once itself.
    partners = 2.0 * np.arange(times.size)[::-1] + 1.0
    return {
        "past": weight * sum(math.log(price) for price in contract.past_fixings),
        "weight": weight * times.size,
        "mean_time": weight * float(times.sum()),
        "spread_time": weight**2 * float(times @ partners),
        "past_slope": 0.0,
        "weight_slope": 0.0,
        "mean_slope": coming,
        "spread_slope": coming**2,
    }


def _continuous(contract: Asian, spot: float) -> dict[str, float]:
    start, expiry = contract.average_start, contract.expiry
    length = max(expiry - start, 1e-300)
    if start > 0.0 or contract.running_average is None:
        spread = start + (expiry - start) / 3.0
        law = {"past": 0.0, "weight": 1.0, "mean_time": 0.5 * (start + expiry)}
        slopes = {"past_slope": 0.0, "weight_slope": 0.0, "mean_slope": 1.0, "spread_slope": 1.0}
        return law | {"spread_time": spread} | slopes
    weight = expiry / length
    return {
        "past": (1.0 - weight) * math.log(contract.running_average),
        "weight": weight,
        "mean_time": 0.5 * expiry * weight,
        "spread_time": expiry * weight**2 / 3.0,
        # As time passes at one price, that price joins the average: the logarithm stays.
        "past_slope": -math.log(spot) / length,
        "weight_slope": 1.0 / length,
        "mean_slope": weight,
        "spread_slope": weight**2,
    }


def _value(
    contracts: Sequence[Asian], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    found: dict[int, Valuation] = {}
    for is_strike_average in (False, True):
        chosen = [i for i, c in enumerate(contracts) if (c.strike is None) == is_strike_average]
        if chosen:
            members = [contracts[i] for i in chosen]
            valued = _of_one_kind(members, is_strike_average, model, market, request)
            found.update(zip(chosen, valued, strict=True))
    return [found[i] for i in range(len(contracts))]


def _of_one_kind(
    contracts: Sequence[Asian],
    is_strike_average: bool,
    model: BlackScholes,
    market: Market,
    request: Request,
) -> list[Valuation]:
    laws = [_law(contract, market.spots[0]) for contract in contracts]
    columns: dict[str, Any] = {name: np.array([law[name] for law in laws]) for name in laws[0]}
    columns |= terms(contracts, "expiry", "is_call") | flat_market(model, market)
    how: dict[str, Any] = {"greeks": request.greeks, "threads": request.threads}
    sizes = np.full(len(contracts), 2.0 * market.spots[0])
    if is_strike_average:
        form = closed_forms.geometric_average_strike(**columns, **how)
    else:
        strikes = terms(contracts, "strike")
        form = closed_forms.geometric_average_price(**columns, **strikes, **how)
        sizes = sizes + strikes["strike"]
    return valuations(form, sizes=sizes, method=_METHOD, model=model, market=market)


METHODS = (
    Method(
        engine="analytic",
        name=_METHOD,
        instrument=Asian,
        model=BlackScholes,
        value=_value,
        accepts=_accepts,
        speed=5.0,
        source="Kemna, Vorst, Journal of Banking and Finance 14, 1990, p. 113",
    ),
)
