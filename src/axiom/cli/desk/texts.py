"""The help of `axiom desk`, with examples."""

from __future__ import annotations

from axiom.cli.texts import AS_WRITTEN

__all__ = ["DESK", "HEDGE_STUDY", "LIVE", "REPLAY", "REPORT", "SIMULATE"]

DESK = f"""Run a desk on a feed: surface, quotes, fills, hedges, explained profit and loss.

{AS_WRITTEN}Examples:
  axiom desk replay days.parquet --rhythm 86400
  axiom desk simulate --updates 200
"""

_FILES = """To the folder go session.log (every event, from which --resume goes on after a stop or a
crash), the tables pnl, greeks, fills, hedges, quotes, limits, explain as Parquet, and summary.json.
"""

REPLAY = f"""Replay recorded chains through the desk: what would it have quoted, traded and earned?

The surface follows the quotes; every option is quoted around its value; own quotes are hit when
the recorded market trades through them (--matching through), when it reaches them (touch), or once
an estimated queue ahead has traded (queue); the delta is hedged when it leaves a band; limits,
protection and the kill switch hold throughout; every update's P&L is explained. That recorded
quotes would have met the desk's is an assumption: its quotes would have changed what followed.

{_FILES}
{AS_WRITTEN}Examples:
  axiom desk replay days.parquet --rhythm 86400 --max-vega 20000 --out month
  axiom desk replay minutes.parquet --underlying GOOG --spot-file spots.zip --exercise american \\
      --start 09:45 --rhythm 1800 --protect-fills 20 --out morning
  axiom desk replay days.parquet --rhythm 86400 --out month --resume --report month.html
  axiom desk replay days.parquet --rhythm 86400 --matching queue --flow-per-day 50 --json
"""

REPORT = f"""Write the page of a session from its log, also of one that runs or was stopped.

One HTML file that loads nothing: P&L and what it came from, drawdown, inventory Greeks with their
limits, states, quotes beside the market, fills and their markouts, hedges, settings.

{AS_WRITTEN}Examples:
  axiom desk report month
  axiom desk report month/session.log --out month.html
"""

SIMULATE = f"""Run the desk on a simulated market: spot, surface, quotes and orders from one seed.

Orders reach the desk's quotes at Poisson times, the oftener the closer a quote is to the mid:
--fills-per-day exp(-distance in half-spreads * --flow-decay) at each side of each option.

{_FILES}
{AS_WRITTEN}Examples:
  axiom desk simulate
  axiom desk simulate --updates 390 --seed 7 --max-vega 2000 --risk-aversion 1e-6 --out day
  axiom desk simulate --market-vol 0.3 --interval 300 --hedge-band 500 --json
  axiom desk simulate --report day.html
"""

HEDGE_STUDY = f"""Compare hedging policies on common simulated paths, with costs.

One European option on a spot of 100 is sold or bought at its Black-Scholes price and hedged at
equal intervals: by delta, at Leland's vol, within the bands of Whalley-Wilmott and Zakamouline, and
within a band that is tuned on paths of another seed. Figures are losses in percent of the premium;
the objective is the mean plus --risk-weight standard deviations.

{AS_WRITTEN}Examples:
  axiom desk hedge-study
  axiom desk hedge-study --days 20 --every 5 --cost 0.002
  axiom desk hedge-study --model sabr --rho -0.7 --nu 1 --drift 0 --json
"""

LIVE = f"""Run the desk on a live market, on paper, until Ctrl-C: no order is sent anywhere.

deribit is followed by its public WebSocket, cboe by its delayed quotes; neither needs a key. The
loop is that of a replay: the desk's quotes are hit when the market trades through them. Lost
connections are made anew; meanwhile every quote is pulled. The first Ctrl-C ends the session and
shows what came of it.

{_FILES}feed.lines beside them records what came, so that a session that was cut off is resumed with
--resume: what it saw comes again, then the market as it is now.

{AS_WRITTEN}Examples:
  axiom desk live deribit BTC --expiries 6 --max-vega 5000 --out paper
  axiom desk live cboe SPX --rhythm 300 --out paper
  axiom desk live deribit BTC --out paper --resume
  axiom desk live deribit ETH --url wss://test.deribit.com/ws/api/v2 --steps 100 --json
"""
