"""Rebalancing to a delta at every hedge: Black-Scholes, Bartlett's, and of minimum variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.hedging.band import Band, BandPolicy
from axiom.desk.hedging.policy import HedgingState
from axiom.kernels.hedging import HedgingRule

__all__ = ["BartlettDelta", "BlackScholesDelta", "MinimumVarianceDelta"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlackScholesDelta(BandPolicy):
    """Hold the Black-Scholes delta at the quoted vol, the practitioner's delta.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    def band(self, state: HedgingState) -> Band:
        """Return the delta as a band without width."""
        delta = state.greeks("delta").delta
        return Band(least=delta, most=delta)

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        return HedgingRule(is_call=is_call)


@dataclass(frozen=True, slots=True, kw_only=True)
class BartlettDelta(BandPolicy):
    """Hold delta + vega times the expected move of the quoted vol with the spot.

    The state's `vol_slope` says how far that is. Under SABR `sabr_quote` gives it, and this is
    Bartlett's delta; a surface's spot-vol dynamic gives others.

    Notes
    -----
    Under SABR: delta = BS delta + vega (dsigma/dF + dsigma/dalpha rho nu / F^beta).

    References
    ----------
    .. [1] B. Bartlett (2006), Hedging under SABR model, Wilmott magazine, July, 2-4.

    Verified by ``tests/unit/desk/hedging/test_sabr_quote.py``.
    """

    def band(self, state: HedgingState) -> Band:
        """Return the delta as a band without width."""
        found = state.greeks("delta", "vega")
        delta = found.delta + found.vega * np.asarray(state.vol_slope)
        return Band(least=delta, most=delta)

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        return HedgingRule(is_call=is_call, smile=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumVarianceDelta(BandPolicy):
    """Hold delta + vega / (S sqrt(T)) (a + b delta + c delta^2), with delta the practitioner's.

    Parameters
    ----------
    constant, linear, quadratic : float
        a, b, c; `fitted` finds them.

    References
    ----------
    .. [1] J. Hull, A. White (2017), Optimal delta hedging for options, Journal of Banking &
       Finance 82, 180-190.

    Verified by ``tests/unit/desk/hedging/test_policies.py``.
    """

    constant: float
    linear: float
    quadratic: float

    def __post_init__(self) -> None:
        """Check the coefficients."""
        for name in ("constant", "linear", "quadratic"):
            number(self, name)

    @classmethod
    def fitted(
        cls,
        *,
        spot: ArrayLike,
        time_left: ArrayLike,
        delta: ArrayLike,
        vega: ArrayLike,
        spot_change: ArrayLike,
        option_change: ArrayLike,
    ) -> MinimumVarianceDelta:
        """Fit the coefficients to changes of option prices by least squares.

        Parameters
        ----------
        spot, time_left, delta, vega : array_like, (n,)
            At the start of each change; the Greeks are Black-Scholes at the implied vol, vega per
            1.00 of vol.
        spot_change, option_change : array_like, (n,)
            Over one interval each, all equally long.

        Returns
        -------
        MinimumVarianceDelta

        Raises
        ------
        InvalidArgumentError
            If lengths disagree, a number is not finite, or the changes do not identify three
            coefficients.

        Notes
        -----
        Regresses option_change - delta spot_change on vega / sqrt(T) spot_change / S times
        (1, delta, delta^2), without an intercept.

        Verified by ``tests/unit/desk/hedging/test_policies.py``.
        """
        given = {
            "spot": spot,
            "time_left": time_left,
            "delta": delta,
            "vega": vega,
            "spot_change": spot_change,
            "option_change": option_change,
        }
        columns = {name: np.asarray(values, dtype=np.float64) for name, values in given.items()}
        _check_columns(columns)
        slope = columns["delta"]
        scale = columns["vega"] / np.sqrt(columns["time_left"])
        scale = scale * columns["spot_change"] / columns["spot"]
        regressors = scale[:, None] * np.stack([np.ones_like(slope), slope, slope**2], axis=1)
        unexplained = columns["option_change"] - slope * columns["spot_change"]
        found, _, rank, _ = np.linalg.lstsq(regressors, unexplained, rcond=None)
        if rank < 3:
            raise InvalidArgumentError(
                f"{len(slope)} changes identify {rank} of 3 coefficients: give options of several "
                "deltas"
            )
        return cls(constant=float(found[0]), linear=float(found[1]), quadratic=float(found[2]))

    def band(self, state: HedgingState) -> Band:
        """Return the delta as a band without width."""
        found = state.greeks("delta", "vega")
        polynomial = self.constant + found.delta * (self.linear + found.delta * self.quadratic)
        scale = found.vega / (np.asarray(state.spot) * np.sqrt(state.time_left))
        delta = found.delta + scale * polynomial
        return Band(least=delta, most=delta)

    def rule(self, *, is_call: bool, is_short: bool) -> HedgingRule:
        """Return the band as the compiled loop takes it."""
        return HedgingRule(
            is_call=is_call,
            constant=self.constant,
            linear=self.linear,
            quadratic=self.quadratic,
        )


def _check_columns(columns: dict[str, NDArray[np.float64]]) -> None:
    shapes = {name: column.shape for name, column in columns.items()}
    if len(set(shapes.values())) > 1 or len(shapes["spot"]) != 1:
        raise InvalidArgumentError(f"columns have the shapes {shapes}: give arrays of one length")
    for name, column in columns.items():
        if not np.isfinite(column).all():
            raise InvalidArgumentError(f"{name} holds numbers that are not finite: correct them")
    for name in ("spot", "time_left"):
        if not (columns[name] > 0.0).all():
            raise InvalidArgumentError(f"{name} holds {columns[name].min()}: give numbers above 0")
