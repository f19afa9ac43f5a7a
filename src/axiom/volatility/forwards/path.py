"""A random path seen at some places with errors: its roughness, its course and its outliers.

The path is y(x) = level + drift x + roughness B(x) with a Brownian motion B, what is usually
called a local-level model: between two places it is the straight line, beyond the last it stays
where it is but for the drift, and its error grows with the root of the distance. How rough it is
follows from the data. Beside errors of their own the places may share one, of known shape and
unknown size.
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
    shared : ndarray
        One standard deviation of the error that all places share.
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
    shared: Floats
    off: Mask
    distance: Floats
    roughness: float
    prior: PathPrior

    def at(self, x: Floats) -> tuple[Floats, Floats]:
        """Return the path and the covariance of its errors, (n, n), at places (n,)."""
        used = ~self.off
        seen = self.x[used]
        origin = min(float(seen[0]), float(x.min()))
        scale = self.roughness**2

        def covariance(a: Floats, b: Floats) -> Floats:
            return _known(self.prior, a - origin, b - origin, scale)

        total = covariance(seen, seen) + self.errors[np.ix_(used, used)]
        across = covariance(x, seen)
        gain = np.linalg.solve(total, across.T).T
        left = covariance(x, x) - gain @ across.T
        return gain @ self.y[used], 0.5 * (left + left.T)

    @property
    def errors(self) -> Floats:
        """Covariance of the errors of what is seen, (places, places)."""
        return np.asarray(np.diag(self.variance) + np.outer(self.shared, self.shared))


def fit_path(
    x: Floats, y: Floats, error: Floats, *, prior: PathPrior, shared: Floats | None = None
) -> Path:
    """Fit a path to what is seen of it.

    Parameters
    ----------
    x : ndarray, shape (places,)
        Ascending; at least one.
    y, error : ndarray, shape (places,)
        What is seen and its standard error, above 0.
    prior : PathPrior
    shared : ndarray, shape (places,), optional
        One standard deviation of an error that all places share, beside `error`. Default: 0.

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
            shared=np.zeros(count) if shared is None else shared,
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
    total = _known(prior, x, x, sizes**2) + path.errors[np.ix_(used, used)]
    weighed = np.linalg.solve(total, np.broadcast_to(y[:, None], (len(sizes), len(y), 1)))
    misfit = np.einsum("j,kj->k", y, weighed[:, :, 0])
    volume = 2.0 * np.log(np.diagonal(np.linalg.cholesky(total), axis1=1, axis2=2)).sum(axis=1)
    usual = (np.log(_GRID) / np.log(prior.factor)) ** 2
    best = int(np.argmin(misfit + volume + usual))
    path = replace(path, roughness=float(sizes[best, 0, 0]))
    return replace(path, distance=_distances(path))


def _distances(path: Path) -> Floats:
    """Return how far what is seen lies from what the others foretell, in standard deviations."""
    x = path.x - path.x[0]
    total = _known(path.prior, x, x, path.roughness**2) + path.errors
    distance = np.empty(len(x))
    used = np.flatnonzero(~path.off)
    distance[used] = _left_out(total, path.y, used)
    for place in np.flatnonzero(path.off):
        distance[place] = _left_out(total, path.y, np.append(used, place))[-1]
    return distance


def _left_out(total: Floats, y: Floats, places: NDArray[np.intp]) -> Floats:
    """Return how far each of some places lies from what the rest of them foretell."""
    precision = np.linalg.inv(total[np.ix_(places, places)])
    return np.asarray(precision @ y[places] / np.sqrt(np.diag(precision)))
