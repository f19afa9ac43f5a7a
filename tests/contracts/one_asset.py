"""Random contracts on one asset that stands at 100: one generator a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from axiom import instruments as kinds
from axiom.instruments import Instrument

__all__ = ["ONE_ASSET", "dates"]

Generator = Callable[[np.random.Generator], Instrument]
SPOT: Final = 100.0


def _coin(rng: np.random.Generator) -> bool:
    return bool(rng.random() < 0.5)


def _expiry(rng: np.random.Generator) -> float:
    return float(rng.uniform(0.1, 2.0))


def _vanilla(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "strike": float(rng.uniform(75.0, 130.0)), "expiry": _expiry(rng), "is_call": _coin(rng),
    }  # fmt: skip


def _barrier(rng: np.random.Generator) -> dict[str, Any]:
    is_up = _coin(rng)
    level = rng.uniform(106.0, 150.0) if is_up else rng.uniform(60.0, 95.0)
    return {"barrier": float(level), "is_up": is_up}


def _corridor(rng: np.random.Generator) -> dict[str, Any]:
    return {"lower": float(rng.uniform(55.0, 92.0)), "upper": float(rng.uniform(108.0, 160.0))}


def dates(rng: np.random.Generator, last: float) -> tuple[float, ...]:
    """Return 2 to 12 even dates up to a time."""
    count = int(rng.integers(2, 13))
    return (*(float(last) * (i + 1) / count for i in range(count - 1)), float(last))


def _monitoring(rng: np.random.Generator, last: float) -> tuple[float, ...] | None:
    return dates(rng, last) if _coin(rng) else None


def _touch(rng: np.random.Generator) -> Instrument:
    pays_at = "hit" if _coin(rng) else "expiry"
    return kinds.OneTouch(**_barrier(rng), expiry=_expiry(rng), pays_at=pays_at)


def _one_barrier(rng: np.random.Generator) -> Instrument:
    terms, level = _vanilla(rng), _barrier(rng)
    return kinds.Barrier(
        **terms, **level, is_knock_in=_coin(rng), rebate=float(rng.choice([0.0, 2.0])),
        rebate_at="hit" if _coin(rng) else "expiry", monitoring=_monitoring(rng, terms["expiry"]),
    )  # fmt: skip


def _two_barriers(rng: np.random.Generator) -> Instrument:
    terms = _vanilla(rng)
    return kinds.DoubleBarrier(
        **terms, **_corridor(rng), is_knock_in=_coin(rng), rebate=float(rng.choice([0.0, 2.0])),
        monitoring=_monitoring(rng, terms["expiry"]),
    )  # fmt: skip


def _partial(rng: np.random.Generator) -> Instrument:
    terms, level = _vanilla(rng), _barrier(rng)
    part = float(terms["expiry"] * rng.uniform(0.2, 0.8))
    window = {"end": part} if _coin(rng) else {"start": part}
    return kinds.PartialBarrier(**terms, **level, is_knock_in=_coin(rng), **window)


def _asian(rng: np.random.Generator) -> Instrument:
    terms = _vanilla(rng)
    if _coin(rng):
        terms["strike"] = None
    averaging = "geometric" if _coin(rng) else "arithmetic"
    if _coin(rng):
        past = (97.0, 104.0) if _coin(rng) else ()
        fixings = dates(rng, terms["expiry"])
        return kinds.Asian(**terms, averaging=averaging, fixings=fixings, past_fixings=past)
    begun = {"average_start": -0.3, "running_average": 98.0} if _coin(rng) else {}
    return kinds.Asian(**terms, averaging=averaging, **begun)


def _fixed_lookback(rng: np.random.Generator) -> Instrument:
    terms = _vanilla(rng)
    extreme = 103.0 if terms["is_call"] else 97.0
    return kinds.FixedLookback(
        **terms, extreme=extreme if _coin(rng) else None,
        fixings=_monitoring(rng, terms["expiry"]),
    )  # fmt: skip


def _floating_lookback(rng: np.random.Generator) -> Instrument:
    is_call, expiry = _coin(rng), _expiry(rng)
    extreme = 96.0 if is_call else 105.0
    return kinds.FloatingLookback(
        expiry=expiry, is_call=is_call, extreme=extreme if _coin(rng) else None,
        fixings=_monitoring(rng, expiry),
    )  # fmt: skip


def _compound(rng: np.random.Generator) -> Instrument:
    underlying = kinds.European(**_vanilla(rng))
    return kinds.Compound(
        strike=float(rng.uniform(1.0, 12.0)), is_call=_coin(rng), underlying=underlying,
        expiry=float(underlying.expiry * rng.uniform(0.2, 0.8)),
    )  # fmt: skip


def _chooser(rng: np.random.Generator) -> Instrument:
    call, put = _vanilla(rng), _vanilla(rng)
    first = float(min(call["expiry"], put["expiry"]) * rng.uniform(0.2, 0.8))
    if _coin(rng):
        return kinds.Chooser.simple(choice=first, strike=call["strike"], expiry=call["expiry"])
    return kinds.Chooser(
        choice=first, call_strike=call["strike"], call_expiry=call["expiry"],
        put_strike=put["strike"], put_expiry=put["expiry"],
    )  # fmt: skip


def _forward_start(rng: np.random.Generator) -> Instrument:
    expiry = _expiry(rng)
    return kinds.ForwardStart(
        start=float(expiry * rng.uniform(0.1, 0.9)), moneyness=float(rng.uniform(0.8, 1.2)),
        expiry=expiry, is_call=_coin(rng),
    )  # fmt: skip


def _begun(rng: np.random.Generator) -> dict[str, Any]:
    return {"previous_fixing": 98.0} if _coin(rng) else {}


def _cliquet(rng: np.random.Generator) -> Instrument:
    floors = {"global_floor": float(rng.uniform(-0.05, 0.05))} if _coin(rng) else {}
    caps = {"global_cap": float(rng.uniform(0.1, 0.3))} if _coin(rng) else {}
    return kinds.Cliquet(
        resets=dates(rng, _expiry(rng)), local_floor=float(rng.uniform(-0.08, 0.0)),
        local_cap=float(rng.uniform(0.02, 0.1)), **floors, **caps, **_begun(rng),
    )  # fmt: skip


def _reverse_cliquet(rng: np.random.Generator) -> Instrument:
    return kinds.ReverseCliquet(
        resets=dates(rng, _expiry(rng)), coupon=float(rng.uniform(0.1, 0.5)), **_begun(rng)
    )


def _range_accrual(rng: np.random.Generator) -> Instrument:
    expiry = _expiry(rng)
    past = {"past_inside": 2, "past_fixings": 3} if _coin(rng) else {}
    return kinds.RangeAccrual(**_corridor(rng), fixings=dates(rng, expiry), expiry=expiry, **past)


def _swap(kind: Callable[..., Instrument]) -> Generator:
    def made(rng: np.random.Generator) -> Instrument:
        expiry = _expiry(rng)
        past = {"accrued_variance": 0.01, "elapsed": 0.2} if _coin(rng) else {}
        return kind(
            strike=float(rng.uniform(0.1, 0.3)), expiry=expiry, fixings=_monitoring(rng, expiry),
            **past,
        )  # fmt: skip

    return made


ONE_ASSET: Final[Mapping[type[Instrument], Generator]] = {
    kinds.American: lambda rng: kinds.American(**_vanilla(rng)),
    kinds.Asian: _asian,
    kinds.AssetOrNothing: lambda rng: kinds.AssetOrNothing(**_vanilla(rng)),
    kinds.Barrier: _one_barrier,
    kinds.CashOrNothing: lambda rng: kinds.CashOrNothing(**_vanilla(rng)),
    kinds.Chooser: _chooser,
    kinds.Cliquet: _cliquet,
    kinds.Compound: _compound,
    kinds.DoubleBarrier: _two_barriers,
    kinds.DoubleNoTouch: lambda rng: kinds.DoubleNoTouch(**_corridor(rng), expiry=_expiry(rng)),
    kinds.European: lambda rng: kinds.European(**_vanilla(rng)),
    kinds.FixedLookback: _fixed_lookback,
    kinds.FloatingLookback: _floating_lookback,
    kinds.ForwardStart: _forward_start,
    kinds.NoTouch: lambda rng: kinds.NoTouch(**_barrier(rng), expiry=_expiry(rng)),
    kinds.OneTouch: _touch,
    kinds.PartialBarrier: _partial,
    kinds.Quanto: lambda rng: kinds.Quanto(**_vanilla(rng), exchange_rate=1.3),
    kinds.RangeAccrual: _range_accrual,
    kinds.ReverseCliquet: _reverse_cliquet,
    kinds.VarianceSwap: _swap(kinds.VarianceSwap),
    kinds.VolatilitySwap: _swap(kinds.VolatilitySwap),
}
