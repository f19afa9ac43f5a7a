"""What simulated episodes of a maker came to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError

__all__ = ["MakerEpisodes", "MakerPaths"]

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MakerPaths:
    """Episodes at time 0 and at the end of every step.

    Attributes
    ----------
    times : ndarray of float64, (steps + 1,)
    mid, inventory, wealth : ndarray of float64, (episodes, steps + 1)

    Verified by ``tests/parity/test_maker_twin.py``.
    """

    times: Doubles
    mid: Doubles
    inventory: Doubles
    wealth: Doubles


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MakerEpisodes:
    """Simulated episodes of a maker, each from no cash and no inventory.

    Attributes
    ----------
    mid : ndarray of float64, (episodes,)
        At the horizon.
    inventory : ndarray of float64, (episodes,)
        Units at the horizon.
    wealth : ndarray of float64, (episodes,)
        Cash and inventory marked to mid; equals spread + carry - fees.
    spread : ndarray of float64, (episodes,)
        Distance of the fills from the mid at their time.
    carry : ndarray of float64, (episodes,)
        What the moves of the mid earned on the inventory, jumps after fills among them.
    fees : ndarray of float64, (episodes,)
        Paid, less rebates.
    bid_fills, ask_fills : ndarray of float64, (episodes,)
        Units bought and sold.
    bid_orders, ask_orders : ndarray of float64, (episodes,)
        Orders that came for each side, filled or not.
    mean_inventory, mean_absolute_inventory : ndarray of float64, (episodes,)
        Means over time of the inventory and its magnitude.
    mean_squared_inventory, most_inventory, least_inventory : ndarray of float64, (episodes,)
        Mean over time of the squared inventory, and the inventory's extremes.
    paths : MakerPaths or None
        Where they were asked for.

    Verified by ``tests/unit/desk/markets/test_simulation.py``.
    """

    mid: Doubles
    inventory: Doubles
    wealth: Doubles
    spread: Doubles
    carry: Doubles
    fees: Doubles
    bid_fills: Doubles
    ask_fills: Doubles
    bid_orders: Doubles
    ask_orders: Doubles
    mean_inventory: Doubles
    mean_absolute_inventory: Doubles
    mean_squared_inventory: Doubles
    most_inventory: Doubles
    least_inventory: Doubles
    paths: MakerPaths | None = None

    @property
    def fills(self) -> Doubles:
        """Units traded, (episodes,)."""
        return self.bid_fills + self.ask_fills

    def certainty_equivalent(self, risk_aversion: float) -> tuple[float, float]:
        """Give the certain wealth worth as much as the episodes' under CARA utility.

        Parameters
        ----------
        risk_aversion : float
            gamma of -exp(-gamma W), per unit of money, 0 or more; 0 gives the mean.

        Returns
        -------
        value, standard_error : float
            The error by the delta method; NaN from a single episode.

        Raises
        ------
        InvalidArgumentError
            If the risk aversion is negative or not finite.

        Notes
        -----
        -ln(mean of exp(-gamma W)) / gamma, taken about the mean wealth so that it does not
        overflow where gamma times the spread of wealth is moderate. Its bias is of the order of
        one over the number of episodes.
        """
        if not (math.isfinite(risk_aversion) and risk_aversion >= 0.0):
            raise InvalidArgumentError(
                f"risk_aversion={risk_aversion!r}: give a finite number of 0 or more"
            )
        count = len(self.wealth)
        centre = float(self.wealth.mean())
        spread = float(self.wealth.std(ddof=1)) if count > 1 else math.nan
        if risk_aversion == 0.0:
            return centre, spread / math.sqrt(count)
        exponents = -risk_aversion * (self.wealth - centre)
        highest = float(exponents.max())
        disutility = np.exp(exponents - highest)
        mean = float(disutility.mean())
        deviation = float(disutility.std(ddof=1)) if count > 1 else math.nan
        value = centre - (math.log(mean) + highest) / risk_aversion
        return value, deviation / (mean * risk_aversion * math.sqrt(count))
