"""`axiom greeks` and `axiom iv`: one option from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

import axiom
from axiom.cli.options import JsonOption
from axiom.core.errors import InvalidArgumentError
from axiom.core.lazy import LazyModule
from axiom.core.units import RAW_UNITS
from axiom.kernels.dividends import Dividend

if TYPE_CHECKING:
    from axiom.cli import terminal
else:
    terminal = LazyModule("axiom.cli.terminal")

__all__ = ["greeks", "implied_vol"]

Spot = Annotated[float | None, typer.Option(help="Spot of the underlying. Give this or --forward.")]
Forward = Annotated[float | None, typer.Option(help="Forward for the expiry.")]
Strike = Annotated[float, typer.Option(help="Strike.")]
Expiry = Annotated[str, typer.Option(help="Time to expiry in years (0.25), or in days (90d).")]
Rate = Annotated[float, typer.Option(help="Interest rate, decimal, continuously compounded.")]
Yield = Annotated[float, typer.Option(help="Dividend yield, decimal, continuous; with --spot.")]
IsCall = Annotated[bool, typer.Option("--call/--put", help="Side.")]
Model = Annotated[
    Literal["lognormal", "normal"],
    typer.Option(help="lognormal (Black-Scholes) or normal (Bachelier)."),
]
Exercise = Annotated[
    Literal["european", "american"],
    typer.Option(help="When it may be exercised: at expiry, or at any time up to it."),
]
Payments = Annotated[
    list[str] | None,
    typer.Option(
        "--dividend",
        metavar="TIME:AMOUNT",
        help="Cash dividend: years (0.25) or days (90d) from now, a colon, the amount a share; "
        "2% is a share of the price. Repeat for each; with --spot.",
    ),
]
DividendModel = Annotated[
    Literal["spot", "escrowed", "forward"],
    typer.Option(
        help="What is lognormal between dividends: the spot, which drops by each of them; the spot "
        "less the dividends up to expiry; the forward less all of them."
    ),
]
Preset = Annotated[
    Literal["fast", "accurate", "reference"],
    typer.Option(help="How exact American prices and those with dividends are."),
]


def greeks(
    *,
    strike: Strike,
    expiry: Expiry,
    vol: Annotated[float, typer.Option(help="Vol per year: 0.2 is 20 %; absolute in normal.")],
    spot: Spot = None,
    forward: Forward = None,
    rate: Rate = 0.0,
    dividend_yield: Yield = 0.0,
    is_call: IsCall = True,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    dividend: Payments = None,
    dividend_model: DividendModel = "spot",
    accuracy: Preset = "accurate",
    as_json: JsonOption = False,
) -> None:
    """Price one option and take all its Greeks."""
    years = parse_expiry(expiry)
    result: Any = axiom.greeks(
        **_terms(spot=spot, forward=forward, dividend_yield=dividend_yield),
        **_early(exercise, dividend, dividend_model, accuracy),
        strike=strike,
        expiry=years,
        vol=vol,
        rate=rate,
        is_call=is_call,
        model=model,
    )
    _show_greeks(result, underlying=spot if spot is not None else forward, as_json=as_json)


def _terms(*, spot: float | None, forward: float | None, dividend_yield: float) -> dict[str, Any]:
    """Pass the yield on only where it was given, for a forward takes none."""
    terms: dict[str, Any] = {"spot": spot, "forward": forward}
    return {**terms, "dividend_yield": dividend_yield} if dividend_yield else terms


def _early(
    exercise: str, dividend: list[str] | None, dividend_model: str, accuracy: str
) -> dict[str, Any]:
    """Pass early exercise and dividends on where they were asked for."""
    payments = [parse_dividend(text) for text in dividend or ()]
    if exercise == "european" and not payments:
        return {}
    return {
        "exercise": exercise,
        "dividends": payments or None,
        "dividend_model": dividend_model,
        "accuracy": accuracy,
    }


def parse_dividend(text: str) -> Dividend:
    """Read one dividend.

    Parameters
    ----------
    text
        ``TIME:AMOUNT``: years such as ``0.25`` or days such as ``90d``, and an amount a share such
        as ``0.52``, or a share of the price such as ``2%``.

    Returns
    -------
    Dividend

    Raises
    ------
    InvalidArgumentError
        If it is not written so, or lies outside its domain.

    Notes
    -----
    Verified by tests/unit/cli/test_one_option.py.
    """
    when, colon, amount = text.partition(":")
    try:
        years, value = _years(when), float(amount.strip().removesuffix("%"))
    except ValueError:
        colon = ""
    if not colon:
        raise InvalidArgumentError(
            f"--dividend is {text!r}; give TIME:AMOUNT such as 0.25:0.52, 90d:0.52 or 90d:2%"
        )
    if amount.strip().endswith("%"):
        return Dividend(time=years, proportion=value / 100.0)
    return Dividend(time=years, cash=value)


def _years(text: str) -> float:
    """Read years, or days with a d; ValueError where it is neither."""
    number = float(text.strip().lower().removesuffix("d"))
    return number / 365.0 if text.strip().lower().endswith("d") else number


def parse_expiry(text: str) -> float:
    """Read a time to expiry.

    Parameters
    ----------
    text
        Years such as ``0.25``, or days such as ``90d``.

    Returns
    -------
    float
        Years (ACT/365 fixed).

    Raises
    ------
    InvalidArgumentError
        If it is neither.

    Notes
    -----
    Verified by tests/unit/cli/test_one_option.py.
    """
    try:
        return _years(text)
    except ValueError:
        raise InvalidArgumentError(
            f"--expiry is {text!r}; give years such as 0.25 or days such as 90d"
        ) from None


def _show_greeks(result: Any, *, underlying: float | None, as_json: bool) -> None:
    """Print the price and Greeks, with units."""
    names = ("price", *(unit.name for unit in RAW_UNITS))
    found = {name: getattr(result, name) for name in names}
    values = {name: float(value) for name, value in found.items() if value is not None}
    per_dividend = getattr(result, "dividends", None)
    if per_dividend is not None:
        values |= {f"dividend_{i + 1}": float(one) for i, one in enumerate(per_dividend)}
    if as_json:
        terminal.print_json(values)
    else:
        terminal.stdout().print(terminal.greeks_table(values, underlying=underlying or 0.0))


def implied_vol(
    *,
    price: Annotated[float, typer.Option(help="Price of the option, per unit.")],
    strike: Strike,
    expiry: Expiry,
    spot: Spot = None,
    forward: Forward = None,
    rate: Rate = 0.0,
    dividend_yield: Yield = 0.0,
    is_call: IsCall = True,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    dividend: Payments = None,
    dividend_model: DividendModel = "spot",
    accuracy: Preset = "accurate",
    as_json: JsonOption = False,
) -> None:
    """Find the vol at which one option is worth a price."""
    vol = axiom.implied_vol(
        **_terms(spot=spot, forward=forward, dividend_yield=dividend_yield),
        **_early(exercise, dividend, dividend_model, accuracy),
        price=price,
        strike=strike,
        expiry=parse_expiry(expiry),
        rate=rate,
        is_call=is_call,
        model=model,
    )
    if as_json:
        terminal.print_json({"implied_vol": float(vol), "model": model})
    elif model == "lognormal":
        terminal.stdout().print(f"implied vol  {float(vol):.12g}  ({100 * float(vol):.4f} %)")
    else:
        terminal.stdout().print(f"implied vol  {float(vol):.12g}  (units of the underlying)")
