"""Notes that accrue while the asset stays in a range."""

from __future__ import annotations

from dataclasses import dataclass

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, times, whole
from axiom.instruments.instrument import SingleAsset

__all__ = ["RangeAccrual"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeAccrual(SingleAsset):
    """A coupon in proportion to the fixings inside a range.

    Pays C n / N at T, with n of N fixings inside L <= S <= U.

    Parameters
    ----------
    lower, upper : float
        L and U, 0 or more, L < U.
    fixings : tuple of float
        Times of the fixings to come, ascending, in [0, T].
    expiry : float
        T in years, 0 or more.
    coupon : float
        C, 0 or more: what is paid if every fixing is inside.
    past_inside, past_fixings : int
        Fixings inside the range so far, and all so far.

    References
    ----------
    Turnbull, Interest rate digital options and range notes, Journal of Derivatives 3 (1), 1995,
    92-101 (p. 92).

    Verified by ``tests/unit/instruments/test_instruments.py``.
    """

    lower: float
    upper: float
    fixings: tuple[float, ...]
    expiry: float
    coupon: float = 1.0
    past_inside: int = 0
    past_fixings: int = 0

    def __post_init__(self) -> None:
        """Check the terms."""
        number(self, "lower", least=0.0)
        number(self, "upper", least=0.0)
        if self.lower >= self.upper:
            raise InvalidArgumentError(
                f"lower={self.lower}, upper={self.upper}: give lower below upper"
            )
        number(self, "expiry", least=0.0)
        number(self, "coupon", least=0.0)
        whole(self, "past_inside")
        whole(self, "past_fixings", least=self.past_inside)
        times(self, "fixings", last=self.expiry, is_now_allowed=True, fewest=0)
        if not self.fixings and not self.past_fixings:
            raise InvalidArgumentError("fixings is empty: give the times of the fixings to come")

    def size(self, spots: tuple[float, ...]) -> float:
        """Return the coupon."""
        return self.coupon
