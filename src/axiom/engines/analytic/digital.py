"""Digitals and touches under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from axiom.engines.analytic.closed_form import (
    averages,
    flat_market,
    flat_only,
    path_rounding,
    scaled,
    terms,
    valuations,
)
from axiom.engines.method import Method, Request, always
from axiom.engines.valuation import Valuation
from axiom.instruments import AssetOrNothing, CashOrNothing, DoubleNoTouch, NoTouch, OneTouch
from axiom.kernels import closed_forms
from axiom.kernels.closed_forms import ClosedForm
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]


def _cash_or_nothing(
    contracts: Sequence[CashOrNothing], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "strike", "expiry", "is_call")
    where = averages(columns["expiry"], model, market)
    unit = closed_forms.cash_or_nothing(**where, **columns, **_how(request))
    cash = terms(contracts, "cash")["cash"]
    return _terminal(scaled(unit, cash), cash, columns["expiry"], model, market)


def _asset_or_nothing(
    contracts: Sequence[AssetOrNothing], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "strike", "expiry", "is_call")
    where = averages(columns["expiry"], model, market)
    found = closed_forms.asset_or_nothing(**where, **columns, **_how(request))
    return _terminal(found, market.spots[0], columns["expiry"], model, market)


def _how(request: Request) -> dict[str, Any]:
    return {"greeks": request.greeks, "threads": request.threads}


def _terminal(
    found: ClosedForm, sizes: Any, expiry: Any, model: BlackScholes, market: Market
) -> list[Valuation]:
    response = np.array([model.vol_response(t) for t in expiry])
    own: dict[str, Any] = {"method": "Reiner-Rubinstein", "model": model, "market": market}
    return valuations(found, sizes=sizes, vega_response=response, **own)


def _one_touch(
    contracts: Sequence[OneTouch], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "barrier", "expiry", "is_up")
    where = flat_market(model, market)
    both = [
        closed_forms.one_touch(**where, **columns, pays_at="hit", **_how(request)),
        closed_forms.one_touch(**where, **columns, pays_at="expiry", **_how(request)),
    ]
    at_expiry = np.array([c.pays_at == "expiry" for c in contracts])
    return _touched(_chosen(both, at_expiry), contracts, model, market)


def _chosen(both: list[ClosedForm], second: Any) -> ClosedForm:
    names = ("price", "delta", "gamma", "vega", "theta", "rho", "psi")
    pairs = {name: [getattr(found, name) for found in both] for name in names}
    return ClosedForm(
        **{n: None if a is None else np.where(second, b, a) for n, (a, b) in pairs.items()}
    )


def _no_touch(
    contracts: Sequence[NoTouch], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "barrier", "expiry", "is_up")
    unit = closed_forms.no_touch(**flat_market(model, market), **columns, **_how(request))
    return _touched(unit, contracts, model, market)


def _double_no_touch(
    contracts: Sequence[DoubleNoTouch], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, "lower", "upper", "expiry")
    unit = closed_forms.double_no_touch(**flat_market(model, market), **columns, **_how(request))
    return _touched(unit, contracts, model, market, method="Hui")


def _touched(
    unit: ClosedForm,
    contracts: Sequence[OneTouch | NoTouch | DoubleNoTouch],
    model: BlackScholes,
    market: Market,
    method: str = "Reiner-Rubinstein",
) -> list[Valuation]:
    columns = terms(contracts, "cash", "expiry")
    return valuations(
        scaled(unit, columns["cash"]),
        sizes=columns["cash"],
        method=method,
        model=model,
        market=market,
        rounding=path_rounding(model, columns["expiry"]),
    )


_DIGITALS = "Reiner, Rubinstein, Unscrambling the binary code, Risk 4 (9), 1991, p. 75"
_HUI = "Hui, Applied Financial Economics 6, 1996, p. 343"
_ROWS: tuple[tuple[Any, ...], ...] = (
    (CashOrNothing, _cash_or_nothing, always, "Reiner-Rubinstein", _DIGITALS, 0.5),
    (AssetOrNothing, _asset_or_nothing, always, "Reiner-Rubinstein", _DIGITALS, 0.5),
    (OneTouch, _one_touch, flat_only, "Reiner-Rubinstein", _DIGITALS, 1.0),
    (NoTouch, _no_touch, flat_only, "Reiner-Rubinstein", _DIGITALS, 1.0),
    (DoubleNoTouch, _double_no_touch, flat_only, "Hui", _HUI, 2.0),
)
METHODS = tuple(
    Method(
        engine="analytic",
        name=name,
        instrument=instrument,
        model=BlackScholes,
        value=value,
        accepts=accepts,
        speed=speed,
        source=source,
    )
    for instrument, value, accepts, name, source, speed in _ROWS
)
