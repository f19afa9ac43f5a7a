"""Quotes of one asset in closed form: risk-neutral, Avellaneda–Stoikov, asymptotic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.fields import number, whole
from axiom.desk.quoting.one_asset.best_offset import best_offset
from axiom.desk.quoting.one_asset.model import QuotingModel, plain_intensity
from axiom.desk.quoting.policy import InventoryState, Offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["AvellanedaStoikov", "GueantAsymptotic", "RiskNeutral"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskNeutral:
    """Constant offsets that earn the most a unit of time, whatever is held.

    Parameters
    ----------
    model : QuotingModel
        Intensities and fee; the rest is not looked at.

    Raises
    ------
    InvalidArgumentError
        If the best offset cannot be found.

    Notes
    -----
    The offset maximises lambda(offset) (offset - fee): fee + 1 / k for exponential intensities.
    It is the limit of the optimal quotes as risk aversion goes to 0, far from the inventory limit
    and without drift, jumps or costs at the horizon.

    Verified by tests/unit/desk/quoting/one_asset/test_closed_forms.py.
    """

    model: QuotingModel

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of bid and ask, of the state's broadcast shape."""
        best = [best_offset(side, at=self.model.fee) for side in self.model.sides]
        bid, ask = (np.full(state.shape, float(offset)) for offset in best)
        return Offsets(bid=bid, ask=ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class AvellanedaStoikov:
    """Avellaneda and Stoikov's quotes around a reservation price.

    Parameters
    ----------
    model : QuotingModel
        Symmetric, with exponential intensities; without drift, jumps or costs at the horizon.
    risk_aversion : float
        gamma of the utility -exp(-gamma wealth), per unit of money, 0 or more.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain, or the model outside the theory.

    Notes
    -----
    With tau the time left, quotes stand around the reservation price S - q gamma sigma^2 tau, a
    spread gamma sigma^2 tau + (2 / gamma) ln(1 + gamma / k) apart; at gamma 0 they are 1 / k from
    the mid. The expansion behind them is linear in the inventory and takes the intensities'
    average for their value: it is not the optimum of the model (see `GueantLehalleFernandezTapia`),
    and there is no limit on inventory in it.

    References
    ----------
    .. [1] Avellaneda, M. and Stoikov, S. (2008), "High-frequency trading in a limit order book",
       Quantitative Finance 8(3), 217-224 (equations 29 and 30).

    Verified by tests/unit/desk/quoting/one_asset/test_closed_forms.py and
    tests/reference/test_certainty_equivalents.py.
    """

    model: QuotingModel
    risk_aversion: float

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "risk_aversion", least=0.0)
        plain_intensity(self.model, "AvellanedaStoikov")

    def reservation_price(self, state: InventoryState) -> Floats:
        """Give the price at which the maker is indifferent to a unit more or less."""
        return np.asarray(state.mid) - np.asarray(state.inventory) * self._variance_cost(state)

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of bid and ask, of the state's broadcast shape."""
        fills = plain_intensity(self.model, "AvellanedaStoikov")
        cost = self._variance_cost(state)
        half = 0.5 * cost + myopic_offset(self.risk_aversion, fills.decay) + self.model.fee
        skew = np.asarray(state.inventory) * cost
        bid, ask, _ = np.broadcast_arrays(half + skew, half - skew, state.mid)
        return Offsets(bid=bid, ask=ask)

    def _variance_cost(self, state: InventoryState) -> Floats:
        """Gamma times the variance of the mid over the time left."""
        return np.asarray(self.risk_aversion * self.model.vol**2 * np.asarray(state.time_left))


@dataclass(frozen=True, slots=True, kw_only=True)
class GueantAsymptotic:
    """The quotes of Guéant, Lehalle and Fernandez-Tapia far from the horizon, in closed form.

    Parameters
    ----------
    model : QuotingModel
        Symmetric, with exponential intensities; without drift, jumps or costs at the horizon.
    risk_aversion : float
        gamma of the utility -exp(-gamma wealth), per unit of money, 0 or more.
    limit : int, optional
        Largest inventory on either side, where the side that would pass it is not quoted; None:
        both sides are always quoted.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain, or the model outside the theory.

    Notes
    -----
    With c = sqrt(sigma^2 gamma / (2 k A) (1 + gamma / k)^(1 + k / gamma)), bid and ask stand
    ln(1 + gamma / k) / gamma + (1 +- 2 q) c / 2 from the mid. They come from the ground state of
    the linear equations for an unlimited continuous inventory.

    References
    ----------
    .. [1] Guéant, O., Lehalle, C.-A. and Fernandez-Tapia, J. (2013), "Dealing with the inventory
       risk: a solution to the market making problem", Mathematics and Financial Economics 7(4),
       477-507 (section 4).

    Verified by tests/unit/desk/quoting/one_asset/test_closed_forms.py and
    tests/reference/test_certainty_equivalents.py.
    """

    model: QuotingModel
    risk_aversion: float
    limit: int | None = None

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "risk_aversion", least=0.0)
        if self.limit is not None:
            whole(self, "limit", least=1)
        plain_intensity(self.model, "GueantAsymptotic")

    @property
    def skew(self) -> float:
        """How far both quotes move against each unit held, in price."""
        fills, gamma = plain_intensity(self.model, "GueantAsymptotic"), self.risk_aversion
        k, scale = fills.decay, fills.scale * math.exp(-fills.decay * self.model.fee)
        growth = (1.0 + gamma / k) * math.exp(k * myopic_offset(gamma, k))
        return math.sqrt(self.model.vol**2 * gamma / (2.0 * k * scale) * growth)

    def quote(self, state: InventoryState) -> Offsets:
        """Give the offsets of bid and ask, of the state's broadcast shape."""
        decay = plain_intensity(self.model, "GueantAsymptotic").decay
        q = np.broadcast_to(np.asarray(state.inventory), state.shape)
        half = myopic_offset(self.risk_aversion, decay) + self.model.fee + 0.5 * self.skew
        return limited(q, half + self.skew * q, half - self.skew * q, self.limit)


def myopic_offset(risk_aversion: float, decay: float) -> float:
    """Return ln(1 + gamma / k) / gamma, the best offset without inventory; 1 / k at gamma 0."""
    if risk_aversion == 0.0:
        return 1.0 / decay
    return math.log1p(risk_aversion / decay) / risk_aversion


def limited(inventory: Floats, bid: Floats, ask: Floats, limit: int | None) -> Offsets:
    """Give offsets without the side that would pass a limit on inventory."""
    if limit is None:
        return Offsets(bid=bid, ask=ask)
    return Offsets(
        bid=np.where(inventory >= limit, np.inf, bid),
        ask=np.where(inventory <= -limit, np.inf, ask),
    )
