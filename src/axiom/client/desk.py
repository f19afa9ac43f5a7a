"""The desk: quotes by a policy, hedges of options and books."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from axiom.client.calls import Call, Steps, given, pages, post
from axiom.client.operations import AsyncDomain, Domain, operation
from axiom.wire.hedging import BookHedgeAnswer, HedgePage, OptionHedgeAnswer
from axiom.wire.quoting import PolicyQuotesAnswer

__all__ = ["AsyncHedging", "AsyncQuoting", "Hedging", "Quoting"]


class QuotingOperations:
    """Two-sided quotes.

    Notes
    -----
    Verified by tests/service/test_client_desk.py.
    """

    @operation
    def policy(
        self,
        *,
        policy: Mapping[str, Any],
        market: Mapping[str, Any],
        mid: float,
        inventory: npt.ArrayLike,
        time_left: float,
        floor: float | None = None,
    ) -> Call[PolicyQuotesAnswer]:
        """Quote one asset by a policy, once for each inventory.

        Parameters
        ----------
        policy
            Its ``type`` (``risk_neutral``, ``avellaneda_stoikov``, ``gueant_asymptotic``,
            ``gueant_lehalle_fernandez_tapia`` or ``optimal``) and its parameters.
        market
            ``vol``, ``bid_fills`` and others of `axiom.wire.quoting.QuotedMarket`.
        mid
            Mid price.
        inventory
            Units held, negative when short.
        time_left
            To the horizon, in the unit of time of the fills.
        floor
            Least distance of a quote from the mid, in price; as the policy has it where None.
        """
        body = given(
            policy=dict(policy), market=dict(market), mid=mid, time_left=time_left, floor=floor,
            inventory=np.atleast_1d(inventory).tolist(),
        )  # fmt: skip
        return post("/v1/quotes/policy", body, PolicyQuotesAnswer)


class HedgingOperations:
    """What to trade against options and books.

    Notes
    -----
    Verified by tests/service/test_client_desk.py.
    """

    @operation
    def option(
        self,
        *,
        policy: Mapping[str, Any],
        strike: float,
        is_call: bool,
        spot: float,
        time_left: float,
        vol: float,
        rate: float = 0.0,
        vol_slope: float = 0.0,
        is_short: bool = True,
        holding: float = 0.0,
    ) -> Call[OptionHedgeAnswer]:
        """Return what to hold of the underlying against one option, by a policy.

        Parameters
        ----------
        policy
            Its ``type`` (``black_scholes``, ``leland``, ``whalley_wilmott``, ``zakamouline`` or
            ``no_trade_band``) and its parameters.
        strike, is_call, spot, vol, rate
            As of `axiom.price`.
        time_left
            Years to expiry.
        vol_slope
            By how much the vol is expected to move with a unit of the spot.
        is_short
            Whether the option was sold.
        holding
            Units of the underlying held for each option.
        """
        body = given(
            policy=dict(policy), strike=strike, is_call=is_call, spot=spot, time_left=time_left,
            vol=vol, rate=rate, vol_slope=vol_slope, is_short=is_short, holding=holding,
        )  # fmt: skip
        return post("/v1/hedges/policy", body, OptionHedgeAnswer)

    @operation
    def suggest(
        self,
        *,
        underlying: str,
        spot: float,
        exposures: Mapping[str, float],
        rule: Mapping[str, Any],
        strategy: str = "default",
        option: Mapping[str, Any] | None = None,
        vega_width: float = 0.0,
    ) -> Call[BookHedgeAnswer]:
        """Suggest what to trade against the exposures of a book; nothing is stored.

        Parameters
        ----------
        underlying, strategy
            Of what and whose.
        spot
            Price of the underlying.
        exposures
            ``delta``, ``gamma`` and ``vega``: raw sums, in units of the underlying.
        rule
            Its ``type`` (``delta_band`` or ``cost_band``) and its parameters.
        option
            ``name``, ``delta``, ``gamma`` and ``vega`` of one contract that is traded against
            vega; none where None.
        vega_width
            Largest vega that is left alone.
        """
        body = _book_hedge(
            underlying=underlying, strategy=strategy, spot=spot, exposures=exposures, rule=rule,
            option=option, vega_width=vega_width,
        )  # fmt: skip
        return post("/v1/hedges/suggestion", body, BookHedgeAnswer)

    @operation
    def record(
        self,
        *,
        underlying: str,
        spot: float,
        exposures: Mapping[str, float],
        rule: Mapping[str, Any],
        strategy: str = "default",
        option: Mapping[str, Any] | None = None,
        vega_width: float = 0.0,
        idempotency_key: str | None = None,
    ) -> Call[BookHedgeAnswer]:
        """Suggest what to trade against the exposures of a book, and store it; see `suggest`."""
        body = _book_hedge(
            underlying=underlying, strategy=strategy, spot=spot, exposures=exposures, rule=rule,
            option=option, vega_width=vega_width,
        )  # fmt: skip
        return post(
            "/v1/hedges", body, BookHedgeAnswer, is_write=True, idempotency_key=idempotency_key
        )

    @operation
    def list(
        self,
        *,
        strategy: str | None = None,
        newest_first: bool = False,
        limit: int | None = 100,
        after: str | None = None,
    ) -> Steps[HedgePage]:
        """List stored hedges in the order in which they were asked for, or the other way round."""
        return pages(
            "/v1/hedges", HedgePage, "items", limit=limit, strategy=strategy,
            newest_first=newest_first or None, after=after,
        )  # fmt: skip


def _book_hedge(
    *,
    exposures: Mapping[str, float],
    rule: Mapping[str, Any],
    option: Mapping[str, Any] | None,
    **terms: Any,
) -> dict[str, Any]:
    """Return what is asked of a book's hedge as JSON values."""
    instrument = None if option is None else dict(option)
    return given(exposures=dict(exposures), rule=dict(rule), option=instrument, **terms)


class Quoting(QuotingOperations, Domain):
    """Two-sided quotes."""


class AsyncQuoting(QuotingOperations, AsyncDomain):
    """Two-sided quotes, for an asynchronous client."""


class Hedging(HedgingOperations, Domain):
    """What to trade against options and books."""


class AsyncHedging(HedgingOperations, AsyncDomain):
    """What to trade against options and books, for an asynchronous client."""
