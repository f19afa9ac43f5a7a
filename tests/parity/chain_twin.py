"""Bids, asks and sizes of all rows in plain NumPy: the readable twin of the compiled loop."""

from __future__ import annotations

from typing import Final

import numpy as np

from axiom.desk.quoting.chain.place import Placement
from axiom.kernels.chain import FIGURES

ROUNDING: Final = 1e-12
ROW: Final = {name: row for row, name in enumerate(FIGURES)}


def place_quotes(p: Placement):
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


def half_spread(p: Placement):
    """Give the half-spread of each row, before rounding."""
    gamma, vega = p.figures[ROW["gamma"]], p.figures[ROW["vega"]]
    half = vega * (p.vol_uncertainty + p.vol_errors * p.vol_error + p.per_vega)
    half = half + 0.5 * p.spot**2 * p.reaction_years * gamma * p.vol**2
    half = half + p.per_delta * np.abs(p.figures[ROW["delta"]]) + p.half_market
    return np.asarray(np.maximum(half * p.widening[p.listing.expiry], p.minimum_edge))


def shift(p: Placement):
    """Give by how much the quotes of each row lean, price."""
    vega, gamma = p.figures[ROW["vega"]], p.figures[ROW["gamma"]]
    costs = p.smile_delta * p.prices.delta + vega * p.prices.vega[p.bucket]
    return np.asarray(-(costs + gamma * p.prices.gamma[p.bucket]))


def _prices(p: Placement, value, centre, half):
    """Round outward; keep the edge, the bounds of no arbitrage and behind the market."""
    highest = p.grid.floor(value - p.minimum_edge)
    least = np.minimum(p.grid.ceil(_intrinsic(p)), highest)
    bid = np.maximum(np.minimum(p.grid.floor(centre - half), highest), least)
    ask = p.grid.ceil(np.maximum(centre + half, value + p.minimum_edge))
    ask = np.maximum(ask, p.grid.above(bid))
    return np.minimum(bid, p.bid_cap), np.maximum(ask, p.ask_floor)


def _intrinsic(p: Placement):
    """Least that each option can be worth."""
    expiry, strike = p.listing.expiry, p.listing.strike
    sign = np.where(p.listing.is_call, 1.0, -1.0)
    least = sign * (p.forward_leg[expiry] - p.discount[expiry] * strike)
    now = np.where(p.listing.american, sign * (p.spot - strike), 0.0)
    return np.maximum(np.maximum(least, now), 0.0)


def _sizes(p: Placement):
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


def _lots(contracts, lot: float):
    return np.floor(contracts / lot * (1.0 + ROUNDING)) * lot
