"""The VIX of a chain by Cboe's published rules."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.clock import NEW_YORK, is_standard_expiration
from axiom.market.hygiene import screen_quotes
from axiom.volatility.analytics.vix_term import MINUTES_PER_YEAR, VixTerm, vix_term
from axiom.volatility.forwards.imply import imply_forwards

if TYPE_CHECKING:
    from axiom.market.chain import Chain

__all__ = ["Rate", "Vix", "VixRules", "vix"]

Rate = float | Callable[[float], float]
_MINUTES_PER_DAY = 1_440
_FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class VixRules:
    """Which expiries make the index, and of how many days it is.

    Attributes
    ----------
    days : int
        Days whose volatility the index gives.
    min_days, max_days : int
        The near term is the first expiry more than `min_days` calendar dates away; the next term,
        the one after it, lies at most `max_days` away.
    fridays_only : bool
        Of each week only the expiry on Friday (or the last before it where there is none) counts,
        settled in the morning on a standard monthly date and at the close on others. False takes
        every expiry, of two on one date the later.
    """

    days: int = 30
    min_days: int = 23
    max_days: int = 37
    fridays_only: bool = True

    def __post_init__(self) -> None:
        """Refuse rules that no expiry can satisfy."""
        if not self.days > 0:
            raise InvalidArgumentError(f"days is {self.days}; give a whole number above 0")
        if not 0 <= self.min_days < self.max_days:
            msg = f"min_days is {self.min_days} and max_days {self.max_days}"
            raise InvalidArgumentError(f"{msg}; give 0 <= min_days < max_days")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vix:
    """The index, its two terms and how they are weighted.

    Attributes
    ----------
    value : float
        In vol points: 100 times the vol.
    near, next : VixTerm
        The two expiries.
    near_weight : float
        Share of the near term's total variance in the index; the next term has the rest. Above 1
        where both expiries lie beyond the index's days.
    valuation_time : datetime
        Of the chain.
    rules : VixRules
    """

    value: float
    near: VixTerm
    next: VixTerm
    near_weight: float
    valuation_time: dt.datetime
    rules: VixRules

    @property
    def vol(self) -> float:
        """The index as a decimal vol, per square root of a year."""
        return self.value / 100.0


def vix(chain: Chain, *, rate: Rate | None = None, rules: VixRules | None = None) -> Vix:
    """Compute the volatility index of a chain from its raw quotes, as Cboe publishes the VIX.

    Parameters
    ----------
    chain : Chain
        Quotes as recorded; no screening is applied, as the rules apply none.
    rate : float or callable, optional
        Continuously compounded, per year; a callable takes years and gives the rate. Left out:
        ``chain.rate``, else what put-call parity implies at each term.
    rules : VixRules, optional

    Returns
    -------
    Vix

    Raises
    ------
    DataError
        When the chain lacks two expiries in the window, or a term's quotes do not suffice; see
        `vix_term`.
    InvalidArgumentError
        When the rate is not finite.

    Notes
    -----
    100 sqrt((T1 s1 (N2 - N30) / (N2 - N1) + T2 s2 (N30 - N1) / (N2 - N1)) N365 / N30), with s the
    terms' variances, N minutes and T = N / N365. Minutes are counted from the chain's valuation
    time, rounded to the minute, to each expiry's settlement. Cboe's rates are those of Treasury
    bills or a spline through the Treasury curve; a rate wrong by 1 % moves the index by about
    0.05 % of itself.

    References
    ----------
    .. [1] Cboe Global Indices, "Volatility Index Methodology: Cboe Volatility Index", appendix 3;
       before 2021 the "White Paper: Cboe Volatility Index", steps 1 to 3.

    Verified by ``tests/reference/test_vix_example.py`` and, on recorded days beside the index's
    closes, ``tests/integration/test_vix_on_spx.py``.
    """
    rules = rules or VixRules()
    chosen = _terms(chain, rules)
    rates = _rates(chain, [row["years"] for row in chosen.iter_rows(named=True)], rate)
    near, following = (
        vix_term(
            chain.quotes.filter(
                pl.col("expiry") == row["expiry"], pl.col("settlement") == row["settlement"]
            ),
            expiry=row["expiry"],
            expiry_date=row["expiry_date"],
            settlement=row["settlement"],
            minutes=_minutes(chain, row["expiry"]),
            rate=found,
        )
        for row, found in zip(chosen.iter_rows(named=True), rates, strict=True)
    )
    target = rules.days * _MINUTES_PER_DAY
    weight = (following.minutes - target) / (following.minutes - near.minutes)
    total = weight * near.years * near.variance
    total += (1.0 - weight) * following.years * following.variance
    return Vix(
        value=100.0 * math.sqrt(total * MINUTES_PER_YEAR / target),
        near=near,
        next=following,
        near_weight=weight,
        valuation_time=chain.valuation_time,
        rules=rules,
    )


def _minutes(chain: Chain, expiry: dt.datetime) -> int:
    return round((expiry - chain.valuation_time).total_seconds() / 60.0)


def _terms(chain: Chain, rules: VixRules) -> pl.DataFrame:
    """Pick the near and the next expiry."""
    today = chain.valuation_time.astimezone(NEW_YORK).date()
    away = (pl.col("expiry_date") - pl.lit(today)).dt.total_days()
    open_ones = chain.expiries.filter(pl.col("years") > 0.0)
    listed = _of_each_week(open_ones) if rules.fridays_only else _of_each_date(open_ones)
    chosen = listed.filter(away > rules.min_days).sort("expiry").head(2)
    if chosen.height < 2 or chosen.filter(away > rules.max_days).height:
        held = ", ".join(str(day) for day in listed["expiry_date"].head(12)) or "none"
        kind = "weekly expiries" if rules.fridays_only else "expiries"
        msg = f"{chain.underlying} has no two {kind} {rules.min_days + 1} to {rules.max_days} days"
        raise DataError(f"{msg} after {today} (there are: {held}); give rules with another window")
    return chosen


def _of_each_date(expiries: pl.DataFrame) -> pl.DataFrame:
    return expiries.sort("expiry").unique("expiry_date", keep="last", maintain_order=True)


def _of_each_week(expiries: pl.DataFrame) -> pl.DataFrame:
    """Keep one expiry a week: the last date up to Friday, settled as the index wants it."""
    standard = [day for day in expiries["expiry_date"].unique() if is_standard_expiration(day)]
    wanted = pl.when(pl.col("expiry_date").is_in(standard)).then(pl.lit("AM")).otherwise(
        pl.lit("PM")
    )  # fmt: skip
    ranked = expiries.with_columns(
        week=pl.col("expiry_date").dt.truncate("1w"),
        as_wanted=pl.col("settlement").cast(pl.String) == wanted,
    ).filter(pl.col("expiry_date").dt.weekday() <= _FRIDAY + 1)
    best = ranked.sort("expiry_date", "as_wanted").unique("week", keep="last", maintain_order=True)
    return best.filter(pl.col("expiry_date").dt.weekday() >= _FRIDAY).drop("week", "as_wanted")


def _rates(chain: Chain, years: list[float], rate: Rate | None) -> list[float]:
    given = chain.rate if rate is None else rate
    if callable(given):
        found = [float(given(t)) for t in years]
    elif given is not None:
        found = [float(given)] * len(years)
    else:
        found = _implied_rates(chain, years)
    for one in found:
        if not math.isfinite(one):
            raise InvalidArgumentError(f"rate gives {one}; give a finite rate a year, such as 0.02")
    return found


def _implied_rates(chain: Chain, years: list[float]) -> list[float]:
    table = imply_forwards(chain, screen_quotes(chain)).table
    at = np.interp(years, table["years"].to_numpy(), table["rate"].to_numpy())
    return [float(one) for one in at]
