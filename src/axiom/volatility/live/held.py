"""The quotes that a live surface holds of one expiry: the last of each option, and its rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from axiom.kernels.live import quote_flags
from axiom.volatility.live.states import QuoteFlag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.uint8]

__all__ = ["HeldQuotes", "QuoteRows"]

_PRICES: Final = ("bid", "ask", "bid_size", "ask_size", "time")
_COLUMNS: Final = (*_PRICES, "rhythm")
_MEMORY: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRows:
    """New quotes of one expiry; arrays (n,). NaN is no price; times are in seconds since 1970."""

    strike: Floats
    is_call: NDArray[np.bool_]
    bid: Floats
    ask: Floats
    bid_size: Floats
    ask_size: Floats
    time: Floats

    def where(self, chosen: NDArray[np.bool_]) -> QuoteRows:
        """Return some of the rows."""
        return QuoteRows(**{name: getattr(self, name)[chosen] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuotes:
    """The last quote of each option of an expiry; columns are (2, n), puts first.

    Attributes
    ----------
    strike : ndarray, (n,)
        Ascending.
    bid, ask, bid_size, ask_size : ndarray, (2, n)
        NaN where there is none.
    time : ndarray, (2, n)
        When the quote was set, seconds since 1970; -inf where there never was one.
    rhythm : ndarray, (2, n)
        Mean time between updates of the option, seconds, each gap counting a fifth; it starts from
        the one assumed.
    """

    strike: Floats
    bid: Floats
    ask: Floats
    bid_size: Floats
    ask_size: Floats
    time: Floats
    rhythm: Floats

    @classmethod
    def empty(cls) -> HeldQuotes:
        """Return a table without options."""
        return cls(strike=np.empty(0), **{name: np.empty((2, 0)) for name in _COLUMNS})

    def take(self, rows: QuoteRows, *, rhythm_seconds: float) -> tuple[HeldQuotes, Floats, Flags]:
        """Take new quotes in; the last of several for one option counts.

        Parameters
        ----------
        rows : QuoteRows
            Strikes finite and above 0.
        rhythm_seconds : float
            Rhythm of an option that has not shown its own.

        Returns
        -------
        held : HeldQuotes
            A new table; this one stays as it was.
        place : ndarray of intp, (n_rows,)
            Where each row's option stands in a raveled column.
        flags : ndarray of uint8, (n_rows,)
            `LATE` where a newer quote is held, else OK.
        """
        table = self._with_strikes(rows.strike)
        n = table.strike.size
        place = np.searchsorted(table.strike, rows.strike) + n * rows.is_call
        column = {name: getattr(table, name).ravel().copy() for name in _COLUMNS}
        gap = rows.time - column["time"][place]
        late, on_time = gap < 0.0, gap >= 0.0
        kept = column["rhythm"][place]
        kept = np.where(np.isnan(kept), rhythm_seconds, kept)
        known = np.isfinite(gap) & (gap > 0.0)
        shown = np.where(known, gap, kept)
        column["rhythm"][place] = _MEMORY * kept + (1.0 - _MEMORY) * shown
        taken, shown_by = (place, slice(None)) if not late.any() else (place[on_time], on_time)
        for name in _PRICES:
            column[name][taken] = getattr(rows, name)[shown_by]
        shaped = {name: values.reshape(2, n) for name, values in column.items()}
        flags = np.where(late, np.uint8(QuoteFlag.LATE), np.uint8(QuoteFlag.OK))
        return HeldQuotes(strike=table.strike, **shaped), place, flags

    def _with_strikes(self, strike: Floats) -> HeldQuotes:
        """Add columns for strikes that are new."""
        place = np.searchsorted(self.strike, strike)
        n = self.strike.size
        known = n > 0 and bool((self.strike[np.minimum(place, n - 1)] == strike).all())
        if known:
            return self
        merged = np.union1d(self.strike, strike)
        at = np.searchsorted(merged, self.strike)
        blank = dict.fromkeys(_COLUMNS, np.nan) | {"time": -np.inf}
        wide = {}
        for name, value in blank.items():
            wide[name] = np.full((2, merged.size), value)
            wide[name][:, at] = getattr(self, name)
        return HeldQuotes(strike=merged, **wide)

    def flags(self, *, time: float, stale_rhythms: float, least_rhythm: float) -> Flags:
        """Flag every quote by itself, without a model: prices, sides and age."""
        return quote_flags(
            bid=self.bid,
            ask=self.ask,
            time=self.time,
            rhythm=self.rhythm,
            now=time,
            stale_rhythms=stale_rhythms,
            least_rhythm=least_rhythm,
        )
