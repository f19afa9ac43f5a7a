"""A random path seen at some places with errors: its roughness, its course and its outliers.

The path is y(x) = level + drift x + roughness B(x) with a Brownian motion B, what is usually
called a local-level model: between two places it is the straight line, beyond the last it stays
where it is but for the drift, and its error grows with the root of the distance. How rough it is
follows from the data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Path", "PathPrior", "fit_path"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_GRID: Final = np.exp(np.linspace(-4.0, 4.0, 13))
_LIMIT: Final = 5.0
_FEWEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPrior:
    """What is taken for granted of a path.

    Parameters
    ----------
    level, drift : float
        Standard deviations about 0 of the path's level and of its drift.
    roughness : float
        Median of the roughness, in units of y per root of x.
    factor : float, default 3.0
        Roughness is lognormal: one standard deviation is this factor either way.
    """

    level: float
    drift: float
    roughness: float
    factor: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Path:
    """A fitted path; arrays of shape (places,).

    Parameters
    ----------
    x, y, variance : ndarray
        Where it was seen, ascending, as what, and the variances of the errors.
    off : ndarray of bool
        Places that do not belong to the path; they have no weight in it.
    distance : ndarray
        How far each place lies from the path through the others, in standard deviations.
    roughness : float
        The most likely one.
    prior : PathPrior
        As given.
    """

    x: Floats
    y: Floats
    variance: Floats
    off: Mask
    distance: Floats
    roughness: float
    prior: PathPrior

    def at(self, x: Floats) -> tuple[Floats, Floats]:
        """Return the path and its standard error at places, shape (n,), in any order."""
        used = ~self.off
        seen = self.x[used]
        origin = min(float(seen[0]), float(x.min()))
        scale = self.roughness**2

        def covariance(a: Floats, b: Floats) -> Floats:
            return _known(self.prior, a - origin, b - origin, scale)

        total = covariance(seen, seen) + np.diag(self.variance[used])
        across = covariance(x, seen)
        gain = np.linalg.solve(total, across.T).T
        own = np.array([covariance(place, place)[0, 0] for place in x[:, None]])
        variance = own - np.einsum("ij,ij->i", gain, across)
        return gain @ self.y[used], np.sqrt(np.maximum(variance, 0.0))


def fit_path(x: Floats, y: Floats, error: Floats, *, prior: PathPrior) -> Path:
    """Fit a path to what is seen of it.

    Parameters
    ----------
    x : ndarray, shape (places,)
        Ascending; at least one.
    y, error : ndarray, shape (places,)
        What is seen and its standard error, above 0.
    prior : PathPrior

    Returns
    -------
    Path

    Notes
    -----
    The roughness has the largest product of marginal likelihood and prior on a grid from 1/55 to 55
    times its median. Where there are four places and more, the one farthest from the path through
    the others, in standard deviations, is then judged: the roughness is fitted without it, and if
    it is more than 5 of the standard deviations that follow off, it is left out, and the next one
    judged, up to a third of all.

    References
    ----------
    Rasmussen, Williams, Gaussian Processes for Machine Learning, 2006, sec. 5.4 (eqs. 5.8, 5.10).

    Verified by ``tests/unit/volatility/forwards/test_path.py``.
    """
    count = len(x)
    nothing = np.zeros(count, dtype=bool)
    path = _best(
        Path(
            x=x,
            y=y,
            variance=error**2,
            off=nothing,
            distance=np.zeros(count),
            roughness=prior.roughness,
            prior=prior,
        )
    )
    for _ in range(count // 3 if count >= _FEWEST else 0):
        suspect = int(np.argmax(np.where(path.off, 0.0, np.abs(path.distance))))
        off = path.off.copy()
        off[suspect] = True
        without = _best(replace(path, off=off))
        if abs(without.distance[suspect]) <= _LIMIT:
            break
        path = without
    return path


def _known(prior: PathPrior, a: Floats, b: Floats, scale: Floats | float) -> Floats:
    """Covariance of the path between places a and b, counted from where it starts."""
    motion = scale * np.minimum.outer(a, b)
    return np.asarray(prior.level**2 + prior.drift**2 * np.multiply.outer(a, b) + motion)


def _best(path: Path) -> Path:
    """Set the roughness to the most likely one, and measure the distances."""
    used, prior = ~path.off, path.prior
    x, y = path.x[used] - path.x[used][0], path.y[used]
    sizes = (prior.roughness * _GRID)[:, None, None]
    total = _known(prior, x, x, sizes**2) + np.diag(path.variance[used])
    weighed = np.linalg.solve(total, np.broadcast_to(y[:, None], (len(sizes), len(y), 1)))
    misfit = np.einsum("j,kj->k", y, weighed[:, :, 0])
    volume = 2.0 * np.log(np.diagonal(np.linalg.cholesky(total), axis1=1, axis2=2)).sum(axis=1)
    usual = (np.log(_GRID) / np.log(prior.factor)) ** 2
    best = int(np.argmin(misfit + volume + usual))
    path = replace(path, roughness=float(sizes[best, 0, 0]))
    return replace(path, distance=_distances(path, total[best], used))


def _distances(path: Path, total: Floats, used: Mask) -> Floats:
    """Return how far each place is from the path through the others, in standard deviations."""
    distance = np.empty(len(used))
    precision = np.linalg.inv(total)
    distance[used] = precision @ path.y[used] / np.sqrt(np.diag(precision))
    if path.off.any():
        course, error = path.at(path.x[path.off])
        spread = np.sqrt(error**2 + path.variance[path.off])
        distance[path.off] = (path.y[path.off] - course) / spread
    return distance
