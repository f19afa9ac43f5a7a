"""The help of the `axiom` command, with examples."""

from __future__ import annotations

__all__ = ["APP", "CHAIN", "GREEKS", "IV", "RUN"]

AS_WRITTEN = "\b\n"
"""Keeps the line breaks of the paragraph that follows."""

APP = f"""Turn an option chain into a surface free of arbitrage, prices, Greeks, quotes and risk.

{AS_WRITTEN}Examples:
  axiom run                                   the sample chain, into ./axiom-run
  axiom run chain.csv --book book.csv --open  a file and a book; show the report
  axiom run days.parquet --date 2019-05-24    one day of a file that holds many
  axiom chain days.parquet                    list what a file holds
  axiom greeks --spot 100 --strike 105 --expiry 0.5 --vol 0.2
  axiom iv --price 4.2 --forward 100 --strike 105 --expiry 0.5

Every command takes --json. Bad input ends with exit code 2 and one line on stderr.
"""

RUN = f"""Fit and certify a surface, take Greeks, quote every option, value a book, and report.

Writes report.html, surface.json, options.parquet and run.json to the folder, all of them or none.
Without FILE it runs on a sample chain.

{AS_WRITTEN}Examples:
  axiom run
  axiom run days.parquet --date 2019-05-24 --book book.csv --open
  axiom run snapshot.csv --out monday --dynamics sticky_moneyness --json
  axiom run mine.csv --layout generic --column bid=BestBid --column ask=BestAsk
  axiom run aapl.csv --dividends dividends.csv --rate 0.01

{AS_WRITTEN}The book is a CSV file, one position a line; the underlying itself has no expiry:
  underlying,expiry,strike,is_call,quantity,multiplier
  SPX,2019-06-28,2800,true,-5,100
  SPX,,,,250,1

{AS_WRITTEN}The dividends are a CSV file, one ex-date a line, cash amounts a share:
  ex_date,amount
  2016-02-04,0.52
"""

CHAIN = f"""List the chains that a file holds, one a valuation time.

{AS_WRITTEN}Examples:
  axiom chain spx_2019.parquet
  axiom chain mine.csv --layout generic --column bid=BestBid --column ask=BestAsk
"""

GREEKS = f"""Price one option and take all its Greeks.

With --exercise american, early exercise is part of price and Greeks; --dividend adds dated cash
dividends, by each of which the spot drops (dividend_1, dividend_2, ... are the derivatives of the
price in their amounts).

{AS_WRITTEN}Examples:
  axiom greeks --spot 100 --strike 105 --expiry 0.5 --vol 0.2 --rate 0.03
  axiom greeks --forward 2830 --strike 2700 --expiry 35d --vol 0.17 --put --json
  axiom greeks --spot 100 --strike 105 --expiry 1 --vol 0.2 --rate 0.05 --put --exercise american
  axiom greeks --spot 97 --strike 95 --expiry 90d --vol 0.3 --exercise american --dividend 6d:0.52
"""

IV = f"""Find the vol at which one option is worth a price.

A price outside the bounds (of an American option: below what exercise is worth), or one whose
rounding leaves the vol undetermined, ends with exit code 2 and one line that says so.

{AS_WRITTEN}Examples:
  axiom iv --price 4.2 --spot 100 --strike 105 --expiry 0.5
  axiom iv --price 31.5 --forward 2830 --strike 2700 --expiry 35d --put --json
  axiom iv --price 7.3 --spot 100 --strike 105 --expiry 1 --put --rate 0.05 --exercise american
"""
