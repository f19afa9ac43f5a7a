"""Notes that are called by themselves when the assets stand high enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import choice, flag, number, numbers, times, whole
from axiom.instruments.instrument import Instrument

__all__ = ["Autocallable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Autocallable(Instrument):
    """A note on the worst of some assets, with coupons, early redemption and a short put.

    With the performance P_i = min_a S_a(t_i) / R_a at observation i:

    - coupon: if P_i >= coupon_level, N c is paid at t_i, with memory N c for every observation
      missed since the last coupon as well;
    - call: if P_i >= autocall_levels[i], N is paid back at t_i and the note ends;
    - at the last observation, not called: N, or, if the performance has been at or below
      `knock_in`, N min(1, P / put_strike).

    Parameters
    ----------
    observations : tuple of float
        t_i in years, ascending, above 0.
    autocall_levels : tuple of float
        Performances that call the note, above 0, one an observation; the last one calls at the end,
        where the note pays N back whatever the knock-in did. Infinite: no call.
    coupon : float
        c, 0 or more.
    coupon_level : float
        0 or more; 0: unconditional.
    has_memory : bool
    knock_in : float
        Performance, 0 or more; 0: the capital is safe.
    initial_fixings : tuple of float
        R_a, above 0, one an asset.
    knock_in_monitoring : {"expiry", "observations", "continuous"}
    put_strike : float
        Performance below which capital is lost once knocked in, above 0.
    notional : float
        N, above 0.
    is_knocked_in : bool
        Whether it has been already.
    missed_coupons : int
        Coupons missed so far that memory will pay.

    References
    ----------
    Deng, Mallett, McCann, Modeling autocallable structured products, Journal of Derivatives & Hedge
    Funds 17, 2011, 326-340 (p. 327).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    observations: tuple[float, ...]
    autocall_levels: tuple[float, ...]
    coupon: float
    initial_fixings: tuple[float, ...]
    coupon_level: float = 0.0
    has_memory: bool = False
    knock_in: float = 0.0
    knock_in_monitoring: Literal["expiry", "observations", "continuous"] = "expiry"
    put_strike: float = 1.0
    notional: float = 1.0
    is_knocked_in: bool = False
    missed_coupons: int = 0

    def __post_init__(self) -> None:
        """Check the terms."""
        times(self, "observations")
        self._check_levels()
        number(self, "coupon", least=0.0)
        number(self, "coupon_level", least=0.0)
        number(self, "knock_in", least=0.0)
        number(self, "put_strike", above=0.0)
        number(self, "notional", above=0.0)
        numbers(self, "initial_fixings", above=0.0)
        flag(self, "has_memory", "is_knocked_in")
        choice(self, "knock_in_monitoring", ("expiry", "observations", "continuous"))
        whole(self, "missed_coupons")

    def _check_levels(self) -> None:
        levels = tuple(float(level) for level in self.autocall_levels)
        if len(levels) != len(self.observations):
            raise InvalidArgumentError(
                f"autocall_levels has {len(levels)} numbers: give one for each of the "
                f"{len(self.observations)} observations"
            )
        for level in levels:
            if not level > 0.0:
                raise InvalidArgumentError(f"autocall_levels holds {level}: give levels above 0")
        object.__setattr__(self, "autocall_levels", levels)

    @property
    def n_assets(self) -> int:
        """As many as initial fixings."""
        return len(self.initial_fixings)

    @property
    def last_time(self) -> float:
        """The last observation."""
        return self.observations[-1]

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the notional."""
        return self.notional
