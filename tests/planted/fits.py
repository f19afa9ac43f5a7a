"""From a chain to a certified surface, the whole way that a user takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from axiom.market import Chain, screen_quotes
from axiom.volatility import (
    Certificate,
    Forwards,
    Surface,
    certify,
    fit_surface,
    implied_smiles,
    imply_forwards,
    screen_against_forwards,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """A surface with what it was fitted to."""

    surface: Surface
    options: pl.DataFrame
    forwards: Forwards
    certificate: Certificate


def options_of(chain: Chain, **forwards: Any) -> tuple[pl.DataFrame, Forwards]:
    """Screened quotes with their vols, and the forwards."""
    screened = screen_quotes(chain)
    implied = imply_forwards(chain, screened, **forwards)
    return implied_smiles(screen_against_forwards(screened, implied), implied), implied


def fit_options(options: pl.DataFrame, forwards: Forwards, curve: str) -> Fitted:
    """Fit and certify what `options_of` has prepared."""
    time = forwards.valuation_time
    surface = fit_surface(options, forwards, valuation_time=time, curve=curve)
    return Fitted(
        surface=surface,
        options=options,
        forwards=forwards,
        certificate=certify(surface, options),
    )


def fit_chain(chain: Chain, curve: str, **forwards: Any) -> Fitted:
    """Fit and certify one chain."""
    return fit_options(*options_of(chain, **forwards), curve)
