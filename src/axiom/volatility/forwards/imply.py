"""Forwards and discount factors of a chain's expiries, from put-call parity.

Parity says C - P = D (F - K) for European options of one strike and expiry: a line in K whose slope
is minus the discount factor D and whose root is the forward F. See
`axiom.volatility.forwards.parity` for the robust fit, `axiom.volatility.forwards.fit` for its use,
and `imply_forwards` for what is done where the slope is not identified.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.kernels.accuracy import Accuracy
from axiom.market.chain import INSTANT, Chain, Exercise
from axiom.volatility.forwards.carry import forward_price, implied_borrow
from axiom.volatility.forwards.columns import Columns, nothing_fitted
from axiom.volatility.forwards.exercise import ExerciseTerms
from axiom.volatility.forwards.fit import ParityRules, fit_expiries
from axiom.volatility.forwards.joint import expiries_off_carry

__all__ = ["Forwards", "ParityRules", "imply_forwards"]

METHOD: Final = pl.Enum(["parity", "american", "given", "curve"])
NOTE: Final = pl.Enum(["OFF_CARRY", "OFF_RATE"])
_COLUMNS: Final[Mapping[str, pl.DataType]] = {
    "expiry": INSTANT,
    "expiry_date": pl.Date(),
    "settlement": pl.Enum(["AM", "PM"]),
    "years": pl.Float64(),
    "forward": pl.Float64(),
    "forward_se": pl.Float64(),
    "discount_factor": pl.Float64(),
    "discount_factor_se": pl.Float64(),
    "rate": pl.Float64(),
    "rate_se": pl.Float64(),
    "dividend_yield": pl.Float64(),
    "borrow_rate": pl.Float64(),
    "borrow_se": pl.Float64(),
    "n_pairs": pl.Int64(),
    "n_rejected": pl.Int64(),
    "residual_rms": pl.Float64(),
    "method": METHOD,
    "note": NOTE,
}
_UNTELLING_CARRY_SE: Final = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forwards:
    """Forward and discount factor of each expiry of a chain.

    Parameters
    ----------
    table : polars.DataFrame
        One row an expiry, in order: `expiry` (settlement instant), `expiry_date`, `settlement`,
        `years`; `forward`, `discount_factor`, `rate` (continuously compounded, per year) and their
        standard errors (null where there is none); `dividend_yield`, `borrow_rate` and `borrow_se`
        (per year, null without a spot), see `imply_forwards`; `n_pairs` used and `n_rejected` as
        outliers; `residual_rms`, weighted as the fit is, in units of price; `method`: "parity",
        "american", "given" or "curve"; `note`: "OFF_CARRY" where the forward is far from those of
        the neighbours by its error (stale quotes, or another underlying), "OFF_RATE" where the rate
        is, else null.
    valuation_time : datetime.datetime
        Instant from which `years` count.
    spot : float or None
        Price of the underlying.
    exercise : {"european", "american"}
        "american" where some of the chain's options can be exercised early.
    terms : ExerciseTerms
        Dated dividends, and the accuracy of American prices.
    rate_covariance : ndarray, shape (expiries, expiries), optional
        Of the errors of `rate`, which move together where one curve serves all expiries. Default:
        they are independent.
    """

    table: pl.DataFrame
    valuation_time: dt.datetime
    spot: float | None = None
    exercise: Exercise = "european"
    terms: ExerciseTerms = field(default_factory=ExerciseTerms)
    rate_covariance: Floats | None = None

    def forward(self, expiry: dt.datetime) -> float:
        """Return the forward of an expiry.

        Raises
        ------
        DataError
            When the chain has no such expiry.
        """
        return float(self._row(expiry)["forward"])

    def discount_factor(self, expiry: dt.datetime) -> float:
        """Return the discount factor of an expiry; raises as `forward` does."""
        return float(self._row(expiry)["discount_factor"])

    def _row(self, expiry: dt.datetime) -> dict[str, float]:
        found = self.table.filter(pl.col("expiry") == pl.lit(expiry, dtype=INSTANT))
        if found.is_empty():
            held = ", ".join(str(day) for day in self.table["expiry_date"].head(10))
            raise DataError(f"no forward for {expiry}: the expiries are {held}")
        return found.row(0, named=True)


def imply_forwards(
    chain: Chain,
    screened: pl.DataFrame,
    *,
    dividend_yield: float | None = None,
    reference_rate: float | None = None,
    rules: ParityRules | None = None,
    accuracy: Accuracy = "accurate",
    threads: int = 1,
) -> Forwards:
    """Imply forward and discount factor of each expiry that has not settled.

    Parameters
    ----------
    chain : Chain
        The chain; its `given_forwards` are taken as they are.
    screened : polars.DataFrame
        Its quotes with reasons, from `axiom.market.screen_quotes`; rows that are `OK` are used.
    dividend_yield : float, optional
        Known dividend yield, continuously compounded, which splits the borrow rate off.
    reference_rate : float, optional
        Rate at which dividends and borrow are measured, in place of each expiry's implied one, and
        the discount rate where parity identifies none, as for American options. Default for the
        latter: ``chain.rate``.
    rules : ParityRules, optional
        Defaults to ``ParityRules()``.
    accuracy : {"fast", "accurate", "reference"}
        Preset of the prices of American options; see `axiom.price`.
    threads : int
        Threads of those prices; results do not depend on it.

    Returns
    -------
    Forwards

    Raises
    ------
    DataError
        When every expiry has settled, or none has a strike with a usable call and put.
    InvalidArgumentError
        When a rate is not finite.

    Notes
    -----
    Each pair is weighted by the inverse of the sum of its squared half-spreads. The rates that the
    slopes tell are put on one smooth curve, to which each contributes by its standard error
    (`axiom.volatility.forwards.joint`), and the forward of each expiry is found at the curve's
    discount factor. `method` is "parity" where an expiry's own rate has a standard error within
    ``rules.max_rate_se``, "curve" where it has not: short expiries, since a rate needs dD = D T dr.
    Where no expiry is identified, the rate is `reference_rate` or ``chain.rate``, or the mean of
    all expiries (see `axiom.volatility.forwards.rate_curve`). An expiry without a pair gets its
    forward from the carry of its neighbours as well, without a standard error.

    American options break parity by what early exercise is worth: for each expiry the forward, and
    for each strike near the money one vol, are found together, such that call and put cost what is
    quoted (`axiom.volatility.forwards.american`); `method` is then "american". The rate is
    `reference_rate`, else ``chain.rate``, else one pooled from the quotes themselves
    (`axiom.volatility.forwards.american_rate`): good to a few hundredths of a percent where quotes
    are tight and expiries long, and to little where they are not, which `rate_se` says. Without a
    spot the forwards come from strikes within half a straddle, early exercise left out.

    Parity knows one carry only: with spot S, rate r and forward F, the `dividend_yield` of the
    table is q = r - ln(F/S)/T, dividends and borrow together. `borrow_rate` is what a short seller
    pays to borrow the stock: what is left beside the chain's dated dividends, or beside the
    argument `dividend_yield`, or both; null without either. Its standard error, `borrow_se`, is
    that of the forward; an error of the rate adds to it one to one. All are null where the standard
    error of ln(F/S)/T exceeds 5 % (expiries within hours).

    Verified by ``tests/unit/volatility/test_forwards.py``.
    """
    rules = rules or ParityRules()
    for name, value in (("dividend_yield", dividend_yield), ("reference_rate", reference_rate)):
        if value is not None and not math.isfinite(value):
            raise InvalidArgumentError(f"{name}={value!r}: give a finite rate a year, such as 0.02")
    discount_rate = chain.rate if reference_rate is None else reference_rate
    expiries = chain.expiries.filter(pl.col("years") > 0.0)
    if expiries.is_empty():
        raise DataError(f"every expiry of {chain.underlying} is at or before the valuation time")
    years = expiries["years"].to_numpy()
    styles = chain.exercise_styles.unique()
    terms = ExerciseTerms(
        exercise=chain.exercise if len(styles) > 1 else styles[0],
        dividends=chain.payments,
        accuracy=accuracy,
    )
    given = _given(chain, expiries)
    columns, covariance = given, None
    if np.isnan(given["forward"]).any():
        fitted = fit_expiries(
            chain, expiries, screened, discount_rate, rules, terms=terms, threads=threads
        )
        covariance = fitted.pop("rate_covariance")
        columns = {k: np.where(np.isnan(given["forward"]), fitted[k], given[k]) for k in fitted}
    columns |= _rates_and_carry(columns, years, chain, dividend_yield, reference_rate)
    table = expiries.drop("n_quotes").with_columns(
        *(pl.Series(name, values, nan_to_null=True) for name, values in columns.items()),
        pl.Series("note", _notes(columns, years, chain), dtype=NOTE),
    )
    table = table.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
    return Forwards(
        table=table,
        valuation_time=chain.valuation_time,
        spot=chain.spot,
        exercise="american" if chain.has_american else "european",
        terms=terms,
        rate_covariance=covariance,
    )


def _given(chain: Chain, expiries: pl.DataFrame) -> Columns:
    """Return the forwards that came with the chain; NaN where there are none."""
    columns = nothing_fitted(expiries.height, "given")
    if chain.given_forwards is not None:
        known = {row[0]: row[1:] for row in chain.given_forwards.iter_rows()}
        for i, expiry in enumerate(expiries["expiry"]):
            if expiry in known:
                columns["forward"][i], columns["discount_factor"][i] = known[expiry]
    return columns


def _notes(columns: Columns, years: Floats, chain: Chain) -> list[str | None]:
    """Say which expiries do not belong to the curves of the others."""
    forward = columns["forward"]
    if chain.spot is not None and chain.payments:
        carried: Any = {"spot": chain.spot, "years": years, "rate": columns["rate"], "borrow": 0.0}
        forward = (
            forward * forward_price(**carried) / forward_price(**carried, dividends=chain.payments)
        )
    off = expiries_off_carry(years, forward, columns["forward_se"])
    notes = ["OFF_RATE" if is_off else None for is_off in columns["is_off_rate"]]
    return ["OFF_CARRY" if is_off else note for is_off, note in zip(off, notes, strict=True)]


def _rates_and_carry(
    columns: Columns,
    years: Floats,
    chain: Chain,
    dividend_yield: float | None,
    reference_rate: float | None,
) -> Columns:
    rate = 0.0 - np.log(columns["discount_factor"]) / years
    rate_se = columns["discount_factor_se"] / (columns["discount_factor"] * years)
    carry_se = columns["forward_se"] / (columns["forward"] * years)
    total = np.full_like(years, np.nan)
    beside = total
    if chain.spot is not None:
        base = rate if reference_rate is None else np.full_like(years, reference_rate)
        telling = ~(carry_se > _UNTELLING_CARRY_SE)
        carried: Any = {"spot": chain.spot, "forward": columns["forward"], "years": years}
        carried["rate"] = base
        total = np.where(telling, implied_borrow(**carried), np.nan)
        beside = np.where(telling, implied_borrow(**carried, dividends=chain.payments), np.nan)
    known = 0.0 if chain.dividends is not None else np.nan
    borrow = beside - (known if dividend_yield is None else dividend_yield)
    return {
        "rate": rate,
        "rate_se": rate_se,
        "dividend_yield": total,
        "borrow_rate": borrow,
        "borrow_se": np.where(np.isnan(borrow), np.nan, carry_se),
    }
