"""The options table: model values, Greeks and residuals beside every quote."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.desk.quoting.indicative import american_rows
from axiom.risk.decay import surface_clock
from axiom.risk.evaluation import GREEK_NAMES, evaluate
from axiom.risk.spot_vol import SMILE_GREEKS, smile_greeks, spot_vol_slopes
from axiom.volatility import DynamicsLike, ExerciseTerms, FittedSurface, SpotVolDynamics

__all__ = ["value_options"]


def value_options(
    options: pl.DataFrame,
    *,
    surface: FittedSurface,
    spot: float,
    terms: ExerciseTerms | None = None,
    dynamics: DynamicsLike = "sticky_strike",
    threads: int = 1,
) -> pl.DataFrame:
    """Add model vol, value, Greeks and residuals to every option that is alive.

    Parameters
    ----------
    options
        The table of `axiom.volatility.implied_smiles`.
    surface
        The fitted surface.
    spot
        Spot that the Greeks refer to.
    terms
        Dated dividends, and the accuracy of American prices; none and the default when None.
    dynamics
        How vols follow the spot, in ``smile_delta`` and ``smile_gamma``.
    threads
        Threads of the batch.

    Returns
    -------
    polars.DataFrame
        ``options`` with ``model_vol``, ``model_value``, the Greeks per unit, ``smile_delta`` and
        ``smile_gamma`` (what to hedge a quote with), ``in_spread``, ``residual_vol`` (model minus
        mid vol) and ``residual_spreads`` (model value minus mid, in whole spreads); null for
        expired options, impossible strikes and expiries that have no forward, and for a Greek that
        there is none of. American options (column ``exercise``) are valued as such: at the vol of
        the spot at which their European equivalent has the surface's vol.

    Notes
    -----
    The forward of an expiry is the one implied for it, not the surface's curve between expiries.
    Time Greeks follow the surface's clock, where it has one.
    Verified by tests/unit/desk/test_options.py.
    """
    mask = options.select(_can_be_valued().fill_null(value=False)).to_series().to_numpy()
    names = ("strike", "years", "forward", "discount_factor", "is_call", "log_moneyness")
    column = {name: options[name].to_numpy()[mask] for name in names}
    vol = np.asarray(surface.vol(log_moneyness=column.pop("log_moneyness"), expiry=column["years"]))
    american = american_rows(options)[mask]
    clock = surface_clock(surface)
    figures = evaluate(
        spot=spot, vol=vol, american=american, terms=terms, clock=clock, threads=threads, **column
    )
    slopes = spot_vol_slopes(
        {**column, "vol": vol},
        surface=surface,
        spot=spot,
        terms=terms or ExerciseTerms(),
        dynamics=SpotVolDynamics.of(dynamics),
        threads=threads,
    )
    figures |= smile_greeks(figures, slopes, SpotVolDynamics.of(dynamics))
    added = {
        "model_vol": vol,
        "model_value": figures["price"],
        **{name: figures[name] for name in (*GREEK_NAMES, *SMILE_GREEKS)},
    }
    valued = options.with_columns(
        _spread_out(values, mask).alias(name) for name, values in added.items()
    )
    return valued.with_columns(*_residuals())


def _can_be_valued() -> pl.Expr:
    """Whether an option is alive, with a forward and a strike that can be one."""
    strike = pl.col("strike")
    return (pl.col("years") > 0) & pl.col("forward").is_finite() & strike.is_finite() & (strike > 0)


def _spread_out(values: NDArray[np.float64], mask: NDArray[np.bool_]) -> pl.Series:
    """Put values where the mask is true, null elsewhere."""
    full = np.full(mask.shape, np.nan)
    full[mask] = values
    return pl.Series(full).fill_nan(None)


def _residuals() -> tuple[pl.Expr, ...]:
    """Compare the model with the quote where there is one."""
    value, bid, ask = pl.col("model_value"), pl.col("bid"), pl.col("ask")
    width = pl.when(pl.col("spread") > 0).then(pl.col("spread"))
    return (
        ((value >= bid) & (value <= ask)).alias("in_spread"),
        (pl.col("model_vol") - pl.col("mid_vol")).alias("residual_vol"),
        ((value - pl.col("mid")) / width).alias("residual_spreads"),
    )
