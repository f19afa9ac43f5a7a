"""Early exercise and dividends, as the page shows them."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from axiom.core.plain import rounded
from axiom.desk.run.early_exercise import early_exercise_record
from axiom.desk.run.result import RunResult
from axiom.volatility.forwards.put_call import put_call_pairs

__all__ = ["early_exercise_data"]

MOST_GAPS = 4000


def early_exercise_data(result: RunResult, expiries: pl.DataFrame) -> dict[str, Any]:
    """Give what the page shows of early exercise, dividends and put-call agreement.

    Parameters
    ----------
    result
        The run.
    expiries
        The table of `expiry_table`, sorted by expiry.

    Returns
    -------
    dict
        The record's figures; ``american``, whether some options can be exercised early;
        ``gaps``, one point a strike (standard deviations from the forward, gap in vol points and
        in spreads, expiry), at most 4000 evenly chosen; ``premiums`` by strike, one entry an
        expiry.

    Notes
    -----
    Verified by tests/unit/desk/test_early_exercise.py.
    """
    return {
        **early_exercise_record(result),
        "american": result.chain.has_american,
        "gaps": _gaps(result.options, expiries),
        "premiums": _premiums(result.options, expiries),
    }


def _gaps(options: pl.DataFrame, expiries: pl.DataFrame) -> dict[str, Any]:
    """Give the gaps between calls and puts against the distance from the forward."""
    pairs = put_call_pairs(options).join(expiries.select("expiry", "atm_vol"), on="expiry")
    if pairs.height > MOST_GAPS:
        pairs = pairs.gather_every(-(-pairs.height // MOST_GAPS))
    width = pairs["atm_vol"].to_numpy() * np.sqrt(pairs["years"].to_numpy())
    return {
        "distance": rounded(pairs["log_moneyness"].to_numpy() / width, 4),
        "gap_pct": rounded(100.0 * pairs["gap"].to_numpy(), 4),
        "gap_spreads": rounded(pairs["gap_spreads"].to_numpy(), 4),
        "strike": pairs["strike"].to_list(),
        "expiry": pairs["expiry"].to_list(),
    }


def _premiums(options: pl.DataFrame, expiries: pl.DataFrame) -> list[dict[str, Any]]:
    """Give the early-exercise premium of the quotes used, by strike."""
    if "early_exercise_premium" not in options.columns:
        return [{} for _ in range(expiries.height)]
    known = options.filter(
        pl.col("reason") == "OK", pl.col("early_exercise_premium").is_finite()
    ).partition_by("expiry", as_dict=True)
    empty = options.clear()
    slices = [known.get((expiry,), empty) for expiry in expiries["expiry"]]
    return [
        {
            name: values
            for side, is_call in (("call", True), ("put", False))
            for name, values in _side(one.filter(pl.col("is_call") == is_call), side).items()
        }
        for one in slices
    ]


def _side(options: pl.DataFrame, side: str) -> dict[str, Any]:
    return {
        f"{side}_strike": options["strike"].to_list(),
        f"{side}_premium": rounded(options["early_exercise_premium"].to_numpy(), 4),
    }
