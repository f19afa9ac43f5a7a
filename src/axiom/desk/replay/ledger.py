"""What the desk holds and has paid: positions, underlying, cash and fees, to the last unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.fields import number
from axiom.desk.replay.listing import moved

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.desk.replay.listing import Rows

    Floats = NDArray[np.float64]

__all__ = ["Fees", "Ledger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """What trading costs.

    Parameters
    ----------
    per_contract : float, default 0.0
        Fee of one option contract, in currency; below 0 it is a rebate.
    per_unit : float, default 0.0
        Fee of one unit of the underlying, in currency.
    half_spread_bp : float, default 0.0
        Half of the underlying's bid-ask spread, in hundredths of a percent of spot, which every
        hedge pays; >= 0.

    Raises
    ------
    InvalidArgumentError
        If a value is not finite or `half_spread_bp` is negative.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_ledger.py.
    """

    per_contract: float = 0.0
    per_unit: float = 0.0
    half_spread_bp: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "per_contract")
        number(self, "per_unit")
        number(self, "half_spread_bp", least=0.0)

    def hedge_price(self, spot: float, quantity: float) -> float:
        """Give the price at which so many units of the underlying trade: the far side."""
        return spot * (1.0 + 1e-4 * self.half_spread_bp * float(np.sign(quantity)))


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The desk's account; it begins with nothing.

    Attributes
    ----------
    positions : ndarray, (n,)
        Contracts by row of the listing.
    multiplier : float
        Units of the underlying a contract.
    underlying : float
        Units held.
    cash : float
        Received less paid, fees included; it earns no interest.
    fees : float
        Paid until now, rebates taken off; part of `cash`.

    Notes
    -----
    Verified by tests/unit/desk/replay/test_ledger.py and
    tests/properties/test_session_properties.py.
    """

    positions: Floats
    multiplier: float
    underlying: float = 0.0
    cash: float = 0.0
    fees: float = 0.0
    rates: Fees = field(default_factory=Fees)

    def fill(self, row: int, quantity: float, price: float) -> float:
        """Book a trade of options at a price a unit; return the fee."""
        fee = self.rates.per_contract * abs(quantity)
        self.positions[row] += quantity
        self.cash -= quantity * price * self.multiplier + fee
        self.fees += fee
        return fee

    def hedge(self, quantity: float, price: float) -> float:
        """Book a trade of the underlying; return the fee."""
        fee = self.rates.per_unit * abs(quantity)
        self.underlying += quantity
        self.cash -= quantity * price + fee
        self.fees += fee
        return fee

    def settle(self, row: int, value: float) -> float:
        """Turn an expired position into cash; return how many contracts it was."""
        quantity = float(self.positions[row])
        self.positions[row] = 0.0
        self.cash += quantity * value * self.multiplier
        return quantity

    def options_value(self, values: Floats) -> float:
        """Give the worth of the options at values a unit; those not held may have none."""
        held = np.flatnonzero(self.positions)
        return self.multiplier * float(np.dot(self.positions[held], values[held]))

    def relisted(self, old_rows: Rows) -> None:
        """Go over to another listing, in which every option held has a row."""
        self.positions = moved(self.positions, old_rows, 0.0)
