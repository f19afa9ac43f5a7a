"""Desk units as expressions of the raw Greeks."""

from __future__ import annotations

import polars as pl

__all__ = ["desk_expressions"]

DAYS_A_YEAR = 365.0


def desk_expressions(spot: float) -> tuple[pl.Expr, ...]:
    """Give the desk units as expressions of the raw columns.

    Parameters
    ----------
    spot
        Spot of the underlying, > 0.

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
    return (
        (col("delta") * spot).alias("delta_cash"),
        (col("gamma") * one_pct).alias("gamma_1pct"),
        (col("gamma") * one_pct * spot).alias("gamma_cash_1pct"),
        (col("smile_delta") * spot).alias("smile_delta_cash"),
        (col("smile_gamma") * one_pct).alias("smile_gamma_1pct"),
        (col("vega") * 0.01).alias("vega_1pct"),
        (col("theta") / DAYS_A_YEAR).alias("theta_1d"),
        (col("rho") * 1e-4).alias("rho_1bp"),
        (col("psi") * 1e-4).alias("psi_1bp"),
        (col("vanna") * 0.01).alias("vanna_1pct"),
        (col("volga") * 1e-4).alias("volga_1pct"),
        (col("charm") / DAYS_A_YEAR).alias("charm_1d"),
        (col("veta") * (0.01 / DAYS_A_YEAR)).alias("veta_1d"),
    )
