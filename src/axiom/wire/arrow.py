"""Columns of options as Arrow: media type, names, and what statuses mean."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, Json

from axiom.wire.base import WireModel
from axiom.wire.pricing import Accuracy, CashDividend, DividendModel, Exercise, VolModel

__all__ = [
    "ARROW",
    "GREEK_NAMES",
    "STATUS_NAMES",
    "ArrowGreeksQuery",
    "ArrowImpliedVolQuery",
    "ArrowPriceQuery",
    "Compression",
]

ARROW: Final = "application/vnd.apache.arrow.stream"
"""Media type of an Arrow IPC stream."""
GREEK_NAMES: Final = (
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
)
"""Columns of an answer to ``/v1/greeks/batch``, in order; float64 each, before ``status``."""
STATUS_NAMES: Final = (
    "OK",
    "BELOW_INTRINSIC",
    "ABOVE_MAXIMUM",
    "NOT_IDENTIFIED",
    "INVALID_INPUT",
)
"""Meanings of the codes 0 to 4 in the uint8 column ``status`` of an answer."""

Compression = Literal["lz4", "zstd"]


class ArrowPriceQuery(WireModel):
    """What holds for every row of an Arrow body, and how the answer is packed."""

    model: VolModel = "lognormal"
    exercise: Exercise = "european"
    dividends: Json[tuple[CashDividend, ...]] = ()
    """Discrete dividends of the underlying as a JSON list: [{"time": 0.25, "cash": 1.5}]."""
    dividend_model: DividendModel = "spot"
    accuracy: Accuracy = "accurate"
    compression: Compression | None = None
    """Compress the buffers of an Arrow answer."""


class ArrowGreeksQuery(ArrowPriceQuery):
    """The same, and which Greeks are wanted."""

    only: str | None = Field(default=None, max_length=400)
    """Names of the wanted outputs, set apart by commas; all when left out."""


class ArrowImpliedVolQuery(ArrowPriceQuery):
    """The same, and whether the interval of vols is wanted."""

    return_interval: bool = False
    """Answer the columns lower and upper too: the vols that each price's rounding allows."""
