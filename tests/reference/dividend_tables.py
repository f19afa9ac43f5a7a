"""Published prices of European calls with cash dividends under the spot model, as rows."""

from __future__ import annotations

from dataclasses import dataclass

HHL = "Haug, Haug, Lewis (2003), Back to basics, Wilmott magazine 9, 37-47"
ERRATUM = f"{HHL}, table 6 as corrected by Lewis in 2016"
QUADRATURE = f"{HHL}, their integral by quadrature (AQFED.jl pln_european_test.jl)"
VELLEKOOP = (
    "Vellekoop and Nieuwenhuis (2006), seven dividends (AQFED.jl pln_european_test.jl, Healy,"
    " arXiv 2106.12971); the printed values are too low by up to 1.2e-5"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One European call on a spot of 100 without other yield, and its printed price."""

    source: str
    strike: float
    expiry: float
    vol: float
    rate: float
    dividends: tuple[tuple[float, float], ...]
    printed: float
    tolerance: float


_SEVEN = tuple((0.9 + year, cash) for year, cash in enumerate((6.0, 6.5, 7.0, 7.5, 8.0, 8.0, 8.0)))
_SEVEN_PRICES = (
    34.19664044, 30.49396147, 27.21393776, 24.31297892, 21.74885502, 19.48228598, 17.47762235,
    15.70300783, 14.13025908, 12.73460326, 11.49435473,
)  # fmt: skip

CALLS = [
    # The first print had 15.1989 and 18.5984 for two and three years.
    *(
        Row(
            ERRATUM,
            100,
            years,
            0.25,
            0.06,
            tuple((0.5 + i, 4.0) for i in range(years)),
            value,
            5e-5,
        )
        for years, value in ((1, 10.6606), (2, 15.2007), (3, 18.6002))
    ),
    *(
        Row(QUADRATURE, strike, 1, 0.30, 0.06, ((0.5, 7.0),), value, 1e-9)
        for strike, value in (
            (50, 46.22595216815442),
            (100, 11.106242462849208),
            (150, 1.4707115939143225),
            (200, 0.16022461133659802),
        )
    ),
    *(
        Row(VELLEKOOP, strike, 7, 0.25, 0.06, _SEVEN, value, 1.2e-5)
        for strike, value in zip(range(50, 151, 10), _SEVEN_PRICES, strict=True)
    ),
]

# A dividend of 7 at 0.9 years, one year to expiry, vol 30 %, no rates: what taking its present
# value off the spot does to a European call of this strike.
ESCROWED_ERRORS = [(100, -0.081), (150, -0.219)]
