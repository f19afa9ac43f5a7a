"""One term of the VIX: the variance that the quotes of one expiry imply, by Cboe's rules."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import DataError

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

__all__ = ["MINUTES_PER_YEAR", "VixTerm", "vix_term"]

MINUTES_PER_YEAR = 525_600
_STOP_AFTER = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VixTerm:
    """The variance of one expiry by Cboe's rules, with everything that went into it.

    Attributes
    ----------
    expiry : datetime
        The settlement instant, UTC.
    expiry_date : date
        The listed date.
    settlement : str
        "AM" or "PM".
    minutes : int
        Minutes from the valuation time to settlement.
    rate : float
        Interest rate to the expiry, continuously compounded, per year.
    forward : float
        From the strike at which call and put mids differ least.
    reference_strike : float
        The strike at or next below the forward, K0.
    variance : float
        Per year.
    strikes : polars.DataFrame
        One row a strike that enters the sum: `strike`, `side` ("put", "call", and "both" at K0),
        `mid`, `width` (the rules' delta K) and `contribution` (width / strike^2 e^(rT) mid).
    """

    expiry: dt.datetime
    expiry_date: dt.date
    settlement: str
    minutes: int
    rate: float
    forward: float
    reference_strike: float
    variance: float
    strikes: pl.DataFrame

    @property
    def years(self) -> float:
        """Minutes over the minutes of a year of 365 days."""
        return self.minutes / MINUTES_PER_YEAR

    @property
    def vol(self) -> float:
        """Square root of the variance; a decimal, per square root of a year."""
        return math.sqrt(self.variance)


@dataclass(frozen=True, slots=True)
class _Board:
    """Calls and puts side by side: mids (NaN where unusable) and whether anybody bids; (n,)."""

    strike: NDArray[np.float64]
    call: NDArray[np.float64]
    put: NDArray[np.float64]
    call_bid: NDArray[np.bool_]
    put_bid: NDArray[np.bool_]


def vix_term(
    quotes: pl.DataFrame,
    *,
    expiry: dt.datetime,
    expiry_date: dt.date,
    settlement: str,
    minutes: int,
    rate: float,
) -> VixTerm:
    """Compute the variance of one expiry.

    Parameters
    ----------
    quotes : polars.DataFrame
        The quotes of the expiry: `strike`, `is_call`, `bid`, `ask`; a bid that is null or zero is
        no bid.
    expiry, expiry_date, settlement
        Which expiry it is; kept in the result.
    minutes : int
        To settlement, > 0.
    rate : float
        Continuously compounded, per year.

    Returns
    -------
    VixTerm

    Raises
    ------
    DataError
        When no strike has a call and a put with two sides, or none lies at or below the forward, or
        the strikes that are left are fewer than two.

    Notes
    -----
    sigma^2 = 2/T sum_i dK_i / K_i^2 e^(RT) Q(K_i) - 1/T (F / K_0 - 1)^2, where Q is the mid of the
    put below K_0, of the call above it, and the mean of both at it; dK_i is half the distance
    between the neighbours that are used, and at the ends the distance to the only one. Going away
    from K_0, an option without a bid is left out, and after two of them in a row so is every
    strike further out. An option with a bid and no offer, or an offer below the bid, has no mid:
    it is left out and does not count as one without a bid.

    References
    ----------
    .. [1] Cboe Global Indices, "Volatility Index Methodology: Cboe Volatility Index", appendix 3,
       "The VIX index calculation: step-by-step"; before 2021 the "White Paper: Cboe Volatility
       Index", steps 1 and 2.

    Verified by ``tests/reference/test_vix_example.py`` (the published example, strike by strike)
    and ``tests/unit/volatility/analytics/test_vix.py``.
    """
    years = minutes / MINUTES_PER_YEAR
    growth = math.exp(rate * years)
    board = _board(quotes)
    forward = _forward(board, growth, expiry_date)
    at = int(np.searchsorted(board.strike, forward, side="right")) - 1
    if at < 0:
        msg = f"no strike of {expiry_date} lies at or below the forward {forward:.6g}"
        raise DataError(f"{msg}; the VIX needs strikes on both sides of it")
    strikes = _contributions(board, at, growth, expiry_date)
    reference = float(board.strike[at])
    total = float(strikes["contribution"].sum())
    variance = (2.0 * total - (forward / reference - 1.0) ** 2) / years
    if not variance > 0.0:
        msg = f"the quotes of {expiry_date} imply a variance of {variance:.3g} a year"
        raise DataError(f"{msg}; give a chain whose strikes span the forward {forward:.6g}")
    return VixTerm(
        expiry=expiry,
        expiry_date=expiry_date,
        settlement=settlement,
        minutes=minutes,
        rate=rate,
        forward=forward,
        reference_strike=reference,
        variance=variance,
        strikes=strikes,
    )


def _board(quotes: pl.DataFrame) -> _Board:
    bid, ask = pl.col("bid").fill_null(0.0).fill_nan(0.0), pl.col("ask")
    mid = pl.when(bid > 0.0, ask >= bid, ask.is_finite()).then(0.5 * (bid + ask))
    sides = quotes.filter(pl.col("strike").is_finite(), pl.col("strike") > 0.0).select(
        "strike", "is_call", mid=mid, has_bid=bid > 0.0
    )
    sides = sides.unique(["strike", "is_call"], keep="first", maintain_order=True)
    calls = sides.filter("is_call").select("strike", call="mid", call_bid="has_bid")
    puts = sides.filter(~pl.col("is_call")).select("strike", put="mid", put_bid="has_bid")
    both = calls.join(puts, on="strike", how="full", coalesce=True).sort("strike")
    return _Board(
        strike=both["strike"].to_numpy(),
        call=both["call"].fill_null(math.nan).to_numpy(),
        put=both["put"].fill_null(math.nan).to_numpy(),
        call_bid=both["call_bid"].fill_null(value=False).to_numpy(),
        put_bid=both["put_bid"].fill_null(value=False).to_numpy(),
    )


def _forward(board: _Board, growth: float, expiry_date: dt.date) -> float:
    """Parity at the strike where call and put differ least; the lowest of equals."""
    difference = board.call - board.put
    if not np.isfinite(difference).any():
        msg = f"no strike of {expiry_date} has a call and a put with two sides"
        raise DataError(f"{msg}; give quotes of both, or another day")
    at = int(np.nanargmin(np.abs(difference)))
    return float(board.strike[at] + growth * difference[at])


def _contributions(board: _Board, at: int, growth: float, expiry_date: dt.date) -> pl.DataFrame:
    puts = at - 1 - _kept(board.put_bid[:at][::-1], board.put[:at][::-1])
    calls = at + 1 + _kept(board.call_bid[at + 1 :], board.call[at + 1 :])
    middle = 0.5 * (board.put[at] + board.call[at])
    used = np.concatenate([puts[::-1], [at] if np.isfinite(middle) else [], calls]).astype(np.intp)
    if used.size < 2:
        msg = f"{used.size} strikes of {expiry_date} have a bid where the rules ask for one"
        raise DataError(f"{msg}; give a chain with more quotes")
    strike = board.strike[used]
    mid = np.where(used < at, board.put[used], board.call[used])
    mid = np.where(used == at, middle, mid)
    width = _widths(strike)
    names = np.array(["put", "both", "call"])
    return pl.DataFrame(
        {
            "strike": strike,
            "side": names[np.sign(used - at) + 1],
            "mid": mid,
            "width": width,
            "contribution": width / strike**2 * growth * mid,
        }
    )


def _kept(has_bid: NDArray[np.bool_], mid: NDArray[np.float64]) -> NDArray[np.intp]:
    """Positions, going outwards, that have a mid and lie before two options without a bid."""
    without = ~has_bid
    stops = np.flatnonzero(without[1:] & without[:-1])
    end = int(stops[0]) if stops.size else has_bid.size
    return np.flatnonzero(has_bid[:end] & np.isfinite(mid[:end]))


def _widths(strike: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half the distance between both neighbours; at the ends the distance to the only one."""
    steps = np.diff(strike)
    return 0.5 * (np.append(steps, steps[-1]) + np.insert(steps, 0, steps[0]))
