"""Bids, asks and sizes of all rows from their values and Greeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.chain import FIGURES

if TYPE_CHECKING:
    from axiom.desk.quoting.chain.grid import PriceGrid
    from axiom.desk.quoting.chain.listing import Listing
    from axiom.desk.quoting.chain.rooms import Rooms
    from axiom.desk.quoting.chain.skew import RiskPrices

__all__ = ["Placement", "place_quotes"]

Floats = NDArray[np.float64]
ROUNDING: Final = 1e-12
ROW: Final = {name: row for row, name in enumerate(FIGURES)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """Everything that quotes of a listing are made from.

    Attributes
    ----------
    listing : Listing
    figures : ndarray, (17, n)
        Price and Greeks of a unit.
    smile_delta, vol, vol_error, positions : ndarray, (n,)
    bucket : ndarray of intp, (n,)
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
    bucket: NDArray[np.intp]
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


def place_quotes(p: Placement) -> tuple[Floats, Floats, Floats, Floats]:
    """Give bid, ask, bid_size and ask_size by row; NaN and 0 where there is no quote."""
    value = p.figures[ROW["price"]]
    half = half_spread(p)
    centre = value + shift(p)
    bid, ask = _prices(p, value, centre, half)
    buy, sell = _sizes(p)
    quoted = np.isfinite(bid) & np.isfinite(ask)
    bid_size = np.where(quoted & (bid > 0.0) & (buy >= p.lot), buy, 0.0)
    ask_size = np.where(quoted & (sell >= p.lot), sell, 0.0)
    return (
        np.where(bid_size > 0.0, bid, np.nan),
        np.where(ask_size > 0.0, ask, np.nan),
        bid_size,
        ask_size,
    )


def half_spread(p: Placement) -> Floats:
    """Give the half-spread of each row, before rounding."""
    gamma, vega = p.figures[ROW["gamma"]], p.figures[ROW["vega"]]
    half = vega * (p.vol_uncertainty + p.vol_errors * p.vol_error + p.per_vega)
    half = half + 0.5 * p.spot**2 * p.reaction_years * gamma * p.vol**2
    half = half + p.per_delta * np.abs(p.figures[ROW["delta"]]) + p.half_market
    return np.asarray(np.maximum(half * p.widening[p.listing.expiry], p.minimum_edge))


def shift(p: Placement) -> Floats:
    """Give by how much the quotes of each row lean, price."""
    vega, gamma = p.figures[ROW["vega"]], p.figures[ROW["gamma"]]
    costs = p.smile_delta * p.prices.delta + vega * p.prices.vega[p.bucket]
    return np.asarray(-(costs + gamma * p.prices.gamma[p.bucket]))


def _prices(p: Placement, value: Floats, centre: Floats, half: Floats) -> tuple[Floats, Floats]:
    """Round outward; keep the edge, the bounds of no arbitrage and behind the market."""
    highest = p.grid.floor(value - p.minimum_edge)
    least = np.minimum(p.grid.ceil(_intrinsic(p)), highest)
    bid = np.maximum(np.minimum(p.grid.floor(centre - half), highest), least)
    ask = p.grid.ceil(np.maximum(centre + half, value + p.minimum_edge))
    ask = np.maximum(ask, p.grid.above(bid))
    return np.minimum(bid, p.bid_cap), np.maximum(ask, p.ask_floor)


def _intrinsic(p: Placement) -> Floats:
    """Least that each option can be worth."""
    expiry, strike = p.listing.expiry, p.listing.strike
    sign = np.where(p.listing.is_call, 1.0, -1.0)
    least = sign * (p.forward_leg[expiry] - p.discount[expiry] * strike)
    now = np.where(p.listing.american, sign * (p.spot - strike), 0.0)
    return np.maximum(np.maximum(least, now), 0.0)


def _sizes(p: Placement) -> tuple[Floats, Floats]:
    """Contracts that may be bought and sold, in whole lots."""
    held, rooms = p.positions, p.rooms
    most = np.minimum(np.maximum(rooms.beside + np.abs(held), 0.0), rooms.position)
    buy = np.minimum(np.minimum(p.size, most - held), rooms.net_up)
    sell = np.minimum(np.minimum(p.size, most + held), rooms.net_down)
    expiry = p.listing.expiry
    bounds = [
        (rooms.scale[i] * p.figures[rooms.figure[i]], rooms.up[i], rooms.down[i])
        for i in range(rooms.scale.size)
    ]
    vega = rooms.vega_scale * p.figures[ROW["vega"]]
    bounds.append((vega, rooms.vega_up[expiry], rooms.vega_down[expiry]))
    for step, up, down in bounds:
        size = np.where(step == 0.0, 1.0, np.abs(step))
        free = np.where(step == 0.0, np.inf, 0.0)
        rising, falling = up / size + free, down / size + free
        buy = np.minimum(buy, np.where(step > 0.0, rising, falling))
        sell = np.minimum(sell, np.where(step > 0.0, falling, rising))
    return _lots(buy, p.lot), _lots(sell, p.lot)


def _lots(contracts: Floats, lot: float) -> Floats:
    return np.floor(contracts / lot * (1.0 + ROUNDING)) * lot
