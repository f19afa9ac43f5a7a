"""`axiom desk live`: a live market through the desk, on paper."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from axiom.cli.desk import options as own
from axiom.cli.desk.running import run_session
from axiom.cli.options import DividendsOption, ExerciseOption, JsonOption
from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import desk, market
else:
    desk = LazyModule("axiom.desk")
    market = LazyModule("axiom.market")

__all__ = ["RECORDING_NAME", "live"]

RECORDING_NAME = "feed.lines"

_MULTIPLIERS = {"deribit": 1.0, "cboe": 100.0}

SourceArgument = Annotated[
    Literal["deribit", "cboe"], typer.Argument(help="Where quotes come from.")
]
SymbolArgument = Annotated[
    str, typer.Argument(help="The underlying: BTC or ETH on deribit; SPX, SPY, AAPL … on cboe.")
]
ExpiriesOption = Annotated[
    int | None, typer.Option(help="Nearest expiries to follow, of deribit; else all.")
]
PollOption = Annotated[float, typer.Option(help="Seconds between two questions to cboe.")]
SilenceOption = Annotated[
    float, typer.Option(help="Seconds without a word after which the source is gone.")
]
UrlOption = Annotated[
    str | None, typer.Option(help="Address of another server than the exchange's own.")
]
UnitsOption = Annotated[
    float | None,
    typer.Option("--multiplier", help="Units a contract: 1 on deribit, 100 on cboe."),
]


def live(
    source: SourceArgument,
    symbol: SymbolArgument,
    *,
    expiries: ExpiriesOption = None,
    poll: PollOption = 60.0,
    silence: SilenceOption = 25.0,
    url: UrlOption = None,
    exercise: ExerciseOption = None,
    dividends: DividendsOption = None,
    seed: own.SeedOption = 0,
    rhythm: own.RhythmOption = 60.0,
    dynamics: own.DynamicsOption = "sticky_strike",
    vol_width: own.VolWidthOption = 0.002,
    minimum_edge: own.MinimumEdgeOption = 0.0,
    risk_aversion: own.RiskAversionOption = 0.0,
    size: own.SizeOption = 10.0,
    tick: own.TickOption = None,
    multiplier: UnitsOption = None,
    latency: own.LatencyOption = 0.0,
    max_delta: own.MaxDeltaOption = None,
    max_gamma: own.MaxGammaOption = None,
    max_vega: own.MaxVegaOption = None,
    max_contracts: own.MaxContractsOption = None,
    max_loss: own.MaxLossOption = None,
    protect_fills: own.ProtectOption = 100,
    hedge_band: own.HedgeBandOption = 100.0,
    hedge_risk_aversion: own.HedgeAversionOption = None,
    fee: own.FeeOption = 0.0,
    hedge_fee: own.HedgeFeeOption = 0.0,
    hedge_spread_bp: own.HedgeSpreadOption = 0.0,
    book: own.BookOption = None,
    steps: own.StepsOption = None,
    out: own.OutOption = None,
    resume: own.ResumeOption = False,
    report: own.ReportOption = None,
    live_view: own.LiveViewOption = False,
    threads: own.ThreadsOption = 1,
    as_json: JsonOption = False,
) -> None:
    """Run the desk on a live market, on paper, until Ctrl-C."""
    given = dict(locals())
    given["multiplier"] = _MULTIPLIERS[source] if multiplier is None else multiplier
    settings = own.session_settings(given, desk.TradeThrough())
    feed = _recorded(_feed(given), out, resume=resume)
    try:
        with closed_on_interrupt(feed):
            run_session(feed, settings, given, total=steps)
    finally:
        feed.close()


def _feed(given: dict[str, Any]) -> market.Feed:
    """Make the feed of the source."""
    rules = market.ConnectionRules(silence_seconds=given["silence"], seed=given["seed"])
    other: Any = {} if given["url"] is None else {"url": given["url"]}
    if given["source"] == "deribit":
        for name in ("exercise", "dividends"):
            if given[name] is not None:
                raise InvalidArgumentError(f"--{name} does not go with deribit; leave it out")
        return market.DeribitFeed(given["symbol"], expiries=given["expiries"], rules=rules, **other)
    if given["expiries"] is not None:
        raise InvalidArgumentError("--expiries does not go with cboe; leave it out")
    path = given["dividends"]
    dividends = None if path is None else market.DividendSchedule.read_csv(path)
    return market.CboeDelayedFeed(
        given["symbol"],
        poll_seconds=given["poll"],
        exercise=given["exercise"],
        dividends=dividends,
        rules=rules,
        **other,
    )


def _recorded(feed: market.Feed, out: Path | None, *, resume: bool) -> market.Feed:
    """Record a feed in the folder of the session, where there is one."""
    if out is None:
        return feed
    path = out / RECORDING_NAME
    if path.exists() and not resume:
        raise InvalidArgumentError(
            f"{path} exists; add --resume to go on where it ends, or give another folder"
        )
    out.mkdir(parents=True, exist_ok=True)
    return market.RecordingFeed(feed, path)


@contextmanager
def closed_on_interrupt(feed: market.Feed) -> Iterator[None]:
    """Let the first Ctrl-C end the feed, and with it the session; the second one interrupts.

    Parameters
    ----------
    feed
        A feed whose `close` ends its updates.

    Notes
    -----
    Verified by tests/unit/cli/desk/test_live.py.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def close(number: int, frame: object) -> None:
        """Close from another thread: this one may be holding what closing waits for."""
        signal.signal(signal.SIGINT, before)
        threading.Thread(target=feed.close, daemon=True).start()

    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, close)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
