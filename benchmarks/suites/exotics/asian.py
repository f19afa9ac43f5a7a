"""An arithmetic Asian option of twelve fixings, simulated to 1e-3 of its price."""

from __future__ import annotations

from types import ModuleType

from axiom.engines import Valuation, value
from axiom.instruments import Asian
from axiom.market import Market
from axiom.models import BlackScholes
from benchmarks.harness import Job, take_turns
from benchmarks.rows import Report, Row

MODEL = BlackScholes(vol=0.2)
MARKET = Market(spot=100.0, rate=0.03, dividend_yield=0.01)
OPTION = Asian(
    strike=100.0, expiry=360.0 / 365.0, fixings=tuple(30.0 * (i + 1) / 365.0 for i in range(12))
)
SHARE, FASTER = 1e-3, 15.0
PATHS = (1024, 2048, 4096, 8192, 16384, 32768, 65536)


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Take the fewest paths of QuantLib's that reach the error, and time both in turns."""
    price = value(OPTION, model=MODEL, market=MARKET, greeks=False).price
    allowed = SHARE * price
    found = _own(allowed)
    jobs: dict[str, Job] = {"own": lambda: _own(allowed)}
    peer = rivals.get("quantlib_exotics")
    theirs, paths = (0.0, 0.0), 0
    if peer is not None:
        for paths in PATHS:
            job = peer.asian_paths(OPTION, MODEL, MARKET, paths=paths)
            theirs = tuple(job())
            if theirs[1] <= allowed:
                break
        jobs["peer"] = job
    times = take_turns(jobs, rounds=5)
    ratio = times.ratio("own", "peer") if peer is not None else None
    report.add(
        Row(
            job="arithmetic Asian, 12 fixings, simulated, one thread",
            measured=1e3 * times.seconds("own"),
            unit="ms",
            target=f"≥ {FASTER:.0f} × QuantLib's control variate, s.e. ≤ 1e-3 of the price",
            peer=None if peer is None else f"QuantLib, control variate, {paths} paths",
            peer_measured=None if peer is None else 1e3 * times.seconds("peer"),
            ratio=ratio,
            met=found.error <= allowed and (ratio is None or ratio <= 1.0 / FASTER),
            error=found.error / price,
            peer_error=None if peer is None else theirs[1] / price,
            note="errors are standard errors over the price",
        )
    )


def _own(allowed: float) -> Valuation:
    return value(
        OPTION, model=MODEL, market=MARKET, engine="montecarlo", threads=1, greeks=False,
        tolerance=allowed / MARKET.spots[0],
    )  # fmt: skip
