"""The exact worth of quoting policies of one asset for CARA utility, without simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.desk.quoting.policy_table import PolicyTable, tabulate
from axiom.kernels.tridiagonal import tridiagonal_flow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.quoting.one_asset.model import QuotingModel
    from axiom.desk.quoting.policy import QuotingPolicy

    Floats = NDArray[np.float64]

__all__ = ["CertaintyEquivalent", "certainty_equivalent"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CertaintyEquivalent:
    """What a quoting policy is worth for certain.

    Attributes
    ----------
    value : float
        -ln E exp(-gamma (W - W_0)) / gamma from the inventory at the start, in money; W is wealth
        marked to mid less the cost of what is left at the horizon.
    error : float
        What doubling the steps of time changed it by; 0 for a table, which is constant on its
        steps.
    inventories : ndarray, shape (2 limit + 1,)
        Units held at the start.
    values : ndarray, shape (2 limit + 1,)
        The value from each.
    n_steps : int
        Steps of time behind the value.

    Notes
    -----
    Verified by tests/unit/desk/quoting/test_evaluation.py.
    """

    value: float
    error: float
    inventories: Floats
    values: Floats
    n_steps: int

    def gap_to(self, optimum: float) -> float:
        """Give the share of an optimum that is lost: 1 - value / optimum.

        Raises
        ------
        InvalidArgumentError
            If the optimum is not finite and above 0.
        """
        if not (math.isfinite(optimum) and optimum > 0.0):
            raise InvalidArgumentError(f"optimum is {optimum}: give a finite value above 0")
        return 1.0 - self.value / optimum


def certainty_equivalent(
    policy: QuotingPolicy,
    *,
    model: QuotingModel,
    risk_aversion: float,
    horizon: float,
    limit: int,
    inventory: int = 0,
    n_steps: int = 800,
) -> CertaintyEquivalent:
    """Evaluate a Markov policy exactly: by linear equations in the inventory, no simulation.

    Parameters
    ----------
    policy : QuotingPolicy
        The policy, which may assume another model than the one it is judged in.
    model : QuotingModel
        The market it is judged in.
    risk_aversion : float
        gamma of the utility -exp(-gamma wealth), per unit of money, above 0.
    horizon : float
        Time to the end, above 0.
    limit : int
        Largest inventory on either side, 1 or more; no fill passes it.
    inventory : int
        Units held at the start.
    n_steps : int
        Steps on each of which the policy's quotes at the middle are held, 1 or more; the answer is
        that of twice as many. A table has its own steps instead, and is evaluated exactly.

    Returns
    -------
    CertaintyEquivalent

    Raises
    ------
    InvalidArgumentError
        If an argument is outside its domain, a table does not fit horizon and limit, or quotes far
        beyond the mid are filled at a rate that is not finite.

    Notes
    -----
    With offsets d and rates lambda at inventory q, w_q = E exp(-gamma (W - W_0)) solves

    dw_q / dtau = (gamma^2 sigma^2 q^2 / 2 - gamma drift q - lambda_b - lambda_a) w_q
    + lambda_b exp(-gamma (d_b - f_b)) w_{q+1} + lambda_a exp(-gamma (d_a - f_a)) w_{q-1}

    in the time left tau, with f the certainty equivalents of fee and jump
    (`QuotingModel.fill_costs`) and w_q(0) = exp(gamma cost(q)). On a step of constant quotes this
    is an exponential of a tridiagonal matrix; quotes at the middles make an error of second order
    in the step where they are smooth in time.

    References
    ----------
    .. [1] Guéant, O. (2017), "Optimal market making", Applied Mathematical Finance 24(2), 112-154.

    Verified by tests/unit/desk/quoting/test_evaluation.py and
    tests/reference/test_certainty_equivalents.py.
    """
    if not (math.isfinite(risk_aversion) and risk_aversion > 0.0):
        raise InvalidArgumentError(f"risk_aversion is {risk_aversion}: give a value above 0")
    is_whole = isinstance(inventory, int | np.integer) and not isinstance(inventory, bool)
    if not (is_whole and abs(inventory) <= limit):
        raise InvalidArgumentError(
            f"inventory is {inventory}: give whole units from {-limit} to {limit}"
        )
    if isinstance(policy, PolicyTable):
        table = _fitting(policy, horizon, limit)
        values = coarse = _values(table, model, risk_aversion)
    else:
        coarse_table, table = (
            tabulate(policy, horizon=horizon, n_steps=n, limit=limit)
            for n in (n_steps, 2 * n_steps)
        )
        coarse, values = (_values(one, model, risk_aversion) for one in (coarse_table, table))
    at = int(inventory) + limit
    return CertaintyEquivalent(
        value=float(values[at]),
        error=float(abs(values[at] - coarse[at])),
        inventories=table.inventories,
        values=values,
        n_steps=table.times.size,
    )


def _fitting(table: PolicyTable, horizon: float, limit: int) -> PolicyTable:
    """Return a table, or raise unless it spans horizon and limit."""
    if (
        table.times[0] != horizon
        or table.inventories[0] != -limit
        or table.inventories[-1] != limit
    ):
        raise InvalidArgumentError(
            f"the table spans the horizon {table.times[0]} and inventories from "
            f"{table.inventories[0]:g} to {table.inventories[-1]:g}: give these as horizon="
            f"{horizon} and limit={limit}, or tabulate anew"
        )
    return table


def _values(table: PolicyTable, model: QuotingModel, risk_aversion: float) -> Floats:
    """Certainty equivalents at the start, by inventory."""
    q, gamma = table.inventories, risk_aversion
    rates, growths = [], []
    costs = model.fill_costs(q, gamma)
    for fills, offset, cost in zip(model.sides, (table.bid, table.ask), costs, strict=True):
        with np.errstate(over="ignore", invalid="ignore"):
            rate = fills.rate(offset)
            growth = np.where(rate > 0.0, rate * np.exp(-gamma * (offset - cost)), 0.0)
        if not (np.isfinite(rate).all() and np.isfinite(growth).all()):
            raise InvalidArgumentError(
                f"offsets down to {offset.min()} are filled at a rate that is not finite: floor "
                "the policy with Floored"
            )
        rates.append(rate)
        growths.append(growth)
    held = 0.5 * (gamma * model.vol * q) ** 2 - gamma * model.drift * q
    ends = np.append(table.times, 0.0)
    logs = tridiagonal_flow(
        start_logs=gamma * model.horizon_cost(q),
        lengths=(ends[:-1] - ends[1:])[::-1],
        diagonal=(held - rates[0] - rates[1])[::-1],
        up=growths[0][::-1],
        down=growths[1][::-1],
    )
    return np.asarray(-logs[-1] / gamma)
