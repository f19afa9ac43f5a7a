"""The optimal quotes of one asset with exponential intensities, through linear equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, whole
from axiom.desk.quoting.one_asset.closed_forms import limited, myopic_offset
from axiom.desk.quoting.one_asset.model import QuotingModel, exponential_sides
from axiom.desk.quoting.policy import InventoryState, Offsets
from axiom.kernels.tridiagonal import tridiagonal_flow

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["GueantLehalleFernandezTapia"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GueantLehalleFernandezTapia:
    """The optimal quotes for CARA utility, inventory within a limit, exponential intensities.

    Parameters
    ----------
    model : QuotingModel
        With exponential intensities of one decay k; scales may differ, and drift, fee, jumps and
        costs at the horizon are taken into account exactly.
    risk_aversion : float
        gamma of the utility -exp(-gamma wealth), per unit of money, 0 or more; at 0 the expected
        wealth is maximised.
    limit : int
        Largest inventory on either side, 1 or more.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain, or the model outside the theory.

    Notes
    -----
    With value theta_q = ln(v_q) / k at inventory q and time left tau, and the certainty equivalents
    f of what a fill costs besides (see `QuotingModel.fill_costs`),

    dv_q / dtau = k (drift q - gamma sigma^2 q^2 / 2) v_q
    + C_b exp(-k f_b) v_{q+1} + C_a exp(-k f_a) v_{q-1}, v_q(0) = exp(-k cost(q)),

    C = A k / (k + gamma) (1 + gamma / k)^(-k / gamma), and the optimal bid stands
    f_b + ln(1 + gamma / k) / gamma + theta_q - theta_{q+1} from the mid, the ask alike. Offsets may
    be negative: `Floored` holds them back. The equations are solved to rounding at every time left
    asked for.

    References
    ----------
    .. [1] Guéant, O., Lehalle, C.-A. and Fernandez-Tapia, J. (2013), "Dealing with the inventory
       risk: a solution to the market making problem", Mathematics and Financial Economics 7(4),
       477-507 (theorem 1).

    Verified by tests/unit/desk/quoting/one_asset/test_gueant.py and
    tests/reference/test_certainty_equivalents.py.
    """

    model: QuotingModel
    risk_aversion: float
    limit: int

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "risk_aversion", least=0.0)
        whole(self, "limit", least=1)
        exponential_sides(self.model, "GueantLehalleFernandezTapia")

    def value(self, *, time_left: ArrayLike, inventory: ArrayLike = 0.0) -> Floats:
        """Give the certainty equivalent of quoting optimally until the horizon.

        Parameters
        ----------
        time_left : array_like
            Time to the horizon, 0 or more.
        inventory : array_like
            Whole units held, within the limit.

        Returns
        -------
        ndarray
            In money beyond the wealth marked to mid, of the broadcast shape.

        Raises
        ------
        InvalidArgumentError
            If an argument is outside its domain.
        """
        state = InventoryState(mid=0.0, inventory=inventory, time_left=time_left)
        values, row, column = self._values(state)
        return np.asarray(values[row, column])

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of bid and ask; inf on the side that would pass the limit.

        Raises
        ------
        InvalidArgumentError
            If an inventory is beyond the limit, or not whole.
        """
        values, row, column = self._values(state)
        here = values[row, column]
        more = values[row, np.minimum(column + 1, 2 * self.limit)]
        less = values[row, np.maximum(column - 1, 0)]
        q = np.asarray(column - self.limit, dtype=np.float64)
        bid_cost, ask_cost = self.model.fill_costs(q, self.risk_aversion)
        margin = myopic_offset(self.risk_aversion, self._decay)
        return limited(
            q, margin + bid_cost + here - more, margin + ask_cost + here - less, self.limit
        )

    @property
    def _decay(self) -> float:
        """Of both intensities."""
        return exponential_sides(self.model, "GueantLehalleFernandezTapia")[0].decay

    def _values(self, state: InventoryState) -> tuple[Floats, NDArray[np.intp], NDArray[np.intp]]:
        """Certainty equivalents by distinct time left and inventory, and where the states are."""
        place: Floats = np.asarray(state.inventory) + self.limit
        outside = (place != np.rint(place)) | (place < 0.0) | (place > 2.0 * self.limit)
        if np.any(outside):
            bad = np.asarray(state.inventory)[outside].flat[0]
            raise InvalidArgumentError(
                f"inventory has {bad:g}: give whole units from {-self.limit} to {self.limit}"
            )
        times, rows = np.unique(state.time_left, return_inverse=True)
        row, column, _ = np.broadcast_arrays(
            rows.reshape(np.shape(state.time_left)), np.asarray(place, dtype=np.intp), state.mid
        )
        return self._solved(times), row, column

    def _solved(self, times: Floats) -> Floats:
        """Certainty equivalents at rising times left, by inventory."""
        bid, ask = exponential_sides(self.model, "GueantLehalleFernandezTapia")
        q, k, gamma = np.arange(-self.limit, self.limit + 1.0), bid.decay, self.risk_aversion
        costs = self.model.fill_costs(q, gamma)
        share = k / (k + gamma) * np.exp(-k * myopic_offset(gamma, k))
        up, down = (
            side.scale * share * np.exp(-k * cost)
            for side, cost in zip((bid, ask), costs, strict=True)
        )
        held = k * (self.model.drift * q - 0.5 * gamma * self.model.vol**2 * q * q)
        logs = tridiagonal_flow(
            start_logs=-k * self.model.horizon_cost(q),
            lengths=np.diff(times, prepend=0.0),
            diagonal=held[np.newaxis],
            up=up[np.newaxis],
            down=down[np.newaxis],
        )
        return logs[1:] / k
