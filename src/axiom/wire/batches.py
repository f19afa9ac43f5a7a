"""Columns of options over the wire as JSON: requests, and answers with a status for each row."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from axiom.wire.base import Flag, Number, WireModel
from axiom.wire.pricing import (
    Accuracy,
    DividendList,
    DividendModel,
    Exercise,
    ImpliedVolStatusName,
    VolModel,
)

__all__ = [
    "GreeksColumns",
    "GreeksColumnsAnswer",
    "ImpliedVolColumns",
    "ImpliedVolColumnsAnswer",
    "PriceColumns",
    "PriceColumnsAnswer",
    "RowFault",
    "RowStatusName",
]

Numbers = Number | list[Number | None]
Flags = Flag | list[Flag]
Results = list[float | None]
GreekName = Literal[
    "price",
    "delta",
    "gamma",
    "vega",
    "theta",
    "rho",
    "psi",
    "dual_delta",
    "dual_gamma",
    "vanna",
    "volga",
    "charm",
    "veta",
    "speed",
    "zomma",
    "color",
    "ultima",
]
RowStatusName = Annotated[
    Literal["OK", "INVALID_INPUT"],
    Field(description="INVALID_INPUT: an argument of the row is missing or outside its domain."),
]


class PriceColumns(WireModel):
    """Options by column, as `axiom.price` takes arrays: numbers stand for every row.

    Columns have one length; null is a missing number.
    """

    spot: Numbers | None = None
    """Prices of the underlying, 0 or more. Give exactly one of spot and forward."""
    forward: Numbers | None = None
    """Forward prices to the expiries; contain rate, dividend yield and dividends."""
    strike: Numbers
    """Strikes, above 0; any number under the normal model."""
    expiry: Numbers
    """Years to expiry, 0 or more."""
    vol: Numbers
    """Volatilities a year, 0 or more: 0.2 is 20 %."""
    rate: Numbers = 0.0
    """Interest rates a year, continuously compounded."""
    dividend_yield: Numbers = 0.0
    """Dividend yields a year, continuously compounded; only with spot."""
    is_call: Flags = True
    """True for a call, false for a put."""
    model: VolModel = "lognormal"
    exercise: Exercise = "european"
    dividends: DividendList = ()
    dividend_model: DividendModel = "spot"
    accuracy: Accuracy = "accurate"


class GreeksColumns(PriceColumns):
    """Options by column, as `axiom.greeks` takes arrays."""

    only: list[GreekName] | None = None
    """Names of the wanted outputs; all when left out. The others are not computed."""


class ImpliedVolColumns(WireModel):
    """Options with prices by column, as `axiom.implied_vol` takes arrays."""

    price: Numbers
    """Discounted prices per unit of the underlying."""
    spot: Numbers | None = None
    """Prices of the underlying, 0 or more. Give exactly one of spot and forward."""
    forward: Numbers | None = None
    """Forward prices to the expiries; contain rate, dividend yield and dividends."""
    strike: Numbers
    """Strikes, above 0; any number under the normal model."""
    expiry: Numbers
    """Years to expiry, 0 or more."""
    rate: Numbers = 0.0
    """Interest rates a year, continuously compounded."""
    dividend_yield: Numbers = 0.0
    """Dividend yields a year, continuously compounded; only with spot."""
    is_call: Flags = True
    """True for a call, false for a put."""
    model: VolModel = "lognormal"
    exercise: Exercise = "european"
    dividends: DividendList = ()
    dividend_model: DividendModel = "spot"
    accuracy: Accuracy = "accurate"
    return_interval: Flag = False
    """Answer the vols that each price's rounding allows too."""


class RowFault(WireModel):
    """Why a row has no result."""

    row: int
    """From 0."""
    message: str


class ColumnsAnswer(WireModel):
    """What every answer has."""

    faults: list[RowFault]
    """Of the first rows whose status is INVALID_INPUT, at most 20."""


class PriceColumnsAnswer(ColumnsAnswer):
    """Prices and statuses, a row each."""

    price: Results
    """Present values per unit of the underlying; null where the status is not OK."""
    status: list[RowStatusName]


class GreeksColumnsAnswer(ColumnsAnswer):
    """Those outputs that were asked for, and statuses, a row each.

    Units and meanings as in GreeksAnswer; null where the status is not OK or a limit is infinite.
    """

    price: Results | None = None
    delta: Results | None = None
    gamma: Results | None = None
    vega: Results | None = None
    theta: Results | None = None
    rho: Results | None = None
    psi: Results | None = None
    dual_delta: Results | None = None
    dual_gamma: Results | None = None
    vanna: Results | None = None
    volga: Results | None = None
    charm: Results | None = None
    veta: Results | None = None
    speed: Results | None = None
    zomma: Results | None = None
    color: Results | None = None
    ultima: Results | None = None
    status: list[RowStatusName]


class ImpliedVolColumnsAnswer(ColumnsAnswer):
    """Vols and statuses, a row each."""

    vol: Results
    """Volatilities a year; null where the status is not OK."""
    lower: Results | None = None
    """Lowest vols that the prices' rounding allows; only with return_interval."""
    upper: Results | None = None
    """Highest vols, null where infinite; only with return_interval."""
    status: list[ImpliedVolStatusName]
