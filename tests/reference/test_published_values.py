"""Values printed in textbooks; each row has its page and half a unit of its last digit."""

from __future__ import annotations

import math

import pytest

import axiom

HAUG = "Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed."
HULL = "Hull (2018), Options, Futures, and Other Derivatives, 10th ed."

PRICES = [
    # source, arguments, printed price, tolerance
    (
        f"{HAUG}, p. 3",
        {"spot": 60, "strike": 65, "expiry": 0.25, "rate": 0.08, "vol": 0.30},
        2.1334,
        5e-5,
    ),
    (
        f"{HAUG}, p. 4",
        {
            "spot": 100,
            "strike": 95,
            "expiry": 0.5,
            "rate": 0.10,
            "dividend_yield": 0.05,
            "vol": 0.20,
            "is_call": False,
        },
        2.4648,
        5e-5,
    ),
    (
        f"{HAUG}, p. 5",
        {"forward": 19, "strike": 19, "expiry": 0.75, "rate": 0.10, "vol": 0.28},
        1.7011,
        5e-5,
    ),
    (
        f"{HAUG}, p. 6",
        {
            "spot": 1.56,
            "strike": 1.60,
            "expiry": 0.5,
            "rate": 0.06,
            "dividend_yield": 0.08,
            "vol": 0.12,
        },
        0.0291,
        5e-5,
    ),
    (
        f"{HULL}, example 15.6",
        {"spot": 42, "strike": 40, "expiry": 0.5, "rate": 0.10, "vol": 0.20},
        4.76,
        5e-3,
    ),
    (
        f"{HULL}, example 15.6",
        {"spot": 42, "strike": 40, "expiry": 0.5, "rate": 0.10, "vol": 0.20, "is_call": False},
        0.81,
        5e-3,
    ),
]

_HULL_19 = {"spot": 49, "strike": 50, "expiry": 20 / 52, "rate": 0.05, "vol": 0.20}

GREEKS = [
    (
        f"{HAUG}, delta",
        {
            "spot": 105,
            "strike": 100,
            "expiry": 0.5,
            "rate": 0.10,
            "dividend_yield": 0.10,
            "vol": 0.36,
        },
        "delta",
        0.5946,
        5e-5,
    ),
    (
        f"{HAUG}, delta",
        {
            "spot": 105,
            "strike": 100,
            "expiry": 0.5,
            "rate": 0.10,
            "dividend_yield": 0.10,
            "vol": 0.36,
            "is_call": False,
        },
        "delta",
        -0.3566,
        5e-5,
    ),
    (
        f"{HAUG}, gamma",
        {"spot": 55, "strike": 60, "expiry": 0.75, "rate": 0.10, "vol": 0.30},
        "gamma",
        0.0278,
        5e-5,
    ),
    (
        f"{HAUG}, vega",
        {"spot": 55, "strike": 60, "expiry": 0.75, "rate": 0.10, "vol": 0.30},
        "vega",
        18.9358,
        5e-5,
    ),
    (
        f"{HAUG}, theta",
        {
            "spot": 430,
            "strike": 405,
            "expiry": 1 / 12,
            "rate": 0.07,
            "dividend_yield": 0.05,
            "vol": 0.20,
            "is_call": False,
        },
        "theta",
        -31.1924,
        5e-5,
    ),
    (
        f"{HAUG}, rho",
        {"spot": 72, "strike": 75, "expiry": 1, "rate": 0.09, "vol": 0.19},
        "rho",
        38.7325,
        5e-5,
    ),
    (
        f"{HAUG}, phi",
        {
            "spot": 500,
            "strike": 490,
            "expiry": 0.25,
            "rate": 0.08,
            "dividend_yield": 0.05,
            "vol": 0.15,
            "is_call": False,
        },
        "psi",
        42.2254,
        5e-5,
    ),
    (f"{HULL}, example 19.1", _HULL_19, "delta", 0.522, 5e-4),
    (f"{HULL}, example 19.2", _HULL_19, "theta", -4.31, 5e-3),
    (f"{HULL}, example 19.4", _HULL_19, "gamma", 0.066, 5e-4),
    (f"{HULL}, example 19.6", _HULL_19, "vega", 12.1, 5e-2),
    (f"{HULL}, example 19.7", _HULL_19, "rho", 8.91, 5e-3),
]


@pytest.mark.parametrize(("source", "arguments", "printed", "tolerance"), PRICES)
def test_printed_price(source, arguments, printed, tolerance):
    assert axiom.price(**arguments) == pytest.approx(printed, abs=tolerance), source


@pytest.mark.parametrize(("source", "arguments", "name", "printed", "tolerance"), GREEKS)
def test_printed_greek(source, arguments, name, printed, tolerance):
    assert getattr(axiom.greeks(**arguments), name) == pytest.approx(printed, abs=tolerance), source


def test_normal_price_at_the_money():
    """Bachelier (1900): at the money the price is vol sqrt(T / 2 pi)."""
    price = axiom.price(forward=3.0, strike=3.0, expiry=2.0, vol=0.8, model="normal")
    assert price == pytest.approx(0.8 * math.sqrt(2.0 / (2.0 * math.pi)), rel=1e-15)
