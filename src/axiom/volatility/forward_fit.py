"""Fitting every expiry of a chain: its own parity line, or a forward on the chain's rate curve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import Chain
from axiom.volatility.parity import Pairs, ParityFit, fit_forward, fit_line, near_the_money
from axiom.volatility.rate_curve import neighbours_rate, pooled_rate

__all__ = ["Columns", "ParityRules", "fit_expiries", "nothing_fitted"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Columns = dict[str, NDArray[Any]]

_FITTED: Final = (
    "forward",
    "forward_se",
    "discount_factor",
    "discount_factor_se",
    "residual_rms",
)
_COUNTS: Final = ("n_pairs", "n_rejected")
_AMERICAN_STRADDLES: Final = 0.5


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


def nothing_fitted(n: int, method: str) -> Columns:
    """Return the columns of `n` expiries of which nothing is known."""
    columns: Columns = {name: np.full(n, np.nan) for name in _FITTED}
    columns |= {name: np.zeros(n, dtype=np.int64) for name in _COUNTS}
    return columns | {"method": np.full(n, method, dtype="<U6")}


def fit_expiries(
    chain: Chain,
    expiries: pl.DataFrame,
    screened: pl.DataFrame,
    discount_rate: float | None,
    rules: ParityRules,
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

    Returns
    -------
    dict of str to ndarray, shape (expiries,)
        `forward`, `discount_factor`, their standard errors, `residual_rms`, `n_pairs`,
        `n_rejected` and `method`; NaN for what is not known.

    Raises
    ------
    DataError
        When no expiry has a strike with a usable call and put.

    Verified by ``tests/unit/volatility/test_forwards.py``.
    """
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
    columns = nothing_fitted(len(years), "curve")
    _fill(columns, line, known, present[known], "parity")
    if not known.all():
        root = fit_forward(kept.rows(~known), np.exp(-curve[0] * years)[present[~known]])
        _fill(columns, root, slice(None), present[~known], "curve")
    return _on_curve(columns, years, present, curve, chain.spot)


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


def _fill(
    columns: Columns,
    fit: ParityFit,
    rows: NDArray[np.bool_] | slice,
    places: Places,
    method: str,
) -> None:
    """Write rows of a fit to their places."""
    for name in (*_FITTED, *_COUNTS):
        columns[name][places] = getattr(fit, name)[rows]
    columns["method"][places] = method


def _on_curve(
    columns: Columns,
    years: Floats,
    present: Places,
    curve: tuple[Floats, Floats],
    spot: float | None,
) -> Columns:
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
