"""The search of an SSVI fit: coordinates in which there is no arbitrage, and derivatives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from axiom.volatility.curves.objective import SmileData, misfit
from axiom.volatility.curves.ssvi.curvature import greatest_eta
from axiom.volatility.curves.ssvi.surface import curvature_of, ssvi

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from axiom.volatility.curves.objective import QuoteSettings
    from axiom.volatility.curves.ssvi.curvature import Curvature

__all__ = ["Errors", "Parameters", "Search", "standard_errors"]

_FAINT = 1e-3
_INSIDE = 1.0 - 1e-9
_STEP = 1e-6
_BOUND = 3.0
_LEAST_GROWTH = 1e-3


class Parameters(NamedTuple):
    """What the surface is made of."""

    theta: tuple[float, ...]
    rho: float
    shape: tuple[float, ...]


class Errors(NamedTuple):
    """Standard errors: of each theta, and of rho and the shape."""

    theta: tuple[float, ...]
    shared: tuple[float, ...]


class Search:
    """Residuals and their Jacobian over coordinates (q + p,), of q shared ones and p expiries."""

    def __init__(
        self, smiles: Sequence[SmileData], settings: QuoteSettings, form: str, loss_scale: float
    ) -> None:
        sizes = [s.log_moneyness.size for s in smiles]
        self.settings, self.form, self.loss_scale = settings, form, loss_scale
        self.expiry = np.repeat(np.arange(len(smiles)), sizes)
        self.years = np.repeat([s.years for s in smiles], sizes)
        self.data = SmileData(
            years=math.nan,
            log_moneyness=np.concatenate([s.log_moneyness for s in smiles]),
            vol=np.concatenate([s.vol for s in smiles]),
            half_spread=np.concatenate([s.half_spread for s in smiles]),
            variance_at_forward=math.nan,
            quoted=(min(s.quoted[0] for s in smiles), max(s.quoted[1] for s in smiles)),
        )
        self.shared = 3 if form == "power_law" else 2
        level = np.maximum.accumulate([s.variance_at_forward for s in smiles])
        growth = np.maximum(np.diff(level, prepend=0.0), _LEAST_GROWTH * level)
        first = [math.atanh(-0.5), 0.0, 0.0][: self.shared]
        self.start = np.concatenate([first, np.log(growth)])

    def parameters(self, x: NDArray[np.float64]) -> Parameters:
        """Give the parameters at coordinates; whatever these are there is no arbitrage."""
        rho = _INSIDE * math.tanh(x[0])
        theta = np.cumsum(np.exp(np.clip(x[self.shared :], -60.0, 10.0)))
        if self.form == "power_law":
            gamma = 0.5 + 0.49 * math.tanh(x[2])
            most = greatest_eta(rho=rho, gamma=gamma, least_theta=float(theta[0]))
            share = 0.5 + 0.5 * math.tanh(x[1])
            shape: tuple[float, ...] = (_INSIDE * most * max(share, 1e-6), gamma)
        else:
            shape = ((1.0 + abs(rho)) / 4.0 + math.exp(min(x[1], 20.0)),)
        return Parameters(tuple(theta.tolist()), rho, shape)

    def residuals(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Misfit of the quotes, and a faint pull to the start."""
        return self._all(self.vols(self.parameters(x)), x)

    def jacobian(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Differences for the shared coordinates, the chain rule for the increments of theta."""
        vol = self.vols(self.parameters(x))
        columns = []
        for i in range(self.shared):
            moved = x.copy()
            moved[i] += _STEP
            columns.append((self.vols(self.parameters(moved)) - vol) / _STEP)
        by_theta = self._by_theta(self.parameters(x))
        grown = np.exp(np.clip(x[self.shared :], -60.0, 10.0))
        later = self.expiry[:, None] >= np.arange(grown.size)
        by_vol = np.column_stack([*columns, by_theta[:, None] * later * grown])
        slope = self._misfit(vol + _STEP) - self._misfit(vol - _STEP)
        quotes = (slope / (2.0 * _STEP))[:, None] * np.concatenate([by_vol, by_vol])
        return np.concatenate([quotes, _FAINT * np.eye(x.size)])

    def vols(self, of: Parameters) -> NDArray[np.float64]:
        """Model vols at the quotes."""
        w = ssvi(*self._points(of))[0]
        return np.asarray(np.sqrt(w / self.years))

    def by_shared(self, of: Parameters) -> NDArray[np.float64]:
        """Differentiate the vols in rho and the shape, (n, q), by differences."""
        values, vol, columns = (of.rho, *of.shape), self.vols(of), []
        for i in range(len(values)):
            step = -_STEP if i == 0 and of.rho > 0.0 else _STEP
            moved = [v + (step if j == i else 0.0) for j, v in enumerate(values)]
            near = Parameters(of.theta, moved[0], tuple(moved[1:]))
            columns.append((self.vols(near) - vol) / step)
        return np.stack(columns, axis=1)

    def by_each_theta(self, of: Parameters) -> NDArray[np.float64]:
        """Differentiate the vols in theta of each expiry, (n, p)."""
        own = self.expiry[:, None] == np.arange(len(of.theta))
        return np.asarray(self._by_theta(of)[:, None] * own)

    def _by_theta(self, of: Parameters) -> NDArray[np.float64]:
        w, _, _, by_theta = ssvi(*self._points(of))
        return np.asarray(0.5 * by_theta / np.sqrt(w * self.years))

    def _points(
        self, of: Parameters
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], float, Curvature]:
        theta = np.array(of.theta)[self.expiry]
        return self.data.log_moneyness, theta, of.rho, curvature_of(self.form, of.shape)

    def _all(self, vol: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([self._misfit(vol), _FAINT * (x - self.start)])

    def _misfit(self, vol: NDArray[np.float64]) -> NDArray[np.float64]:
        return misfit(vol, self.data, self.settings, self.loss_scale)


def standard_errors(search: Search, x: NDArray[np.float64]) -> Errors:
    """Give the standard errors of the parameters where the search ended.

    Notes
    -----
    As for SVI: the root of the diagonal of s^2 (J'J + D)^-1, J the Jacobian of model vols over
    half-spreads, s^2 the mean square of the misfits in half-spreads, each cut off at 3, and not
    below 1; D holds each parameter to its own size (rho to 1), so that errors are bounded.

    Verified by ``tests/unit/volatility/curves/test_ssvi.py``.
    """
    of, half = search.parameters(x), search.data.half_spread
    scale = np.array([1.0, *of.shape, *of.theta])
    jacobian = np.column_stack([search.by_shared(of), search.by_each_theta(of)])
    jacobian *= scale / half[:, None]
    misfits = np.minimum(np.abs(search.vols(of) - search.data.vol) / half, _BOUND)
    spread = max(1.0, float(np.sum(misfits**2)) / max(1, half.size - scale.size))
    covariance = np.linalg.inv(jacobian.T @ jacobian + np.eye(scale.size))
    errors = (scale * np.sqrt(spread * np.diag(covariance))).tolist()
    return Errors(tuple(errors[search.shared :]), tuple(errors[: search.shared]))
