"""Valuations over the wire, and the catalogue of what can be valued."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from axiom.wire.base import Number, WireModel

__all__ = [
    "CatalogueAnswer",
    "CatalogueEntry",
    "CatalogueTerm",
    "ContractGreeksAnswer",
    "EngineChoice",
    "InstrumentEntry",
    "MaxPaths",
    "Seed",
    "StoredLocalVol",
    "Tolerance",
    "ValuationAnswer",
]

EngineChoice = Annotated[
    Literal["auto", "analytic", "fourier", "pde", "montecarlo"],
    Field(description="auto takes the fastest method whose stated error is within the tolerance."),
]
Tolerance = Annotated[
    Number,
    Field(
        gt=0.0,
        description="Largest error over the contract's size: the spot for options, the cash or "
        "notional for digitals and notes.",
    ),
]
Seed = Annotated[
    StrictInt, Field(ge=0, lt=1 << 63, description="Of simulations; 0 is a seed like others.")
]
MaxPaths = Annotated[StrictInt, Field(ge=1, le=1 << 28, description="Where a simulation stops.")]
PerAsset = float | tuple[float | None, ...] | None
Matrix = float | tuple[tuple[float | None, ...], ...] | None
Errors = float | tuple[float | None, ...] | tuple[tuple[float | None, ...], ...] | None


class StoredLocalVol(WireModel):
    """The local vols of a stored surface, as a model."""

    type: Literal["StoredLocalVol"]
    surface: Annotated[str, Field(min_length=1, max_length=64)]
    """Identifier of the surface."""


class ContractGreeksAnswer(WireModel):
    """Raw partial derivatives of a contract's price."""

    delta: PerAsset
    """dV/dS; one an asset where there are several."""
    gamma: Matrix
    """d2V/dS2; the matrix of d2V/dS_i dS_j where there are several assets."""
    vega: PerAsset
    """For a vol 1.00 higher; one an asset where there are several."""
    theta: float | None
    """dV/dt a year, as time passes with the spots where they are."""
    rho: float | None
    """For rates 1.00 higher at all times."""
    errors: dict[str, Errors]
    """Errors by name of the Greek, of the valuation's kind, where the method states them."""
    others: dict[str, float | None]
    """Further derivatives that the method knows, by name."""


class ValuationAnswer(WireModel):
    """A price with its error, its Greeks, and how it was found."""

    price: float | None
    """Of one contract, in the currency of payment."""
    error: float | None
    """0 or more, in units of price; what it is, error_kind says."""
    error_kind: Literal["rounding", "discretisation", "standard error", "bound"]
    """rounding: bound of a closed form in double precision; discretisation: estimate from two
    resolutions or an error analysis; standard error: one standard deviation; bound: half the width
    of an interval that holds the price."""
    engine: Literal["analytic", "fourier", "pde", "montecarlo"]
    method: str
    """Its name within the engine."""
    greeks: ContractGreeksAnswer | None = None
    """Null where they were not asked for."""
    met: bool
    """Whether the error lies within the tolerance."""
    why: str
    """Why this method was taken."""
    work: dict[str, float | None]
    """What it took, for instance paths, steps, nodes, terms."""
    run_id: str | None = None
    """Of the stored run, with record=true."""


class CatalogueTerm(WireModel):
    """One field of a contract, a model or a market."""

    name: str
    type: str
    """number, integer, boolean, a list of them, words in quotes, or the name of an object."""
    description: str
    """With unit and domain; empty where the name says all."""
    is_needed: bool
    default: str | None = None
    """What is taken where it is left out, as JSON."""


class CatalogueEntry(WireModel):
    """A model, or what a market holds."""

    name: str
    """Its ``type`` in requests."""
    summary: str
    terms: tuple[CatalogueTerm, ...]


class InstrumentEntry(CatalogueEntry):
    """A contract."""

    engines: dict[str, tuple[str, ...]]
    """Engines that value it by the name of the model, the most exact kind first."""


class CatalogueAnswer(WireModel):
    """What can be valued."""

    instruments: tuple[InstrumentEntry, ...]
    models: tuple[CatalogueEntry, ...]
    parts: tuple[CatalogueEntry, ...]
    """Market, and the objects that markets and models hold."""
    engines: tuple[str, ...]
