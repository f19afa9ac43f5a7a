"""Running the command, and files for it to run on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from axiom.cli.app import main

from ..desk.chains import DATES, make_chain  # noqa: TID252


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def run_command(capsys, *arguments: object) -> Outcome:
    """Run `axiom` in this process; an uncaught error fails the test."""
    capsys.readouterr()
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    captured = capsys.readouterr()
    return Outcome(code=code, out=captured.out, err=captured.err)


def cboe_table(dates=DATES) -> pl.DataFrame:
    """A synthetic chain as a Cboe end-of-day file has it."""
    quotes = make_chain(dates).quotes
    day = dt.date(2024, 3, 1)
    return quotes.select(
        underlying=pl.lit("XYZ"),
        underlying_last=pl.lit(100.0),
        optionroot=pl.lit("XYZ"),
        type=pl.when("is_call").then(pl.lit("call")).otherwise(pl.lit("put")),
        expiration=pl.col("expiry_date").cast(pl.String),
        quotedate=pl.lit(str(day)),
        strike="strike",
        last=pl.lit(0.0),
        net=pl.lit(0.0),
        bid=pl.col("bid").fill_null(0.0),
        ask="ask",
        volume=pl.lit(0),
        openinterest=pl.lit(0),
        impliedvol=pl.lit(0.0),
        delta=pl.lit(0.0),
        gamma=pl.lit(0.0),
    )


def write_cboe(path: Path, table: pl.DataFrame | None = None) -> Path:
    (cboe_table() if table is None else table).write_csv(path)
    return path
