"""Published prices of American options and of options with cash dividends, as rows.

Each row has its own tolerance: half a unit of the last digit where the source prints the truth, and
the source's own error, measured here, where it prints an approximation or has not converged.
Where QuantLib's test-suite is the place where the numbers stand, its file is named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

ALO = "Andersen, Lake, Offengenden (2016), table 2, premium (QuantLib americanoption.cpp)"
GESKE_JOHNSON = "Huang, Subrahmanyam, Yu (1996), table 1, binomial with 10,000 steps"
JU = "Ju (1999), exhibit 6, true values"
LONGSTAFF = "Continuous-exercise values of Longstaff and Schwartz (2001), table 1"
BARONE_ADESI = "Haug (1998), p. 24: Barone-Adesi and Whaley's approximation (americanoption.cpp)"
JU_OWN = "Ju (1999), exhibit 3: his own approximation (QuantLib americanoption.cpp)"
LIMITS = "Limits of the arguments (QuantLib americanoption.cpp, edge cases)"
HEALY = "Healy (2021), arXiv 2109.15157, finite differences (AQFED.jl american_test.jl)"


@dataclass(frozen=True, slots=True)
class Row:
    """One American option and its printed price."""

    source: str
    spot: float
    strike: float
    expiry: float
    vol: float
    rate: float
    dividend_yield: float
    is_call: bool
    printed: float
    tolerance: float

    @property
    def terms(self) -> dict[str, float]:
        """The arguments of a price."""
        return {
            "spot": self.spot, "strike": self.strike, "expiry": self.expiry, "vol": self.vol,
            "rate": self.rate, "dividend_yield": self.dividend_yield, "is_call": self.is_call,
        }  # fmt: skip


# The second premium is printed as 0.3671112309062572 for one form of the fixed point and as
# 0.3671111267813689 for the other, so that it has not converged beyond 1e-7; it is
# 0.367111140617 by the integral equation of tests/solvers and lies between the two.
PREMIUMS = [
    Row(ALO, 100, 100, 1, 0.25, 0.05, 0.05, False, 0.1069527028247546, 1e-10),
    Row(ALO, 100, 100, 1, 0.25, 0.075, 0.05, False, 0.3671112309062572, 1.1e-7),
    Row(ALO, 100, 100, 1, 0.25, 0.075, 0.05, False, 0.367111140617, 5e-13),
]

_MONTHS = (0.0833, 0.3333, 0.5833)
_GESKE_JOHNSON = {
    # vol: printed prices for strikes 35, 40, 45 and, within each, 1, 4 and 7 months
    0.2: (0.0062, 0.2004, 0.4328, 0.8522, 1.5798, 1.9904, 5.0000, 5.0883, 5.2670),
    0.3: (0.0774, 0.6975, 1.2198, 1.3099, 2.4825, 3.1696, 5.0597, 5.7056, 6.2436),
    0.4: (0.2466, 1.3460, 2.1549, 1.7681, 3.3874, 4.3526, 5.2868, 6.5099, 7.3830),
}
_JU = {
    # vol, rate, dividend yield: printed prices for spots 80, 90, 100, 110, 120
    (0.2, 0.03, 0.07): (2.580, 5.167, 9.066, 14.443, 21.414),
    (0.4, 0.03, 0.07): (11.326, 15.722, 20.793, 26.495, 32.781),
    (0.3, 0.00001, 0.07): (5.518, 8.842, 13.142, 18.453, 24.791),
    (0.3, 0.07, 0.03): (12.146, 17.368, 23.348, 29.964, 37.104),
}
_LONGSTAFF = {
    # vol, expiry: prices for spots 36, 38, 40, 42, 44 and a strike of 40
    (0.2, 1.0): (4.4867, 3.2572, 2.3196, 1.6212, 1.1130),
    (0.4, 2.0): (8.5142, 7.6749, 6.9235, 6.2502, 5.6467),
}


def _geske_johnson() -> list[Row]:
    cases = [(strike, expiry) for strike in (35, 40, 45) for expiry in _MONTHS]
    return [
        Row(GESKE_JOHNSON, 40, strike, expiry, vol, 0.0488, 0.0, False, printed, 1.2e-4)
        for vol, prices in _GESKE_JOHNSON.items()
        for (strike, expiry), printed in zip(cases, prices, strict=True)
    ]


def _ju() -> list[Row]:
    return [
        Row(JU, spot, 100, 3, vol, rate, dividend_yield, True, printed, 9e-4)
        for (vol, rate, dividend_yield), prices in _JU.items()
        for spot, printed in zip((80, 90, 100, 110, 120), prices, strict=True)
    ]


def _longstaff() -> list[Row]:
    return [
        Row(LONGSTAFF, spot, 40, expiry, vol, 0.06, 0.0, False, printed, 5e-5)
        for (vol, expiry), prices in _LONGSTAFF.items()
        for spot, printed in zip((36, 38, 40, 42, 44), prices, strict=True)
    ]


ONE_BOUNDARY = [*_geske_johnson(), *_ju(), *_longstaff()]

# Rate -0.5 %, vol 20 %, strike 100; the printed values have errors of up to 9e-5.
TWO_BOUNDARIES = [
    Row(HEALY, spot, 100, expiry, 0.2, -0.005, dividend_yield, False, printed, 1e-4)
    for spot, expiry, dividend_yield, printed in (
        (80, 1, -0.05, 20.030946627004035),
        (80, 1, -0.01, 21.00207402916405),
        (80, 5, -0.01, 27.322355750776925),
        (80, 5, -0.05, 21.89483671167564),
        (10, 5, -0.05, 90.13887335153295),
        (55, 5, -0.01, 46.34568414232824),
        (75, 5, -0.007, 31.278917798325534),
        (60, 1, -0.01, 40.0),
    )
]

# Barone-Adesi and Whaley: rate = yield = 10 %, strike 100; spots 90, 100, 110 within each entry.
_BARONE_ADESI = {
    # is_call, expiry, vol
    (True, 0.1, 0.15): (0.0206, 1.8771, 10.0089),
    (True, 0.1, 0.25): (0.3159, 3.1280, 10.3919),
    (True, 0.1, 0.35): (0.9495, 4.3777, 11.1679),
    (True, 0.5, 0.15): (0.8208, 4.0842, 10.8087),
    (True, 0.5, 0.25): (2.7437, 6.8015, 13.0170),
    (True, 0.5, 0.35): (5.0063, 9.5106, 15.5689),
    (False, 0.1, 0.15): (10.0000, 1.8770, 0.0410),
    (False, 0.1, 0.25): (10.2533, 3.1277, 0.4562),
    (False, 0.1, 0.35): (10.8787, 4.3777, 1.2402),
    (False, 0.5, 0.15): (10.5595, 4.0842, 1.0822),
    (False, 0.5, 0.25): (12.4419, 6.8014, 3.3226),
    (False, 0.5, 0.35): (14.6945, 9.5104, 5.8823),
}
# The same options as Huang, Subrahmanyam and Yu's.
_JU_OWN = {
    0.2: (0.006, 0.201, 0.433, 0.851, 1.576, 1.984, 5.000, 5.084, 5.260),
    0.3: (0.078, 0.697, 1.218, 1.309, 2.477, 3.161, 5.059, 5.699, 6.231),
    0.4: (0.247, 1.344, 2.150, 1.767, 3.381, 4.342, 5.288, 6.501, 7.367),
}


def _barone_adesi() -> list[Row]:
    return [
        Row(BARONE_ADESI, spot, 100, expiry, vol, 0.1, 0.1, is_call, printed, 0.037)
        for (is_call, expiry, vol), prices in _BARONE_ADESI.items()
        for spot, printed in zip((90, 100, 110), prices, strict=True)
    ]


def _ju_own() -> list[Row]:
    truths = [row for row in ONE_BOUNDARY if row.source == GESKE_JOHNSON]
    printed = [price for prices in _JU_OWN.values() for price in prices]
    return [
        replace(row, source=JU_OWN, printed=price, tolerance=0.0165)
        for row, price in zip(truths, printed, strict=True)
    ]


# Tolerances are the largest errors of the two approximations, so that these rows tell how far the
# printed digits can be trusted and not how far ours can.
APPROXIMATIONS = [*_barone_adesi(), *_ju_own()]

# No vol, hardly any spot, no yield.
AT_LIMITS = [
    Row(LIMITS, 100, 50, 1, 0.0, 0.05, 0.01, True, 51.4435121498811085, 1e-10),
    Row(LIMITS, 100, 120, 40, 0.0, 0.01, 0.50, False, 108.980904561184602, 1e-10),
    Row(LIMITS, 100, 120, 1, 0.0, 0.05, 0.01, False, 20.0, 1e-12),
    Row(LIMITS, 100, 120, 1, 0.0, 0.0, 0.05, False, 24.8770575499286082, 1e-10),
    Row(LIMITS, 1e-6, 120, 1, 0.25, -0.075, 0.05, False, 129.346097154926355, 1e-9),
    Row(LIMITS, 100, 100, 1, 0.25, 0.05, 0.0, True, 12.3359989303687243, 1e-12),
    Row(LIMITS, 100, 120, 1 / 365, 0.25, 0.05, 0.0, False, 20.0, 1e-10),
    Row(LIMITS, 100, 120, 0.0, 0.25, 0.05, 0.0, False, 20.0, 0.0),
]
