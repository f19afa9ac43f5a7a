"""The way of each option from the market before to the market after, and its values on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from axiom.kernels.dividends import Dividend
from axiom.risk.evaluation import evaluate_on_spot
from axiom.volatility import ExerciseTerms
from axiom.volatility.forwards.exercise import OptionTerms

__all__ = ["Options", "Payments", "Point", "Way"]

Floats = NDArray[np.float64]

_IN_SPOT: Final = {"delta": 1, "gamma": 2, "vanna": 1}
"""How often a Greek is a derivative in spot."""

_COLUMNS: Final = (
    "strike",
    "is_call",
    "american",
    "years",
    "start",
    "end",
    "start_spot",
    "end_spot",
)
_POINTS: Final = ("start", "early", "late", "end")
_MOVES: Final = ("followed", "slope", "seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options from a start to an end, arrays of one shape (n,).

    `years` run from the state before to the expiry, `start` and `end` from it to both ends of each
    option's way; `start_spot` and `end_spot` are the spots there.
    """

    strike: Floats
    is_call: NDArray[np.bool_]
    american: NDArray[np.bool_]
    years: Floats
    start: Floats
    end: Floats
    start_spot: Floats
    end_spot: Floats

    @property
    def middle(self) -> Floats:
        """The time half-way, at which the market moves."""
        return 0.5 * (self.start + self.end)

    def where(self, chosen: NDArray[np.intp] | slice) -> Options:
        """Return some of the options, by their places."""
        return Options(**{name: getattr(self, name)[chosen] for name in _COLUMNS})

    def joined(self, others: Options) -> Options:
        """Return these options and others behind them."""
        pairs = {name: (getattr(self, name), getattr(others, name)) for name in _COLUMNS}
        return Options(**{name: np.concatenate(pair) for name, pair in pairs.items()})

    @property
    def expires(self) -> NDArray[np.bool_]:
        """Which of them expire on the way."""
        return np.asarray(self.end == self.years)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Options on their way: time passes by half, the market moves, the other half passes.

    Attributes
    ----------
    options : Options
    start, end : Point
        The ends. An option that expires has at its end the spot that it settles on.
    early, late : Point
        Half-way in time, with the market of the start (dividends paid on the way taken off the
        spot) and with that of the end.
    followed : ndarray
        By how much the vols follow the spot half-way, by the dynamics.
    slope : ndarray
        Derivative of the vols in spot along the dynamics, at `early`.
    seen : ndarray
        By how much the vols at the start differ from those of the state before, carried to it.
    """

    options: Options
    start: Point
    early: Point
    late: Point
    end: Point
    followed: Floats
    slope: Floats
    seen: Floats

    @property
    def rest(self) -> Floats:
        """Moves of the vols beyond those that follow the spot, half-way."""
        return self.late.vol - self.early.vol - self.followed

    def head(self, count: int) -> Way:
        """Return the way of the first options."""
        points = {name: getattr(self, name).head(count) for name in _POINTS}
        moves = {name: getattr(self, name)[:count] for name in _MOVES}
        return Way(options=self.options.where(slice(count)), **points, **moves)

    def between(self, share: float) -> Point:
        """Give the point at a share of the straight line of spot and vol from early to late.

        Rates, borrow and dividends are those of the late point throughout.
        """
        spot = self.early.spot + share * (self.late.spot - self.early.spot)
        vol = self.early.vol + share * (self.late.vol - self.early.vol)
        return replace(self.late, spot=spot, vol=vol)

    def values(self, point: Point, *names: str, threads: int = 1) -> dict[str, Floats]:
        """Give the price and Greeks to the true spot at a point, by name.

        At the expiry there is the intrinsic value; its Greeks are 0.
        """
        left = self.options.years - point.time
        found = {name: np.zeros(left.shape) for name in names}
        if "price" in names:
            side = np.where(self.options.is_call, 1.0, -1.0)
            found["price"] = np.maximum(side * (point.spot - self.options.strike), 0.0)
        for chosen, terms in _groups(point, left):
            placed = OptionTerms(
                spot=point.spot * point.ratio,
                strike=self.options.strike,
                years=left,
                rate=point.rate,
                borrow=point.borrow,
                is_call=self.options.is_call,
            )
            american, vol = self.options.american[chosen], point.vol[chosen]
            given: Any = {"only": names, "threads": threads}
            figures = evaluate_on_spot(placed.where(chosen), vol, american, terms, **given)
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
