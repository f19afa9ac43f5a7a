"""Forwards and discount factors of a chain's expiries, from put-call parity.

Parity says C - P = D (F - K) for European options of one strike and expiry: a line in K whose slope
is minus the discount factor D and whose root is the forward F. See `axiom.volatility.parity` for
the robust fit, and `imply_forwards` for what is done where the slope is not identified.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import INSTANT, Chain
from axiom.volatility.parity import (
    Floats,
    Pairs,
    ParityFit,
    fit_parity,
    forward_given_discount,
    near_the_money,
)

__all__ = ["Forwards", "ParityRules", "imply_forwards"]

METHOD: Final = pl.Enum(["parity", "given", "curve"])
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
    "n_pairs": pl.Int64(),
    "n_rejected": pl.Int64(),
    "residual_rms": pl.Float64(),
    "method": METHOD,
}
_NEIGHBOURS: Final = 5
_SMALLEST_RATE_SE: Final = 5e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityRules:
    """How forwards are implied.

    Parameters
    ----------
    straddles : float, default 3.0
        Strikes farther from the money than this many at-the-money straddles are left out: deep
        in-the-money mids are biased by their wide spreads, and by early exercise where options are
        American.
    max_rate_se : float, default 0.0015
        A rate (per year) with a larger standard error is not identified: it is replaced by the
        curve of the expiries whose rates are.
    min_pairs : int, default 4
        With fewer pairs a slope is not identified.

    Raises
    ------
    InvalidArgumentError
        When a value is not positive.
    """

    straddles: float = 3.0
    max_rate_se: float = 0.0015
    min_pairs: int = 4

    def __post_init__(self) -> None:
        """Check the arguments."""
        for name in ("straddles", "max_rate_se", "min_pairs"):
            value = getattr(self, name)
            if math.isnan(value) or value <= 0:
                raise InvalidArgumentError(f"{name}={value!r}: give a positive number")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forwards:
    """Forward and discount factor of each expiry of a chain.

    Parameters
    ----------
    table : polars.DataFrame
        One row an expiry, in order: `expiry` (settlement instant), `expiry_date`, `settlement`,
        `years`; `forward`, `discount_factor`, `rate` (continuously compounded, per year) and their
        standard errors (null where there is none); `dividend_yield` and `borrow_rate` (per year,
        null without a spot), see `imply_forwards`; `n_pairs` used and `n_rejected` as outliers;
        `residual_rms`, weighted as the fit is, in units of price; `method`: "parity", "given" or
        "curve".
    valuation_time : datetime.datetime
        Instant from which `years` count.
    spot : float or None
        Price of the underlying.
    """

    table: pl.DataFrame
    valuation_time: dt.datetime
    spot: float | None = None

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
        the rate of the chain where parity identifies none.
    rules : ParityRules, optional
        Defaults to ``ParityRules()``.

    Returns
    -------
    Forwards

    Raises
    ------
    DataError
        When no expiry is left, or parity identifies nothing and no `reference_rate` is given.
    InvalidArgumentError
        When a rate is not finite.

    Notes
    -----
    Each pair is weighted by the inverse of the sum of its squared half-spreads. Where the implied
    rate's standard error exceeds ``rules.max_rate_se`` (short expiries: a rate needs
    dD = D T dr), the discount factor comes from the precision-weighted mean rate of the nearest
    identified expiries, and only the forward from the quotes; `method` is then "curve". An expiry
    without a pair gets its forward from the carry of its neighbours as well.

    Parity knows one carry only: with spot S, rate r and forward F, the `dividend_yield` of the
    table is q = r - ln(F/S)/T, dividends and borrow together. Given the argument `dividend_yield`,
    `borrow_rate` is the rest, q - dividend_yield: what a short seller pays to borrow the stock.
    For American options the parity above is an approximation.

    Verified by ``tests/unit/volatility/test_forwards.py``.
    """
    rules = rules or ParityRules()
    for name, value in (("dividend_yield", dividend_yield), ("reference_rate", reference_rate)):
        if value is not None and not math.isfinite(value):
            raise InvalidArgumentError(f"{name}={value!r}: give a finite rate a year, such as 0.02")
    expiries = chain.expiries.filter(pl.col("years") > 0.0).drop("n_quotes")
    if expiries.is_empty():
        raise DataError(f"every expiry of {chain.underlying} is at or before the valuation time")
    table = _with_given(_from_parity(chain, expiries, screened, reference_rate, rules), chain)
    table = _with_carry(table, chain.spot, dividend_yield, reference_rate)
    return Forwards(table=table, valuation_time=chain.valuation_time, spot=chain.spot)


def _from_parity(
    chain: Chain,
    expiries: pl.DataFrame,
    screened: pl.DataFrame,
    reference_rate: float | None,
    rules: ParityRules,
) -> pl.DataFrame:
    years = expiries["years"].to_numpy()
    if chain.given_forwards is not None and set(expiries["expiry"]) <= set(
        chain.given_forwards["expiry"]
    ):
        return _assemble(expiries, _Columns.empty(len(years)))
    pairs, present = _pairs(screened, expiries, chain.tick)
    if not len(present):
        raise DataError(
            f"{chain.underlying}: no expiry has a strike with both a usable call and put, so there "
            "is no forward; give forward= or look at the reasons of screen_quotes"
        )
    kept, guess, width = near_the_money(pairs, rules.straddles)
    fit = fit_parity(kept, guess, width)
    rate, rate_se = _rates(fit, years[present])
    identified = (rate_se <= rules.max_rate_se) & (fit.n_used >= rules.min_pairs)
    curve, curve_se = _curve(
        years=years,
        nodes=years[present],
        rate=rate,
        rate_se=rate_se,
        identified=identified,
        reference_rate=reference_rate,
        fit=fit,
    )
    held = forward_given_discount(kept, fit, np.exp(-curve * years)[present])
    merged = _merge(
        years=years,
        present=present,
        fit=fit,
        held=held,
        identified=identified,
        curve=(curve, curve_se),
        spot=chain.spot,
    )
    return _assemble(expiries, merged)


def _pairs(
    screened: pl.DataFrame, expiries: pl.DataFrame, tick: float | None
) -> tuple[Pairs, np.ndarray]:
    """Return the pairs, and the row in `expiries` of each of their segments."""
    usable = screened.filter((pl.col("reason") == "OK") & (pl.col("years") > 0.0))
    usable = usable.select("expiry", "strike", "is_call", "mid", "spread")
    expiry = usable["expiry"].to_physical().to_numpy()
    strike, is_call = usable["strike"].to_numpy(), usable["is_call"].to_numpy()
    mid, half = usable["mid"].to_numpy(), 0.5 * usable["spread"].to_numpy()
    same = (expiry[1:] == expiry[:-1]) & (strike[1:] == strike[:-1])
    put = np.flatnonzero(same & ~is_call[:-1] & is_call[1:])
    call = put + 1
    known = expiries["expiry"].to_physical().to_numpy()
    present, segment = np.unique(np.searchsorted(known, expiry[put]), return_inverse=True)
    floor = (0.5 * (tick or 0.0)) ** 2 + (1e-6 * strike[put]) ** 2
    pairs = Pairs(
        segment=segment.astype(np.intp),
        strike=strike[put],
        difference=mid[call] - mid[put],
        straddle=mid[call] + mid[put],
        variance=half[call] ** 2 + half[put] ** 2 + floor,
    )
    return pairs, present


def _rates(fit: ParityFit, years: Floats) -> tuple[Floats, Floats]:
    rate = -np.log(fit.discount_factor) / years
    return rate, fit.discount_factor_se / (fit.discount_factor * years)


def _curve(
    *,
    years: Floats,
    nodes: Floats,
    rate: Floats,
    rate_se: Floats,
    identified: np.ndarray,
    reference_rate: float | None,
    fit: ParityFit,
) -> tuple[Floats, Floats]:
    """Rate and standard error at each expiry from the nearest identified ones."""
    if not identified.any():
        if reference_rate is not None:
            return np.full_like(years, reference_rate), np.zeros_like(years)
        identified = np.isfinite(rate_se) & (fit.n_used >= 3)
        if not identified.any():
            raise DataError(
                "put-call parity needs three strikes of one expiry with usable calls and puts to "
                "imply a discount factor: give reference_rate="
            )
    x, r, se = (
        nodes[identified],
        rate[identified],
        np.maximum(rate_se[identified], _SMALLEST_RATE_SE),
    )
    distance = np.abs(np.log(years[:, None]) - np.log(x))
    nearest = np.argsort(distance, axis=1)[:, :_NEIGHBOURS]
    weight = 1.0 / se[nearest] ** 2
    total = weight.sum(axis=1)
    mean = (weight * r[nearest]).sum(axis=1) / total
    scatter = (weight * (r[nearest] - mean[:, None]) ** 2).sum(axis=1) / total
    return mean, np.sqrt(1.0 / total + scatter)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Fitted columns of the table, one value an expiry."""

    forward: Floats
    forward_se: Floats
    discount_factor: Floats
    discount_factor_se: Floats
    n_pairs: np.ndarray
    n_rejected: np.ndarray
    residual_rms: Floats
    method: list[str]

    @classmethod
    def empty(cls, n: int) -> _Columns:
        """Return columns without values."""
        nothing = np.full(n, np.nan)
        none = np.zeros(n, dtype=np.int64)
        return cls(
            forward=nothing,
            forward_se=nothing,
            discount_factor=nothing,
            discount_factor_se=nothing,
            n_pairs=none,
            n_rejected=none,
            residual_rms=nothing,
            method=["given"] * n,
        )


def _merge(
    *,
    years: Floats,
    present: np.ndarray,
    fit: ParityFit,
    held: ParityFit,
    identified: np.ndarray,
    curve: tuple[Floats, Floats],
    spot: float | None,
) -> _Columns:
    """Take each expiry from the free fit, from the fit on the curve, or from its neighbours."""

    def spread(free: np.ndarray, given: np.ndarray, missing: Floats) -> np.ndarray:
        values = missing.copy()
        values[present] = np.where(identified, free, given)
        return values

    nothing, zero = np.full_like(years, np.nan), np.zeros_like(years)
    discount = np.exp(-curve[0] * years)
    discount_se = discount * years * curve[1]
    log_forward = np.log(np.where(identified, fit.forward, held.forward))
    by_carry = np.exp(_interpolate_log(years, years[present], log_forward, spot))
    is_parity = spread(identified, identified, zero).astype(bool)
    return _Columns(
        forward=spread(fit.forward, held.forward, by_carry),
        forward_se=spread(fit.forward_se, held.forward_se, nothing),
        discount_factor=spread(fit.discount_factor, discount[present], discount),
        discount_factor_se=spread(fit.discount_factor_se, discount_se[present], discount_se),
        n_pairs=spread(fit.n_used, held.n_used, zero),
        n_rejected=spread(fit.n_rejected, held.n_rejected, zero),
        residual_rms=spread(fit.residual_rms, held.residual_rms, nothing),
        method=["parity" if one else "curve" for one in is_parity],
    )


def _interpolate_log(
    years: Floats, nodes: Floats, log_forward: Floats, spot: float | None
) -> Floats:
    """Log-forward linear in time, from the spot where there is one; flat carry beyond the last."""
    if spot is not None:
        nodes, log_forward = np.append(0.0, nodes), np.append(math.log(spot), log_forward)
    inside = np.interp(years, nodes, log_forward)
    if len(nodes) < 2:
        return inside
    carry = (log_forward[-1] - log_forward[0]) / (nodes[-1] - nodes[0])
    beyond = log_forward[-1] + carry * (years - nodes[-1])
    before = log_forward[0] + carry * (years - nodes[0])
    return np.asarray(
        np.where(years > nodes[-1], beyond, np.where(years < nodes[0], before, inside))
    )


def _assemble(expiries: pl.DataFrame, columns: _Columns) -> pl.DataFrame:
    fitted = {name: getattr(columns, name) for name in _Columns.__slots__}
    rate = -pl.col("discount_factor").log() / pl.col("years")
    rate_se = pl.col("discount_factor_se") / (pl.col("discount_factor") * pl.col("years"))
    unknown = pl.lit(None, dtype=pl.Float64)
    table = expiries.with_columns(pl.Series(name, values) for name, values in fitted.items())
    table = table.with_columns(
        rate=rate, rate_se=rate_se, dividend_yield=unknown, borrow_rate=unknown
    ).with_columns(pl.col(pl.Float64).fill_nan(None))
    return table.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())


def _with_given(table: pl.DataFrame, chain: Chain) -> pl.DataFrame:
    """Replace the rows of expiries whose forwards came with the chain."""
    if chain.given_forwards is None:
        return table
    given = table.select("expiry", "expiry_date", "settlement", "years").join(
        chain.given_forwards, on="expiry"
    )
    rate = -pl.col("discount_factor").log() / pl.col("years")
    filled = given.with_columns(rate=rate, n_pairs=0, n_rejected=0, method=pl.lit("given"))
    absent = [pl.lit(None).alias(name) for name in _COLUMNS if name not in filled.columns]
    filled = filled.with_columns(absent)
    filled = filled.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
    rest = table.join(given, on="expiry", how="anti")
    return pl.concat([rest, filled]).sort("expiry")


def _with_carry(
    table: pl.DataFrame,
    spot: float | None,
    dividend_yield: float | None,
    reference_rate: float | None,
) -> pl.DataFrame:
    if spot is None:
        return table
    rate = pl.col("rate") if reference_rate is None else pl.lit(reference_rate)
    carry = (pl.col("forward") / spot).log() / pl.col("years")
    table = table.with_columns(dividend_yield=rate - carry)
    if dividend_yield is None:
        return table
    return table.with_columns(borrow_rate=pl.col("dividend_yield") - dividend_yield)
