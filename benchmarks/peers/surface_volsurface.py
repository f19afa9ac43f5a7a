"""The package volsurface: raw SVI expiry by expiry, and SSVI over the whole chain."""

from __future__ import annotations

import warnings

import numpy as np
from volsurface.calibration import calibrate_surface
from volsurface.core import MarketSlice
from volsurface.models import SSVI, RawSVI
from volsurface.models.base import VolModel

from benchmarks.surfaces import Floats, Rival, Smile, VolOf


def _slices(smiles: list[Smile]) -> list[MarketSlice]:
    return [
        MarketSlice(
            strikes=np.exp(smile.log_moneyness),
            ivs=smile.mid_vol,
            expiry_years=smile.years,
            forward=1.0,
            spot=1.0,
        )
        for smile in smiles
    ]


def _read(model: VolModel, years: float) -> VolOf:
    def read(k: Floats) -> Floats:
        return np.sqrt(np.maximum(model.total_variance(k), 1e-12) / years)

    return read


def svi(smiles: list[Smile]) -> list[VolOf]:
    """Calibrate raw SVI to each expiry."""
    surface = calibrate_surface(_slices(smiles), RawSVI, check_arbitrage=False).surface
    return [_read(surface.slices[smile.years], smile.years) for smile in smiles]


def ssvi(smiles: list[Smile]) -> list[VolOf]:
    """Calibrate one SSVI to all expiries."""
    with warnings.catch_warnings():  # it warns of crossing expiries, which are counted anyway
        warnings.simplefilter("ignore", UserWarning)
        fitted, _ = SSVI().fit_surface(_slices(smiles))
    return [_read(fitted[smile.years], smile.years) for smile in smiles]


RIVALS = (
    Rival("volsurface raw SVI", svi, days=1),
    Rival("volsurface SSVI", ssvi, days=1),
)
