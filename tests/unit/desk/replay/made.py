"""Hand-made markets and quotes of a few options."""

from __future__ import annotations

import datetime as dt

import numpy as np

from axiom.desk.replay.listing import MarketQuotes
from axiom.desk.replay.matching import Resting

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
NONE = np.nan


def market(bid, ask, bid_size=None, ask_size=None, volume=None, *, time=NOON, spot=100.0):
    """A market by row."""
    n = len(bid)
    columns = {"bid": bid, "ask": ask, "bid_size": bid_size, "ask_size": ask_size}
    columns["volume"] = volume
    blank = [NONE] * n
    arrays = {name: np.array(blank if v is None else v, float) for name, v in columns.items()}
    return MarketQuotes(time=time, spot=spot, **arrays)


def resting(bid, ask, bid_size=None, ask_size=None):
    """Own quotes by row, of five contracts where there is a price."""
    bids, asks = np.array(bid, float), np.array(ask, float)
    own_bid = np.where(np.isnan(bids), 0.0, 5.0) if bid_size is None else np.array(bid_size, float)
    own_ask = np.where(np.isnan(asks), 0.0, 5.0) if ask_size is None else np.array(ask_size, float)
    return Resting(bid=bids, ask=asks, bid_size=own_bid, ask_size=own_ask)


def told(fills):
    """Fills as rows, quantities and prices."""
    return [(one.row, one.quantity, one.price) for one in fills]
