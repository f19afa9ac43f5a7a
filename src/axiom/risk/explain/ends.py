"""Both ends of the ways of options, from the states before and after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels import implied_vol
from axiom.market.clock import years_between
from axiom.risk.explain.path import Travellers, Way
from axiom.risk.explain.state import BookState
from axiom.risk.moves.carried import Pace, Smile
from axiom.risk.moves.market import Payments, Point
from axiom.volatility import ExerciseTerms, SpotVolDynamics

__all__ = ["make_way"]

Floats = NDArray[np.float64]

_STEP: Final = 4e-3
"""Log-return of the central difference that gives the slope of vols along the dynamics."""


def make_way(
    options: Travellers,
    before: BookState,
    after: BookState,
    *,
    dynamics: SpotVolDynamics,
    theo: Floats,
    threads: int = 1,
) -> Way:
    """Find the ways of options between two states.

    Parameters
    ----------
    options
        Shape (n,).
    before, after
        The states.
    dynamics
        How vols follow the spot.
    theo
        Values at the start from which the vols there are implied, shape (n,). Where it is NaN, or
        does not tell the vol, the vol there is that of the state before, carried by clock and
        dynamics.
    threads
        Threads of the prices; results do not depend on it.

    Returns
    -------
    Way

    Notes
    -----
    As time passes an option keeps its rates, and its vol by the clock of the surface before: total
    variance falls in proportion to the variance time that is left. The vol of the end is carried
    back to the middle by the same clock.
    Verified by tests/unit/risk/explain/test_ends.py.
    """
    paid = Payments.of(before.terms, since=0.0)
    smile = Smile.of(options, before.market, dynamics, threads=threads)
    pace = Pace.of(before.surface, options.years)
    middle = options.middle

    dropped = paid.drop(np.full_like(middle, before.spot), after=0.0 * middle, until=options.start)
    risen = np.log(options.start_spot / dropped)
    begun = pace.kept(options.start)
    known = {"time": options.start, "spot": options.start_spot}
    carried = smile.point(**known, vol=begun * smile.vol(risen))
    start = replace(carried, vol=_implied(options, carried, theo, threads))

    ex_spot = paid.drop(options.start_spot, after=options.start, until=options.end)
    onward = pace.ratio(middle, options.start)
    early = replace(start, time=middle, paid=options.end, spot=ex_spot, vol=start.vol * onward)
    returned = risen + np.log(options.end_spot / ex_spot)
    kept = pace.kept(middle)
    followed = kept * (smile.vol(returned) - smile.vol(risen))
    bent = kept * (smile.vol(risen + _STEP) - smile.vol(risen - _STEP)) / (2.0 * _STEP)

    given: Any = {"early": early, "followed": followed, "threads": threads}
    end = _end_point(options, before, after, **given)
    back = pace.ratio(middle, options.end)
    late = replace(end, time=middle, vol=np.where(options.expires, end.vol, end.vol * back))
    return Way(
        options=options,
        start=start,
        early=early,
        late=late,
        end=end,
        followed=followed,
        slope=bent / ex_spot,
        seen=onward * (start.vol - carried.vol),
    )


def _end_point(
    options: Travellers,
    before: BookState,
    after: BookState,
    *,
    early: Point,
    followed: Floats,
    threads: int,
) -> Point:
    """Give the end of each way; an option that expires keeps its rates, and its vol follows."""
    elapsed = years_between(before.time, after.time)
    rate, borrow, ratio = (np.array(one) for one in (early.rate, early.borrow, early.ratio))
    vol = np.maximum(early.vol + followed, 0.0)
    live = np.flatnonzero(~options.expires)
    if live.size:
        years = options.years[live] - elapsed
        placed, vol[live] = after.market.placed(options.where(live), years, threads=threads)
        rate[live], borrow[live] = placed.rate, placed.borrow
        ratio[live] = placed.spot / after.spot
    return Point(
        payments=Payments.of(after.terms, since=elapsed),
        time=options.end,
        paid=options.end,
        spot=options.end_spot,
        ratio=ratio,
        rate=rate,
        borrow=borrow,
        vol=vol,
    )


def _implied(options: Travellers, start: Point, theo: Floats, threads: int) -> Floats:
    """Give the vols at the start: those of the values given, where these tell them."""
    vol = start.vol.copy()
    for i in np.flatnonzero(np.isfinite(theo)).tolist():
        terms: ExerciseTerms = start.payments.seen_from(float(start.time[i]), float(start.paid[i]))
        found, status = implied_vol(
            price=theo[i : i + 1],
            spot=start.spot[i] * start.ratio[i],
            strike=options.strike[i],
            expiry=options.years[i] - start.time[i],
            rate=start.rate[i],
            dividend_yield=start.borrow[i],
            is_call=bool(options.is_call[i]),
            exercise="american" if options.american[i] else "european",
            dividends=terms.dividends or None,
            accuracy=terms.accuracy,
            return_status=True,
            threads=threads,
        )
        vol[i] = found[0] if status[0] == 0 else vol[i]
    return vol
