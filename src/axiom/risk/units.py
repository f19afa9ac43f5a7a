"""Desk units as expressions of the raw Greeks."""

from __future__ import annotations

import polars as pl

__all__ = ["desk_expressions"]

DAYS_A_YEAR = 365.0


def desk_expressions(spot: float, *, by_clock: bool = False) -> tuple[pl.Expr, ...]:
    """Give the desk units as expressions of the raw columns.

    Parameters
    ----------
    spot
        Spot of the underlying, > 0.
    by_clock
        Whether the changes over a day (theta_1d, charm_1d, veta_1d) are columns already, because
        the surface has a clock; otherwise they are a 365th of the yearly figures.

    Returns
    -------
    tuple of polars.Expr
        One a member of ``DESK_UNITS``, in that order, named by it.

    Notes
    -----
    Verified by tests/unit/risk/test_valuation.py.
    """
    col = pl.col
    one_pct = 0.01 * spot
    a_day = 1.0 / DAYS_A_YEAR
    return (
        (col("delta") * spot).alias("delta_cash"),
        (col("gamma") * one_pct).alias("gamma_1pct"),
        (col("gamma") * one_pct * spot).alias("gamma_cash_1pct"),
        (col("smile_delta") * spot).alias("smile_delta_cash"),
        (col("smile_gamma") * one_pct).alias("smile_gamma_1pct"),
        (col("vega") * 0.01).alias("vega_1pct"),
        _over_a_day("theta", a_day, by_clock=by_clock),
        (col("rho") * 1e-4).alias("rho_1bp"),
        (col("psi") * 1e-4).alias("psi_1bp"),
        (col("vanna") * 0.01).alias("vanna_1pct"),
        (col("volga") * 1e-4).alias("volga_1pct"),
        _over_a_day("charm", a_day, by_clock=by_clock),
        _over_a_day("veta", 0.01 * a_day, by_clock=by_clock),
    )


def _over_a_day(greek: str, scale: float, *, by_clock: bool) -> pl.Expr:
    name = f"{greek}_1d"
    return pl.col(name) if by_clock else (pl.col(greek) * scale).alias(name)
