"""How often a quote is filled, as a function of its distance from the mid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from axiom.core.fields import number

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = ["ExponentialIntensity", "FillIntensity", "LogisticIntensity"]


@runtime_checkable
class FillIntensity(Protocol):
    """The intensity lambda(offset) with which a quote at a distance from the mid is filled.

    Notes
    -----
    It falls in the offset, is 0 at +inf (no quote), and its optimal quotes are unique where
    lambda lambda'' < 2 lambda'^2, which holds for both families here.

    Verified by tests/unit/desk/quoting/test_fill_intensities.py.
    """

    def rate(self, offset: ArrayLike) -> Floats:
        """Give the fills per unit of time at offsets in price; 0 at +inf."""
        ...

    def log_slope(self, offset: ArrayLike) -> Floats:
        """Give the derivative of the log of the rate in the offset, per unit of price; negative."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExponentialIntensity:
    """Fills at the rate A exp(-k offset).

    Parameters
    ----------
    scale : float
        A, fills per unit of time of a quote at the mid; 0 or more.
    decay : float
        k, per unit of price; above 0.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    References
    ----------
    .. [1] Avellaneda, M. and Stoikov, S. (2008), "High-frequency trading in a limit order book",
       Quantitative Finance 8(3), 217-224 (section 2.4).

    Verified by tests/unit/desk/quoting/test_fill_intensities.py.

    Examples
    --------
    >>> float(ExponentialIntensity(scale=140.0, decay=1.5).rate(0.0))
    140.0
    """

    scale: float
    decay: float

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "scale", least=0.0)
        number(self, "decay", above=0.0)

    def rate(self, offset: ArrayLike) -> Floats:
        """Give the fills per unit of time at offsets in price, an array of their shape."""
        with np.errstate(over="ignore"):
            return np.asarray(self.scale * np.exp(-self.decay * np.asarray(offset, dtype=float)))

    def log_slope(self, offset: ArrayLike) -> Floats:
        """Give the derivative of the log of the rate: -k at every offset."""
        return np.full(np.shape(offset), -self.decay)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticIntensity:
    """Fills at the rate scale / (1 + exp(shift + steepness * offset)).

    Parameters
    ----------
    scale : float
        Requests per unit of time, all of which are filled far inside the mid; 0 or more.
    steepness : float
        Per unit of price, above 0.
    shift : float
        1 / (1 + exp(shift)) of the requests are filled at the mid.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    References
    ----------
    .. [1] Baldacci, B., Bergault, P. and Guéant, O. (2021), "Algorithmic market making for
       options", Quantitative Finance 21(1), 85-97 (section 4.1).

    Verified by tests/unit/desk/quoting/test_fill_intensities.py.

    Examples
    --------
    >>> float(LogisticIntensity(scale=30.0, steepness=2.0, shift=0.0).rate(0.0))
    15.0
    """

    scale: float
    steepness: float
    shift: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "scale", least=0.0)
        number(self, "steepness", above=0.0)
        number(self, "shift")

    def rate(self, offset: ArrayLike) -> Floats:
        """Give the fills per unit of time at offsets in price, an array of their shape."""
        filled, _ = self._shares(offset)
        return np.asarray(self.scale * filled)

    def log_slope(self, offset: ArrayLike) -> Floats:
        """Give the derivative of the log of the rate: -steepness times the share refused."""
        _, refused = self._shares(offset)
        return np.asarray(-self.steepness * refused)

    def _shares(self, offset: ArrayLike) -> tuple[Floats, Floats]:
        """Shares of the requests that are filled and that are refused."""
        x = self.shift + self.steepness * np.asarray(offset, dtype=float)
        small = np.exp(-np.abs(x))
        less, more = small / (1.0 + small), 1.0 / (1.0 + small)
        return np.where(x >= 0.0, less, more), np.where(x >= 0.0, more, less)
