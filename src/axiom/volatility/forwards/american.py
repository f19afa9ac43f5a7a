"""Forwards and borrow from American quotes: with one vol a strike for call and put.

American options break put-call parity by what early exercise is worth, and that depends on the
forward and on the vol. So both are found together: for each expiry the forward, for each strike one
vol, such that a call and a put of the strike cost what is quoted. Every pair then says which
forward it stands for and how well, and the same robust mean is taken over the pairs as for European
ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import implied_vol
from axiom.volatility.forwards.columns import Columns, fill, nothing_fitted
from axiom.volatility.forwards.exercise import OptionTerms, option_price
from axiom.volatility.forwards.pairing import QuotedPairs
from axiom.volatility.forwards.parity import Pairs, ParityFit, fit_forward, near_mask
from axiom.volatility.forwards.spot_market import SpotMarket

__all__ = ["fit_american", "fit_on_spot"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_STRADDLES: Final = 1.0
_MOST_PAIRS: Final = 32
_STEPS: Final = 12
_STEPS_WITH_SLOPES: Final = 2
_BUMP: Final = 1e-3
_ENOUGH: Final = 1e-6
_FARTHEST: Final = 0.05
_LEAST_VEGA: Final = 1e-3
_LEAST_SLOPE: Final = 1e-2
_NO_WEIGHT: Final = 1e-12
_FIRST_VOL: Final = 0.2
_VOLS: Final = (0.01, 4.0)


def fit_on_spot(
    quoted: QuotedPairs, present: NDArray[np.intp], market: SpotMarket, *, threads: int = 1
) -> Columns:
    """Fit every expiry of a chain with American options.

    Parameters
    ----------
    quoted : QuotedPairs
        All usable pairs.
    present : ndarray of int
        The expiry of each row of the pairs.
    market : SpotMarket
        Spot, rates and dividends.
    threads : int

    Returns
    -------
    dict of str to ndarray, shape (expiries,)
        As `axiom.volatility.forwards.fit.fit_expiries`, the error of the rate taken as the same
        for all expiries; the method is "american", or "curve" for an expiry without a pair, whose
        borrow rate is read between its neighbours.

    Verified by ``tests/unit/volatility/test_american_forwards.py``.
    """
    columns = nothing_fitted(market.years.size, "curve")
    table = quoted.table()
    near, guess, _ = near_mask(table, below=_STRADDLES, above=_STRADDLES, most=_MOST_PAIRS)
    known = market.rows(present)
    fit, _ = fit_american(quoted.where(near[table.valid]), known, forward=guess, threads=threads)
    fill(columns, fit, slice(None), present, "american")
    rest = np.isnan(columns["forward"])
    borrow = np.interp(market.years, known.years, known.borrow(fit.forward))
    discount = np.exp(-market.rate * market.years)
    return columns | {
        "forward": np.where(rest, market.forward(borrow), columns["forward"]),
        "discount_factor": discount,
        "discount_factor_se": discount * market.years * market.rate_se,
        "rate_covariance": np.multiply.outer(market.rate_se, market.rate_se),
    }


def fit_american(
    pairs: QuotedPairs, market: SpotMarket, *, forward: Floats, threads: int = 1
) -> tuple[ParityFit, Pairs]:
    """Fit the forward of every expiry, and with it one vol for each strike.

    Parameters
    ----------
    pairs : QuotedPairs
        Pairs near the money.
    market : SpotMarket
        Spot, rates and dividends, one row an expiry of the pairs.
    forward : ndarray, shape (expiries,)
        First guesses of the forwards.
    threads : int

    Returns
    -------
    fit : ParityFit
        Arrays of shape (expiries,). The standard error is the larger of what the pairs' scatter
        and what the quoted spreads say; `discount_factor_se` is 0.
    european : Pairs
        The pairs as European ones: D (F_i - K), F_i being the forward that each stands for.

    Notes
    -----
    With residuals r (quoted less model), vegas v and slopes f in the forward of call C and put P,
    a move of the forward by (v_P r_C - v_C r_P) / (v_P f_C - v_C f_P) and some move of the vol
    close both residuals to first order: that is the forward the pair stands for. Its error follows
    from the errors of both quotes. Near the money it is nearly the one of parity; where one side is
    exercised at once, it has neither vega nor slope, and the pair says nothing. The mean over the
    pairs is the bisquare one of `axiom.volatility.forwards.parity`; then the vols are set to fit
    best (least squares in errors), all this until nothing moves. Slopes are taken in the first two
    steps, at the fast preset; prices from then on at the preset asked for.

    Verified by ``tests/unit/volatility/test_american_forwards.py``.
    """
    discount = np.exp(-market.rate * market.years)
    vol, coarse = _first_vols(pairs, forward, market.rate), market.at("fast")
    slopes = _Slopes.at(pairs, coarse, vol, forward, threads=threads)
    for step in range(_STEPS):
        if 0 < step < _STEPS_WITH_SLOPES:
            slopes = _Slopes.at(pairs, coarse, vol, forward, threads=threads)
        exact = coarse if step < _STEPS_WITH_SLOPES else market
        residual = pairs.mid - _values(pairs, exact, vol, forward, threads)
        stands_for, weight = _forwards_of_pairs(pairs, residual, slopes, forward)
        table = _table(pairs, stands_for, weight, discount)
        fit = fit_forward(table, discount)
        moved = np.clip(fit.forward - forward, -_FARTHEST * forward, _FARTHEST * forward)
        before, forward = vol, forward + moved
        vol = _best_vols(pairs, residual - slopes.forward * moved[pairs.row], slopes, vol)
        change = max(np.abs(moved / forward).max(), 0.01 * np.abs(vol / before - 1.0).max())
        if step >= _STEPS_WITH_SLOPES and change < _ENOUGH:
            break
    quoted = 1.0 / (discount * np.sqrt(table.weight.sum(axis=1)))
    return replace(fit, forward=forward, forward_se=np.fmax(fit.forward_se, quoted)), table


def _pair_prices(
    pairs: QuotedPairs, market: SpotMarket, vol: Floats, forward: Floats, threads: int
) -> Floats:
    """Price call and put of every pair, (m, 2, n), at vols (m, n) and forwards (m, expiries)."""
    shape = (vol.shape[0], 2, vol.shape[1])
    carried = [market.carry(row) for row in forward]
    spot, borrow = (np.stack(one)[:, None, pairs.row] for one in zip(*carried, strict=True))

    def wide(values: NDArray[Any]) -> NDArray[Any]:
        return np.broadcast_to(values, shape).ravel()

    options = OptionTerms.of(
        spot=wide(spot),
        strike=wide(pairs.strike),
        years=wide(pairs.years),
        rate=wide(market.rate[pairs.row]),
        borrow=wide(borrow),
        is_call=wide(np.array([True, False])[:, None]),
    )
    american, vols = wide(pairs.american), wide(vol[:, None])
    value = option_price(options, vols, american, market.terms, threads=threads)
    return np.asarray(value.reshape(shape))


def _values(
    pairs: QuotedPairs, market: SpotMarket, vol: Floats, forward: Floats, threads: int
) -> Floats:
    """Price call and put of every pair, (2, n), at one vol a pair."""
    value: Floats = _pair_prices(pairs, market, vol[None], forward[None], threads)[0]
    return value


@dataclass(frozen=True, slots=True)
class _Slopes:
    """Derivatives of the prices of call and put of every pair in vol and forward, shape (2, n)."""

    vol: Floats
    forward: Floats

    @classmethod
    def at(
        cls, pairs: QuotedPairs, market: SpotMarket, vol: Floats, forward: Floats, *, threads: int
    ) -> _Slopes:
        """Price as it is, at vols and at forwards a little higher, by one call."""
        forwards = np.stack([forward, forward, (1.0 + _BUMP) * forward])
        vols = np.stack([vol, (1.0 + _BUMP) * vol, vol])
        value, up, above = _pair_prices(pairs, market, vols, forwards, threads)
        moved = _BUMP * forward[pairs.row]
        return cls((up - value) / (_BUMP * vol), (above - value) / moved)


def _first_vols(pairs: QuotedPairs, forward: Floats, rate: Floats) -> Floats:
    """Return Black vols of the side out of the money; the median where there is none."""
    is_call = pairs.strike >= forward[pairs.row]
    out = np.where(is_call, pairs.mid[0], pairs.mid[1])
    vol, _ = implied_vol(
        price=out * np.exp(rate[pairs.row] * pairs.years),
        forward=forward[pairs.row],
        strike=pairs.strike,
        expiry=pairs.years,
        is_call=is_call,
        return_status=True,
    )
    known = np.isfinite(vol)
    usual = float(np.median(vol[known])) if known.any() else _FIRST_VOL
    return np.asarray(np.clip(np.where(known, vol, usual), *_VOLS))


def _forwards_of_pairs(
    pairs: QuotedPairs, residual: Floats, slopes: _Slopes, forward: Floats
) -> tuple[Floats, Floats]:
    """Return the forward that each pair stands for, and the inverse of its variance."""
    (call, put), (call_error, put_error) = residual, pairs.error
    total = slopes.vol.sum(axis=0)
    telling = total > _LEAST_VEGA * pairs.strike * np.sqrt(pairs.years)
    by_put, by_call = slopes.vol / np.where(telling, total, 1.0)
    lever = by_call * slopes.forward[0] - by_put * slopes.forward[1]
    telling &= lever > _LEAST_SLOPE
    safe = np.where(telling, lever, 1.0)
    move = np.where(telling, (by_call * call - by_put * put) / safe, 0.0)
    variance = (by_call * call_error) ** 2 + (by_put * put_error) ** 2
    weight = np.where(telling, safe**2 / np.where(telling, variance, 1.0), _NO_WEIGHT)
    return forward[pairs.row] + move, weight


def _table(pairs: QuotedPairs, stands_for: Floats, weight: Floats, discount: Floats) -> Pairs:
    """Return the differences of European prices that the pairs stand for, row by row."""
    by_pair = discount[pairs.row]
    return Pairs.from_columns(
        pairs.row,
        strike=pairs.strike,
        difference=by_pair * (stands_for - pairs.strike),
        straddle=pairs.mid.sum(axis=0),
        weight=weight / by_pair**2,
        rounding=pairs.rounding,
    )


def _best_vols(pairs: QuotedPairs, residual: Floats, slopes: _Slopes, vol: Floats) -> Floats:
    """Return the vols that close the residuals of call and put best."""
    pull = (slopes.vol * residual / pairs.error**2).sum(axis=0)
    hold = (slopes.vol**2 / pairs.error**2).sum(axis=0)
    step = np.divide(pull, hold, out=np.zeros_like(pull), where=hold > 0.0)
    return np.asarray(np.clip(vol + np.clip(step, -0.5 * vol, vol), *_VOLS))
