"""Compound options, choosers and partial barriers against integrals over the first date."""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
import numpy as np
import pytest

from axiom.core.errors import InvalidArgumentError
from axiom.kernels.two_dates import (
    DateTerms,
    SpotGreeks,
    choosers,
    compounds,
    partial_knock_outs,
)

RATE, YIELD, VOL = 0.05, 0.02, 0.25


def black(spot: mp.mpf, strike: float, t: float, vol: float, sign: int) -> mp.mpf:
    if t == 0:
        return max(sign * (spot - strike), mp.mpf(0))
    s = vol * mp.sqrt(t)
    forward, discount = spot * mp.exp((RATE - YIELD) * t), mp.exp(-RATE * t)
    d = mp.log(forward / strike) / s
    inside = forward * mp.ncdf(sign * (d + s / 2)) - strike * mp.ncdf(sign * (d - s / 2))
    return discount * sign * inside


def at_first_date(payoff: Callable[[mp.mpf], mp.mpf], spot: float, t: float, cuts: list[float]):
    """Return the expectation of a payoff at t, discounted, by quadrature between its kinks."""
    s = VOL * mp.sqrt(t)
    drift = (RATE - YIELD - VOL * VOL / 2) * t

    def integrand(z: mp.mpf) -> mp.mpf:
        return mp.npdf(z) * payoff(spot * mp.exp(drift + s * z))

    inner = sorted((mp.log(c / spot) - drift) / s for c in cuts)
    points = [mp.mpf(-9), *(z for z in inner if -9 < z < 9), mp.mpf(9)]
    fine = sorted({*points, *(mp.mpf(k) for k in range(-8, 9))})
    return mp.exp(-RATE * t) * mp.quad(integrand, fine)


def flat(t: float) -> DateTerms:
    return DateTerms(time=t, rate=RATE, dividend_yield=YIELD, vol=VOL)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("inner", [1, -1])
@pytest.mark.parametrize(("t1", "t2", "strike"), [(0.25, 1.0, 6.0), (0.9, 1.0, 3.0)])
def test_compounds(sign: int, inner: int, t1: float, t2: float, strike: float) -> None:
    found = compounds(
        spot=100.0,
        strike=strike,
        underlying_strike=103.0,
        is_call=sign > 0,
        is_underlying_call=inner > 0,
        first=flat(t1),
        second=flat(t2),
    )
    level = mp.findroot(lambda s: black(s, 103.0, t2 - t1, VOL, inner) - strike, 103.0)
    expected = at_first_date(
        lambda s: max(sign * (black(s, 103.0, t2 - t1, VOL, inner) - strike), mp.mpf(0)),
        100.0,
        t1,
        [float(level)],
    )
    assert abs(float(found.price) - expected) < 1e-12 * 100.0


def test_chooser() -> None:
    found = choosers(
        spot=100.0,
        call_strike=105.0,
        put_strike=96.0,
        choice=flat(0.3),
        call=flat(0.8),
        put=flat(1.1),
    )

    def gap(s: mp.mpf) -> mp.mpf:
        return black(s, 105.0, 0.5, VOL, 1) - black(s, 96.0, 0.8, VOL, -1)

    expected = at_first_date(
        lambda s: max(black(s, 105.0, 0.5, VOL, 1), black(s, 96.0, 0.8, VOL, -1)),
        100.0,
        0.3,
        [float(mp.findroot(gap, 100.0))],
    )
    assert abs(float(found.price) - expected) < 1e-12 * 100.0


def knock_out_twin(spot: float, strike: float, barrier: float, t: float, sign: int) -> mp.mpf:
    """Return a down-and-out option over t: vanilla legs beyond the barrier less their image."""
    if spot <= barrier:
        return mp.mpf(0)
    m = 2 * (RATE - YIELD) / VOL**2 - 1

    def beyond(s: mp.mpf) -> mp.mpf:
        root, b = VOL * mp.sqrt(t), max(strike, barrier) if sign > 0 else barrier
        forward = s * mp.exp((RATE - YIELD) * t)

        def legs(level: float) -> mp.mpf:
            d = mp.log(forward / level) / root
            return forward * mp.ncdf(d + root / 2) - strike * mp.ncdf(d - root / 2)

        inside = legs(b) if sign > 0 else (legs(strike) - legs(b) if strike > barrier else 0)
        return mp.exp(-RATE * t) * inside

    return beyond(mp.mpf(spot)) - (barrier / mp.mpf(spot)) ** m * beyond(
        mp.mpf(barrier) ** 2 / spot
    )


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("strike", [85.0, 102.0])
def test_partial_barriers_that_start_late(sign: int, strike: float) -> None:
    found = partial_knock_outs(
        spot=100.0, strike=strike, barrier=92.0, start=0.3, end=1.0, expiry=1.0,
        vol=VOL, rate=RATE, dividend_yield=YIELD, is_call=sign > 0, is_up=False,
    )  # fmt: skip
    expected = at_first_date(
        lambda s: knock_out_twin(s, strike, 92.0, 0.7, sign), 100.0, 0.3, [92.0]
    )
    assert abs(float(found.price) - expected) < 1e-12 * 100.0


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("start", [0.0, 0.25])
def test_partial_barriers_that_end_early(sign: int, start: float) -> None:
    """Reflection up to the end of the window, then the vanilla option."""
    barrier, end = 92.0, 0.6
    found = partial_knock_outs(
        spot=100.0, strike=102.0, barrier=barrier, start=start, end=end, expiry=1.0,
        vol=VOL, rate=RATE, dividend_yield=YIELD, is_call=sign > 0, is_up=False,
    )  # fmt: skip
    span, drift = end - start, RATE - YIELD - VOL**2 / 2
    z, weight = np.polynomial.legendre.leggauss(80)
    with mp.workdps(15):

        def survivors(s: mp.mpf) -> mp.mpf:
            """Return the value at the window's start, by quadrature over its end."""
            if s <= barrier:
                return mp.mpf(0)
            x, h, total = float(mp.log(s)), float(mp.log(barrier)), 0.0
            top = x + drift * span + 9.0 * VOL * span**0.5
            for node, w in zip(z, weight, strict=True):
                y = h + (top - h) * 0.5 * (node + 1.0)
                variance = VOL**2 * span
                direct = np.exp(-((y - x - drift * span) ** 2) / (2.0 * variance))
                image = np.exp(2.0 * drift * (h - x) / VOL**2) * np.exp(
                    -((y - (2.0 * h - x) - drift * span) ** 2) / (2.0 * variance)
                )
                density = (direct - image) / np.sqrt(2.0 * np.pi * variance)
                rest = float(black(mp.exp(y), 102.0, 1.0 - end, VOL, sign))
                total += 0.5 * (top - h) * w * density * rest
            return mp.mpf(total * np.exp(-RATE * span))

        if start == 0.0:
            expected = float(survivors(mp.mpf(100.0)))
        else:
            s = VOL * start**0.5
            low = (np.log(barrier / 100.0) - drift * start) / s
            nodes = low + (8.5 - low) * 0.5 * (z + 1.0)
            values = [
                float(survivors(mp.mpf(100.0 * np.exp(drift * start + s * q)))) for q in nodes
            ]
            mass = weight * np.exp(-0.5 * nodes**2) / np.sqrt(2.0 * np.pi) * 0.5 * (8.5 - low)
            expected = float(np.exp(-RATE * start) * (mass @ values))
    assert abs(float(found.price) - expected) < 1e-10 * 100.0


def bumped(price: Callable[[float, float, float], SpotGreeks]) -> None:
    h, (spot, vol, rate) = 1e-4, (100.0, VOL, RATE)
    own = price(spot, vol, rate)
    up, down = price(spot * (1 + h), vol, rate), price(spot * (1 - h), vol, rate)
    assert abs((up.price - down.price) / (2 * h * spot) - own.delta) < 1e-6
    assert abs((up.delta - down.delta) / (2 * h * spot) - own.gamma) < 1e-6
    up, down = price(spot, vol + h, rate), price(spot, vol - h, rate)
    assert abs((up.price - down.price) / (2 * h) - own.vega) < 1e-4
    up, down = price(spot, vol, rate + h), price(spot, vol, rate - h)
    assert abs((up.price - down.price) / (2 * h) - own.rho) < 1e-4


@pytest.mark.parametrize("sign", [True, False])
@pytest.mark.parametrize("inner", [True, False])
def test_greeks_of_compounds(sign: bool, inner: bool) -> None:
    def price(spot: float, vol: float, rate: float) -> SpotGreeks:
        dates = [DateTerms(time=t, rate=rate, dividend_yield=YIELD, vol=vol) for t in (0.4, 1.0)]
        return compounds(
            spot=spot, strike=6.0, underlying_strike=103.0, is_call=sign, is_underlying_call=inner,
            first=dates[0], second=dates[1],
        )  # fmt: skip

    bumped(price)


@pytest.mark.parametrize("window", [(0.0, 0.5), (0.25, 1.0), (0.25, 0.6), (0.0, 1.0), (0.4, 0.4)])
@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("is_up", [True, False])
def test_greeks_of_partial_barriers(
    window: tuple[float, float], is_call: bool, is_up: bool
) -> None:
    def price(spot: float, vol: float, rate: float) -> SpotGreeks:
        return partial_knock_outs(
            spot=spot, strike=102.0, barrier=108.0 if is_up else 92.0, start=window[0],
            end=window[1], expiry=1.0, vol=vol, rate=rate, dividend_yield=YIELD, is_call=is_call,
            is_up=is_up,
        )  # fmt: skip

    bumped(price)


def test_bad_arguments() -> None:
    terms = {"strike": 5.0, "underlying_strike": 100.0, "is_call": True, "is_underlying_call": True}
    with pytest.raises(InvalidArgumentError, match="spot is"):
        compounds(spot=0.0, **terms, first=flat(0.5), second=flat(1.0))
    with pytest.raises(InvalidArgumentError, match="total variance falls"):
        compounds(spot=100.0, **terms, first=flat(1.0), second=flat(0.5))
    with pytest.raises(InvalidArgumentError, match="not finite"):
        compounds(spot=np.nan, **terms, first=flat(0.5), second=flat(1.0))
    with pytest.raises(InvalidArgumentError, match="time or vol"):
        compounds(spot=100.0, **terms, first=flat(-0.5), second=flat(1.0))
    window = {
        "spot": 100.0, "strike": 100.0, "barrier": 90.0, "expiry": 1.0, "rate": 0.0,
        "dividend_yield": 0.0, "is_call": True, "is_up": False,
    }  # fmt: skip
    with pytest.raises(InvalidArgumentError, match="do not ascend"):
        partial_knock_outs(**window, start=0.6, end=0.5, vol=0.2)
    with pytest.raises(InvalidArgumentError, match="below 1e-12"):
        partial_knock_outs(**window, start=0.1, end=0.5, vol=0.0)
