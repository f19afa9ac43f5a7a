"""Moves of spot and vols, day by day: what a value at risk is taken over."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.risk.value_at_risk.checks import checked_whole

__all__ = ["MarketMoves", "ewma_vol"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarketMoves:
    """Moves of a market over intervals of equal length, in the order of time.

    Parameters
    ----------
    spot : array_like, shape (n,)
        Log-returns of spot.
    vols : array_like, shape (n, k), optional
        Moves of implied vol at each tenor, in decimals, beyond those that the spot-vol dynamics
        give for the spot's move (`surface_moves` makes them of surfaces). None: vols move with the
        spot by the dynamics and not otherwise.
    tenors : tuple of float
        The tenors in years, ascending, above 0; one a column of `vols`.
    intervals : int
        How many intervals of the history each move spans; those of 2 or more overlap.

    Raises
    ------
    InvalidArgumentError
        If shapes disagree or tenors do not ascend.
    DataError
        If there are fewer than 2 moves, or one is not finite.

    Notes
    -----
    Verified by tests/unit/risk/test_moves.py.
    """

    spot: Floats
    vols: Floats = field(default_factory=lambda: np.empty((0, 0)))
    tenors: tuple[float, ...] = ()
    intervals: int = 1

    def __post_init__(self) -> None:
        """Check the arrays and keep read-only copies of them."""
        spot = np.array(self.spot, dtype=np.float64)
        tenors = tuple(float(tenor) for tenor in self.tenors)
        if spot.ndim != 1:
            raise InvalidArgumentError(f"spot has the shape {spot.shape}; give one axis of moves")
        vols = np.array(self.vols, dtype=np.float64)
        vols = np.empty((spot.size, 0)) if not tenors and not vols.size else vols
        if vols.shape != (spot.size, len(tenors)):
            raise InvalidArgumentError(
                f"vols has the shape {vols.shape} for {spot.size} moves of spot and {len(tenors)} "
                "tenors; give one row a move and one column a tenor"
            )
        if any(not 0.0 < tenor < math.inf for tenor in tenors) or np.any(np.diff(tenors) <= 0.0):
            raise InvalidArgumentError(f"tenors are {tenors}; give ascending years above 0")
        _check_moves(spot, vols)
        for array in (spot, vols):
            array.flags.writeable = False
        object.__setattr__(self, "spot", spot)
        object.__setattr__(self, "vols", vols)
        object.__setattr__(self, "tenors", tenors)

    def __len__(self) -> int:
        """Return the number of moves."""
        return int(self.spot.size)

    @property
    def factors(self) -> Floats:
        """Log-return of spot and moves of vol beside each other, shape (n, 1 + k)."""
        return np.column_stack([self.spot, self.vols])

    def over(self, intervals: int) -> MarketMoves:
        """Return the moves over several intervals in a row: sums of all windows, which overlap.

        Raises
        ------
        InvalidArgumentError
            If intervals is no whole number of at least 1, or these moves span several already.
        DataError
            If fewer than 2 windows fit.
        """
        if checked_whole("intervals", intervals, 1) == 1:
            return self
        if self.intervals > 1:
            raise InvalidArgumentError(
                f"the moves span {self.intervals} intervals already; take them over {intervals} "
                "from those of one"
            )
        if len(self) - intervals + 1 < 2:
            raise DataError(
                f"{len(self)} moves do not hold 2 windows of {intervals}; give a longer history"
            )
        summed = sliding_window_view(self.factors, intervals, axis=0).sum(axis=-1)
        return self._of(summed, intervals)

    def filtered(self, *, decay: float = 0.94) -> MarketMoves:
        """Return the moves scaled to the volatility of now: filtered historical simulation.

        Parameters
        ----------
        decay
            Weight of the past in the exponentially weighted variance, in (0, 1).

        Returns
        -------
        MarketMoves
            Each move times sigma(now) / sigma(then), factor by factor; see `ewma_vol`.

        References
        ----------
        .. [1] Hull, J., White, A. (1998), "Incorporating volatility updating into the historical
           simulation method for value at risk", Journal of Risk 1(1), 5-19.
        .. [2] Barone-Adesi, G., Giannopoulos, K., Vosper, L. (1999), "VaR without correlations for
           portfolios of derivative securities", Journal of Futures Markets 19(5), 583-602.
        """
        moves = self.factors
        vol = ewma_vol(moves, decay=decay)
        then, now = vol[:-1], vol[-1]
        scale = np.divide(now, then, out=np.ones_like(then), where=then > 0.0)
        return self._of(moves * scale, self.intervals)

    def covariance(self, *, decay: float | None = None) -> Floats:
        """Return the covariance of the factors about zero, shape (1 + k, 1 + k).

        Parameters
        ----------
        decay
            Weight of the past, in (0, 1), for exponential weights; None for equal ones.
        """
        weights = np.full(len(self), 1.0 / len(self))
        if decay is not None:
            weights = _checked_decay(decay) ** np.arange(len(self))[::-1]
            weights /= weights.sum()
        moves = self.factors
        return np.asarray((moves * weights[:, None]).T @ moves)

    def _of(self, factors: Floats, intervals: int) -> MarketMoves:
        return MarketMoves(
            spot=factors[:, 0], vols=factors[:, 1:], tenors=self.tenors, intervals=intervals
        )


def ewma_vol(moves: ArrayLike, *, decay: float = 0.94) -> Floats:
    """Give the exponentially weighted volatility before each move, and after the last.

    Parameters
    ----------
    moves
        Moves in the order of time, shape (n,) or (n, k).
    decay
        Weight of the past, in (0, 1); 0.94 is that of RiskMetrics for daily moves.

    Returns
    -------
    ndarray, shape (n + 1,) or (n + 1, k)
        Known before each move; the last one is that of now.

    Raises
    ------
    InvalidArgumentError
        If decay is outside (0, 1).

    Notes
    -----
    variance(i + 1) = decay variance(i) + (1 - decay) move(i)^2, which starts at the mean square of
    the first ``1 / (1 - decay)`` moves, so the first few look ahead by as many.

    References
    ----------
    .. [1] J.P. Morgan (1996), "RiskMetrics: technical document", 4th edition, section 5.2.

    Verified by tests/unit/risk/test_moves.py.
    """
    kept = _checked_decay(decay)
    squares = np.asarray(moves, dtype=np.float64) ** 2
    variance = np.empty((squares.shape[0] + 1, *squares.shape[1:]))
    variance[0] = squares[: round(1.0 / (1.0 - kept))].mean(axis=0)
    for i, square in enumerate(squares):
        variance[i + 1] = kept * variance[i] + (1.0 - kept) * square
    return np.asarray(np.sqrt(variance))


def _checked_decay(decay: float) -> float:
    if not 0.0 < decay < 1.0:
        raise InvalidArgumentError(f"decay is {decay}; give a number between 0 and 1, such as 0.94")
    return float(decay)


def _check_moves(spot: Floats, vols: Floats) -> None:
    if spot.size < 2:
        raise DataError(f"there are {spot.size} moves; give at least 2")
    for name, values in (("spot", spot), ("vols", vols)):
        bad = np.argwhere(~np.isfinite(values))
        if bad.size:
            raise DataError(
                f"{name} is {values[tuple(bad[0])]} at move {bad[0][0]}; leave such moves out"
            )
