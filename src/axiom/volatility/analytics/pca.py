"""Principal components of the moves of a surface."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.volatility.analytics.vol_grid import DeltaGrid, VolHistory

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.volatility.analytics.history import SurfaceHistory

__all__ = ["SurfacePca", "surface_pca"]

_BALANCED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfacePca:
    """Principal components of a surface's moves at a grid of tenors and deltas.

    Attributes
    ----------
    underlying : str
    grid : DeltaGrid
    times : tuple of datetime
        End of each move, (n,).
    moves : {"absolute", "log"}
        What a move is: the change of vol, or of its logarithm.
    mean : ndarray of float64, (tenors, deltas)
        Mean move.
    loadings : ndarray of float64, (c, tenors, deltas)
        Components, of unit length and orthogonal, largest first. Each is signed so that its entries
        add up to more than 0 (vols rise with the score); where they cancel, so that its largest
        entry is positive.
    scores : ndarray of float64, (n, c)
        Coordinates of each move less the mean.
    explained : ndarray of float64, (c,)
        Share of the moves' variance, descending.
    """

    underlying: str
    grid: DeltaGrid
    times: tuple[dt.datetime, ...]
    moves: Literal["absolute", "log"]
    mean: NDArray[np.float64]
    loadings: NDArray[np.float64]
    scores: NDArray[np.float64]
    explained: NDArray[np.float64]

    @property
    def cumulative(self) -> NDArray[np.float64]:
        """Share that each component and those before it explain together, (c,)."""
        return np.cumsum(self.explained)

    def reconstruct(self, components: int | None = None) -> NDArray[np.float64]:
        """Give the moves by the first components, (n, tenors, deltas); by all: as they were.

        Raises
        ------
        InvalidArgumentError
            When there are not so many components.
        """
        count = self.explained.size if components is None else components
        if not 0 <= count <= self.explained.size:
            msg = f"components is {count}; give 0 to {self.explained.size}"
            raise InvalidArgumentError(msg)
        scores = self.scores[:, :count]
        return self.mean + np.tensordot(scores, self.loadings[:count], axes=1)

    def project(self, move: ArrayLike) -> NDArray[np.float64]:
        """Scores of a move, (c,), of moves of shape (..., tenors, deltas).

        Raises
        ------
        InvalidArgumentError
            When the move is not of the grid's shape.
        """
        given = np.asarray(move, dtype=np.float64)
        if given.shape[-2:] != self.grid.shape:
            msg = f"move has shape {given.shape}; give (..., {self.grid.shape[0]}, "
            raise InvalidArgumentError(f"{msg}{self.grid.shape[1]}), tenors by deltas")
        return np.tensordot(given - self.mean, self.loadings, axes=([-2, -1], [1, 2]))


def surface_pca(
    history: SurfaceHistory | VolHistory,
    *,
    underlying: str | None = None,
    moves: Literal["absolute", "log"] = "absolute",
    components: int | None = None,
) -> SurfacePca:
    """Find the principal components of the moves between surfaces of a history.

    Parameters
    ----------
    history : SurfaceHistory or VolHistory
        Three surfaces or more.
    underlying : str, optional
        May be left out where the history has one only.
    moves : {"absolute", "log"}
        Changes of vol, or of its logarithm, from each surface to the next at fixed tenor and delta,
        whatever time lies between.
    components : int, optional
        How many to keep; all that the moves have otherwise.

    Returns
    -------
    SurfacePca

    Raises
    ------
    DataError
        When there are fewer than three surfaces, or none of them moves.
    InvalidArgumentError
        When `moves` or `components` is outside its domain.

    Notes
    -----
    Singular value decomposition of the moves less their mean, not weighted: every point of the grid
    counts alike.

    References
    ----------
    .. [1] Cont, R., da Fonseca, J. (2002), "Dynamics of implied volatility surfaces", Quantitative
       Finance 2(1), 45-60.

    Verified by ``tests/unit/volatility/analytics/test_pca.py`` and, on recorded days,
    ``tests/integration/test_surface_history.py``.
    """
    if moves not in ("absolute", "log"):
        raise InvalidArgumentError(f"moves is {moves!r}; give 'absolute' or 'log'")
    found = history if isinstance(history, VolHistory) else history.vols(underlying=underlying)
    if len(found.times) < 3:
        msg = f"the history of {found.underlying} has {len(found.times)} surfaces"
        raise DataError(f"{msg}; components of moves need three or more")
    values = np.log(found.vols) if moves == "log" else found.vols
    steps = np.diff(values, axis=0)
    mean = steps.mean(axis=0)
    _, size, axes = np.linalg.svd((steps - mean).reshape(steps.shape[0], -1), full_matrices=False)
    if not size[0] > 0.0:
        raise DataError(f"the surfaces of {found.underlying} do not move; give others")
    rank = int((size > size[0] * 1e-12).sum())
    kept = _kept(rank, components)
    signed = _signed(axes[:kept])
    flat = (steps - mean).reshape(steps.shape[0], -1)
    return SurfacePca(
        underlying=found.underlying,
        grid=found.grid,
        times=found.times[1:],
        moves=moves,
        mean=mean,
        loadings=signed.reshape(kept, *found.grid.shape),
        scores=flat @ signed.T,
        explained=(size**2 / (size**2).sum())[:kept],
    )


def _kept(rank: int, components: int | None) -> int:
    if components is None:
        return rank
    if not 1 <= components <= rank:
        msg = f"components is {components}; the moves have {rank}: give 1 to {rank}"
        raise InvalidArgumentError(msg)
    return components


def _signed(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn components so that they add up to more than 0, or their largest entry does."""
    total = axes.sum(axis=1)
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)[:, 0]
    lead = np.where(np.abs(total) > _BALANCED, total, largest)
    return axes * np.where(lead < 0.0, -1.0, 1.0)[:, None]
