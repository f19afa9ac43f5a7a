"""What a session tells after every update: the board in sums, and the book's account."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.quoting.chain import ChainQuoter, QuoteBoard
    from axiom.desk.replay.ledger import Ledger
    from axiom.desk.replay.listing import Listing, MarketQuotes

    Floats = NDArray[np.float64]

__all__ = ["marked", "quoted"]


def quoted(board: QuoteBoard, market: MarketQuotes, listing: Listing) -> dict[str, Any]:
    """Give the fields of `Quoted`.

    Parameters
    ----------
    board : QuoteBoard
        What the quoter decided.
    market : MarketQuotes
        The market at that time.
    listing : Listing
        The options of its rows.

    Returns
    -------
    dict
    """
    bids, asks = board.bid_size > 0.0, board.ask_size > 0.0
    both = bids & asks & np.isfinite(market.mid)
    inside = np.count_nonzero(bids & (board.bid > market.bid))
    inside += np.count_nonzero(asks & (board.ask < market.ask))
    at_touch = np.add(bids & (board.bid >= market.bid), asks & (board.ask <= market.ask), dtype=int)
    sides = np.add(bids & np.isfinite(market.bid), asks & np.isfinite(market.ask), dtype=int)
    own, theirs = board.ask - board.bid, market.ask - market.bid
    wide = both & (theirs > 0.0)
    ratio = np.divide(own, theirs, out=np.zeros(own.size), where=wide)
    total = int(sides.sum())
    return {
        "state": board.state.name,
        "reason": board.reason,
        "n_bids": int(np.count_nonzero(bids)),
        "n_asks": int(np.count_nonzero(asks)),
        "half_spread": _mean(0.5 * own[both]),
        "market_half_spread": _mean(0.5 * theirs[both]),
        "share_inside": inside / total if total else 0.0,
        "share_at_touch": int(at_touch.sum()) / total if total else 0.0,
        "spreads_by_expiry": _by_expiry(ratio, wide, listing),
        "at_touch_by_expiry": _by_expiry(at_touch, sides, listing),
        "digest": _digest(board.bid, board.ask, board.bid_size, board.ask_size, board.value),
    }


def marked(
    quoter: ChainQuoter, ledger: Ledger, market: MarketQuotes, *, spot: float
) -> dict[str, Any]:
    """Give the fields of `Marked`.

    Parameters
    ----------
    quoter : ChainQuoter
        The values of its board mark the options; it sums their Greeks.
    ledger : Ledger
        The desk's account.
    market : MarketQuotes
        Its mids mark them too.
    spot : float
        Of the underlying.

    Returns
    -------
    dict
    """
    board, exposures = quoter.board, quoter.exposures
    by_expiry = exposures.pop("vega_by_expiry")
    options = ledger.options_value(board.value)
    at_market = np.where(np.isfinite(market.mid), market.mid, board.value)
    shares = ledger.underlying * spot
    return {
        "spot": spot,
        "pnl": ledger.cash + options + shares,
        "cash": ledger.cash,
        "options": options,
        "underlying_value": shares,
        "market_pnl": ledger.cash + ledger.options_value(at_market) + shares,
        "underlying": ledger.underlying,
        "n_positions": int(np.count_nonzero(ledger.positions)),
        "fees": ledger.fees,
        "exposures": exposures,
        "vega_by_expiry": {date: vega for date, vega in by_expiry.items() if vega != 0.0},
        "usage": dict(zip(board.limits.names, board.limits.shares, strict=True)),
    }


def _by_expiry(amounts: NDArray[Any], weights: NDArray[Any], listing: Listing) -> dict[str, float]:
    """Give the sum of amounts over that of weights by date of expiry, where there are any."""
    dates, place = listing.dates
    weight = np.bincount(place, weights=weights, minlength=len(dates))
    amount = np.bincount(place, weights=amounts, minlength=len(dates))
    return {date: float(amount[i] / weight[i]) for i, date in enumerate(dates) if weight[i] > 0.0}


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else 0.0


def _digest(*columns: Floats) -> str:
    found = 0
    for column in columns:
        found = zlib.crc32(np.ascontiguousarray(column).tobytes(), found)
    return f"{found:08x}"
