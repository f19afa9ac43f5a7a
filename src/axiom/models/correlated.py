"""Several assets whose Brownian motions are correlated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.models.black_scholes import BlackScholes
from axiom.models.local_vol import LocalVol
from axiom.models.model import Model

__all__ = ["Correlated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlated(Model):
    """One model an asset, and the correlations of their Brownian motions.

    Parameters
    ----------
    models : tuple of BlackScholes or LocalVol
        One an asset, at least two.
    correlation : tuple of tuple of float, (n, n)
        Symmetric, with ones on the diagonal, and no negative eigenvalue.

    Raises
    ------
    InvalidArgumentError
        If the matrix is not a correlation matrix; the message names the smallest eigenvalue.

    Verified by ``tests/unit/models/test_models.py``.
    """

    models: tuple[BlackScholes | LocalVol, ...]
    correlation: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        """Check the models and the matrix."""
        object.__setattr__(self, "models", tuple(self.models))
        if len(self.models) < 2:
            raise InvalidArgumentError(f"models has {len(self.models)} models: give at least two")
        for model in self.models:
            if not isinstance(model, BlackScholes | LocalVol):
                raise InvalidArgumentError(
                    f"models holds {model!r}: give BlackScholes or LocalVol, one an asset"
                )
        object.__setattr__(self, "correlation", _checked(self.correlation, len(self.models)))

    @property
    def n_assets(self) -> int:
        """As many as models."""
        return len(self.models)

    @property
    def spot_vol(self) -> tuple[float, ...]:
        """Those of the models."""
        return tuple(model.spot_vol for model in self.models)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The correlations as an array, shape (n, n)."""
        return np.asarray(self.correlation)

    def shifted(self, amount: float, *, asset: int = 0) -> Correlated:
        """Return it with the vol of one asset raised by an amount."""
        models = list(self.models)
        models[asset] = models[asset].shifted(amount)
        return replace(self, models=tuple(models))

    def aged(self, years: float) -> Correlated:
        """Return it later, with each of its models."""
        return replace(self, models=tuple(model.aged(years) for model in self.models))


def _checked(given: Sequence[Sequence[float]], count: int) -> tuple[tuple[float, ...], ...]:
    matrix = np.asarray(given, dtype=np.float64)
    if matrix.shape != (count, count):
        raise InvalidArgumentError(
            f"correlation has shape {matrix.shape}: give one of ({count}, {count})"
        )
    if not np.isfinite(matrix).all() or np.abs(matrix).max() > 1.0:
        raise InvalidArgumentError("correlation holds numbers outside [-1, 1]: correct them")
    if not (np.array_equal(matrix, matrix.T) and (np.diag(matrix) == 1.0).all()):
        raise InvalidArgumentError(
            "correlation is not symmetric with ones on its diagonal: correct it"
        )
    smallest = float(np.linalg.eigvalsh(matrix)[0])
    if smallest < -1e-12 * count:
        raise InvalidArgumentError(
            f"correlation has the eigenvalue {smallest:.6g}: give a matrix without negative ones, "
            "for instance the nearest correlation matrix"
        )
    return tuple(tuple(row) for row in matrix.tolist())
