"""One call from Python: price and Greeks of one option."""

from __future__ import annotations

from types import ModuleType

import axiom
from benchmarks.harness import Job, take_turns
from benchmarks.options import Option
from benchmarks.rows import AXIOM, Report, Row

MICRO = 1e6
JUDGED = "QuantLib, new spot and vol"
LIMIT = 1 / 20


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time `axiom.greeks(...)` with keywords, all Greeks, beside the rivals' price and 5 Greeks."""
    option = Option()
    jobs = _jobs(option, rivals)
    times = take_turns({AXIOM: _own(option), **jobs})
    for name in jobs:
        judged = name == JUDGED
        ratio = times.ratio(AXIOM, name)
        report.add(
            Row(
                job="one call from Python: all Greeks, keywords",
                measured=times.seconds(AXIOM) * MICRO,
                unit="µs",
                target="≤ 1/20 × QuantLib, object reused" if judged else None,
                peer=f"{name}, price + 5 Greeks",
                peer_measured=times.seconds(name) * MICRO,
                ratio=ratio,
                met=ratio <= LIMIT if judged else None,
            )
        )


def _jobs(option: Option, rivals: dict[str, ModuleType]) -> dict[str, Job]:
    jobs = {}
    for peer in rivals.values():
        if hasattr(peer, "greeks_one"):
            jobs[peer.NAME] = peer.greeks_one(option)
    if "quantlib" in rivals:
        quantlib = rivals["quantlib"]
        jobs[JUDGED] = jobs.pop(quantlib.NAME)
        jobs["QuantLib, new spot only"] = quantlib.greeks_one_new_spot(option)
    return jobs


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
