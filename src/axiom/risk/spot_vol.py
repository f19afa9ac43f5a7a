"""Vols of positions as the spot moves, and the Greeks that follow them, under one dynamics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.risk.evaluation import on_spot
from axiom.volatility import ExerciseTerms, SpotVolDynamics, Surface
from axiom.volatility.forwards.carry import forward_price
from axiom.volatility.forwards.exercise import OptionTerms
from axiom.volatility.smiles.spot_vols import spot_vol

__all__ = ["SMILE_GREEKS", "smile_greeks", "spot_vol_slopes", "travelled_vol", "vol_slopes"]

SMILE_GREEKS = ("smile_delta", "smile_gamma")
STEP: Final = 4e-3

Floats = NDArray[np.float64]


def smile_greeks(
    figures: Mapping[str, Floats], slopes: tuple[Floats, Floats], dynamics: SpotVolDynamics
) -> dict[str, Floats]:
    """Give delta and gamma along the dynamics from the partial derivatives.

    Parameters
    ----------
    figures
        delta, gamma, vega, vanna and volga by name; those of them that are asked for.
    slopes
        dvol/dS and d2vol/dS2 of each option at fixed strike.
    dynamics
        How the vols follow the spot.

    Returns
    -------
    dict of str to ndarray
        ``smile_delta`` = delta + vega dvol/dS and ``smile_gamma`` = gamma + 2 vanna dvol/dS +
        volga (dvol/dS)^2 + vega d2vol/dS2: the first two derivatives of the value in spot when
        the vols move with it. Exactly delta and gamma under sticky strike.

    Notes
    -----
    Verified by tests/unit/risk/test_spot_vol.py.
    """
    if dynamics.keeps_strike_vols:
        return {"smile_delta": figures["delta"], "smile_gamma": figures["gamma"]}
    first, second = slopes
    convexity = 2.0 * figures["vanna"] * first + figures["volga"] * first**2
    return {
        "smile_delta": figures["delta"] + figures["vega"] * first,
        "smile_gamma": figures["gamma"] + convexity + figures["vega"] * second,
    }


def spot_vol_slopes(
    market: Mapping[str, Any],
    *,
    surface: Surface,
    spot: float,
    terms: ExerciseTerms,
    dynamics: SpotVolDynamics,
    threads: int = 1,
) -> tuple[Floats, Floats]:
    """Give dvol/dS and d2vol/dS2 of options at fixed strike.

    Parameters
    ----------
    market
        strike, years, forward, discount_factor, vol (Black) and is_call, arrays of shape (n,).
    surface
        The surface that gave the vols.
    spot
        Spot, > 0.
    terms
        Dated dividends.
    dynamics
        How the vols follow the spot.
    threads
        Threads of the prices; results do not depend on it.

    Returns
    -------
    first, second : ndarray, shape (n,)
        Of the Black vol; of the vol of the spot between ex-dates where a dividend is paid before
        the expiry. There the derivatives are central differences of a step of 0.4 %.

    Notes
    -----
    Verified by tests/unit/risk/test_spot_vol.py.
    """
    years = np.asarray(market["years"], dtype=np.float64)
    if dynamics.keeps_strike_vols:
        return np.zeros(years.shape), np.zeros(years.shape)
    moneyness = np.log(np.asarray(market["strike"]) / np.asarray(market["forward"]))
    one, two = dynamics.slopes(surface, log_moneyness=moneyness, expiry=years)
    paid = terms.pays_before(years)
    if paid.any():
        some = {name: np.asarray(values)[paid] for name, values in market.items()}
        base, _ = on_spot(spot=spot, terms=terms, threads=threads, **some)
        one[paid], two[paid] = vol_slopes(base, surface, terms, dynamics, threads=threads)
    return one / spot, (two - one) / spot**2


def vol_slopes(
    options: OptionTerms,
    surface: Surface,
    terms: ExerciseTerms,
    dynamics: SpotVolDynamics,
    *,
    log_return: ArrayLike = 0.0,
    threads: int = 1,
) -> tuple[Floats, Floats]:
    """Give the derivatives of vols of the spot in its log-return, at a log-return.

    Parameters
    ----------
    options, surface, terms, dynamics, threads
        As in `travelled_vol`.
    log_return
        Where the derivatives are taken; broadcasts with the options.

    Returns
    -------
    first, second : ndarray
        Of the broadcast shape, by central differences of a step of 0.4 %.

    Notes
    -----
    Verified by tests/unit/risk/test_spot_vol.py.
    """
    at = np.asarray(log_return, dtype=np.float64)
    low, mid, high = (
        travelled_vol(options, surface, terms, dynamics, log_return=at + move, threads=threads)
        for move in (-STEP, 0.0, STEP)
    )
    return (high - low) / (2.0 * STEP), (high - 2.0 * mid + low) / STEP**2


def travelled_vol(
    options: OptionTerms,
    surface: Surface,
    terms: ExerciseTerms,
    dynamics: SpotVolDynamics,
    *,
    log_return: ArrayLike,
    threads: int = 1,
) -> Floats:
    """Give the vols of the spot that options have after the spot has moved.

    Parameters
    ----------
    options
        Options on the spot before the move.
    surface
        The surface before the move.
    terms
        Dated dividends, whose amounts stay.
    dynamics
        How the vols follow the spot.
    log_return
        log(spot after / spot before); broadcasts with the options.
    threads
        Threads of the prices; results do not depend on it.

    Returns
    -------
    ndarray
        Vols of the spot between ex-dates, of the broadcast shape.

    Notes
    -----
    The vol that the strike would have, had the spot moved by 1 - R of the log-return and every
    strike over forward kept its Black vol. Without dividends that is the surface's vol at
    k - (1 - R) x, with k before the move; under sticky strike the vol of the spot stays.
    Verified by tests/unit/risk/test_spot_vol.py.
    """
    move = np.exp(dynamics.travel * np.asarray(log_return, dtype=np.float64))
    shape = np.broadcast_shapes(options.strike.shape, move.shape)
    moved = options.broadcast(shape, spot=options.spot * move).reshaped((int(np.prod(shape)),))
    forward = forward_price(
        spot=moved.spot,
        years=moved.years,
        rate=moved.rate,
        borrow=moved.borrow,
        dividends=terms.dividends,
    )
    moneyness = np.log(moved.strike / forward)
    vol = np.asarray(surface.vol(log_moneyness=moneyness, expiry=moved.years))
    return spot_vol(moved, vol, forward, terms, threads=threads).reshape(shape)
