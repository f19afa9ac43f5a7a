"""Quotes as they come in: tables or arrays, split by expiry; rows that no option can have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.volatility.live.held import QuoteRows

__all__ = ["seconds_of", "split_by_expiry", "time_of"]

_NEEDED: Final = ("expiry", "strike", "is_call", "bid", "ask")
_OPTIONAL: Final = ("bid_size", "ask_size", "quote_time")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def seconds_of(time: datetime) -> float:
    """Give an aware instant as seconds since 1970."""
    return (time - _EPOCH).total_seconds()


def time_of(seconds: float) -> datetime:
    """Give seconds since 1970 as an aware instant."""
    return _EPOCH + timedelta(seconds=seconds)


def split_by_expiry(
    quotes: pl.DataFrame | Mapping[str, Any], *, time: float
) -> tuple[dict[float, QuoteRows], int]:
    """Split new quotes by expiry.

    Parameters
    ----------
    quotes : polars.DataFrame or mapping
        `expiry` (aware instants; one for all rows, or one a row), `strike`, `is_call`, `bid`,
        `ask`; optional `bid_size`, `ask_size`, `quote_time`. Null or NaN is no price.
    time : float
        Seconds since 1970, for quotes that bring no time of their own.

    Returns
    -------
    by_expiry : dict
        Rows by the expiry in seconds since 1970, ascending; rows keep their order.
    invalid : int
        Rows left out: no expiry, or a strike that is not finite and above 0.

    Raises
    ------
    InvalidArgumentError
        When a column is missing or columns differ in length.

    Notes
    -----
    Verified by tests/unit/volatility/live/test_batch.py.
    """
    if isinstance(quotes, pl.DataFrame):
        quotes = {series.name: series for series in quotes.get_columns()}
    missing = [name for name in _NEEDED if name not in quotes]
    if missing:
        raise InvalidArgumentError(
            f"quotes lacks {', '.join(missing)}; give the columns {', '.join(_NEEDED)}"
        )
    column = {name: quotes[name] for name in (*_NEEDED, *_OPTIONAL) if name in quotes}
    strike = _floats(column["strike"])
    arrays = {name: _wide(column.get(name), strike.size, name) for name in _NUMBERS}
    stamps = column.get("quote_time")
    rows = QuoteRows(
        strike=strike,
        is_call=_flags(column["is_call"], strike.shape),
        time=np.full(strike.size, time) if stamps is None else _stamps(stamps, time, strike.size),
        **arrays,
    )
    return _grouped(rows, column["expiry"])


_NUMBERS: Final = ("bid", "ask", "bid_size", "ask_size")


def _grouped(rows: QuoteRows, expiry: Any) -> tuple[dict[float, QuoteRows], int]:
    valid = np.isfinite(rows.strike) & (rows.strike > 0.0)
    if isinstance(expiry, datetime):
        invalid = int((~valid).sum())
        return {seconds_of(expiry): rows if not invalid else rows.where(valid)}, invalid
    seconds = _stamps(expiry, np.nan, rows.strike.size)
    valid &= np.isfinite(seconds)
    if seconds.size and valid.all() and (seconds == seconds[0]).all():
        return {float(seconds[0]): rows}, 0
    groups = {float(one): rows.where(valid & (seconds == one)) for one in np.unique(seconds[valid])}
    return groups, int((~valid).sum())


def _floats(values: Any) -> NDArray[np.float64]:
    if isinstance(values, pl.Series):
        values = (values if values.dtype == pl.Float64 else values.cast(pl.Float64)).to_numpy()
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _flags(values: Any, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    if isinstance(values, pl.Series):
        values = values.to_numpy()
    return np.broadcast_to(np.asarray(values, dtype=bool), shape)


def _wide(values: Any, size: int, name: str) -> NDArray[np.float64]:
    if values is None:
        return np.full(size, np.nan)
    found = _floats(values)
    if found.size not in (1, size):
        raise InvalidArgumentError(
            f"{name} has {found.size} values for {size} strikes; give one each"
        )
    return found if found.size == size else np.broadcast_to(found, (size,))


def _stamps(values: Any, missing: float, size: int) -> NDArray[np.float64]:
    """Seconds since 1970 of instants; those missing get a value."""
    if isinstance(values, pl.Series):
        seconds = _epochs(values)
        seconds[np.isnan(seconds)] = missing
    elif isinstance(values, datetime):
        seconds = np.full(size, seconds_of(values))
    else:
        seconds = np.array([missing if v is None else seconds_of(v) for v in values])
    if seconds.size != size:
        raise InvalidArgumentError(
            f"quotes has {seconds.size} instants for {size} strikes; give one each"
        )
    return seconds


def _epochs(values: pl.Series) -> NDArray[np.float64]:
    """Seconds since 1970, to the microsecond; NaN for null."""
    if not isinstance(values.dtype, pl.Datetime):
        values = values.cast(pl.Datetime("us", "UTC"))
    stamps = values.to_numpy().astype("datetime64[us]", copy=False)
    seconds: NDArray[np.float64] = stamps.view(np.int64) / 1e6
    if values.null_count():
        seconds[np.isnat(stamps)] = np.nan
    return seconds
