"""The surface of SVI slices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from axiom.volatility.curves.sliced import SlicedSurface
from axiom.volatility.curves.svi.slices import SviSlice

__all__ = ["SviSurface"]


@dataclass(frozen=True, kw_only=True)
class SviSurface(SlicedSurface[SviSlice]):
    """A surface of SVI smiles; satisfies `Surface`, with everything `SlicedSurface` says.

    Notes
    -----
    Slices that are free of butterfly arbitrage and do not cross leave no arbitrage on them or
    between them in the calendar sense; that smiles between slices, linear in variance time, are
    free of butterfly arbitrage is not proved by the form, and `certify` looks.

    References
    ----------
    .. [1] Gatheral, J., Jacquier, A. (2014), "Arbitrage-free SVI volatility surfaces", Quantitative
       Finance 14(1), 59-71.

    Verified by ``tests/unit/volatility/curves/test_svi_fit.py``.
    """

    FORMAT: ClassVar[str] = "axiom.svi"
    SLICE: ClassVar[type] = SviSlice
