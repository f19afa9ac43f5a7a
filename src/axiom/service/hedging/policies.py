"""What to hold against one option, by the policies of `axiom.desk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axiom.core.lazy import LazyModule
from axiom.wire.hedging import (
    LelandHedge,
    NoTradeBandHedge,
    OptionHedgeAnswer,
    OptionHedgeRequest,
    WhalleyWilmottHedge,
    ZakamoulineHedge,
)

if TYPE_CHECKING:
    from axiom import desk, instruments
else:
    desk, instruments = LazyModule("axiom.desk"), LazyModule("axiom.instruments")

__all__ = ["option_hedge"]


def option_hedge(request: OptionHedgeRequest) -> OptionHedgeAnswer:
    """Give what to hold of the underlying against one option.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside the policy's domain.

    Notes
    -----
    The answers are those of `axiom.desk` to the last bit. Verified by
    tests/unit/service/hedging/test_policies.py.
    """
    option = instruments.European(
        strike=request.strike, expiry=request.time_left, is_call=request.is_call
    )
    state = desk.HedgingState(
        option=option,
        spot=request.spot,
        time_left=request.time_left,
        vol=request.vol,
        holding=request.holding,
        vol_slope=request.vol_slope,
        rate=request.rate,
        is_short=request.is_short,
    )
    policy = _policy(request)
    band, holding = policy.band(state), float(policy.hedge(state).underlying)
    edges = sorted((state.sign * float(band.least), state.sign * float(band.most)))
    return OptionHedgeAnswer(
        least=edges[0], most=edges[1], holding=holding, trade=holding - request.holding
    )


def _policy(request: OptionHedgeRequest) -> desk.BandPolicy:
    asked = request.policy
    numbers = asked.model_dump(exclude={"type"})
    if isinstance(asked, LelandHedge):
        return desk.Leland(**numbers)
    if isinstance(asked, WhalleyWilmottHedge):
        return desk.WhalleyWilmott(**numbers)
    if isinstance(asked, ZakamoulineHedge):
        return desk.Zakamouline(**numbers)
    if isinstance(asked, NoTradeBandHedge):
        return desk.NoTradeBand(**numbers)
    return desk.BlackScholesDelta()
