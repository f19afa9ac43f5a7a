"""One call from Python: price and Greeks of one option."""

from __future__ import annotations

from types import ModuleType

import axiom
from benchmarks.harness import take_turns
from benchmarks.options import Option
from benchmarks.rows import AXIOM, Report, Row

MICRO = 1e6
TARGETS = {"quantlib": ("≤ 1/20 × QuantLib, object reused", 1 / 20)}


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time `axiom.greeks(...)` with keywords, all Greeks, beside the rivals' price and 5 Greeks."""
    option = Option()
    able = {name: peer for name, peer in rivals.items() if hasattr(peer, "greeks_one")}
    jobs = {name: peer.greeks_one(option) for name, peer in able.items()}
    times = take_turns({AXIOM: _own(option), **jobs})
    for name, peer in able.items():
        target, limit = TARGETS.get(name, (None, None))
        ratio = times.ratio(AXIOM, name)
        report.add(
            Row(
                job="one call from Python: all Greeks, keywords",
                measured=times.seconds(AXIOM) * MICRO,
                unit="µs",
                target=target,
                peer=f"{peer.NAME}, price + 5 Greeks",
                peer_measured=times.seconds(name) * MICRO,
                ratio=ratio,
                met=None if limit is None else ratio <= limit,
            )
        )


def _own(option: Option):
    greeks = axiom.greeks
    spot, strike, expiry, vol = option.spot, option.strike, option.expiry, option.vol
    rate, dividend_yield, is_call = option.rate, option.dividend_yield, option.is_call

    def job() -> object:
        return greeks(
            spot=spot, strike=strike, expiry=expiry, vol=vol, rate=rate,
            dividend_yield=dividend_yield, is_call=is_call,
        )  # fmt: skip

    return job
