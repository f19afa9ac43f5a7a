"""Screening of quotes: a reason for every quote that is left out.

Nothing is dropped: `screen_quotes` returns every row of the chain with a `reason`, the first rule
that it breaks, or `OK`. Whether a price lies within its no-arbitrage bounds needs the forward:
`axiom.volatility.screen_against_forwards` adds `BELOW_INTRINSIC`, `ABOVE_MAXIMUM` and `OFF_PARITY`
once there is one.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Final

import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.market.chain import INSTANT, Chain, years_column

__all__ = ["REASON", "REASONS", "QuoteRules", "count_reasons", "screen_quotes"]

REASONS: Final[dict[str, str]] = {
    "OK": "usable",
    "INVALID_STRIKE": "the strike is missing, not finite or not positive",
    "INVALID_PRICE": "a price is not finite or negative",
    "EXPIRED": "settled at or before the valuation time",
    "DUPLICATE": "the same option is quoted more than once; the tightest quote is kept",
    "NO_ASK": "nobody offers",
    "NO_BID": "nobody bids",
    "CROSSED": "the bid is above the ask",
    "LOCKED": "the bid equals the ask",
    "STALE": "the quote is older than the rules allow",
    "WIDE_SPREAD": "the spread is wider than the rules' multiples",
    "BELOW_INTRINSIC": "the ask is below the discounted intrinsic value",
    "ABOVE_MAXIMUM": "the bid is above the most that the option can be worth",
    "OFF_PARITY": "in the money, and against the other option of its strike beyond both spreads",
}
"""Reason codes in the order in which they are tried, with their meaning."""

REASON: Final = pl.Enum(list(REASONS))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRules:
    """What a quote must satisfy to be used.

    Parameters
    ----------
    max_age : datetime.timedelta or None, default 30 minutes
        A quote set longer ago is `STALE`. Applies where the source gives quote times; None: never.
    spread_to_mid : float, default 1.0
        With `spread_to_median`: a quote is `WIDE_SPREAD` when its spread exceeds this multiple of
        its own mid *and* the other multiple of its expiry's median spread. (1.0 means an ask above
        three times the bid.)
    spread_to_median : float, default 3.0
        Multiple of the median spread of the two-sided quotes of the same expiry.
    allow_locked : bool, default False
        Whether a bid equal to the ask is usable.

    Raises
    ------
    InvalidArgumentError
        When a multiple is not positive, or `max_age` is negative.

    Notes
    -----
    One multiple alone would drop good quotes: wings quoted 0.05 at 0.20 have spreads wider than
    their mid, deep in-the-money ones spreads of many times the median. A stub quote, 0.05 at 20,
    breaks both.
    """

    max_age: dt.timedelta | None = dt.timedelta(minutes=30)
    spread_to_mid: float = 1.0
    spread_to_median: float = 3.0
    allow_locked: bool = False

    def __post_init__(self) -> None:
        """Check the arguments."""
        for name in ("spread_to_mid", "spread_to_median"):
            value = getattr(self, name)
            if math.isnan(value) or value <= 0.0:
                raise InvalidArgumentError(f"{name}={value!r}: give a positive multiple")
        if self.max_age is not None and self.max_age < dt.timedelta(0):
            raise InvalidArgumentError(f"max_age={self.max_age!r}: give a positive age, or None")


def screen_quotes(chain: Chain, *, rules: QuoteRules | None = None) -> pl.DataFrame:
    """Give every quote of a chain a reason code.

    Parameters
    ----------
    chain : Chain
        The quotes.
    rules : QuoteRules, optional
        Defaults to ``QuoteRules()``.

    Returns
    -------
    polars.DataFrame
        All rows of ``chain.quotes``, in the same order, and `mid`, `spread` (null without both
        sides), `years` to expiry (ACT/365 fixed) and `reason` (an Enum of `REASONS`); `exercise`
        is filled in from the chain. A bid of zero is no bid.

    Verified by ``tests/unit/market/test_hygiene.py``.
    """
    rules = rules or QuoteRules()
    two_sided = (pl.col("bid") > 0.0) & (pl.col("ask") > 0.0)
    measured = chain.quotes.with_columns(
        mid=pl.when(two_sided).then(0.5 * (pl.col("bid") + pl.col("ask"))),
        spread=pl.when(two_sided).then(pl.col("ask") - pl.col("bid")),
        years=years_column(chain.valuation_time),
        exercise=chain.exercise_styles,
    )
    first = measured.with_columns(_first_of(_own_tests(chain, rules)))
    return _mark_wide(_mark_duplicates(first), rules)


def count_reasons(screened: pl.DataFrame) -> dict[str, int]:
    """Return how many quotes have each reason, in the order of `REASONS`, zeros left out.

    Parameters
    ----------
    screened : polars.DataFrame
        With a column `reason`, from `screen_quotes`.

    Returns
    -------
    dict of str to int
    """
    counts = screened["reason"].cast(pl.String).value_counts()
    found = dict(counts.iter_rows())
    return {reason: found[reason] for reason in REASONS if reason in found}


def _first_of(tests: list[tuple[str, pl.Expr]]) -> pl.Expr:
    """Return the first reason whose test is true, else `OK`."""
    chosen = [pl.when(test).then(pl.lit(name, dtype=REASON)) for name, test in tests]
    return pl.coalesce(*chosen, pl.lit("OK", dtype=REASON)).alias("reason")


def _own_tests(chain: Chain, rules: QuoteRules) -> list[tuple[str, pl.Expr]]:
    """Return the tests that need nothing but the quote itself and the valuation time."""
    bid, ask, strike = pl.col("bid"), pl.col("ask"), pl.col("strike")
    odd_strike = strike.is_null() | ~strike.is_finite() | (strike <= 0.0)
    odd_price = [~price.is_finite() | (price < 0.0) for price in (bid, ask)]
    tests = [
        ("INVALID_STRIKE", odd_strike),
        ("INVALID_PRICE", pl.any_horizontal(odd_price)),
        ("EXPIRED", pl.col("years") <= 0.0),
        ("NO_ASK", ask.is_null() | (ask == 0.0)),
        ("NO_BID", bid.is_null() | (bid == 0.0)),
        ("CROSSED", bid > ask),
    ]
    if not rules.allow_locked:
        tests.append(("LOCKED", bid == ask))
    if rules.max_age is not None and chain.quotes["quote_time"].null_count() < chain.quotes.height:
        oldest = pl.lit(chain.valuation_time - rules.max_age, dtype=INSTANT)
        tests.append(("STALE", pl.col("quote_time") < oldest))
    return tests


def _mark_duplicates(screened: pl.DataFrame) -> pl.DataFrame:
    """Leave the tightest usable quote of each option; the rows are sorted by option."""
    key = ("expiry", "strike", "is_call")
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in key)
    if not screened.select(same.any()).item():
        return screened
    usable = pl.col("reason") == "OK"
    rank = pl.when(usable).then(pl.col("spread")).rank("ordinal").over(key)
    mark = pl.when(usable & (rank > 1)).then(pl.lit("DUPLICATE", dtype=REASON))
    return screened.with_columns(reason=mark.otherwise(pl.col("reason")))


def _mark_wide(screened: pl.DataFrame, rules: QuoteRules) -> pl.DataFrame:
    usable = pl.col("reason") == "OK"
    median = pl.when(usable).then(pl.col("spread")).median().over("expiry")
    wide = (pl.col("spread") > rules.spread_to_mid * pl.col("mid")) & (
        pl.col("spread") > rules.spread_to_median * median
    )
    mark = pl.when(usable & wide).then(pl.lit("WIDE_SPREAD", dtype=REASON))
    return screened.with_columns(reason=mark.otherwise(pl.col("reason")))
