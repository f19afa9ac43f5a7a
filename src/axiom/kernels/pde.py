"""Parabolic equations in one and two dimensions: contracts of one shape, solved in one call."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.arrays import Doubles
from axiom.kernels.pde_problem import (
    Edge,
    Event,
    Line,
    LocalVols,
    Operator,
    Resolution,
    Stretches,
    TwoLines,
    check_problem,
    columns_of,
    event_codes,
    operator_code,
)

__all__ = [
    "Edge",
    "Event",
    "Line",
    "LocalVols",
    "Operator",
    "Resolution",
    "Stretches",
    "TwoLines",
    "Variances",
    "solve_lines",
    "solve_sheets",
]


@dataclass(frozen=True, slots=True)
class Variances:
    """Heston's variance, and the grid that holds it.

    Attributes
    ----------
    initial, reversion, mean, vol_of_vol, correlation : float
        dv = reversion (mean - v) dt + vol_of_vol sqrt(v) dW.
    largest : float
        Of the grid, above `initial`.
    nodes : int
        Intervals of the coarsest grid in variance.
    """

    initial: float
    reversion: float
    mean: float
    vol_of_vol: float
    correlation: float
    largest: float
    nodes: int


def solve_lines(
    lines: Sequence[Line],
    *,
    stretches: Stretches,
    resolution: Resolution,
    operator: Operator = "lognormal",
    local_vols: LocalVols | None = None,
    american: bool = False,
    two_sided: bool = False,
    threads: int = 1,
) -> Doubles:
    """Solve contracts of one shape under every variant of the stretches.

    Parameters
    ----------
    lines : sequence of Line
        With the same kinds of events in the same order.
    stretches : Stretches
    resolution : Resolution
    operator : {"lognormal", "swapped", "local", "average"}
        Lognormal price; the same from the other side of the ratio, in units of the asset; local
        vol; share of an average.
    local_vols : LocalVols, optional
        For "local".
    american : bool
        Whether the payoff may be taken at any time.
    two_sided : bool
        Whether there may be more than one region of exercise, or one away from the first node.
    threads : int
        Results do not depend on it.

    Returns
    -------
    ndarray of float64, shape (lines, variants, 3)
        Value, first and second derivative in x.

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, a domain is empty, or there are too few nodes.

    Notes
    -----
    Space: quadratics through three nodes on grids whose spacing is continuous, with nodes on every
    pin. Time: TR-BDF2. Both of second order; errors are expansions in the spacing, so that
    solutions at two refinements extrapolate.

    References
    ----------
    R. E. Bank et al., Transient simulation of silicon devices and circuits, IEEE Transactions on
    Electron Devices 32 (10), 1985, 1992-2007, section III (p. 1998).

    Verified by ``tests/unit/kernels/test_pde.py`` and ``tests/parity/test_pde_twin.py``.
    """
    check_problem(lines, stretches, resolution)
    variants = stretches.rate.shape[0]
    vols = local_vols if local_vols is not None else LocalVols()
    terms, places, event_times, event_terms = columns_of(lines, variants)
    found = _core.pde_solve(
        kind=operator_code(operator),
        american=american,
        two_sided=two_sided,
        terms=terms,
        places=places,
        events=event_codes(lines[0]),
        event_times=event_times,
        event_terms=event_terms,
        times=stretches.times,
        variance=stretches.variance.reshape(-1),
        rate=stretches.rate.reshape(-1),
        yield_=stretches.dividend_yield.reshape(-1),
        vol_times=vols.times,
        moneyness=vols.log_moneyness,
        vols=vols.vols.reshape(-1),
        shifts=vols.shifts,
        log_spot=vols.log_spot,
        nodes=resolution.nodes,
        refinement=resolution.refinement,
        concentration=resolution.concentration,
        steps=list(resolution.steps),
        graded=resolution.graded,
        threads=threads,
    )
    return found.reshape(len(lines), variants, 3)


def solve_sheets(
    lines: Sequence[Line],
    *,
    stretches: Stretches,
    variances: Variances,
    resolution: Resolution,
    american: bool = False,
    threads: int = 1,
) -> Doubles:
    """Solve contracts of one shape under Heston's model, on log-price by variance.

    Parameters
    ----------
    lines : sequence of Line
        With the same kinds of events, of "none" and "knock_out", in the same order; no edge is
        "reflecting", none is `descending`.
    stretches : Stretches
        The variance is not read.
    variances : Variances
    resolution : Resolution
        `nodes` in the log-price.
    american : bool
        Whether the payoff may be taken at any time.
    threads : int
        Results do not depend on it.

    Returns
    -------
    ndarray of float64, shape (lines, variants, 6)
        u, u_x, u_xx, u_v, u_vv, u_xv now.

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, a domain is empty, there are too few nodes, an event or an edge is of
        another kind, or the variances are outside their domain.

    Notes
    -----
    Space as `solve_lines`. Time: the modified Craig-Sneyd splitting with weight 1/3, after two
    steps in halves of the Douglas splitting with weight 1.

    References
    ----------
    K. J. in 't Hout, S. Foulon, ADI finite difference schemes for option pricing in the Heston
    model with correlation, Int. J. Numerical Analysis and Modeling 7 (2), 2010, 303-320 (p. 312).

    Verified by ``tests/unit/kernels/test_pde_sheets.py`` and
    ``tests/unit/engines/test_pde_heston.py``.
    """
    check_problem(lines, stretches, resolution)
    _check_sheets(lines, variances)
    terms, places, event_times, event_terms = columns_of(lines, stretches.rate.shape[0])
    v = variances
    found = _core.pde_solve_sheets(
        american=american,
        terms=terms,
        places=places,
        events=event_codes(lines[0]),
        event_times=event_times,
        event_terms=event_terms,
        times=stretches.times,
        rate=stretches.rate.reshape(-1),
        yield_=stretches.dividend_yield.reshape(-1),
        heston=np.array(
            [v.initial, v.reversion, v.mean, v.vol_of_vol, v.correlation, v.largest],
            dtype=np.float64,
        ),
        variance_nodes=v.nodes,
        nodes=resolution.nodes,
        refinement=resolution.refinement,
        concentration=resolution.concentration,
        steps=list(resolution.steps),
        graded=resolution.graded,
        threads=threads,
    )
    return found.reshape(len(lines), stretches.rate.shape[0], 6)


def _check_sheets(lines: Sequence[Line], variances: Variances) -> None:
    for line in lines:
        kinds = {line.low.kind, line.high.kind, *line.shape}
        if kinds & {"reflecting", "dividend", "compound", "clamp", "watch"} or line.descending:
            raise InvalidArgumentError(
                f"line has {sorted(kinds)}: give edges that do not reflect, ascending nodes, and "
                "events of 'none' and 'knock_out'"
            )
    v = variances
    if not (0.0 < v.initial < v.largest < math.inf) or v.nodes < 8:
        raise InvalidArgumentError(
            f"initial={v.initial}, largest={v.largest}, nodes={v.nodes}: give an initial variance "
            "above 0, a larger one for the grid, and at least 8 intervals"
        )
    if v.reversion < 0.0 or v.mean < 0.0 or not v.vol_of_vol > 0.0 or abs(v.correlation) > 1.0:
        raise InvalidArgumentError(
            f"variances={v}: give reversion and mean of 0 or more, vol_of_vol above 0, and a "
            "correlation in [-1, 1]"
        )
