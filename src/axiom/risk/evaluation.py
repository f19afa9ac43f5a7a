"""One batched evaluation of options on a spot, from forwards, discount factors and vols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.units import RAW_UNITS
from axiom.kernels import greeks
from axiom.risk.decay import clock_greeks
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.carry import spot_and_borrow
from axiom.volatility.forwards.exercise import OptionTerms
from axiom.volatility.smiles.spot_vols import spot_vol

if TYPE_CHECKING:
    from axiom.market import TimeTable

__all__ = ["GREEK_NAMES", "evaluate", "evaluate_on_spot", "on_spot"]

GREEK_NAMES: tuple[str, ...] = tuple(unit.name for unit in RAW_UNITS)

Floats = NDArray[np.float64]


def evaluate(
    *,
    spot: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    forward: ArrayLike,
    discount_factor: ArrayLike,
    vol: ArrayLike,
    is_call: ArrayLike,
    american: ArrayLike = False,
    terms: ExerciseTerms | None = None,
    clock: TimeTable | None = None,
    only: tuple[str, ...] | None = None,
    threads: int = 1,
) -> dict[str, Floats]:
    """Price options and take their Greeks to spot by one call of the compiled core a style.

    Parameters
    ----------
    spot
        Spot of the underlying, > 0; broadcasts with the other arrays.
    strike, forward, discount_factor, vol, is_call
        Terms and market of each option; the vol in decimals, by Black's formula on the forward.
    years
        Time to expiry in years, > 0.
    american
        Which options can be exercised early.
    terms
        Dated dividends, and the accuracy of prices that are not in closed form; none when None.
    clock
        How variance passes, which theta, charm, veta and color follow; calendar time when None.
    only
        Names to return, of ``price``, ``GREEK_NAMES`` and, with a clock, ``theta_1d``,
        ``charm_1d`` and ``veta_1d``; all when None.
    threads
        Threads to split the batch over; results do not depend on it.

    Returns
    -------
    dict of str to ndarray
        ``price`` and Greeks, arrays of the broadcast shape; NaN for a Greek that there is none of.

    Notes
    -----
    Under a clock the vol that is kept as time passes is the one by the clock; see
    `axiom.risk.decay.clock_greeks`.

    Rate and dividend yield are those that the discount factor and the forward imply:
    ``r = -ln(DF)/T`` and ``q = r - ln(F/S)/T``, so the forward moves in proportion with spot. With
    dated dividends q is what they leave, and only the rest of the forward moves with the spot; the
    Greeks then hold the vol of the spot between ex-dates (see `on_spot`).
    Verified by tests/unit/risk/test_evaluation.py.
    """
    terms = terms or ExerciseTerms()
    if np.any(american) or terms.dividends:
        market = {"spot": spot, "strike": strike, "years": years, "forward": forward}
        market |= {"discount_factor": discount_factor, "vol": vol}
        options, found = on_spot(**market, is_call=is_call, terms=terms, threads=threads)
        needed = None if clock is not None else only
        figures = evaluate_on_spot(options, found, american, terms, only=needed, threads=threads)
        return _timed(figures, found, options.years, clock, only)
    years = np.asarray(years, dtype=np.float64)
    rate = -np.log(np.asarray(discount_factor, dtype=np.float64)) / years
    carry = np.log(np.asarray(forward, dtype=np.float64) / np.asarray(spot)) / years
    names = ("price", *GREEK_NAMES) if only is None or clock is not None else only
    values: Any = greeks(
        spot=spot,
        strike=strike,
        expiry=years,
        vol=vol,
        rate=rate,
        dividend_yield=rate - carry,
        is_call=is_call,
        only=names,
        threads=threads,
    )
    figures = {name: np.asarray(getattr(values, name)) for name in names}
    return _timed(figures, vol, years, clock, only)


def _timed(
    figures: dict[str, Floats],
    vol: ArrayLike,
    years: Floats,
    clock: TimeTable | None,
    only: tuple[str, ...] | None,
) -> dict[str, Floats]:
    """Let the time Greeks follow the clock, where there is one, and keep the names asked for."""
    if clock is None:
        return figures
    figures = figures | clock_greeks(figures, vol=vol, years=years, clock=clock)
    return figures if only is None else {name: figures[name] for name in only}


def on_spot(
    *,
    spot: ArrayLike,
    strike: ArrayLike,
    years: ArrayLike,
    forward: ArrayLike,
    discount_factor: ArrayLike,
    vol: ArrayLike,
    is_call: ArrayLike,
    terms: ExerciseTerms,
    threads: int = 1,
) -> tuple[OptionTerms, Floats]:
    """Put options that a surface values on the spot: their rates, and the vols of the spot.

    Parameters
    ----------
    spot, strike, years, forward, discount_factor, vol, is_call
        As in `evaluate`.
    terms
        Dividends and accuracy.
    threads
        Threads to split the batch over; results do not depend on it.

    Returns
    -------
    options : OptionTerms
        Of the broadcast shape; at the rate of the discount factor and the borrow rate that, with
        the dividends, gives the forward.
    vol : ndarray of that shape
        Vols of the spot between ex-dates; the Black vols where no dividend is paid before expiry.

    Notes
    -----
    Verified by tests/unit/risk/test_evaluation.py.
    """
    columns = (spot, strike, years, forward, discount_factor, vol)
    sides = np.asarray(is_call, dtype=bool)
    *wide, calls = np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in columns), sides)
    shape = calls.shape
    underlying, exercise_price, time, forwards, discount, vols = (one.ravel() for one in wide)
    rate = -np.log(discount) / time
    start, borrow = spot_and_borrow(
        spot=underlying, forward=forwards, years=time, rate=rate, dividends=terms.dividends
    )
    options = OptionTerms(
        spot=start,
        strike=exercise_price,
        years=time,
        rate=rate,
        borrow=borrow,
        is_call=calls.ravel(),
    )
    found = spot_vol(options, vols, forwards, terms, threads=threads)
    return options.reshaped(shape), found.reshape(shape)


def evaluate_on_spot(
    options: OptionTerms,
    vol: Floats,
    american: ArrayLike,
    terms: ExerciseTerms,
    *,
    only: tuple[str, ...] | None = None,
    threads: int = 1,
) -> dict[str, Floats]:
    """Price options of both styles on a spot with dividends and take their Greeks.

    Parameters
    ----------
    options
        Terms of each option, any shape.
    vol
        Vols of the spot between ex-dates, of that shape.
    american
        Which options can be exercised early; broadcasts to that shape.
    terms
        Dividends and accuracy.
    only
        Names to return, of ``price`` and ``GREEK_NAMES``; all when None.
    threads
        Threads to split the batch over; results do not depend on it.

    Returns
    -------
    dict of str to ndarray
        ``price`` and Greeks, of the shape of the options; NaN for a Greek that there is none of.

    Notes
    -----
    Greeks hold the vol of the spot, the borrow rate and the cash amounts fixed.
    Verified by tests/unit/risk/test_evaluation.py.
    """
    names = ("price", *GREEK_NAMES) if only is None else only
    found = {name: np.full(options.strike.shape, np.nan) for name in names}
    early = np.broadcast_to(np.asarray(american, dtype=bool), options.strike.shape)
    for some, more in terms.groups(options.years, early):
        arguments: Any = {**options.where(some).arguments, **more, "vol": vol[some]}
        values: Any = greeks(**arguments, only=names, threads=threads)
        for name in names:
            figure = getattr(values, name)
            found[name][some] = np.nan if figure is None else figure
    return found
