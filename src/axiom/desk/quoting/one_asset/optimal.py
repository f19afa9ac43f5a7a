"""The optimal quotes of one asset for any fill intensity, through the nonlinear equations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.one_asset.best_offset import best_offset, refined_offset
from axiom.desk.quoting.policy_table import PolicyTable, checked_span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.quoting.one_asset.model import QuotingModel

    Floats = NDArray[np.float64]

__all__ = ["OptimalQuotes", "optimal_policy"]

STABLE: Final = 0.4
MOST_SUBSTEPS: Final = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OptimalQuotes:
    """The optimal policy of a model, and what it is worth.

    Attributes
    ----------
    table : PolicyTable
        Quotes at the middles of equal steps.
    inventories : ndarray, shape (2 limit + 1,)
        Units held at the start.
    values : ndarray, shape (2 limit + 1,)
        Certainty equivalent of quoting optimally, adjusted at all times, from each inventory.
    error : float
        Largest change of a value when the steps inside the solver were halved.

    Notes
    -----
    Verified by tests/unit/desk/quoting/one_asset/test_optimal.py.
    """

    table: PolicyTable
    inventories: Floats
    values: Floats
    error: float


def optimal_policy(
    model: QuotingModel,
    *,
    risk_aversion: float,
    limit: int,
    horizon: float,
    n_steps: int = 200,
    floor: float = -math.inf,
) -> OptimalQuotes:
    """Find the optimal quotes for CARA utility under any fill intensities.

    Parameters
    ----------
    model : QuotingModel
        The market; intensities of any kind, drift, fee, jumps and costs at the horizon.
    risk_aversion : float
        gamma of the utility -exp(-gamma wealth), per unit of money, 0 or more; at 0 the expected
        wealth is maximised.
    limit : int
        Largest inventory on either side, 1 or more.
    horizon : float
        Time to the end, above 0.
    n_steps : int
        Rows of the table, 1 or more; the solver steps more finely where it has to.
    floor : float
        Least offset allowed: the quotes are optimal among those at or above it.

    Returns
    -------
    OptimalQuotes

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, an intensity has no best offset, or quotes so far
        beyond the mid are optimal that the equations are too stiff: give a floor then.

    Notes
    -----
    The certainty equivalent theta_q of the rest solves, in the time left,

    dtheta_q / dtau = drift q - gamma sigma^2 q^2 / 2 + sum over sides of
    sup lambda(d) (1 - exp(-gamma (d - p))) / gamma, theta_q(0) = -cost(q),

    with p = theta_q - theta_{q+1} + f_b for the bid, the ask alike, d at or above the floor, and f
    as in `QuotingModel.fill_costs`; by the classical Runge-Kutta method of fourth order. For
    exponential intensities of one decay and no floor `GueantLehalleFernandezTapia` is exact.

    References
    ----------
    .. [1] Guéant, O. (2017), "Optimal market making", Applied Mathematical Finance 24(2), 112-154
       (section 3).

    Verified by tests/unit/desk/quoting/one_asset/test_optimal.py.
    """
    checked_span(horizon=horizon, n_steps=n_steps, limit=limit)
    if not (math.isfinite(risk_aversion) and risk_aversion >= 0.0):
        raise InvalidArgumentError(f"risk_aversion is {risk_aversion}: give a finite value >= 0")
    if math.isnan(floor) or floor == math.inf:
        raise InvalidArgumentError(f"floor is {floor}: give a number, or -inf for none")
    equation = _Equation(model, risk_aversion=risk_aversion, limit=limit, floor=floor)
    step = horizon / n_steps
    coarse, _ = _marched(equation, step, n_steps, finer=1)
    values, middles = _marched(equation, step, n_steps, finer=2)
    quoted = [equation.offsets(theta) for theta in middles[::-1]]
    table = PolicyTable(
        times=horizon * (1.0 - np.arange(n_steps) / n_steps),
        inventories=equation.inventories,
        bid=np.array([bid for bid, _ in quoted]),
        ask=np.array([ask for _, ask in quoted]),
    )
    return OptimalQuotes(
        table=table,
        inventories=table.inventories,
        values=values,
        error=float(np.abs(values - coarse).max()),
    )


def _marched(
    equation: _Equation, step: float, n_steps: int, *, finer: int
) -> tuple[Floats, list[Floats]]:
    """Certainty equivalents at the start, and those at the middle of each step from the end."""
    theta, middles = equation.start, []
    for _ in range(n_steps):
        halves = math.ceil(0.5 * step * equation.fastest(theta) / STABLE) * finer
        if halves * n_steps > MOST_SUBSTEPS:
            raise InvalidArgumentError(
                f"{halves * n_steps} steps are needed, as optimal quotes far beyond the mid are "
                "filled at once: give a floor, a smaller limit or a shorter horizon"
            )
        halves = max(halves, 1)
        for part in range(2 * halves):
            if part == halves:
                middles.append(theta)
            theta = _runge_kutta(equation, theta, 0.5 * step / halves)
    return theta, middles


def _runge_kutta(equation: _Equation, theta: Floats, step: float) -> Floats:
    first = equation.growth(theta)
    second = equation.growth(theta + 0.5 * step * first)
    third = equation.growth(theta + 0.5 * step * second)
    fourth = equation.growth(theta + step * third)
    return np.asarray(theta + step / 6.0 * (first + 2.0 * second + 2.0 * third + fourth))


class _Equation:
    """The right-hand side and the quotes that belong to it."""

    def __init__(
        self, model: QuotingModel, *, risk_aversion: float, limit: int, floor: float
    ) -> None:
        self._model, self._gamma, self._floor = model, risk_aversion, floor
        self.inventories = q = np.arange(-limit, limit + 1.0)
        self.start = -model.horizon_cost(q)
        self._held = model.drift * q - 0.5 * risk_aversion * model.vol**2 * q * q
        bid_cost, ask_cost = model.fill_costs(q, risk_aversion)
        self._costs = bid_cost[:-1], ask_cost[1:]
        self._near: tuple[Floats, Floats] | None = None

    def offsets(self, theta: Floats) -> tuple[Floats, Floats]:
        """Best offsets of bid and ask by inventory; inf where the limit forbids."""
        self._near = None
        (bid, _), (ask, _) = self._sides(theta)
        return np.append(bid, np.inf), np.append(np.inf, ask)

    def growth(self, theta: Floats) -> Floats:
        """Change of the certainty equivalents in a unit of time."""
        change = self._held.copy()
        places = slice(None, -1), slice(1, None)
        rows = zip(self._model.sides, self._sides(theta), places, strict=True)
        for fills, (offset, cost), place in rows:
            margin = offset - cost
            gain = margin if self._gamma == 0.0 else -np.expm1(-self._gamma * margin) / self._gamma
            change[place] += fills.rate(offset) * gain
        return change

    def fastest(self, theta: Floats) -> float:
        """Give the fastest rate at which certainty equivalents change with their neighbours."""
        rows = zip(self._model.sides, self._sides(theta), strict=True)
        rates = [
            fills.rate(offset) * np.exp(-self._gamma * (offset - cost))
            for fills, (offset, cost) in rows
        ]
        return 2.0 * float(sum(rate.max() for rate in rates))

    def _sides(self, theta: Floats) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """Best offsets and what a fill costs, for the inventories where a side is quoted."""
        steps = theta[1:] - theta[:-1]
        costs = self._costs[0] - steps, self._costs[1] + steps
        if self._near is None:
            found = [
                best_offset(fills, at=cost, risk_aversion=self._gamma)
                for fills, cost in zip(self._model.sides, costs, strict=True)
            ]
        else:
            rows = zip(self._model.sides, costs, self._near, strict=True)
            found = [
                refined_offset(fills, at=cost, risk_aversion=self._gamma, guess=guess)
                for fills, cost, guess in rows
            ]
        self._near = found[0], found[1]
        bid, ask = (np.maximum(offset, self._floor) for offset in found)
        return (bid, costs[0]), (ask, costs[1])
