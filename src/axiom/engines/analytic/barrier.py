"""Barrier options watched continuously, under Black-Scholes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

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
from axiom.instruments import Barrier, DoubleBarrier
from axiom.kernels import closed_forms
from axiom.market.spot_market import Market
from axiom.models import BlackScholes

__all__ = ["METHODS"]

_SINGLE = ("strike", "barrier", "expiry", "is_call", "is_up", "is_knock_in", "rebate")
_DOUBLE = ("strike", "lower", "upper", "expiry", "is_call", "is_knock_in", "rebate")


def _accepts(contract: Barrier | DoubleBarrier, model: BlackScholes, market: Market) -> str | None:
    if contract.monitoring is not None:
        return "the closed form watches the barrier all the time, not on dates"
    return flat_only(contract, model, market)


def _single(
    contracts: Sequence[Barrier], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    found: dict[int, Valuation] = {}
    both: tuple[Literal["hit", "expiry"], ...] = ("hit", "expiry")
    for when in both:
        chosen = [i for i, c in enumerate(contracts) if c.rebate_at == when]
        if not chosen:
            continue
        columns = terms([contracts[i] for i in chosen], *_SINGLE)
        form = closed_forms.barrier(
            **flat_market(model, market),
            **columns,
            rebate_at=when,
            greeks=request.greeks,
            threads=request.threads,
        )
        valued = _valued(form, columns, "Reiner-Rubinstein", model, market)
        found.update(zip(chosen, valued, strict=True))
    return [found[i] for i in range(len(contracts))]


def _double(
    contracts: Sequence[DoubleBarrier], model: BlackScholes, market: Market, request: Request
) -> list[Valuation]:
    columns = terms(contracts, *_DOUBLE)
    form = closed_forms.double_barrier(
        **flat_market(model, market), **columns, greeks=request.greeks, threads=request.threads
    )
    return _valued(form, columns, "Kunitomo-Ikeda", model, market)


def _valued(
    form: Any, columns: dict[str, Any], method: str, model: BlackScholes, market: Market
) -> list[Valuation]:
    return valuations(
        form,
        sizes=market.spots[0] + columns["strike"] + columns["rebate"],
        method=method,
        model=model,
        market=market,
        rounding=path_rounding(model, np.asarray(columns["expiry"])),
    )


METHODS = (
    Method(
        engine="analytic",
        name="Reiner-Rubinstein",
        instrument=Barrier,
        model=BlackScholes,
        value=_single,
        accepts=_accepts,
        speed=2.0,
        source="Reiner, Rubinstein, Breaking down the barriers, Risk 4 (8), 1991, p. 28",
    ),
    Method(
        engine="analytic",
        name="Kunitomo-Ikeda",
        instrument=DoubleBarrier,
        model=BlackScholes,
        value=_double,
        accepts=_accepts,
        speed=4.0,
        source="Kunitomo, Ikeda, Mathematical Finance 2, 1992, p. 275",
    ),
)
