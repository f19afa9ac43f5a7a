"""European-equivalent vols of American quotes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.kernels import ImpliedVolStatus, implied_vol
from axiom.volatility.forwards.carry import spot_and_borrow
from axiom.volatility.forwards.exercise import ExerciseTerms, OptionTerms, european_price
from axiom.volatility.smiles.spot_vols import black_vol

__all__ = ["american_columns", "spot_options"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.uint8]

_SIDES: Final = ("bid", "mid", "ask")
_TERMS: Final = ("strike", "years", "is_call")
_LOST: Final = int(ImpliedVolStatus.NOT_IDENTIFIED)


def spot_options(
    table: pl.DataFrame, chosen: Mask, spot: float, terms: ExerciseTerms
) -> OptionTerms:
    """Return rows of an options table as options on the spot, at the borrow of their forwards.

    Parameters
    ----------
    table : polars.DataFrame
        With `strike`, `years`, `is_call`, `forward`, `discount_factor`.
    chosen : ndarray of bool
        The rows, alive and with a forward.
    spot : float
        Price of the underlying.
    terms : ExerciseTerms
        Dividends.

    Returns
    -------
    OptionTerms

    Verified by ``tests/unit/volatility/test_american_smiles.py``.
    """
    strike, years, is_call = (table[name].to_numpy()[chosen] for name in _TERMS)
    forward, discount = (table[name].to_numpy()[chosen] for name in ("forward", "discount_factor"))
    rate = -np.log(discount) / years
    unique, first, back = np.unique(years, return_index=True, return_inverse=True)
    start, borrow = spot_and_borrow(
        spot=spot,
        forward=forward[first],
        years=unique,
        rate=rate[first],
        dividends=terms.dividends,
    )
    return OptionTerms.of(
        spot=start[back],
        strike=strike,
        years=years,
        rate=rate,
        borrow=borrow[back],
        is_call=is_call,
    )


def american_columns(
    table: pl.DataFrame, chosen: Mask, spot: float, terms: ExerciseTerms, *, threads: int = 1
) -> list[pl.Series]:
    """Return the vols of American quotes and of the European options of the same spot.

    Parameters
    ----------
    table : polars.DataFrame
        Options with their forwards, as `axiom.volatility.implied_smiles` joins them.
    chosen : ndarray of bool
        The American options that are alive and have a forward.
    spot : float
        Price of the underlying.
    terms : ExerciseTerms
        Dividends and accuracy.
    threads : int

    Returns
    -------
    list of polars.Series
        For each side: `<side>_vol` and `<side>_status` of the European-equivalent (NaN and
        INVALID_INPUT where not chosen), `american_<side>_vol`, the vol of the spot between
        ex-dates, and `european_<side>`, the European price; then `early_exercise_premium`, the mid
        less its European price.

    Verified by ``tests/unit/volatility/test_american_smiles.py``.
    """
    options = spot_options(table, chosen, spot, terms)
    forward = table["forward"].to_numpy()[chosen]
    columns: list[pl.Series] = []
    premium = np.full(table.height, np.nan)
    for side in _SIDES:
        quoted = table[side].cast(pl.Float64).to_numpy()[chosen]
        found, status = _american_vols(quoted, options, terms, threads)
        vol, value, status = _european(found, status, options, forward, terms, threads=threads)
        whole = {f"{side}_vol": vol, f"american_{side}_vol": found, f"european_{side}": value}
        columns += [pl.Series(name, _spread(values, chosen)) for name, values in whole.items()]
        codes = np.full(table.height, int(ImpliedVolStatus.INVALID_INPUT), dtype=np.uint8)
        codes[chosen] = status
        columns.append(pl.Series(f"{side}_status", codes))
        if side == "mid":
            premium[chosen] = quoted - value
    return [*columns, pl.Series("early_exercise_premium", premium)]


def _american_vols(
    quoted: Floats, options: OptionTerms, terms: ExerciseTerms, threads: int
) -> tuple[Floats, Codes]:
    vol, status = np.empty(quoted.shape), np.empty(quoted.shape, dtype=np.uint8)
    for some, more in terms.groups(options.years, np.ones(quoted.shape, dtype=bool)):
        arguments: Any = {**options.where(some).arguments, **more, "price": quoted[some]}
        vol[some], status[some] = implied_vol(**arguments, return_status=True, threads=threads)
    return vol, status


def _european(
    found: Floats,
    status: Codes,
    options: OptionTerms,
    forward: Floats,
    terms: ExerciseTerms,
    *,
    threads: int,
) -> tuple[Floats, Floats, Codes]:
    """Return Black vol and price of the European options at vols of the spot, and statuses.

    The price is taken on the side out of the money, the other one by parity: so it is as exact in
    the money as out of it, and a strike's two sides get one Black vol where they have one vol.
    """
    out = options.with_side(options.strike >= forward)
    value = european_price(out, found, terms, threads=threads)
    vol, code = black_vol(value, out, forward, threads=threads)
    paid = terms.pays_before(options.years)
    vol, code = np.where(paid, vol, found), np.where(paid, code, status)
    parity = np.exp(-options.rate * options.years) * (forward - options.strike)
    swapped = out.is_call != options.is_call
    value = value + np.where(swapped, np.where(options.is_call, parity, -parity), 0.0)
    known = (status == ImpliedVolStatus.OK) & (code == ImpliedVolStatus.OK)
    status = np.where((status == ImpliedVolStatus.OK) & ~known, _LOST, status).astype(np.uint8)
    return np.where(known, vol, np.nan), np.where(known, value, np.nan), status


def _spread(values: Floats, chosen: Mask) -> Floats:
    """Put values where the mask is true, NaN elsewhere."""
    whole = np.full(chosen.shape, np.nan)
    whole[chosen] = values
    return whole
