"""The help of the `axiom` command, with examples."""

from __future__ import annotations

__all__ = [
    "APP",
    "CALIBRATE",
    "CHAIN",
    "GREEKS",
    "IV",
    "RISK",
    "RISK_EXPLAIN",
    "RISK_STRESS",
    "RUN",
    "SURFACE",
    "SURFACE_CERTIFY",
    "SURFACE_COMPARE",
    "SURFACE_MEASURES",
    "SURFACE_PLOT",
    "SURFACE_REPLAY",
    "SURFACE_VERIFY",
    "VALUE",
    "VIX",
]

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
  axiom value --product barrier --list            what a contract takes, and how it is valued
  axiom surface measures axiom-run/surface.json   skew, forward vols, moments by tenor
  axiom vix days.parquet --date 2019-05-24        the volatility index of a chain
  axiom desk replay days.parquet --rhythm 86400   quotes, fills, hedges and explained P&L

Every command takes --json. Bad input ends with exit code 2 and one line on stderr.
"""

RUN = f"""Fit and certify a surface, take Greeks, quote every option, value a book, and report.

Writes report.html, surface.json, certificate.json, options.parquet and run.json to the folder, all
of them or none.
Without FILE it runs on a sample chain.

{AS_WRITTEN}Examples:
  axiom run
  axiom run days.parquet --date 2019-05-24 --book book.csv --open
  axiom run snapshot.csv --out monday --dynamics sticky_moneyness --json
  axiom run days.parquet --date 2019-05-24 --curve essvi
  axiom run mine.csv --layout generic --column bid=BestBid --column ask=BestAsk
  axiom run aapl.csv --dividends dividends.csv --rate 0.01
  axiom run aapl.csv --calendar XNYS --event '2016-01-26T21:00Z=fit earnings'

{AS_WRITTEN}The book is a CSV file, one position a line; the underlying itself has no expiry:
  underlying,expiry,strike,is_call,quantity,multiplier
  SPX,2019-06-28,2800,true,-5,100
  SPX,,,,250,1

{AS_WRITTEN}The dividends are a CSV file, one ex-date a line, cash amounts a share:
  ex_date,amount
  2016-02-04,0.52
"""

CALIBRATE = f"""Calibrate a model to the out-of-the-money quotes of a chain.

Prints each parameter with its standard error, how well the model fits, and which parameters, or
combinations of them, the quotes do not identify. SABR is calibrated expiry by expiry.

{AS_WRITTEN}Examples:
  axiom calibrate days.parquet --date 2019-05-24
  axiom calibrate chain.csv --model bates --json
  axiom calibrate chain.csv --model sabr --beta 0.5
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

SURFACE = f"""Read stored surfaces, such as the surface.json of `axiom run`.

{AS_WRITTEN}Examples:
  axiom surface measures axiom-run/surface.json
  axiom surface compare monday/surface.json tuesday/surface.json
  axiom surface certify axiom-run/surface.json
  axiom surface verify axiom-run/surface.json axiom-run/certificate.json
  axiom surface plot axiom-run/surface.json --kind smile --out smile.html
"""

SURFACE_CERTIFY = f"""Check a stored surface for arbitrage, by proof where its form allows it.

Says of each condition how it was decided, and lists what violates one: where, and its size in vol
and in money. Without quotes, the fit is not judged. Ends with exit code 1 where there is arbitrage.

{AS_WRITTEN}Examples:
  axiom surface certify axiom-run/surface.json
  axiom surface certify surface.json --out certificate.json
  axiom surface certify surface.json --repair repaired.json
  axiom surface certify axiom-run/surface.json --options axiom-run/options.parquet
"""

SURFACE_VERIFY = f"""Check a stored certificate: is it this surface's, unchanged, and does it hold?

Ends with exit code 1 where the surface has arbitrage, as its certificate says, and with 2 where the
certificate belongs to another surface or was changed.

{AS_WRITTEN}Examples:
  axiom surface verify axiom-run/surface.json axiom-run/certificate.json
"""

SURFACE_MEASURES = f"""Measure a stored surface at constant maturities.

Vols at the forward and at the 10- and 25-delta options, risk reversals (call less put) and
butterflies (mean of both less the forward's), the skew dvol/dk at the forward, the forward vol from
the tenor before, the variance swap, and skewness and kurtosis of the log-return. The region says
where a tenor lies beyond the fitted expiries.

{AS_WRITTEN}Examples:
  axiom surface measures axiom-run/surface.json
  axiom surface measures axiom-run/surface.json --tenor 1w --tenor 30d --tenor 0.5
  axiom surface measures axiom-run/surface.json --delta discounted --json
"""

SURFACE_PLOT = f"""Draw a stored surface, or the history in a folder, as a page of its own.

surface    vol by strike and expiry, in three dimensions, with the quotes where options are given
smile      one expiry: quotes from bid to ask, the curve and its 90 % band
density    risk-neutral densities of the log-return
residuals  model price less mid, in spreads, quote by quote; needs --options
butterfly  Durrleman's g over strikes and expiries, violations marked with --certificate
calendar   the growth of total variance, likewise

Of a history's folder it draws level and skew over time.

{AS_WRITTEN}Examples:
  axiom surface plot axiom-run/surface.json --options axiom-run/options.parquet
  axiom surface plot axiom-run/surface.json --kind smile --expiry 0.25 --out smile.html
"""

SURFACE_COMPARE = f"""Compare two stored surfaces: the second less the first, by tenor and delta.

The change of level (vol at the forward), skew (25-delta risk reversal) and curvature (25-delta
butterfly), what they leave unexplained, and the change at each delta. Points at which either
surface has arbitrage are left out of the totals and counted.

{AS_WRITTEN}Examples:
  axiom surface compare monday/surface.json tuesday/surface.json
  axiom surface compare monday/surface.json tuesday/surface.json --same date --tenor 1m --tenor 3m
"""

SURFACE_REPLAY = f"""Feed the chains of a file, in order, to a surface that follows them.

The first chain is fitted; from there each one counts as an update with the quotes that it changes:
expiries with new quotes are fitted again between their neighbours and proved free of arbitrage.
Prints each update with its state and time, the expiries at the end, and the quotes by flag.

{AS_WRITTEN}Examples:
  axiom surface replay btc_hours.csv.gz --rhythm 3600
  axiom surface replay days.parquet --rhythm 86400 --dynamics 1.4 --out last.json --json
  axiom surface replay minutes.parquet --underlying GOOG --spot-file spots.zip --exercise american
"""

VIX = f"""Compute the volatility index of a chain from its raw quotes, as Cboe publishes the VIX.

Near and next term are the first two weekly expiries more than 23 and at most 37 days away. The
rate is the file's, or what put-call parity implies, unless --rate gives it.

{AS_WRITTEN}Examples:
  axiom vix days.parquet --date 2019-05-24
  axiom vix chain.csv --rate 0.05 --json
  axiom vix deribit.csv --every-expiry --window 14 40
"""

VALUE = f"""Value a contract under a model: price, error, Greeks; the fastest method that will do.

The terms of the contract, the parameters of the model and the market are options too: names as in
the library with dashes, lists with commas, curves as TIME:VALUE,TIME:VALUE, the local vol of a
stored surface as --surface FILE. --call, --put, --up, --down, --in and --out stand for
--is-call yes and so on. Times are years, rates and vols decimals.

{AS_WRITTEN}Examples:
  axiom value --list
  axiom value --product barrier --list
  axiom value --product barrier --spot 100 --strike 100 --barrier 120 --expiry 1 \\
      --call --up --out --vol 0.2 --rate 0.03
  axiom value --product european --model heston --spot 100 --strike 105 --expiry 0.5 --rate 0.01 \\
      --initial-variance 0.04 --mean-reversion 2 --long-variance 0.05 --vol-of-vol 0.5 \\
      --correlation -0.7
  axiom value --product basket --spot 100,90 --weights 0.5,0.5 --strike 95 --expiry 1 \\
      --vol 0.2,0.3 --correlation 0.4
  axiom value --product asian --spot 100 --strike 100 --expiry 1 --fixings 0.25,0.5,0.75,1 \\
      --vol 0.25:0.22,1:0.2 --rate 0.5:0.02,1:0.03 --engine montecarlo --tolerance 1e-3
  axiom value --product barrier --model local-vol --surface axiom-run/surface.json --spot 5000 \\
      --strike 5000 --barrier 4500 --expiry 0.25 --call --down --out
"""

RISK = "Stress a book, or explain its P&L, on recorded chains."

RISK_STRESS = f"""Revalue a book under named stresses: October 1987, October 2008 and others.

Each moves spot, at-the-money vols (short expiries more) and rates as on that day, on the surface
fitted to the chain; where the smile goes with the spot, --dynamics says.

{AS_WRITTEN}Examples:
  axiom risk stress days.parquet --date 2019-05-24 --book book.csv
  axiom risk stress chain.csv --book book.csv --dynamics 1.4 --by expiry --json
"""

RISK_EXPLAIN = f"""Hold a book over the chains of a file and explain its P&L from each to the next.

Carry, delta, gamma, vega, skew and curvature by expiry, vanna, volga, rates, dividends and borrow,
and what they leave. Options that expire on the way settle at the spot of the next chain.

{AS_WRITTEN}Examples:
  axiom risk explain days.parquet --book book.csv
  axiom risk explain days.parquet --book book.csv --from 2019-05-20 --to 2019-05-24 --dynamics 1.3
"""
