"""Notes on the returns from one reset date to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, optional_number, times
from axiom.instruments.instrument import Instrument

__all__ = ["Cliquet", "ReverseCliquet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cliquet(Instrument):
    """The sum of clipped returns, clipped itself.

    Pays N min(max(p + sum_i min(max(S_i / S_(i-1) - 1, f), c), F), C) at the last reset.

    Parameters
    ----------
    resets : tuple of float
        Years, ascending, above 0: the ends of the periods. The first begins now, or began at
        `previous_fixing`.
    local_floor, local_cap : float
        f and c, bounds on each return; may be infinite.
    global_floor, global_cap : float
        F and C, bounds on the sum; may be infinite.
    notional : float
        N, above 0.
    past_return : float
        p, the clipped returns of periods that are over.
    previous_fixing : float, optional
        S_0, above 0, where the first period has begun; None: the spot.

    References
    ----------
    Wilmott, Cliquet options and volatility models, Wilmott magazine, December 2002, 78-83 (p. 78).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    resets: tuple[float, ...]
    local_floor: float = -math.inf
    local_cap: float = math.inf
    global_floor: float = -math.inf
    global_cap: float = math.inf
    notional: float = 1.0
    past_return: float = 0.0
    previous_fixing: float | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        times(self, "resets")
        for name in ("local_floor", "local_cap", "global_floor", "global_cap"):
            number(self, name, is_infinite_allowed=True)
        for low, high in (("local_floor", "local_cap"), ("global_floor", "global_cap")):
            if getattr(self, low) > getattr(self, high):
                raise InvalidArgumentError(
                    f"{low}={getattr(self, low)} is above {high}={getattr(self, high)}: swap them"
                )
        number(self, "notional", above=0.0)
        number(self, "past_return")
        optional_number(self, "previous_fixing", above=0.0)

    @property
    def n_assets(self) -> int:
        """One."""
        return 1

    @property
    def last_time(self) -> float:
        """The last reset."""
        return self.resets[-1]

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the notional."""
        return self.notional


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseCliquet(Instrument):
    """A coupon from which every fall of the asset is taken.

    Pays N max(F, c + p + sum_i min(S_i / S_(i-1) - 1, 0)) at the last reset.

    Parameters
    ----------
    resets : tuple of float
        Years, ascending, above 0: the ends of the periods.
    coupon : float
        c, 0 or more.
    floor : float
        F.
    notional : float
        N, above 0.
    past_return : float
        p, 0 or below: the falls of periods that are over.
    previous_fixing : float, optional
        S_0, above 0, where the first period has begun; None: the spot.

    References
    ----------
    Gatheral, The Volatility Surface, Wiley 2006, ch. 10 (p. 127).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    resets: tuple[float, ...]
    coupon: float
    floor: float = 0.0
    notional: float = 1.0
    past_return: float = 0.0
    previous_fixing: float | None = None

    def __post_init__(self) -> None:
        """Check the terms."""
        times(self, "resets")
        number(self, "coupon", least=0.0)
        number(self, "floor")
        number(self, "notional", above=0.0)
        number(self, "past_return", most=0.0)
        optional_number(self, "previous_fixing", above=0.0)

    @property
    def n_assets(self) -> int:
        """One."""
        return 1

    @property
    def last_time(self) -> float:
        """The last reset."""
        return self.resets[-1]

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the notional."""
        return self.notional
