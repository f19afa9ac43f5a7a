"""Batches of 10⁵ and 10⁶ options into given outputs: six outputs, all Greeks, one thread, two."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import axiom
from benchmarks.harness import Job, Timings, take_turns
from benchmarks.options import Options, random_options
from benchmarks.rows import AXIOM, Report, Row

SIX = ("price", "delta", "gamma", "vega", "theta", "rho")
ALL = tuple(axiom.greeks(forward=1.0, strike=1.0, expiry=1.0, vol=0.2).as_dict())
SIZES = {100_000: "10⁵", 1_000_000: "10⁶"}
LARGEST = 1_000_000
REFERENCE = "blocked_numpy"
LIMITS = {"six": 0.2, "all": 0.35}
N_LOOPED = 1_000


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time both sizes, then one thread against two, then QuantLib's loop."""
    for size, shown in SIZES.items():
        _size(report, rivals, size, shown)
    _threads(report)
    if "quantlib" in rivals:
        _loop(report, rivals["quantlib"])


def _own(options: Options, only: tuple[str, ...], threads: int = 1) -> Job:
    out = {name: np.empty(len(options)) for name in only}
    terms = {
        "spot": options.spot, "strike": options.strike, "expiry": options.expiry,
        "vol": options.vol, "rate": options.rate, "dividend_yield": options.dividend_yield,
        "is_call": options.is_call,
    }  # fmt: skip
    return lambda: axiom.greeks(**terms, only=only, out=out, threads=threads)


def _nanoseconds(times: Timings, name: str, size: int) -> float:
    return times.seconds(name) / size * 1e9


def _size(report: Report, rivals: dict[str, ModuleType], size: int, shown: str) -> None:
    options = random_options(size, seed=7)
    able = {
        name: peer
        for name, peer in rivals.items()
        if hasattr(peer, "greeks_batch") and name != "quantlib"
    }
    jobs = {name: peer.greeks_batch(options) for name, peer in able.items()}
    own = {"six": _own(options, SIX), "all": _own(options, ALL)}
    times = take_turns({**own, **jobs})
    for kind, what in (("six", "price + 5 Greeks"), ("all", f"price + {len(ALL) - 1} Greeks")):
        for name, peer in able.items():
            ratio = times.ratio(kind, name)
            judged = name == REFERENCE and size == LARGEST
            report.add(
                Row(
                    job=f"{shown} options, {what}, one thread",
                    measured=_nanoseconds(times, kind, size),
                    unit="ns",
                    target=f"≤ {LIMITS[kind]} × NumPy/SciPy" if judged else None,
                    peer=f"{peer.NAME}, price + 5 Greeks",
                    peer_measured=_nanoseconds(times, name, size),
                    ratio=ratio,
                    met=ratio <= LIMITS[kind] if judged else None,
                )
            )


def _threads(report: Report) -> None:
    options = random_options(LARGEST, seed=7)
    for only, what in ((SIX, "price + 5 Greeks"), (ALL, f"price + {len(ALL) - 1} Greeks")):
        times = take_turns({"one": _own(options, only), "two": _own(options, only, threads=2)})
        speedup = times.ratio("one", "two")
        report.add(
            Row(
                job=f"10⁶ options, {what}, two threads",
                measured=_nanoseconds(times, "two", LARGEST),
                unit="ns",
                target="≥ 1.5 × the speed of one thread, where memory allows",
                peer="axiom, one thread",
                peer_measured=_nanoseconds(times, "one", LARGEST),
                ratio=1.0 / speedup,
                met=speedup >= 1.5,
                note=f"speed-up {speedup:.2f}",
            )
        )


def _loop(report: Report, quantlib: ModuleType) -> None:
    options = random_options(N_LOOPED, seed=7)
    times = take_turns({AXIOM: _own(options, SIX), "loop": quantlib.greeks_batch(options)})
    report.add(
        Row(
            job=f"{N_LOOPED:,} options, price + 5 Greeks, one thread",
            measured=_nanoseconds(times, AXIOM, N_LOOPED),
            unit="ns",
            peer=f"{quantlib.NAME} in a loop, price + 5 Greeks",
            peer_measured=_nanoseconds(times, "loop", N_LOOPED),
            ratio=times.ratio(AXIOM, "loop"),
        )
    )
