"""What a surface says: at points, of an expiry, at constant maturities, beside another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import polars as pl

from axiom.core.errors import InvalidArgumentError
from axiom.core.plain import plain
from axiom.service.tables import columns_of
from axiom.volatility import Region, Surface
from axiom.volatility.analytics import (
    DeltaGrid,
    compare_surfaces,
    implied_distribution,
    measures,
    smile_shape,
)
from axiom.wire.surfaces import (
    ComparisonAnswer,
    DistributionAnswer,
    Evaluated,
    EvaluateRequest,
    SmileAnswer,
)

__all__ = ["comparison", "distribution", "evaluated", "measured", "read_tenors", "smile"]

DEVIATIONS: Final = 4.0
MOMENTS: Final = ("mean", "variance", "skewness", "kurtosis")
SHAPE: Final = (
    "atm_vol", "put_10_vol", "put_25_vol", "call_25_vol", "call_10_vol", "risk_reversal_25",
    "butterfly_25", "risk_reversal_10", "butterfly_10", "skew", "curvature",
)  # fmt: skip
_REGIONS: Final = pl.Enum([region.name for region in Region])


def evaluated(surface: Surface, request: EvaluateRequest) -> pl.DataFrame:
    """Evaluate a surface at points.

    Parameters
    ----------
    surface
        The surface.
    request
        Points, and what is wanted there.

    Returns
    -------
    polars.DataFrame
        One row a point: its coordinates, then the outputs in the order asked for.

    Raises
    ------
    InvalidArgumentError
        If both or none of strike and log_moneyness are given, their numbers do not go together, or
        one is outside its domain.

    Notes
    -----
    Verified by tests/unit/service/surfaces/test_reading.py.
    """
    name, places = _places(request)
    expiry = np.array(request.expiry)
    try:
        places, expiry = np.broadcast_arrays(places, expiry)
    except ValueError:
        raise InvalidArgumentError(
            f"{name} has {places.size} values and expiry {expiry.size}: give as many, or one"
        ) from None
    point = {name: places, "expiry": expiry}
    columns = {"expiry": pl.Series(expiry), name: pl.Series(places)}
    for output in dict.fromkeys(request.outputs):
        columns[output] = _output(surface, output, point)
    return pl.DataFrame(columns)


def _places(request: EvaluateRequest) -> tuple[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """Give the coordinate that was given, and its values."""
    if (request.strike is None) == (request.log_moneyness is None):
        raise InvalidArgumentError(
            "strike and log_moneyness: give exactly one of them, with expiry in years"
        )
    if request.strike is not None:
        return "strike", np.array(request.strike)
    return "log_moneyness", np.array(request.log_moneyness)


def _output(surface: Surface, output: str, point: dict[str, Any]) -> pl.Series:
    if output in ("forward", "discount_factor"):
        return pl.Series(np.asarray(getattr(surface, output)(point["expiry"])))
    found = np.asarray(getattr(surface, output)(**point))
    if output != "region":
        return pl.Series(found)
    return pl.Series([Region(int(one)).name for one in found], dtype=_REGIONS)


def smile(surface: Surface, *, expiry: float, points: int = 61) -> SmileAnswer:
    """Give the smile of one expiry, four standard deviations to both sides.

    Parameters
    ----------
    surface
        The surface.
    expiry
        Years, > 0.
    points
        Points of the smile, 3 or more.

    Raises
    ------
    InvalidArgumentError
        If the expiry is not a number of years above 0.

    Notes
    -----
    Verified by tests/unit/service/surfaces/test_reading.py.
    """
    shape = smile_shape(surface, expiry=expiry)
    reach = DEVIATIONS * shape.atm_vol * np.sqrt(expiry)
    log_moneyness = tuple(np.linspace(-reach, reach, points).tolist())
    outputs: tuple[Evaluated, ...] = ("vol", "total_variance", "density", "region")
    request = EvaluateRequest(expiry=(expiry,), log_moneyness=log_moneyness, outputs=outputs)
    table = evaluated(surface, request).drop("expiry")
    forward = float(surface.forward(expiry))
    strikes = (forward * pl.col("log_moneyness").exp()).alias("strike")
    return SmileAnswer(
        expiry=expiry,
        forward=forward,
        discount_factor=float(surface.discount_factor(expiry)),
        shape=plain({name: getattr(shape, name) for name in SHAPE}),
        points=columns_of(table.select("log_moneyness", strikes, *outputs)),
    )


def distribution(surface: Surface, *, expiry: float, points: int = 121) -> DistributionAnswer:
    """Give the distribution of the underlying at one expiry, as `smile` gives the smile.

    Raises
    ------
    InvalidArgumentError
        If the expiry is not a number of years above 0.
    DataError
        If the surface has no distribution there.

    Notes
    -----
    Verified by tests/unit/service/surfaces/test_reading.py.
    """
    found = implied_distribution(surface, expiry=expiry)
    deviation = np.sqrt(float(surface.total_variance(log_moneyness=0.0, expiry=expiry)))
    reach = DEVIATIONS * deviation
    price = found.forward * np.exp(np.linspace(-reach, reach, points))
    table = {"price": price, "density": found.density(price), "cumulative": found.cumulative(price)}
    return DistributionAnswer(
        expiry=expiry,
        forward=found.forward,
        mass=found.mass,
        mass_error=found.mass_error,
        log_return=plain({name: getattr(found.log_return, name) for name in MOMENTS}),
        points=columns_of(pl.DataFrame(table)),
    )


def read_tenors(given: Sequence[str]) -> dict[str, Any]:
    """Read tenors, such as 1m and 0.5, where some were given; a bare number is years.

    Notes
    -----
    Verified by tests/unit/service/surfaces/test_reading.py.
    """
    return {"tenors": [_tenor(one) for one in given]} if given else {}


def _tenor(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def measured(
    surface: Surface, *, tenors: Sequence[str], convention: Literal["forward", "discounted"]
) -> pl.DataFrame:
    """Measure a surface at constant maturities, see `axiom.volatility.measures`.

    Notes
    -----
    Verified by tests/unit/service/surfaces/test_reading.py.
    """
    return measures(surface, **read_tenors(tenors), convention=convention)


def comparison(
    a: Surface, b: Surface, *, tenors: Sequence[str], same: Literal["tenor", "date"]
) -> ComparisonAnswer:
    """Compare a second surface with a first, see `axiom.volatility.compare_surfaces`.

    Notes
    -----
    Verified by tests/unit/service/surfaces/test_reading.py.
    """
    found = compare_surfaces(a, b, grid=DeltaGrid(**read_tenors(tenors)), same=same)
    return ComparisonAnswer(
        summary=found.summary(),
        rms=found.rms,
        largest=found.largest,
        n_suspect=found.n_suspect,
        points=columns_of(found.points),
        tenors=columns_of(found.tenors),
    )
