"""`read_chain`, `iter_chains` and `list_chains`: files of any known layout to chains."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from axiom.core.errors import DataError, InvalidArgumentError
from axiom.market.chain import Chain, Exercise
from axiom.market.clock import Settlement
from axiom.market.dividends import DividendSchedule
from axiom.market.readers.conventions import underlying_name
from axiom.market.readers.layout import Forwards, Layout, Moment, Request, no_rows
from axiom.market.readers.moments import between, choose, parse_date, parse_time, within
from axiom.market.readers.qmoms import sample_file
from axiom.market.readers.recognition import recognise
from axiom.market.readers.source import Source

__all__ = ["iter_chains", "list_chains", "read_chain", "sample_chain"]


def read_chain(
    path: str | Path,
    *,
    layout: str = "auto",
    date: str | dt.date | None = None,
    time: str | dt.time | None = None,
    underlying: str | None = None,
    columns: Mapping[str, str] | None = None,
    forward: Forwards | None = None,
    rate: float | None = None,
    spot: float | None = None,
    spot_file: str | Path | None = None,
    settlement: Settlement | None = None,
    exercise: Exercise | None = None,
    dividends: DividendSchedule | str | Path | None = None,
) -> Chain:
    """Read one chain from a file of any known layout.

    Parameters
    ----------
    path : str or Path
        CSV or Parquet, plain, gzipped or zipped.
    layout : str, default "auto"
        Name of the layout; "auto" recognises it from the header.
    date : date or ISO text, optional
        Day, local to the exchange. Without it the last day of the file; the chain's notes say so.
    time : time or text such as "15:45", optional
        Local time of the exchange (New York; UTC for Deribit). Of files with several snapshots a
        day, the last one at or before it is read (default: the last); where rows are changes, they
        are carried forward to it. For end-of-day files it is the time of the quotes (default: the
        close).
    underlying : str, optional
        Needed where the file holds several; otherwise the name of the underlying, where the file
        has none (the default is then taken from the file's name).
    columns : mapping of str to str, optional
        For the generic layout: from its column names to the file's.
    forward : float or mapping of date to float, optional
        Forward for all, or for each, of the expiration dates, used in place of an implied one.
    rate : float, optional
        Continuously compounded rate for discounting, where prices are made from vols and wherever
        parity identifies none (default: the file's own, if it has one).
    spot : float, optional
        Price of the underlying, where the file has none or another one is wanted.
    spot_file : str or Path, optional
        File with the underlying's quotes, for layouts that keep them apart.
    settlement : {"AM", "PM"}, optional
        How all options settle, where the file does not say and the default is not right.
    exercise : {"european", "american"}, optional
        How all options are exercised. By default as the file says where it has a column for it;
        else options on indices are European, those on shares and funds American.
    dividends : DividendSchedule or path of a CSV file, optional
        Dated dividends of the underlying; a file is read by `DividendSchedule.read_csv`, for the
        chain's underlying.

    Returns
    -------
    Chain

    Raises
    ------
    DataError
        When the file cannot be read, or holds nothing for this date, time or underlying.
    LayoutError
        When the layout is not recognised or a column is missing.
    InvalidArgumentError
        When an argument is outside its domain.

    Verified by ``tests/unit/market`` and ``tests/integration/test_recorded_chains.py``.
    """
    source = Source(path)
    request = _request(
        date=date,
        time=time,
        underlying=underlying,
        columns=columns,
        forward=forward,
        rate=rate,
        spot=spot,
        spot_file=spot_file,
        settlement=settlement,
        exercise=exercise,
        dividends=dividends,
    )
    chosen = recognise(source, layout, columns)
    lazy = _table(chosen, source, request)
    moments = _moments(chosen, lazy, source, request)
    moment, notes = choose(moments, chosen, request, source.name)
    chain = _chain(chosen, lazy, moment, source, request)
    return chain.replace(notes=(*notes, *chain.notes))


def iter_chains(
    path: str | Path,
    *,
    layout: str = "auto",
    date: str | dt.date | None = None,
    time: str | dt.time | None = None,
    start: str | dt.time | None = None,
    end: str | dt.time | None = None,
    underlying: str | None = None,
    columns: Mapping[str, str] | None = None,
    forward: Forwards | None = None,
    rate: float | None = None,
    spot: float | None = None,
    spot_file: str | Path | None = None,
    settlement: Settlement | None = None,
    exercise: Exercise | None = None,
    dividends: DividendSchedule | str | Path | None = None,
) -> Iterator[Chain]:
    """Read every chain of a file, in order of time.

    Parameters
    ----------
    path, layout, underlying, columns, forward, rate, spot, spot_file, settlement, exercise
        As for `read_chain`.
    dividends : DividendSchedule or path, optional
        As for `read_chain`; each chain takes those still to come at its time.
    date : date or ISO text, optional
        Only the chains of this day.
    time : time or text, optional
        For end-of-day files the time of the quotes; for others, one chain a day: the last at or
        before this time.
    start, end : time or text, optional
        Of files with several snapshots a day: only those from this local time on, and until this
        one.

    Yields
    ------
    Chain

    Raises
    ------
    DataError, LayoutError, InvalidArgumentError
        As for `read_chain`; at the call for the file as a whole.

    Verified by ``tests/integration/test_recorded_chains.py``.
    """
    source = Source(path)
    request = _request(
        date=date,
        time=time,
        underlying=underlying,
        columns=columns,
        forward=forward,
        rate=rate,
        spot=spot,
        spot_file=spot_file,
        settlement=settlement,
        exercise=exercise,
        dividends=dividends,
    )
    chosen = recognise(source, layout, columns)
    lazy = _table(chosen, source, request)
    moments = within(_moments(chosen, lazy, source, request), chosen, request, source.name)
    moments = between(moments, chosen, start=start, end=end, file=source.name)
    wanted = _of_each_day(moments, chosen, request, source)
    return (_chain(chosen, lazy, moment, source, request) for moment in wanted)


def list_chains(
    path: str | Path,
    *,
    layout: str = "auto",
    columns: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """List what a file holds.

    Parameters
    ----------
    path, layout, columns
        As for `read_chain`.

    Returns
    -------
    polars.DataFrame
        One row a valuation time and underlying, in order: `valuation_time` (UTC), `underlying`,
        `spot`, `n_expiry_dates`, `n_quotes`, `layout`.

    Raises
    ------
    DataError, LayoutError
        As for `read_chain`.
    """
    source, request = Source(path), _request(columns=columns)
    chosen = recognise(source, layout, columns)
    lazy = _table(chosen, source, request)
    listing = chosen.listing(lazy).rename({chosen.stamp: "stamp"})
    moments = _moments(chosen, lazy, source, request)
    name = pl.lit(underlying_name(source, request))
    if chosen.symbol in listing.columns:
        name = pl.col(str(chosen.symbol))
    return (
        listing.join(moments, on="stamp")
        .with_columns(underlying=name.cast(pl.String), layout=pl.lit(chosen.name))
        .sort("valuation_time", "underlying")
        .select("valuation_time", "underlying", "spot", "n_expiry_dates", "n_quotes", "layout")
    )


def sample_chain(*, underlying: str = "AAPL", date: str | dt.date | None = None) -> Chain:
    """Return a chain of the `qmoms` sample: vols of a US stock in 2023, with a modelled spread.

    Parameters
    ----------
    underlying : {"AAPL", "CAT", "CVX", "IBM", "TSLA"}, default "AAPL"
        The stock.
    date : date or ISO text, optional
        A trading day of 2023; by default the last.

    Returns
    -------
    Chain
        Its notes say that bid and ask are modelled.

    Raises
    ------
    MissingDependencyError
        When the package `qmoms` is not installed.
    DataError
        When the sample has no such stock or day.

    Verified by ``tests/unit/market/test_qmoms.py``.
    """
    return read_chain(sample_file(), layout="qmoms", underlying=underlying, date=date)


def _request(
    *,
    date: str | dt.date | None = None,
    time: str | dt.time | None = None,
    underlying: str | None = None,
    columns: Mapping[str, str] | None = None,
    forward: Forwards | None = None,
    rate: float | None = None,
    spot: float | None = None,
    spot_file: str | Path | None = None,
    settlement: Settlement | None = None,
    exercise: Exercise | None = None,
    dividends: DividendSchedule | str | Path | None = None,
) -> Request:
    if settlement not in (None, "AM", "PM"):
        raise InvalidArgumentError(f"settlement={settlement!r}: give 'AM' or 'PM'")
    if exercise not in (None, "european", "american"):
        raise InvalidArgumentError(f"exercise={exercise!r}: give 'european' or 'american'")
    if rate is not None and not math.isfinite(rate):
        raise InvalidArgumentError(f"rate={rate!r}: give a finite rate a year, such as 0.03")
    forwards = forward.values() if isinstance(forward, Mapping) else (forward,)
    for name, value in (("spot", spot), *(("forward", one) for one in forwards)):
        if value is not None and not 0.0 < value < math.inf:
            raise InvalidArgumentError(f"{name}={value!r}: give a positive finite price")
    return Request(
        date=parse_date(date),
        time=parse_time(time),
        underlying=underlying,
        columns=columns,
        forward=forward,
        rate=rate,
        spot=spot,
        spot_file=None if spot_file is None else str(spot_file),
        settlement=settlement,
        exercise=exercise,
        dividends=Path(dividends) if isinstance(dividends, str) else dividends,
    )


def _table(layout: Layout, source: Source, request: Request) -> pl.LazyFrame:
    if request.spot_file is not None and not layout.keeps_spot_apart:
        raise InvalidArgumentError(
            f"spot_file={request.spot_file!r}: files of layout {layout.name} have no quotes of the "
            "underlying apart; leave it out, or give spot"
        )
    lazy = layout.table(source, request)
    if layout.symbol in lazy.collect_schema().names() and request.underlying is not None:
        lazy = lazy.filter(pl.col(str(layout.symbol)).cast(pl.String) == request.underlying)
    return lazy


def _moments(layout: Layout, lazy: pl.LazyFrame, source: Source, request: Request) -> pl.DataFrame:
    """Return `stamp` and `valuation_time` of every snapshot, in order of time."""
    stamps = lazy.select(pl.col(layout.stamp).unique()).collect()[layout.stamp].drop_nulls()
    if stamps.is_empty():
        raise _nothing(layout, source, request)
    instants = layout.instants(stamps, source, request)
    return pl.DataFrame({"stamp": stamps, "valuation_time": instants}).sort("valuation_time")


def _nothing(layout: Layout, source: Source, request: Request) -> DataError:
    if request.underlying is None or layout.symbol is None:
        return no_rows(source)
    lazy = layout.table(source, request)
    names = lazy.select(pl.col(layout.symbol).cast(pl.String).unique().sort()).collect()
    held = ", ".join(str(name) for name in names[layout.symbol].head(20))
    return DataError(f"{source.name} has no quotes of {request.underlying!r}; it holds {held}")


def _of_each_day(
    moments: pl.DataFrame, layout: Layout, request: Request, source: Source
) -> list[Moment]:
    if request.time is None or layout.kind == "daily":
        return [
            Moment(stamp=stamp, valuation_time=instant)
            for stamp, instant in moments.select("stamp", "valuation_time").iter_rows()
        ]
    local = pl.col("valuation_time").dt.convert_time_zone(layout.zone).dt.date()
    days = moments.with_columns(day=local).partition_by("day", maintain_order=True)
    return [choose(day, layout, request, source.name)[0] for day in days]


def _chain(
    layout: Layout, lazy: pl.LazyFrame, moment: Moment, source: Source, request: Request
) -> Chain:
    rows = layout.rows(lazy, moment)
    if layout.symbol in rows.columns:
        names = rows[str(layout.symbol)].cast(pl.String).unique().sort()
        if len(names) > 1:
            held = ", ".join(str(name) for name in names.head(20))
            raise DataError(
                f"{source.name} holds {len(names)} underlyings ({held}): "
                f"choose one with underlying={names[0]!r}"
            )
    chain = layout.build(rows, moment, source, request)
    return chain if request.dividends is None else _with_dividends(chain, request.dividends)


def _with_dividends(chain: Chain, dividends: DividendSchedule | Path) -> Chain:
    """Return the chain with its dividends, those of its underlying where a file holds several."""
    if isinstance(dividends, Path):
        dividends = DividendSchedule.read_csv(dividends, underlying=chain.underlying)
    return chain.replace(dividends=dividends)
