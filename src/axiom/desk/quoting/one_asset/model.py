"""The market of one asset that quoting policies assume and in which they are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.quoting.fill_intensities import ExponentialIntensity, FillIntensity

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["QuotingModel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingModel:
    """A mid that diffuses, and fills of one unit that depend on the distance of the quotes.

    Parameters
    ----------
    vol : float
        sigma of dS = drift dt + sigma dW: price per square root of the unit of time, 0 or more.
    bid_fills : FillIntensity
        How often a bid is filled, per unit of time.
    ask_fills : FillIntensity, optional
        How often an ask is filled; None: as the bid.
    drift : float
        Of the mid, price per unit of time.
    fee : float
        Paid for each unit filled, in price; negative is a rebate.
    jump : float
        Distance by which the mid moves against the maker at once after a fill, 0 or more: down
        after a buy, up after a sale.
    jump_probability : float
        Probability that it does, in [0, 1].
    linear_cost, quadratic_cost : float
        A position q left at the horizon costs linear |q| + quadratic q^2; 0 or more.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    Notes
    -----
    Wealth is marked to the mid. The unit of time is that of the intensities.

    Verified by tests/unit/desk/quoting/one_asset/test_model.py.
    """

    vol: float
    bid_fills: FillIntensity
    ask_fills: FillIntensity | None = None
    drift: float = 0.0
    fee: float = 0.0
    jump: float = 0.0
    jump_probability: float = 1.0
    linear_cost: float = 0.0
    quadratic_cost: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        for name in ("vol", "jump", "linear_cost", "quadratic_cost"):
            number(self, name, least=0.0)
        number(self, "jump_probability", least=0.0, most=1.0)
        number(self, "drift")
        number(self, "fee")
        for name in ("bid_fills", "ask_fills"):
            fills = getattr(self, name)
            if not (isinstance(fills, FillIntensity) or (name == "ask_fills" and fills is None)):
                raise InvalidArgumentError(
                    f"{name}={fills!r}: give a fill intensity, such as ExponentialIntensity"
                )

    @property
    def sides(self) -> tuple[FillIntensity, FillIntensity]:
        """The intensities of bid and ask."""
        return self.bid_fills, self.ask_fills or self.bid_fills

    def horizon_cost(self, inventory: ArrayLike) -> Floats:
        """Give the cost of what is left at the horizon, in money."""
        held = np.abs(np.asarray(inventory, dtype=np.float64))
        return np.asarray(self.linear_cost * held + self.quadratic_cost * held * held)

    def fill_costs(self, inventory: ArrayLike, risk_aversion: float) -> tuple[Floats, Floats]:
        """Give the fee and the certainty equivalent of the jump that a buy and a sale cost.

        Parameters
        ----------
        inventory : array_like
            Units held before the fill.
        risk_aversion : float
            gamma of the utility -exp(-gamma wealth), 0 or more.

        Returns
        -------
        buy, sell : ndarray
            In money for a unit, of the inventory's shape.

        Notes
        -----
        A buy at q loses jump (q + 1) with the probability p, which is worth
        ln(1 + p (exp(gamma jump (q + 1)) - 1)) / gamma for certain; p jump (q + 1) at gamma 0.
        """
        q = np.asarray(inventory, dtype=np.float64)
        losses = (self.jump * (q + 1.0), -self.jump * (q - 1.0))
        buy, sell = (self.fee + self._certain(loss, risk_aversion) for loss in losses)
        return buy, sell

    def _certain(self, loss: Floats, risk_aversion: float) -> Floats:
        """Certain equivalent of a loss that comes with the jump's probability."""
        if risk_aversion == 0.0:
            return self.jump_probability * loss
        growth = np.expm1(risk_aversion * loss)
        return np.asarray(np.log1p(self.jump_probability * growth) / risk_aversion)


def exponential_sides(
    model: QuotingModel, owner: str
) -> tuple[ExponentialIntensity, ExponentialIntensity]:
    """Return both intensities of a model, or raise unless exponential with one decay."""
    bid, ask = model.sides
    if not (isinstance(bid, ExponentialIntensity) and isinstance(ask, ExponentialIntensity)):
        raise InvalidArgumentError(
            f"{owner} needs exponential intensities, not {bid!r} and {ask!r}: use optimal_policy"
        )
    if bid.decay != ask.decay:
        raise InvalidArgumentError(
            f"{owner} needs one decay for bid and ask, not {bid.decay} and {ask.decay}: use "
            "optimal_policy"
        )
    return bid, ask


def plain_intensity(model: QuotingModel, owner: str) -> ExponentialIntensity:
    """Return the intensity of a driftless, symmetric model without jumps or costs, or raise."""
    bid, ask = exponential_sides(model, owner)
    if bid.scale != ask.scale or bid.scale == 0.0:
        raise InvalidArgumentError(
            f"{owner} needs one scale above 0 for bid and ask, not {bid.scale} and {ask.scale}: "
            "use GueantLehalleFernandezTapia"
        )
    for name in ("drift", "jump", "linear_cost", "quadratic_cost"):
        if getattr(model, name) != 0.0:
            raise InvalidArgumentError(
                f"{owner} has no place for {name}={getattr(model, name)}: use "
                "GueantLehalleFernandezTapia"
            )
    return bid
