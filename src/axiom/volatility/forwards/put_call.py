"""How well calls and puts of a strike agree on one vol: what forwards and dividends are worth."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

__all__ = ["put_call_gaps", "put_call_pairs", "put_call_summary"]

NEAR: Final = 1.0
"""Pairs within so many standard deviations of the forward count as near the money."""


def put_call_pairs(options: pl.DataFrame) -> pl.DataFrame:
    """Compare the vols of call and put of every strike.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.

    Returns
    -------
    polars.DataFrame
        One row a strike whose call and put are both usable and both have a mid vol: `expiry`,
        `years`, `strike`, `log_moneyness`, `gap` (vol of the call less vol of the put), `spread`
        (the wider of the two bid-ask spreads in vol, null where neither is known), `gap_spreads`
        (gap over spread) and `near` (within one standard deviation of the forward).

    Notes
    -----
    European options of one strike and expiry have one vol, whatever the model; a gap says that the
    forward, the dividends, the rate, the borrow or a quote is off. Where forwards come from the
    same pairs, a gap common to all strikes has been taken out of them; a slope has not.

    Verified by ``tests/unit/volatility/test_put_call.py``.
    """
    usable = options.filter(pl.col("reason") == "OK", pl.col("mid_vol").is_finite())
    width = (pl.col("ask_vol") - pl.col("bid_vol")).fill_nan(None)
    sides = usable.with_columns(vol_spread=width)
    keys = ["expiry", "strike"]
    put = sides.filter(~pl.col("is_call")).select(*keys, put_vol="mid_vol", put_spread="vol_spread")
    paired = (
        sides.filter("is_call")
        .select(*keys, "years", "log_moneyness", call_vol="mid_vol", call_spread="vol_spread")
        .join(put, on=keys, how="inner", maintain_order="left")
    )
    level = 0.5 * (pl.col("call_vol") + pl.col("put_vol")) * pl.col("years").sqrt()
    spread = pl.max_horizontal("call_spread", "put_spread")
    return paired.select(
        "expiry",
        "years",
        "strike",
        "log_moneyness",
        gap=pl.col("call_vol") - pl.col("put_vol"),
        spread=spread,
        gap_spreads=(pl.col("call_vol") - pl.col("put_vol")) / pl.when(spread > 0.0).then(spread),
        near=pl.col("log_moneyness").abs() <= NEAR * level,
    )


def put_call_gaps(options: pl.DataFrame) -> pl.DataFrame:
    """Sum the gaps between calls and puts up by expiry.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.

    Returns
    -------
    polars.DataFrame
        One row an expiry with quotes that are alive, in order: `expiry`; `n_usable` quotes and
        `vol_share`, the share of them with a mid vol; `n_gaps` strikes near the money where call
        and put both have one; of these `gap_median` (signed), `gap_abs_median` and
        `gap_spreads_median` (absolute gap in spreads), null where there is none.

    Verified by ``tests/unit/volatility/test_put_call.py``.
    """
    usable = options.filter(pl.col("reason") == "OK", pl.col("years") > 0.0)
    shares = usable.group_by("expiry").agg(_n_usable(), _vol_share())
    near = put_call_pairs(options).filter("near")
    gaps = near.group_by("expiry").agg(*_measures())
    filled = pl.col("n_gaps").fill_null(0)
    return shares.join(gaps, on="expiry", how="left").with_columns(filled).sort("expiry")


def put_call_summary(options: pl.DataFrame) -> dict[str, Any]:
    """Sum the gaps between calls and puts up over a whole chain; see `put_call_gaps`.

    Parameters
    ----------
    options : polars.DataFrame
        As `implied_smiles` returns it.

    Returns
    -------
    dict
        `n_usable`, `vol_share`, `n_gaps`, `gap_median`, `gap_abs_median`, `gap_spreads_median`.

    Verified by ``tests/unit/volatility/test_put_call.py``.
    """
    usable = options.filter(pl.col("reason") == "OK", pl.col("years") > 0.0)
    near = put_call_pairs(options).filter("near")
    return {
        **usable.select(_n_usable(), _vol_share()).row(0, named=True),
        **near.select(*_measures()).row(0, named=True),
    }


def _n_usable() -> pl.Expr:
    return pl.len().alias("n_usable")


def _vol_share() -> pl.Expr:
    return pl.col("mid_vol").is_finite().mean().alias("vol_share")


def _measures() -> tuple[pl.Expr, ...]:
    return (
        pl.len().alias("n_gaps"),
        pl.col("gap").median().alias("gap_median"),
        pl.col("gap").abs().median().alias("gap_abs_median"),
        pl.col("gap_spreads").abs().median().alias("gap_spreads_median"),
    )
