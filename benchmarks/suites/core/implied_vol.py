"""Implied vols, scalar and batch, each with its largest error on a wide chain."""

from __future__ import annotations

from types import ModuleType

import numpy as np

import axiom
from benchmarks.harness import take_turns
from benchmarks.options import Floats, Option, Options, wide_chain
from benchmarks.rows import AXIOM, Report, Row

N_CHAIN = 100_000
LOOPED = ("quantlib", "vollib")  # no batch call: a part of the chain tells the time of each
N_LOOPED = 2_000
TOLERANCE = 1e-11


def run(report: Report, rivals: dict[str, ModuleType]) -> None:
    """Time both, scalar first."""
    _one(report, rivals)
    chain = wide_chain(N_CHAIN, seed=20_190_425)
    _batch(report, rivals, chain)
    _loops(report, rivals, chain)


def _one(report: Report, rivals: dict[str, ModuleType]) -> None:
    option = Option()
    terms = {
        "spot": option.spot, "strike": option.strike, "expiry": option.expiry,
        "rate": option.rate, "dividend_yield": option.dividend_yield, "is_call": option.is_call,
    }  # fmt: skip
    price = axiom.price(**terms, vol=option.vol)
    able = {name: peer for name, peer in rivals.items() if hasattr(peer, "implied_vol_one")}
    jobs = {name: peer.implied_vol_one(option, price) for name, peer in able.items()}
    times = take_turns({AXIOM: lambda: axiom.implied_vol(price=price, **terms), **jobs})
    for name, peer in able.items():
        report.add(
            Row(
                job="one implied vol from Python",
                measured=times.seconds(AXIOM) * 1e6,
                unit="µs",
                peer=peer.NAME,
                peer_measured=times.seconds(name) * 1e6,
                ratio=times.ratio(AXIOM, name),
            )
        )


def _own(chain: Options):
    return lambda: axiom.implied_vol(
        price=chain.price, spot=chain.spot, strike=chain.strike, expiry=chain.expiry,
        rate=chain.rate, dividend_yield=chain.dividend_yield, is_call=chain.is_call,
    )  # fmt: skip


def _errors(found: Floats, chain: Options) -> tuple[float, str]:
    """Largest relative error, and a note on elements without an answer or far from it."""
    error = np.abs(found / chain.vol - 1.0)
    missing = float(np.mean(np.isnan(error)))
    far = float(np.mean(error > 1e-9))
    parts = [f"{far:.1%} worse than 1e-9"] if far else []
    parts += [f"{missing:.1%} without an answer"] if missing else []
    return float(np.nanmax(error)), ", ".join(parts)


def _batch(report: Report, rivals: dict[str, ModuleType], chain: Options) -> None:
    able = {
        name: peer
        for name, peer in rivals.items()
        if hasattr(peer, "implied_vol_batch") and name not in LOOPED
    }
    jobs = {name: peer.implied_vol_batch(chain) for name, peer in able.items()}
    times = take_turns({AXIOM: _own(chain), **jobs})
    error, own_note = _errors(_own(chain)(), chain)
    for name, peer in able.items():
        ratio = times.ratio(AXIOM, name)
        judged = name == "pyfeng"
        peer_error, peer_note = _errors(jobs[name](), chain)
        report.add(
            Row(
                job="10⁵ implied vols, wide chain",
                measured=times.seconds(AXIOM) / len(chain) * 1e9,
                unit="ns",
                target="≤ 1/10 × pyfeng, error ≤ 1e-11" if judged else None,
                peer=peer.NAME,
                peer_measured=times.seconds(name) / len(chain) * 1e9,
                ratio=ratio,
                met=(ratio <= 0.1 and error <= TOLERANCE and not own_note) if judged else None,
                error=error,
                peer_error=peer_error,
                note=_note(own_note, peer.NAME, peer_note),
            )
        )


def _note(own_note: str, peer: str, peer_note: str) -> str | None:
    notes = [f"{who}: {note}" for who, note in ((AXIOM, own_note), (peer, peer_note)) if note]
    return "; ".join(notes) or None


def _loops(report: Report, rivals: dict[str, ModuleType], chain: Options) -> None:
    part = chain.head(N_LOOPED)
    able = {name: rivals[name] for name in LOOPED if name in rivals}
    jobs = {name: peer.implied_vol_batch(part) for name, peer in able.items()}
    times = take_turns({AXIOM: _own(part), **jobs}, rounds=5)
    error, own_note = _errors(_own(part)(), part)
    for name, peer in able.items():
        peer_error, peer_note = _errors(jobs[name](), part)
        report.add(
            Row(
                job=f"{N_LOOPED:,} implied vols, wide chain",
                measured=times.seconds(AXIOM) / len(part) * 1e9,
                unit="ns",
                peer=f"{peer.NAME} in a loop",
                peer_measured=times.seconds(name) / len(part) * 1e9,
                ratio=times.ratio(AXIOM, name),
                error=error,
                peer_error=peer_error,
                note=_note(own_note, peer.NAME, peer_note),
            )
        )
