"""Lookbacks watched continuously, under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from axiom.engines.analytic.closed_form import (
    flat_market,
    flat_only,
    path_rounding,
    terms,
    valuations,
)
from axiom.engines.method import Method, Request
from axiom.engines.valuation import Valuation
from axiom.instruments import FixedLookback, FloatingLookback
from axiom.kernels import closed_forms
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_Lookback = FixedLookback | FloatingLookback


def _accepts(contract: _Lookback, model: BlackScholes, market: Market) -> str | None:
    if contract.fixings is not None:
        return "the closed form watches the asset all the time, not on dates"
    return flat_only(contract, model, market)


def _extremes(contracts: Sequence[_Lookback], *, is_call_maximum: bool) -> list[float]:
    """Return the extremes so far; where there is none, a price that the spot has left behind."""
    return [
        c.extreme if c.extreme is not None else (1e-99 if c.is_call == is_call_maximum else 1e99)
        for c in contracts
    ]


def _fixed(
    contracts: Sequence[FixedLookback], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "strike", "expiry", "is_call")
    form = closed_forms.fixed_lookback(
        **flat_market(model, market),
        **columns,
        extreme=np.array(_extremes(contracts, is_call_maximum=True)),
        greeks=request.greeks,
        threads=request.threads,
    )
    return valuations(
        form,
        sizes=market.spots[0] + columns["strike"],
        method="Conze-Viswanathan",
        model=model,
        market=market,
        rounding=path_rounding(model, columns["expiry"]),
    )


def _floating(
    contracts: Sequence[FloatingLookback], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "expiry", "is_call")
    form = closed_forms.floating_lookback(
        **flat_market(model, market),
        **columns,
        extreme=np.array(_extremes(contracts, is_call_maximum=False)),
        greeks=request.greeks,
        threads=request.threads,
    )
    return valuations(
        form,
        sizes=[market.spots[0] + (c.extreme or 0.0) for c in contracts],
        method="Goldman-Sosin-Gatto",
        model=model,
        market=market,
        rounding=path_rounding(model, columns["expiry"]),
    )


METHODS = (
    Method(
        engine="analytic",
        name="Conze-Viswanathan",
        instrument=FixedLookback,
        model=BlackScholes,
        value=_fixed,
        accepts=_accepts,
        speed=1.5,
        source="Conze, Viswanathan, Journal of Finance 46, 1991, p. 1893",
    ),
    Method(
        engine="analytic",
        name="Goldman-Sosin-Gatto",
        instrument=FloatingLookback,
        model=BlackScholes,
        value=_floating,
        accepts=_accepts,
        speed=1.5,
        source="Goldman, Sosin, Gatto, Journal of Finance 34, 1979, p. 1111",
    ),
)
