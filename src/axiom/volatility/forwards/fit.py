"""Fitting every expiry of a chain: its own parity line, or a forward on the chain's rate curve."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import Chain
from axiom.volatility.forwards.american import fit_on_spot
from axiom.volatility.forwards.american_rate import implied_rate
from axiom.volatility.forwards.columns import Columns, fill, nothing_fitted
from axiom.volatility.forwards.exercise import ExerciseTerms
from axiom.volatility.forwards.joint import fit_on_curve, smooth_rates, tilt_errors, with_spreads
from axiom.volatility.forwards.pairing import quoted_pairs
from axiom.volatility.forwards.parity import Pairs, ParityFit, fit_line, near_the_money
from axiom.volatility.forwards.rate_curve import RateCurve, neighbours_rate, pooled_rate
from axiom.volatility.forwards.spot_market import SpotMarket

__all__ = ["ParityRules", "fit_expiries"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_SPOTLESS_STRADDLES: Final = 0.5


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
    joint : bool, default True
        Put all European expiries on one smooth curve of rates, to which each contributes by its
        error. False: each expiry that identifies a rate keeps its own, and the others take the mean
        of their nearest.

    Raises
    ------
    InvalidArgumentError
        When a value is not positive.
    """

    straddles: float = 3.0
    max_rate_se: float = 0.002
    min_pairs: int = 4
    joint: bool = True

    def __post_init__(self) -> None:
        """Check the arguments."""
        for name in ("straddles", "max_rate_se", "min_pairs"):
            value = getattr(self, name)
            if math.isnan(value) or value <= 0:
                raise InvalidArgumentError(f"{name}={value!r}: give a positive number")


def fit_expiries(
    chain: Chain,
    expiries: pl.DataFrame,
    screened: pl.DataFrame,
    discount_rate: float | None,
    rules: ParityRules,
    *,
    terms: ExerciseTerms,
    threads: int = 1,
) -> Columns:
    """Fit every expiry; see `axiom.volatility.imply_forwards`.

    Parameters
    ----------
    chain : Chain
        The chain.
    expiries : polars.DataFrame
        The expiries to fit, rows of ``chain.expiries``.
    screened : polars.DataFrame
        The chain's quotes with reasons.
    discount_rate : float or None
        Rate where parity identifies none; None: the mean of all expiries.
    rules : ParityRules
        What is identified, and how near the money strikes are.
    terms : ExerciseTerms
        Dividends and accuracy, where options can be exercised early.
    threads : int

    Returns
    -------
    dict of str to ndarray, shape (expiries,)
        `forward`, `discount_factor`, their standard errors, `residual_rms`, `n_pairs`,
        `n_rejected`, `method` and `is_off_rate`, NaN for what is not known; and
        `rate_covariance`, shape (expiries, expiries), of the errors of the rates.

    Raises
    ------
    DataError
        When no expiry has a strike with a usable call and put.

    Verified by ``tests/unit/volatility/test_forwards.py``.
    """
    quoted, present = quoted_pairs(screened, expiries, chain.tick)
    if quoted is None:
        raise DataError(
            f"{chain.underlying}: no expiry has a strike with both a usable call and put, so there "
            "is no forward; give forward= to read_chain, or see the reasons of screen_quotes"
        )
    years = expiries["years"].to_numpy()
    known: Any = {"discount_rate": discount_rate, "rules": rules, "spot": chain.spot}
    if not quoted.american.any():
        return _fit_european(quoted.table(), present, years, **known)
    if chain.spot is None:
        return _fit_without_spot(quoted.table(), present, years, **known)
    zero = np.zeros_like(years)
    market = SpotMarket(spot=chain.spot, years=years, rate=zero, rate_se=zero, terms=terms)
    if discount_rate is None:
        rate, rate_se = implied_rate(quoted, market.rows(present), threads=threads)
    else:
        rate, rate_se = discount_rate, 0.0
    market = replace(market, rate=zero + rate, rate_se=zero + rate_se)
    return fit_on_spot(quoted, present, market, threads=threads)


def _fit_european(
    pairs: Pairs,
    present: Places,
    years: Floats,
    *,
    discount_rate: float | None,
    rules: ParityRules,
    spot: float | None,
) -> Columns:
    """Fit the parity line of every expiry, and on the curve those whose slope is not identified."""
    kept, guess, width = near_the_money(pairs, below=rules.straddles, above=rules.straddles)
    line, rate, rate_se = _lines(kept, guess, width, years[present])
    known = (rate_se <= rules.max_rate_se) & (line.n_pairs >= rules.min_pairs)
    if rules.joint and known.any():
        told = np.isfinite(rate_se) & (line.n_pairs >= rules.min_pairs)
        return _fit_jointly(kept, present, years, _Told(rate, rate_se, known, told), spot)
    if known.any():
        curve = _from_neighbours(years, present[known], rate[known], rate_se[known])
    else:
        curve = _flat(years, rate, rate_se, discount_rate)
    columns = nothing_fitted(len(years), "curve")
    fill(columns, line, known, present[known], "parity")
    if not known.all():
        root = _roots(kept.rows(~known), curve, years, present[~known])
        fill(columns, root, slice(None), present[~known], "curve")
    return _on_curve(columns, years, present, curve, spot)


def _from_neighbours(years: Floats, places: Places, rate: Floats, rate_se: Floats) -> RateCurve:
    """Give the expiries at `places` the rates that are their own, and the others their mean."""
    mean, error = neighbours_rate(years, nodes=years[places], rate=rate, rate_se=rate_se)
    mean[places], error[places] = rate, rate_se
    return RateCurve(mean, np.diag(error**2))


@dataclass(frozen=True, slots=True)
class _Told:
    """The rates of the expiries' own lines; which are identified, and which say anything."""

    rate: Floats
    rate_se: Floats
    identified: NDArray[np.bool_]
    usable: NDArray[np.bool_]


def _fit_jointly(
    kept: Pairs, present: Places, years: Floats, told: _Told, spot: float | None
) -> Columns:
    """Fit the curve of rates to all expiries, and on it the forward of each."""
    use, nodes = told.usable, years[present]
    curve, path = smooth_rates(
        years,
        nodes=nodes[use],
        rate=told.rate[use],
        rate_se=told.rate_se[use],
        tilt=tilt_errors(kept, nodes)[use],
    )
    off = np.zeros(len(nodes), dtype=bool)
    off[use] = path.off
    fit = _roots(kept, curve, years, present)
    columns = nothing_fitted(len(years), "curve")
    fill(columns, fit, slice(None), present, "curve")
    columns["method"][present[told.identified & ~off]] = "parity"
    columns["is_off_rate"][present] = off
    return _on_curve(columns, years, present, curve, spot)


def _fit_without_spot(
    pairs: Pairs,
    present: Places,
    years: Floats,
    *,
    discount_rate: float | None,
    rules: ParityRules,
    spot: float | None,
) -> Columns:
    """Fit American quotes near the money as European ones, on one rate for all expiries.

    That rate is the one given, or pooled from the strikes that are hardly exercised early.
    """
    _, guess, _ = near_the_money(pairs, below=rules.straddles, above=rules.straddles)
    kept, guess, width = _one_side(pairs, guess, spot, rules.straddles)
    _, rate, rate_se = _lines(kept, guess, width, years[present])
    curve = _flat(years, rate, rate_se, discount_rate)
    kept, _, _ = near_the_money(pairs, below=_SPOTLESS_STRADDLES, above=_SPOTLESS_STRADDLES)
    columns = nothing_fitted(len(years), "curve")
    root = _roots(kept, curve, years, present)
    fill(columns, root, slice(None), present, "curve")
    return _on_curve(columns, years, present, curve, spot)


def _lines(
    kept: Pairs, guess: Floats, width: Floats, years: Floats
) -> tuple[ParityFit, Floats, Floats]:
    """Fit the line of every row; return it with the rate it implies and that rate's error."""
    line = with_spreads(fit_line(kept, guess, width), kept)
    rate = -np.log(line.discount_factor) / years
    return line, rate, line.discount_factor_se / (line.discount_factor * years)


def _flat(years: Floats, rate: Floats, rate_se: Floats, discount_rate: float | None) -> RateCurve:
    pooled = pooled_rate(rate, rate_se) if discount_rate is None else (discount_rate, 0.0)
    return RateCurve.flat(len(years), *pooled)


def _roots(kept: Pairs, curve: RateCurve, years: Floats, places: Places) -> ParityFit:
    """Fit the forward of each row at the discount factor of its place on the curve."""
    discount, error = curve.factors(years)
    return fit_on_curve(kept, discount[places], error[places])


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


def _on_curve(
    columns: Columns, years: Floats, present: Places, curve: RateCurve, spot: float | None
) -> Columns:
    """Fill in the curve's discount factors, and forwards where there is no pair."""
    discount, discount_se = curve.factors(years)
    forward = columns["forward"]
    carried = _interpolate_log(years, years[present], np.log(forward[present]), spot)
    return columns | {
        "forward": np.where(np.isnan(forward), np.exp(carried), forward),
        "discount_factor": discount,
        "discount_factor_se": discount_se,
        "rate_covariance": curve.covariance,
    }


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
