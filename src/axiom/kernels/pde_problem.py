"""Contracts of one shape as the solvers of parabolic equations take them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.arrays import Doubles

__all__ = [
    "Edge",
    "EdgeKind",
    "Event",
    "EventKind",
    "Line",
    "LocalVols",
    "Operator",
    "Resolution",
    "Stretches",
    "TwoLines",
    "check_problem",
    "columns_of",
    "event_codes",
    "operator_code",
]

EdgeKind = Literal["line", "kept", "discounted", "reflecting"]
EventKind = Literal["none", "knock_out", "dividend", "compound", "clamp", "watch"]
Operator = Literal["lognormal", "swapped", "local", "average"]

_EDGES: Final[tuple[EdgeKind, ...]] = ("line", "kept", "discounted", "reflecting")
_EVENTS: Final[tuple[EventKind, ...]] = (
    "none",
    "knock_out",
    "dividend",
    "compound",
    "clamp",
    "watch",
)
_OPERATORS: Final[tuple[Operator, ...]] = ("lognormal", "swapped", "local", "average")
_EVENT_TERMS: Final = 4  # kEventTerms in problem.hpp
_PINS: Final = 4  # kPins in problem.hpp
_ZEROS: Final = (0.0,) * _EVENT_TERMS
_NANS: Final = (math.nan,) * _PINS


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of the domain.

    Attributes
    ----------
    x : float
    kind : {"line", "kept", "discounted", "reflecting"}
        Beyond it: straight lines in the basis; a value that stays; a value paid at expiry; a slope
        of zero (at the first node only).
    value : float
        Of "kept" and "discounted".
    """

    x: float
    kind: EdgeKind = "line"
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class TwoLines:
    """A payoff level + slope basis(x) on either side of a kink; `below` everywhere without one."""

    below: tuple[float, float]
    above: tuple[float, float] = (0.0, 0.0)
    kink: float = math.nan


@dataclass(frozen=True, slots=True)
class Event:
    """What happens at a date; the terms are those of EventKind in problem.hpp."""

    time: float
    kind: EventKind
    terms: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One contract in one dimension.

    Attributes
    ----------
    expiry : float
        Years.
    low, high : Edge
    payoff : TwoLines
    places : tuple of float
        Where to read the solution off: one x, or one a variant.
    events : tuple of Event
        From the last to the first.
    pins : tuple of float
        Up to four more places, besides the kink, that nodes stand on.
    descending : bool
        Whether nodes run from high to low, as for calls that may be exercised early.
    """

    expiry: float
    low: Edge
    high: Edge
    payoff: TwoLines
    places: tuple[float, ...]
    events: tuple[Event, ...] = ()
    pins: tuple[float, ...] = ()
    descending: bool = False

    @property
    def shape(self) -> tuple[EventKind, ...]:
        """The kinds of its events, which contracts solved together share."""
        return tuple(event.kind for event in self.events)


@dataclass(frozen=True, slots=True)
class Stretches:
    """Integrals from now, piecewise linear in time, with one row a variant.

    Attributes
    ----------
    times : ndarray of float64, shape (k,)
        Years, ascending from 0, at least two; the last stretch goes on.
    variance, rate, dividend_yield : ndarray of float64, shape (variants, k)
        0 at time 0. Under "average": of the variance, of variance x holding, of variance x
        holding^2.
    """

    times: Doubles
    variance: Doubles
    rate: Doubles
    dividend_yield: Doubles


@dataclass(frozen=True, slots=True)
class LocalVols:
    """Local vols on a grid, bilinear inside, flat outside.

    Attributes
    ----------
    times : ndarray of float64, shape (i,)
    log_moneyness : ndarray of float64, shape (j,), at least two
        Of the price over the forward.
    vols : ndarray of float64, shape (variants, i, j)
    shifts : ndarray of float64, shape (variants,)
        Added to the log of the forward.
    log_spot : float
    """

    times: Doubles = field(default_factory=lambda: np.empty(0))
    log_moneyness: Doubles = field(default_factory=lambda: np.empty(0))
    vols: Doubles = field(default_factory=lambda: np.empty(0))
    shifts: Doubles = field(default_factory=lambda: np.empty(0))
    log_spot: float = 0.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """How finely to solve.

    Attributes
    ----------
    nodes : int
        Intervals of the coarsest grid.
    refinement : int
        Parts that each of them is cut into.
    steps : tuple of int
        Time steps by stretch between events, from expiry to now.
    concentration : float
        How many times finer the grid is at pins, less one.
    graded : bool
        Whether steps grow quadratically from the begin of a stretch, as early exercise wants.
    """

    nodes: int
    refinement: int
    steps: tuple[int, ...]
    concentration: float = 2.0
    graded: bool = False


def columns_of(lines: Sequence[Line], variants: int) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Return the terms, places, event times and event terms of contracts as the core reads them."""
    events = [event for line in lines for event in line.events]
    padded = [(*event.terms, *_ZEROS[len(event.terms) :]) for event in events]
    return (
        np.array([_terms(line) for line in lines]).reshape(-1),
        np.array([_places(line, variants) for line in lines]).reshape(-1),
        np.array([event.time for event in events], dtype=np.float64),
        np.array(padded, dtype=np.float64).reshape(len(events) * _EVENT_TERMS),
    )


def _terms(line: Line) -> tuple[float, ...]:
    """Return the columns of one contract as bindings/pde.cpp lists them."""
    payoff = line.payoff
    above = payoff.below if math.isnan(payoff.kink) else payoff.above
    return (
        line.expiry,
        line.low.x,
        _EDGES.index(line.low.kind),
        line.low.value,
        line.high.x,
        _EDGES.index(line.high.kind),
        line.high.value,
        payoff.kink,
        *payoff.below,
        *above,
        *line.pins,
        *_NANS[len(line.pins) :],
        float(line.descending),
    )


def _places(line: Line, variants: int) -> tuple[float, ...]:
    return line.places if len(line.places) == variants else line.places * variants


def check_problem(lines: Sequence[Line], stretches: Stretches, resolution: Resolution) -> None:
    """Check that contracts have one shape, and that tables and steps fit them.

    Raises
    ------
    InvalidArgumentError
        If not.
    """
    if not lines:
        raise InvalidArgumentError("lines is empty: give at least one contract")
    if len({line.shape for line in lines}) > 1:
        raise InvalidArgumentError(
            "lines have events of different kinds: solve one shape in one call"
        )
    if resolution.nodes < 2 * (_PINS + 2) or resolution.refinement < 1:
        raise InvalidArgumentError(
            f"nodes={resolution.nodes}, refinement={resolution.refinement}: give at least "
            f"{2 * (_PINS + 2)} and 1"
        )
    stretches_needed = len(lines[0].events) + 1
    if len(resolution.steps) != stretches_needed or min(resolution.steps) < 1:
        raise InvalidArgumentError(
            f"steps={resolution.steps}: give {stretches_needed} counts of at least 1, one a stretch"
        )
    tables = (stretches.variance, stretches.rate, stretches.dividend_yield)
    if len(stretches.times) < 2 or any(t.shape[1:] != stretches.times.shape for t in tables):
        raise InvalidArgumentError(
            "stretches: give at least two times, and tables with one column for each"
        )
    for line in lines:
        if not line.low.x < line.high.x:
            raise InvalidArgumentError(
                f"low={line.low.x}, high={line.high.x}: give a domain that is not empty"
            )
        if len(line.pins) > _PINS:
            raise InvalidArgumentError(f"pins={line.pins}: give at most {_PINS}")


def event_codes(line: Line) -> list[int]:
    """Return the core's numbers of the events of a line."""
    return [_EVENTS.index(kind) for kind in line.shape]


def operator_code(operator: Operator) -> int:
    """Return the core's number of an operator."""
    return _OPERATORS.index(operator)
