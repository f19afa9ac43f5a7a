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
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import INSTANT, Chain
from axiom.volatility.parity import Pairs, ParityFit, fit_forward, fit_line, near_the_money
from axiom.volatility.rate_curve import neighbours_rate, pooled_rate

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
_FITTED: Final = (
    "forward",
    "forward_se",
    "discount_factor",
    "discount_factor_se",
    "residual_rms",
)
_COUNTS: Final = ("n_pairs", "n_rejected")
_AMERICAN_STRADDLES: Final = 0.5

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityRules:
    """How forwards are implied.

    Parameters
    ----------
    straddles : float, default 3.0
        Strikes farther from the money than this many at-the-money straddles are left out: deep
        in-the-money mids are biased, their residuals move together and not about zero.
    max_rate_se : float, default 0.002
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
    max_rate_se: float = 0.002
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
        the discount rate where parity identifies none. Default for the latter: ``chain.rate``.
    rules : ParityRules, optional
        Defaults to ``ParityRules()``.

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
    Each pair is weighted by the inverse of the sum of its squared half-spreads. Where the implied
    rate's standard error exceeds ``rules.max_rate_se`` (short expiries: a rate needs
    dD = D T dr), the discount factor comes from the precision-weighted mean rate of the nearest
    identified expiries, and only the forward from the quotes; `method` is then "curve". Where no
    expiry is identified, `reference_rate` or ``chain.rate`` is taken, or the mean of all expiries
    (see `axiom.volatility.rate_curve`). An expiry without a pair gets its forward from the carry of
    its neighbours as well, without a standard error.

    American options keep parity only near the money, where neither side is worth exercising: their
    forwards come from strikes within half a straddle, on one rate for all expiries. Without
    `reference_rate` and ``chain.rate`` that rate is pooled from the side of the forward whose
    in-the-money options are hardly exercised early: below it where forwards lie above the spot,
    above it otherwise. It stays biased down, by up to a few tenths of the true rate; give
    `reference_rate` where that matters.

    Parity knows one carry only: with spot S, rate r and forward F, the `dividend_yield` of the
    table is q = r - ln(F/S)/T, dividends and borrow together. Given the argument `dividend_yield`,
    `borrow_rate` is the rest, q - dividend_yield: what a short seller pays to borrow the stock.

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
    given = _given(chain, expiries)
    columns = given
    if np.isnan(given["forward"]).any():
        fitted = _from_parity(chain, expiries, screened, discount_rate, rules)
        columns = {k: np.where(np.isnan(given["forward"]), fitted[k], given[k]) for k in fitted}
    columns |= _rates_and_carry(columns, years, chain.spot, dividend_yield, reference_rate)
    table = expiries.drop("n_quotes").with_columns(
        pl.Series(name, values, nan_to_null=True) for name, values in columns.items()
    )
    table = table.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
    return Forwards(table=table, valuation_time=chain.valuation_time, spot=chain.spot)


def _nothing(n: int, method: str) -> dict[str, NDArray[Any]]:
    """Return the columns of expiries of which nothing is known."""
    columns: dict[str, NDArray[Any]] = {name: np.full(n, np.nan) for name in _FITTED}
    columns |= {name: np.zeros(n, dtype=np.int64) for name in _COUNTS}
    return columns | {"method": np.full(n, method, dtype="<U6")}


def _given(chain: Chain, expiries: pl.DataFrame) -> dict[str, NDArray[Any]]:
    """Return the forwards that came with the chain; NaN where there are none."""
    columns = _nothing(expiries.height, "given")
    if chain.given_forwards is not None:
        known = {row[0]: row[1:] for row in chain.given_forwards.iter_rows()}
        for i, expiry in enumerate(expiries["expiry"]):
            if expiry in known:
                columns["forward"][i], columns["discount_factor"][i] = known[expiry]
    return columns


def _from_parity(
    chain: Chain,
    expiries: pl.DataFrame,
    screened: pl.DataFrame,
    discount_rate: float | None,
    rules: ParityRules,
) -> dict[str, NDArray[Any]]:
    years = expiries["years"].to_numpy()
    pairs, present = _pairs(screened, expiries, chain.tick)
    if pairs is None:
        raise DataError(
            f"{chain.underlying}: no expiry has a strike with both a usable call and put, so there "
            "is no forward; give forward= to read_chain, or see the reasons of screen_quotes"
        )
    is_european = chain.exercise == "european"
    kept, guess, width = near_the_money(pairs, below=rules.straddles, above=rules.straddles)
    if not is_european:
        kept, guess, width = _one_side(pairs, guess, chain.spot, rules.straddles)
    line = fit_line(kept, guess, width)
    rate = -np.log(line.discount_factor) / years[present]
    rate_se = line.discount_factor_se / (line.discount_factor * years[present])
    known = (rate_se <= rules.max_rate_se) & (line.n_pairs >= rules.min_pairs) & is_european
    if known.any():
        curve = neighbours_rate(
            years, nodes=years[present][known], rate=rate[known], rate_se=rate_se[known]
        )
    else:
        pooled = pooled_rate(rate, rate_se) if discount_rate is None else (discount_rate, 0.0)
        curve = (np.full_like(years, pooled[0]), np.full_like(years, pooled[1]))
    if not is_european:
        kept, _, _ = near_the_money(pairs, below=_AMERICAN_STRADDLES, above=_AMERICAN_STRADDLES)
    root = fit_forward(kept, np.exp(-curve[0] * years)[present])
    merged = _merge(line, root, known, present, len(years))
    return _on_curve(merged, years, present, curve, chain.spot)


def _pairs(
    screened: pl.DataFrame, expiries: pl.DataFrame, tick: float | None
) -> tuple[Pairs | None, Places]:
    """Return the pairs, and the place in `expiries` of each of their rows."""
    usable = np.flatnonzero(((screened["reason"] == "OK") & (screened["years"] > 0.0)).to_numpy())
    expiry = screened["expiry"].to_physical().to_numpy()[usable]
    strike, is_call, mid, spread = (
        screened[name].to_numpy()[usable] for name in ("strike", "is_call", "mid", "spread")
    )
    half = 0.5 * spread
    same = (expiry[1:] == expiry[:-1]) & (strike[1:] == strike[:-1])
    put = np.flatnonzero(same & ~is_call[:-1] & is_call[1:])
    call, known = put + 1, expiries["expiry"].to_physical().to_numpy()
    place = np.searchsorted(known, expiry[put])
    present = np.flatnonzero(np.bincount(place, minlength=len(known)))
    if not len(present):
        return None, present
    floor = (0.5 * (tick or 0.0)) ** 2 + (1e-6 * strike[put]) ** 2
    pairs = Pairs.from_columns(
        np.searchsorted(present, place),
        strike=strike[put],
        difference=mid[call] - mid[put],
        straddle=mid[call] + mid[put],
        weight=1.0 / (half[call] ** 2 + half[put] ** 2 + floor),
        rounding=(tick or 0.0) / math.sqrt(12.0),
    )
    return pairs, present


def _one_side(
    pairs: Pairs, guess: Floats, spot: float | None, straddles: float
) -> tuple[Pairs, Floats, Floats]:
    """Keep the strikes of American options whose in-the-money side is not worth exercising.

    Forwards above the spot mean that rates outweigh dividends: puts are exercised, calls hardly,
    and strikes below the forward keep parity. Forwards below the spot mean the opposite.
    """
    is_rising = guess[-1] >= (guess[0] if spot is None else spot)
    below, above = (straddles, 0.0) if is_rising else (0.0, straddles)
    return near_the_money(pairs, below=below, above=above)


def _merge(
    line: ParityFit, root: ParityFit, known: NDArray[np.bool_], present: Places, n: int
) -> dict[str, NDArray[Any]]:
    """Take each expiry with pairs from its own line, or from the fit on the curve."""
    columns = _nothing(n, "curve")
    for name in (*_FITTED, *_COUNTS):
        columns[name][present] = np.where(known, getattr(line, name), getattr(root, name))
    columns["method"][present] = np.where(known, "parity", "curve")
    return columns


def _on_curve(
    columns: dict[str, NDArray[Any]],
    years: Floats,
    present: Places,
    curve: tuple[Floats, Floats],
    spot: float | None,
) -> dict[str, NDArray[Any]]:
    """Fill in the curve's discount factors, and forwards where there is no pair."""
    is_parity = columns["method"] == "parity"
    discount = np.exp(-curve[0] * years)
    factors = {
        "discount_factor": np.where(is_parity, columns["discount_factor"], discount),
        "discount_factor_se": np.where(
            is_parity, columns["discount_factor_se"], discount * years * curve[1]
        ),
    }
    forward = columns["forward"]
    carried = _interpolate_log(years, years[present], np.log(forward[present]), spot)
    forward = np.where(np.isnan(forward), np.exp(carried), forward)
    return columns | factors | {"forward": forward}


def _interpolate_log(
    years: Floats, nodes: Floats, log_forward: Floats, spot: float | None
) -> Floats:
    """Log-forward linear in time, from the spot where there is one; mean carry beyond the ends."""
    if spot is not None:
        nodes, log_forward = np.append(0.0, nodes), np.append(math.log(spot), log_forward)
    inside = np.interp(years, nodes, log_forward)
    carry = 0.0
    if len(nodes) > 1:
        carry = (log_forward[-1] - log_forward[0]) / (nodes[-1] - nodes[0])
    return np.asarray(inside + carry * (years - np.clip(years, nodes[0], nodes[-1])))


def _rates_and_carry(
    columns: dict[str, NDArray[Any]],
    years: Floats,
    spot: float | None,
    dividend_yield: float | None,
    reference_rate: float | None,
) -> dict[str, NDArray[Any]]:
    rate = 0.0 - np.log(columns["discount_factor"]) / years
    rate_se = columns["discount_factor_se"] / (columns["discount_factor"] * years)
    unknown = np.full_like(years, np.nan)
    implied, borrow = unknown, unknown
    if spot is not None:
        base = rate if reference_rate is None else reference_rate
        implied = base - np.log(columns["forward"] / spot) / years
    if dividend_yield is not None:
        borrow = implied - dividend_yield
    return {"rate": rate, "rate_se": rate_se, "dividend_yield": implied, "borrow_rate": borrow}
