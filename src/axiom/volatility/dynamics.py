"""How vols follow the spot: one convention for Greeks, scenarios, hedges and live updates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from axiom.core.errors import InvalidArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.surface import Surface

__all__ = ["DynamicsLike", "SpotVolDynamics"]

_NAMED: Final = {"sticky_strike": 1.0, "sticky_moneyness": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotVolDynamics:
    """Where the vol of a strike goes when the spot moves: a skew-stickiness ratio.

    Parameters
    ----------
    skew_stickiness : float
        R, finite: the at-the-money vol moves by R times the skew dvol/dk for a log-return of 1.
        1 is sticky strike (each strike keeps its vol), 0 sticky moneyness (each strike over
        forward keeps its vol); equity indices are usually between 1 and 2.
    standard_error : float
        Of R, where it was fitted; 0 where it is a convention.

    Raises
    ------
    InvalidArgumentError
        If R is not finite, or the error is negative or not finite.

    Notes
    -----
    When the forward moves from F to F exp(x), the smile of every expiry, as a function of
    k = log(strike / forward), is translated by R x: the vol at log-moneyness k' becomes
    vol(k' + R x). At the forward this is Bergomi's definition, d vol_atm = R (dvol/dk) d ln F. A
    fixed strike, at k before the move and at k - x after it, then has the vol(k - (1 - R) x), so

    d vol_K / d ln F = -(1 - R) dvol/dk  and  d2 vol_K / d(ln F)2 = (1 - R)^2 d2vol/dk2.

    As all expiries are translated alike, total variance goes on rising in expiry where it did;
    butterflies have to be checked again after a move unless R = 0.

    References
    ----------
    .. [1] Bergomi, L. (2009), "Smile dynamics IV", Risk, December, 94-100.
    .. [2] Bergomi, L. (2016), "Stochastic Volatility Modeling", CRC Press, section 9.2.

    Verified by tests/unit/volatility/test_dynamics.py and
    tests/properties/test_dynamics_properties.py.

    Examples
    --------
    >>> SpotVolDynamics.of("sticky_strike").skew_stickiness
    1.0
    >>> SpotVolDynamics.of("1.4").name
    'skew_stickiness 1.4'
    """

    skew_stickiness: float = 1.0
    standard_error: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        if not math.isfinite(self.skew_stickiness):
            raise InvalidArgumentError(
                f"skew_stickiness is {self.skew_stickiness}; give a finite ratio, such as 1.0 for "
                "sticky strike"
            )
        if not (math.isfinite(self.standard_error) and self.standard_error >= 0.0):
            raise InvalidArgumentError(
                f"standard_error is {self.standard_error}; give a finite value of 0 or more"
            )

    @classmethod
    def of(cls, dynamics: DynamicsLike) -> SpotVolDynamics:
        """Return dynamics from themselves, a name or a ratio.

        Parameters
        ----------
        dynamics : SpotVolDynamics, str or float
            ``"sticky_strike"``, ``"sticky_moneyness"``, or the skew-stickiness ratio as a number
            or as text.

        Returns
        -------
        SpotVolDynamics

        Raises
        ------
        InvalidArgumentError
            If it is none of these.
        """
        if isinstance(dynamics, SpotVolDynamics):
            return dynamics
        if isinstance(dynamics, str) and dynamics in _NAMED:
            return cls(skew_stickiness=_NAMED[dynamics])
        try:
            ratio = math.nan if isinstance(dynamics, bool) else float(dynamics)
        except (TypeError, ValueError):
            ratio = math.nan
        if not math.isfinite(ratio):
            raise InvalidArgumentError(
                f"dynamics is {dynamics!r}; give one of {', '.join(_NAMED)}, or a finite "
                "skew-stickiness ratio"
            )
        return cls(skew_stickiness=ratio)

    @property
    def name(self) -> str:
        """``"sticky_strike"``, ``"sticky_moneyness"``, or the ratio in words."""
        for name, ratio in _NAMED.items():
            if self.skew_stickiness == ratio:
                return name
        return f"skew_stickiness {self.skew_stickiness:.3g}"

    @property
    def keeps_strike_vols(self) -> bool:
        """Whether every strike keeps its vol (R = 1)."""
        return self.skew_stickiness == 1.0

    @property
    def travel(self) -> float:
        """The share 1 - R of a log-return by which the smile travels over the strikes."""
        return 1.0 - self.skew_stickiness

    def vol(
        self,
        surface: Surface,
        *,
        strike: ArrayLike | None = None,
        log_moneyness: ArrayLike | None = None,
        expiry: ArrayLike,
        log_return: ArrayLike,
    ) -> float | NDArray[np.float64]:
        """Give the vol that a strike has after the forward has moved.

        Parameters
        ----------
        surface : Surface
            The surface before the move.
        strike, log_moneyness : array_like
            Exactly one of them: the strike, or its log(strike / forward) *before* the move.
        expiry : array_like
            Years.
        log_return : array_like
            log(forward after / forward before).

        Returns
        -------
        float or ndarray
            Black vol at fixed strike, of the broadcast shape.

        Raises
        ------
        InvalidArgumentError
            As the surface's own `vol`.
        """
        if (strike is None) == (log_moneyness is None):
            raise InvalidArgumentError("give exactly one of strike and log_moneyness")
        if log_moneyness is None:
            forward = np.asarray(surface.forward(expiry))
            log_moneyness = np.log(np.asarray(strike, dtype=np.float64) / forward)
        place = np.asarray(log_moneyness, dtype=np.float64) - self.travel * np.asarray(log_return)
        return surface.vol(log_moneyness=place if place.ndim else float(place), expiry=expiry)

    def slopes(
        self, surface: Surface, *, log_moneyness: ArrayLike, expiry: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the first two derivatives of a strike's vol in the log of the forward.

        Parameters
        ----------
        surface : Surface
            The surface.
        log_moneyness : array_like
            log(strike / forward).
        expiry : array_like
            Years, > 0.

        Returns
        -------
        first, second : ndarray
            d vol_K / d ln F and d2 vol_K / d(ln F)2, of the broadcast shape.
        """
        t = np.asarray(expiry, dtype=np.float64)
        found = surface.derivatives(log_moneyness=log_moneyness, expiry=expiry)
        vol = np.sqrt(np.asarray(found.total_variance) / t)
        skew = np.asarray(found.dw_dk) / (2.0 * t * vol)
        curvature = (np.asarray(found.d2w_dk2) / (2.0 * t) - skew * skew) / vol
        return -self.travel * skew, self.travel**2 * curvature


DynamicsLike: TypeAlias = "SpotVolDynamics | str | float"
"""What `SpotVolDynamics.of` understands."""
