"""One option over the wire: what is asked of its price, Greeks and implied vol, and the answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from axiom.wire.base import Flag, Number, WireModel

__all__ = [
    "CashDividend",
    "GreeksAnswer",
    "GreeksRequest",
    "ImpliedVolAnswer",
    "ImpliedVolRequest",
    "ImpliedVolStatusName",
    "PriceAnswer",
    "PriceRequest",
    "VolModel",
]

VolModel = Annotated[
    Literal["lognormal", "normal"],
    Field(
        description="lognormal: Black-Scholes-Merton or Black-76, vol relative to the underlying; "
        "normal: Bachelier, vol in units of the underlying."
    ),
]
Exercise = Annotated[
    Literal["european", "american"],
    Field(
        description="European: at expiry only; American: at any time; needs the lognormal model."
    ),
]
DividendModel = Annotated[
    Literal["spot", "escrowed", "forward"],
    Field(
        description="What is lognormal: the spot between the drops; the spot less the value of the "
        "dividends up to expiry; the spot less the value of all dividends."
    ),
]
Accuracy = Annotated[
    Literal["fast", "accurate", "reference"],
    Field(description="Of American options and of options with dividends."),
]
ErrorKind = Annotated[
    Literal["rounding", "discretisation"],
    Field(
        description="rounding: of a closed formula in double precision; discretisation: the "
        "largest error of the numerical method over the range that its documentation names."
    ),
]
ImpliedVolStatusName = Annotated[
    Literal["OK", "BELOW_INTRINSIC", "ABOVE_MAXIMUM", "NOT_IDENTIFIED", "INVALID_INPUT"],
    Field(
        description="OK: the price determines the vol; BELOW_INTRINSIC: the price is below the "
        "value at zero vol; ABOVE_MAXIMUM: at or above the value at infinite vol; NOT_IDENTIFIED: "
        "the price's rounding leaves the vol undetermined; INVALID_INPUT: an argument is missing "
        "or outside its domain."
    ),
]

Spot = Annotated[
    Number | None,
    Field(description="Price of the underlying, 0 or more. Give exactly one of spot and forward."),
]
Forward = Annotated[
    Number | None,
    Field(
        description="Forward price to the expiry; contains rate, dividend yield and dividends. "
        "Give exactly one of spot and forward."
    ),
]
Strike = Annotated[Number, Field(description="Strike, above 0; any number under the normal model.")]
Expiry = Annotated[Number, Field(description="Years to expiry, 0 or more.")]
Vol = Annotated[
    Number,
    Field(
        description="Volatility a year, 0 or more: 0.2 is 20 %; in units of the underlying under "
        "the normal model."
    ),
]
Price = Annotated[Number, Field(description="Discounted price per unit of the underlying.")]
Rate = Annotated[
    Number, Field(description="Interest rate a year, continuously compounded: 0.03 is 3 %.")
]
DividendYield = Annotated[
    Number,
    Field(
        description="Dividend yield a year, continuously compounded; borrow beside dividends. "
        "Only with spot."
    ),
]
IsCall = Annotated[Flag, Field(description="True for a call, false for a put.")]


class CashDividend(WireModel):
    """At its time the price drops from S to max(S (1 - proportion) - cash, 0)."""

    time: Number
    """Years to the ex-instant, above 0."""
    cash: Number = 0.0
    """Amount per unit of the underlying, 0 or more."""
    proportion: Number = 0.0
    """Share of the price, from 0 to 1."""


DividendList = Annotated[
    tuple[CashDividend, ...],
    Field(description="Discrete dividends in any order; only with spot.", max_length=1000),
]


class PriceRequest(WireModel):
    """One option, as `axiom.price` takes it."""

    spot: Spot = None
    forward: Forward = None
    strike: Strike
    expiry: Expiry
    vol: Vol
    rate: Rate = 0.0
    dividend_yield: DividendYield = 0.0
    is_call: IsCall = True
    model: VolModel = "lognormal"
    exercise: Exercise = "european"
    dividends: DividendList = ()
    dividend_model: DividendModel = "spot"
    accuracy: Accuracy = "accurate"


class GreeksRequest(PriceRequest):
    """One option, as `axiom.greeks` takes it."""


class ImpliedVolRequest(WireModel):
    """One option with its price, as `axiom.implied_vol` takes it."""

    price: Price
    spot: Spot = None
    forward: Forward = None
    strike: Strike
    expiry: Expiry
    rate: Rate = 0.0
    dividend_yield: DividendYield = 0.0
    is_call: IsCall = True
    model: VolModel = "lognormal"
    exercise: Exercise = "european"
    dividends: DividendList = ()
    dividend_model: DividendModel = "spot"
    accuracy: Accuracy = "accurate"
    return_interval: Flag = False
    """Answer a status and the vols that the price's rounding allows; else, where there is no
    identified vol, the request is refused."""


class PriceAnswer(WireModel):
    """The price of one option, with its error."""

    price: float | None
    """Present value per unit of the underlying; null where it is infinite."""
    error: float | None
    """Largest absolute error of the price, 0 or more."""
    error_kind: ErrorKind


class GreeksAnswer(PriceAnswer):
    """Raw partial derivatives of one option's price; null where a limit is infinite.

    S is the argument given: with forward, the forward is held fixed, rho is that of discounting
    alone and psi is zero.
    """

    delta: float | None
    """dV/dS, per unit of the underlying."""
    gamma: float | None
    """d2V/dS2."""
    vega: float | None
    """dV/dvol, per 1.00 of vol."""
    theta: float | None
    """dV/dt = -dV/dT, per year, as calendar time passes."""
    rho: float | None
    """dV/drate, per 1.00 of rate."""
    psi: float | None
    """dV/d(dividend_yield), per 1.00 of yield."""
    dual_delta: float | None
    """dV/dstrike."""
    dual_gamma: float | None
    """d2V/dstrike2: the discounted risk-neutral density."""
    vanna: float | None
    """d2V/(dS dvol)."""
    volga: float | None
    """d2V/dvol2."""
    charm: float | None
    """d(delta)/dt, per year."""
    veta: float | None
    """d(vega)/dt, per year."""
    speed: float | None
    """d3V/dS3."""
    zomma: float | None
    """d(gamma)/dvol."""
    color: float | None
    """d(gamma)/dt, per year."""
    ultima: float | None
    """d3V/dvol3."""
    dividends: tuple[float | None, ...] | None = None
    """dV/d(cash) of each dividend as given, dV/d(proportion) where it has no cash; null without
    dividends."""


class ImpliedVolAnswer(WireModel):
    """The vol at which an option has its price."""

    vol: float | None
    """Volatility a year: 0.2 is 20 %; null where the status is not OK."""
    status: ImpliedVolStatusName
    lower: float | None = None
    """Lowest vol that the price's rounding allows; only with return_interval."""
    upper: float | None = None
    """Highest vol that the price's rounding allows, null where that is infinite; only with
    return_interval."""
