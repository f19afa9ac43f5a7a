"""Bids, asks and sizes of all rows from their values and Greeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.chain import quote_rows

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.grid import PriceGrid
    from axiom.desk.quoting.chain.listing import Listing
    from axiom.desk.quoting.chain.rooms import Rooms
    from axiom.desk.quoting.chain.skew import RiskPrices

__all__ = ["Placement", "place_quotes"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """Everything that quotes of a listing are made from.

    Attributes
    ----------
    listing : Listing
    figures : ndarray, (17, n)
        Price and Greeks of a unit.
    smile_delta, vol, vol_error, positions : ndarray, (n,)
    bucket : ndarray of int32, (n,)
    half_market : ndarray, (n,)
        Share of the market's own half-spread, price.
    bid_cap, ask_floor : ndarray, (n,)
        The highest bid and lowest ask that do not trade at once; infinite where free.
    forward_leg, discount, widening : ndarray, (n_expiries,)
        Discounted forward, discount factor, and factor on half-spreads: NaN pulls the expiry.
    prices : RiskPrices
    rooms : Rooms
    grid : PriceGrid
    spot : float
    minimum_edge, vol_uncertainty, vol_errors : float
        As in `ChainRules`.
    reaction_years : float
    per_delta, per_vega : float
        Adverse selection.
    size, lot : float
    """

    listing: Listing
    figures: Floats
    smile_delta: Floats
    vol: Floats
    vol_error: Floats
    positions: Floats
    bucket: NDArray[np.int32]
    half_market: Floats
    bid_cap: Floats
    ask_floor: Floats
    forward_leg: Floats
    discount: Floats
    widening: Floats
    prices: RiskPrices
    rooms: Rooms
    grid: PriceGrid
    spot: float
    minimum_edge: float
    vol_uncertainty: float
    vol_errors: float
    reaction_years: float
    per_delta: float
    per_vega: float
    size: float
    lot: float


def place_quotes(p: Placement) -> Floats:
    """Give bid, ask, bid_size and ask_size, one row each; NaN and 0 where there is no quote.

    Parameters
    ----------
    p
        What they are made from.

    Returns
    -------
    ndarray, shape (4, n)

    Notes
    -----
    Verified by tests/parity/test_chain_parity.py (a readable twin).
    """
    quotes = np.empty((4, p.listing.size))
    rooms, prices = p.rooms, p.prices
    quote_rows(
        rows=(
            p.figures,
            p.smile_delta,
            p.vol,
            p.vol_error,
            p.listing.strike,
            p.listing.side,
            p.listing.early,
            p.positions,
            p.bucket,
            p.half_market,
            p.bid_cap,
            p.ask_floor,
        ),
        expiries=(
            p.listing.first,
            p.forward_leg,
            p.discount,
            p.widening,
            rooms.vega_up,
            rooms.vega_down,
        ),
        risk=(prices.vega, prices.gamma),
        limits=(rooms.figure, rooms.scale, rooms.up, rooms.down),
        grid=p.grid.bands,
        parameters=_parameters(p),
        quotes=quotes,
    )
    return quotes


def _parameters(p: Placement) -> tuple[float, ...]:
    """Give the numbers that hold for all rows, in the order of the compiled structure."""
    return (
        p.spot,
        p.minimum_edge,
        p.vol_uncertainty + p.per_vega,
        p.vol_errors,
        0.5 * p.spot * p.spot * p.reaction_years,
        p.per_delta,
        p.prices.delta,
        p.size,
        p.lot,
        p.rooms.net_up,
        p.rooms.net_down,
        p.rooms.beside,
        p.rooms.position,
        p.rooms.vega_scale,
    )
