"""Tables that the terminal summary and the report both show."""

from __future__ import annotations

import numpy as np
import polars as pl

from axiom.desk.run.result import RunResult

__all__ = ["expiry_table", "reason_table"]

FORWARD_COLUMNS = (
    "expiry",
    "expiry_date",
    "settlement",
    "years",
    "forward",
    "forward_se",
    "discount_factor",
    "discount_factor_se",
    "rate",
    "rate_se",
    "dividend_yield",
    "borrow_rate",
    "borrow_se",
    "n_pairs",
    "n_rejected",
    "residual_rms",
    "method",
    "note",
)
FIT_COLUMNS = ("in_spread_share", "rmse_vol", "rmse_spreads")


def expiry_table(result: RunResult) -> pl.DataFrame:
    """Sum the run up by expiry.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    polars.DataFrame
        One row an expiry with a forward: the columns of the forwards, ``atm_vol`` (model vol at
        the forward), ``quotes_used``, ``quotes_left_out``, ``in_spread_share``, ``rmse_vol`` and
        ``rmse_spreads`` (from the certificate; null where it has none).

    Notes
    -----
    Verified by tests/unit/desk/test_summary.py.
    """
    used = pl.col("reason") == "OK"
    counts = result.options.group_by("expiry").agg(
        used.sum().alias("quotes_used"), (~used).sum().alias("quotes_left_out")
    )
    fit = result.certificate.expiries.select("expiry", *FIT_COLUMNS)
    forwards = result.forwards.table.select(FORWARD_COLUMNS)
    years = forwards["years"].to_numpy()
    atm = np.asarray(result.surface.vol(log_moneyness=np.zeros_like(years), expiry=years))
    return (
        forwards.with_columns(pl.Series("atm_vol", atm))
        .join(counts, on="expiry", how="left", maintain_order="left")
        .join(fit, on="expiry", how="left", maintain_order="left")
    )


def reason_table(result: RunResult) -> pl.DataFrame:
    """Count the quotes of every expiry by reason.

    Parameters
    ----------
    result
        The run.

    Returns
    -------
    polars.DataFrame
        Columns expiry, reason (text) and count.

    Notes
    -----
    Verified by tests/unit/desk/test_summary.py.
    """
    reasons = result.options.select("expiry", pl.col("reason").cast(pl.String))
    return reasons.group_by("expiry", "reason").len("count").sort("expiry", "reason")
