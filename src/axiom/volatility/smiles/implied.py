"""Implied volatilities of every quote of a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from axiom.core.errors import DataError
from axiom.kernels import implied_vol
from axiom.volatility.smiles.american import american_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.forwards.exercise import ExerciseTerms
    from axiom.volatility.forwards.imply import Forwards

__all__ = ["implied_smiles"]


def implied_smiles(
    screened: pl.DataFrame, forwards: Forwards | pl.DataFrame, *, threads: int = 1
) -> pl.DataFrame:
    """Add forwards, log-moneyness and the implied vols of bid, mid and ask to screened quotes.

    Parameters
    ----------
    screened : polars.DataFrame
        As `screen_quotes` returns it; rows with any reason are kept.
    forwards : Forwards or polars.DataFrame
        One row an expiry with `expiry`, `forward`, `discount_factor`. American quotes need
        `Forwards` with a spot.
    threads : int
        Threads of the inversions; results do not depend on it.

    Returns
    -------
    polars.DataFrame
        The screened columns and `forward`, `discount_factor`, `log_moneyness` (log(strike /
        forward)), `bid_vol`, `mid_vol`, `ask_vol` (NaN where not OK) and `bid_status`,
        `mid_status`, `ask_status` (codes of `axiom.ImpliedVolStatus`). An expiry without a
        forward has nulls in the first three and INVALID_INPUT as status.

        Where the chain has American options also, NaN where there is no vol: `american_bid_vol`,
        `american_mid_vol`, `american_ask_vol`, the vols of the spot between ex-dates at which the
        quoted option, exercised when best, costs what is quoted; `european_bid`, `european_mid`,
        `european_ask`, the prices of European options at these vols; `early_exercise_premium`, the
        mid less `european_mid`.

    Raises
    ------
    DataError
        When quotes are American and there is no spot.

    Notes
    -----
    The vol is that of the forward price of the option, price / discount factor, by Black's formula.
    For an American option that price is the European one with the same dividends and the same vol
    of the spot: its European-equivalent vol, which calls and puts of a strike share.

    Verified by ``tests/unit/volatility/test_smiles.py`` (repricing each quote at its vol) and
    ``tests/unit/volatility/test_american_smiles.py``.
    """
    table = forwards if isinstance(forwards, pl.DataFrame) else forwards.table
    known = table.select("expiry", "forward", "discount_factor")
    joined = screened.join(known, on="expiry", how="left", maintain_order="left").with_columns(
        log_moneyness=(pl.col("strike") / pl.col("forward")).log()
    )
    american = _american(joined)
    columns: list[pl.Series] = []
    for side in ("bid", "mid", "ask"):
        vol, status = _implied(joined, side, threads)
        columns += [pl.Series(f"{side}_vol", vol), pl.Series(f"{side}_status", status)]
    if not american.any():
        return joined.with_columns(columns)
    spot, terms = _spot_and_terms(forwards)
    early = american_columns(
        joined, american & _can_be_priced(joined), spot, terms, threads=threads
    )
    return joined.with_columns(_merged(columns, early, american))


def _american(joined: pl.DataFrame) -> NDArray[np.bool_]:
    if "exercise" not in joined.columns:
        return np.zeros(joined.height, dtype=bool)
    return (joined["exercise"] == "american").to_numpy()


def _can_be_priced(joined: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows are alive and have a forward and a strike that can be one."""
    strike, years, forward = (_numbers(joined, name) for name in ("strike", "years", "forward"))
    return np.asarray(np.isfinite(strike) & (strike > 0.0) & (years > 0.0) & np.isfinite(forward))


def _spot_and_terms(forwards: Forwards | pl.DataFrame) -> tuple[float, ExerciseTerms]:
    spot = None if isinstance(forwards, pl.DataFrame) else forwards.spot
    if isinstance(forwards, pl.DataFrame) or spot is None:
        raise DataError(
            "quotes of American options need a spot, which this chain lacks: give spot= (on the "
            "command line --spot), or exercise='european' to leave early exercise out"
        )
    return spot, forwards.terms


def _merged(
    columns: list[pl.Series], early: list[pl.Series], american: NDArray[np.bool_]
) -> list[pl.Series]:
    """Return the European columns with those of American rows in their place, and the new ones."""
    of = {series.name: series for series in early}
    mask = pl.Series(american)
    merged = [of.pop(series.name).zip_with(mask, series) for series in columns]
    return [*merged, *of.values()]


def _implied(
    joined: pl.DataFrame, side: str, threads: int
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    price, discount = _numbers(joined, side), _numbers(joined, "discount_factor")
    found: tuple[NDArray[np.float64], NDArray[np.uint8]] = implied_vol(
        price=price / discount,
        forward=_numbers(joined, "forward"),
        strike=_numbers(joined, "strike"),
        expiry=_numbers(joined, "years"),
        is_call=joined["is_call"].to_numpy(),
        return_status=True,
        threads=threads,
    )
    return found


def _numbers(table: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """Float64 with NaN for null."""
    return table[name].cast(pl.Float64).to_numpy()
