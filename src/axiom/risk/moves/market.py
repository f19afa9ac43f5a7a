"""Options in markets that have moved: what their values depend on, and the values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.dividends import Dividend
from axiom.risk.evaluation import evaluate_on_spot
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.exercise import OptionTerms

__all__ = ["Options", "Payments", "Point", "point_values"]

Floats = NDArray[np.float64]

_IN_SPOT: Final = {"delta": 1, "gamma": 2, "vanna": 1}
"""How often a Greek is a derivative in spot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options, arrays of one shape (n,); `years` run from a first instant to the expiry."""

    strike: Floats
    is_call: NDArray[np.bool_]
    american: NDArray[np.bool_]
    years: Floats

    def where(self, chosen: NDArray[np.intp] | slice) -> Self:
        """Return some of the options, by their places."""
        names = [one.name for one in fields(self)]
        return type(self)(**{name: getattr(self, name)[chosen] for name in names})

    def joined(self, others: Self) -> Self:
        """Return these options and others behind them."""
        names = [one.name for one in fields(self)]
        pairs = {name: (getattr(self, name), getattr(others, name)) for name in names}
        return type(self)(**{name: np.concatenate(pair) for name, pair in pairs.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Dated dividends with their times in years from the state before, and how prices are made."""

    dividends: tuple[Dividend, ...]
    terms: ExerciseTerms

    @classmethod
    def of(cls, terms: ExerciseTerms, *, since: float) -> Payments:
        """Move dividends that are counted from a time after the state before."""
        moved = (replace(one, time=one.time + since) for one in terms.dividends)
        return cls(dividends=tuple(moved), terms=terms)

    def drop(self, spot: Floats, *, after: Floats, until: Floats) -> Floats:
        """Return spots that have dropped by the dividends after a time and until another."""
        for one in self.dividends:
            falls = (after < one.time) & (one.time <= until)
            spot = np.where(falls, np.maximum(spot * (1 - one.proportion) - one.cash, 0.0), spot)
        return spot

    def seen_from(self, time: float, paid: float) -> ExerciseTerms:
        """Return the terms at a time, without the dividends that have been paid."""
        left = (one for one in self.dividends if one.time > paid)
        moved = tuple(replace(one, time=one.time - time) for one in left)
        return replace(self.terms, dividends=moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """All that the values depend on, arrays of the shape of the options.

    `time` is in years from the state before; of `payments` those up to `paid` have been paid.
    `ratio` is the spot from which the forward is carried over the true one: 1, but for expiries
    within hours.
    """

    payments: Payments
    time: Floats
    paid: Floats
    spot: Floats
    ratio: Floats
    rate: Floats
    borrow: Floats
    vol: Floats

    def head(self, count: int) -> Point:
        """Return the point of the first options."""
        names = ("time", "paid", "spot", "ratio", "rate", "borrow", "vol")
        return replace(self, **{name: getattr(self, name)[:count] for name in names})


def point_values(
    options: Options, point: Point, *names: str, threads: int = 1
) -> dict[str, Floats]:
    """Give the price and Greeks to the true spot of options at a point, by name.

    Parameters
    ----------
    options, point
        Arrays of one shape (n,).
    *names
        Of ``price`` and the Greeks of `evaluate_on_spot`.
    threads
        Threads of the prices; results do not depend on it.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        At the expiry the intrinsic value; its Greeks are 0.

    Notes
    -----
    Verified by tests/unit/risk/explain/test_ends.py.
    """
    left = options.years - point.time
    found = {name: np.zeros(left.shape) for name in names}
    if "price" in names:
        side = np.where(options.is_call, 1.0, -1.0)
        found["price"] = np.maximum(side * (point.spot - options.strike), 0.0)
    placed = OptionTerms(
        spot=point.spot * point.ratio,
        strike=options.strike,
        years=left,
        rate=point.rate,
        borrow=point.borrow,
        is_call=options.is_call,
    )
    for chosen, terms in _groups(point, left):
        given: Any = {"only": names, "threads": threads}
        figures = evaluate_on_spot(
            placed.where(chosen), point.vol[chosen], options.american[chosen], terms, **given
        )
        for name in names:
            scale = point.ratio[chosen] ** _IN_SPOT.get(name, 0)
            found[name][chosen] = figures[name] * scale
    return found


def _groups(point: Point, left: Floats) -> Iterator[tuple[NDArray[np.intp], ExerciseTerms]]:
    """Split the options that live by the dividends that they see from their time."""
    places, payments = np.flatnonzero(left > 0.0), point.payments
    if not payments.dividends:
        if places.size:
            yield places, payments.terms
        return
    keys = np.stack([point.time[places], point.paid[places]])
    unique, back = np.unique(keys, axis=1, return_inverse=True)
    for i, (time, paid) in enumerate(unique.T):
        yield places[np.ravel(back) == i], payments.seen_from(float(time), float(paid))
