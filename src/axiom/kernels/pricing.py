"""Prices and Greeks of European and American options, with discrete dividends or without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

import numpy.typing as npt

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels._core import OUTPUT_NAMES, Greeks
from axiom.kernels.accuracy import Accuracy
from axiom.kernels.arrays import Doubles, empty
from axiom.kernels.batches import Batch
from axiom.kernels.dispatch import batch_for
from axiom.kernels.dividend_batch import BY_DIVIDEND, DividendBatch
from axiom.kernels.exercise import Exercise
from axiom.kernels.schedule import DividendModel, Dividends
from axiom.kernels.terms import Model

__all__ = ["greeks", "price"]


@overload
def price(
    *,
    spot: float | None = None,
    forward: float | None = None,
    strike: float,
    expiry: float,
    vol: float,
    rate: float = 0.0,
    dividend_yield: float = 0.0,
    is_call: bool = True,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
    out: None = None,
    threads: int = 1,
) -> float: ...
@overload
def price(
    *,
    spot: npt.ArrayLike | None = None,
    forward: npt.ArrayLike | None = None,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike = True,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
    out: Doubles | None = None,
    threads: int = 1,
) -> Any: ...
@_core.price_scalars
def price(
    *,
    spot: Any = None,
    forward: Any = None,
    strike: Any,
    expiry: Any,
    vol: Any,
    rate: Any = 0.0,
    dividend_yield: Any = 0.0,
    is_call: Any = True,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
    out: Doubles | None = None,
    threads: int = 1,
) -> Any:
    """Price European or American options.

    Parameters
    ----------
    spot, forward : array_like
        Exactly one of the two, at most 1e100 in size. Lognormal: zero or positive. Normal: any
        sign.
    strike : array_like
        Lognormal: positive. Normal: any sign.
    expiry : array_like
        Years to expiry, zero or positive.
    vol : array_like
        Volatility a year, zero or positive: relative (0.2 is 20 %) under the lognormal model, in
        units of the underlying under the normal one.
    rate, dividend_yield : array_like
        Continuously compounded, a year. A forward already contains the dividend yield: passing
        both is refused.
    is_call : array_like of bool
    model : {"lognormal", "normal"}
        Black-Scholes-Merton and Black-76, or Bachelier (the forward is normal).
    exercise : {"european", "american"}
        One style for the whole call; American options need the lognormal model.
    dividends : sequence of (time, amount) or of Dividend, optional
        Discrete dividends, times in years from now. At its time the spot drops from S to
        max(S (1 - proportion) - cash, 0); an option that expires then settles after the drop.
        Beside them, ``dividend_yield`` is the borrow.
    dividend_model : {"spot", "escrowed", "forward"}
        What is lognormal: the spot between the drops; the spot less the value of the dividends up
        to the option's expiry; the spot less the value of all dividends given.
    accuracy : {"fast", "accurate", "reference"}
        Of American options and of options with dividends; see Notes.
    out : ndarray of float64, optional
        C-contiguous, of the broadcast shape; receives the prices.
    threads : int
        Threads to use. Results are bit-identical for any number.

    Returns
    -------
    float or ndarray of float64, the broadcast shape
        Present value per unit of the underlying.

    Raises
    ------
    InvalidArgumentError
        For arguments outside their domain, infinite or not numeric, or whose shapes do not
        broadcast. ``out`` may then hold part of the prices.

    Notes
    -----
    NaN in gives NaN out, in that element alone. Zero vol, zero expiry and a zero spot give their
    limits. European options without dividends have closed formulas: relative error below 5e-12
    out to 12 standard deviations.

    American options without dividends come from their exercise boundary by spectral collocation
    [4]_: largest absolute errors of 1e-3, 1e-5 and 1e-9 at a strike of 100 for ``accuracy`` fast,
    accurate and reference. Where early exercise never pays (a call without dividend yield and a
    rate that is not negative) they are European, and in the exercise region exactly intrinsic.

    Options with dividends are solved on a grid in the logarithm of the spot: largest absolute
    errors of 1e-3, 1e-4 and 1e-5 at a spot of 100 (strikes 70-140, 7 days-3 years, vol 10-80 %,
    rate and yield -1-8 %, up to twelve dividends of up to 3). European ones in the escrowed and
    the forward model have closed formulas. With a grid, vol * sqrt(expiry) must not exceed 6.

    Order has no meaning among dividends; of several at one time, those given first are paid first.
    One after an option's expiry does not matter to it, except in the forward model.

    References
    ----------
    .. [1] F. Black (1976), The pricing of commodity contracts, J. Financial Economics 3, 167-179.
    .. [2] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 1-19.
    .. [3] H. Buehler (2010), Volatility and dividends, SSRN 1141877.
    .. [4] L. Andersen, M. Lake, D. Offengenden (2016), High-performance American option pricing,
       J. Computational Finance 20(1), 39-87.

    Verified by ``tests/reference/test_published_values.py`` (Haug, Hull),
    ``tests/parity/test_mpmath_parity.py`` (50 digits), ``tests/parity/test_dividend_parity.py``
    (published prices with dividends, policy iteration) and
    ``tests/parity/test_american_parity.py`` (an independent solver of the integral equation).

    Examples
    --------
    >>> import axiom
    >>> round(axiom.price(spot=60, strike=65, expiry=0.25, vol=0.30, rate=0.08), 4)
    2.1334
    >>> axiom.price(forward=100.0, strike=[90.0, 100.0], expiry=1.0, vol=0.2).round(4)
    array([13.5891,  7.9656])
    >>> put = dict(spot=100.0, strike=100.0, expiry=1.0, vol=0.25, rate=0.05, is_call=False)
    >>> round(axiom.price(**put, exercise="american"), 4), round(axiom.price(**put), 4)
    (7.9745, 7.4589)
    """
    batch = batch_for(
        spot=spot,
        forward=forward,
        strike=strike,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        model=model,
        exercise=exercise,
        dividends=dividends,
        dividend_model=dividend_model,
        accuracy=accuracy,
        threads=threads,
    )
    targets = {"price": batch.target("price", out)}
    batch.run(targets, fresh=out is None)
    return batch.shaped(targets["price"]) if out is None else out


@_core.greeks_scalars
def greeks(
    *,
    spot: npt.ArrayLike | None = None,
    forward: npt.ArrayLike | None = None,
    strike: npt.ArrayLike,
    expiry: npt.ArrayLike,
    vol: npt.ArrayLike,
    rate: npt.ArrayLike = 0.0,
    dividend_yield: npt.ArrayLike = 0.0,
    is_call: npt.ArrayLike = True,
    model: Model = "lognormal",
    exercise: Exercise = "european",
    dividends: Dividends | None = None,
    dividend_model: DividendModel = "spot",
    accuracy: Accuracy = "accurate",
    only: Sequence[str] | None = None,
    out: Mapping[str, Doubles] | Greeks | None = None,
    threads: int = 1,
) -> Greeks:
    """Price options with all their Greeks.

    Parameters
    ----------
    spot, forward, strike, expiry, vol, rate, dividend_yield, is_call, model, exercise, dividends, \
    dividend_model, accuracy, threads
        As in `price`.
    only : sequence of str, optional
        Names of the wanted outputs, for arrays: the others are not computed (``price`` included).
        Asking for price, delta, gamma, vega, theta and rho alone is fastest.
    out : mapping of str to ndarray, or Greeks, optional
        Arrays (float64, C-contiguous, of the broadcast shape) that receive the outputs; without
        ``only``, its names are the wanted outputs. Reusing them saves allocation.

    Returns
    -------
    Greeks
        Floats for scalar arguments, else arrays of the broadcast shape.

    Raises
    ------
    InvalidArgumentError
        As `price`; also for unknown names in ``only`` and unfit arrays in ``out``.

    Notes
    -----
    Raw partial derivatives of the price V per unit. S is the argument given: with ``forward``, the
    forward is held fixed, rho is that of discounting alone and psi is zero.

    ============ ==================  ============================================
    name         derivative          unit
    ============ ==================  ============================================
    delta        dV/dS               per unit of the underlying
    gamma        d2V/dS2
    vega         dV/dvol             per 1.00 of vol
    theta        dV/dt = -dV/dT      per year, as calendar time passes
    rho          dV/drate            per 1.00 of rate
    psi          dV/d(dividend_yield)  per 1.00 of yield
    dual_delta   dV/dstrike
    dual_gamma   d2V/dstrike2        the discounted risk-neutral density
    vanna        d2V/(dS dvol)
    volga        d2V/dvol2
    charm        d(delta)/dt         per year
    veta         d(vega)/dt          per year
    speed        d3V/dS3
    zomma        d(gamma)/dvol
    color        d(gamma)/dt         per year
    ultima       d3V/dvol3
    dividends    dV/d(cash), one row a dividend as given; dV/d(proportion) where it has no cash
    ============ ==================  ============================================

    At zero vol or expiry each Greek is its one-sided limit, infinite where the limit is.

    With dividends, derivatives in the spot come from the grid, those in time from the equation, the
    others from bumped solutions: at a spot of 100, a vol of 30 % and ``accuracy="accurate"``, delta
    is good to 2e-5, gamma to 2e-5, vega to 5e-3, rho to 1.5e-2, theta to 2e-3.

    American Greeks without dividends include how the exercise boundary answers to vol, rate and
    yield; in the exercise region they are those of intrinsic. Those that the answer does not enter
    (price, delta, gamma, theta, the dual ones, charm, speed, color) take little more time than
    the price. Largest absolute errors at a spot of 100 (moneyness 0.7-1.4, 7 days to 3 years, vol
    10-80 %, rate and yield -1 to 8 %):

    ==========================  =========  ==========
    Greek                       fast       accurate
    ==========================  =========  ==========
    delta, dual_delta           5e-5       2e-6
    gamma, dual_gamma           2e-5       1e-6
    vega                        5e-3       5e-4
    theta                       5e-3       2e-4
    rho, psi                    0.3        0.05
    vanna                       5e-3       5e-4
    charm                       0.01       2e-3
    volga                       0.5        0.05
    veta                        0.3        0.05
    speed                       5e-5       5e-6
    zomma                       5e-3       1e-3
    color                       0.02       0.01
    ultima                      200        50
    ==========================  =========  ==========

    With ``accuracy="reference"`` they agree with an independent solver to at least eight digits,
    rho and psi where rate and yield are equal, and ultima, to six.

    References
    ----------
    .. [1] E. G. Haug (2007), The Complete Guide to Option Pricing Formulas, 2nd ed., 21-96.
    .. [2] I. J. Kim (1990), The analytic valuation of American options, Rev. Financial Studies 3,
       547-572.

    Verified by ``tests/reference/test_published_values.py``, ``tests/parity/test_mpmath_parity.py``
    (derivatives of the 50-digit price), ``tests/properties/test_pricing_properties.py`` and, for
    American options, ``tests/parity/test_american_greeks_parity.py`` (derivatives of an independent
    solver's prices) and ``tests/properties/test_american_greeks_properties.py``; with dividends,
    ``tests/parity/test_dividend_greeks.py`` (bumped prices).

    Examples
    --------
    >>> import axiom
    >>> g = axiom.greeks(spot=100.0, strike=100.0, expiry=1.0, vol=0.2, rate=0.05)
    >>> round(g.delta, 6), round(g.gamma, 6), round(g.vega, 4)
    (0.636831, 0.018762, 37.524)
    >>> axiom.greeks(forward=100.0, strike=[95, 105], expiry=0.5, vol=0.2, only=["delta"]).delta
    array([0.66764118, 0.3919317 ])
    """
    batch = batch_for(
        spot=spot,
        forward=forward,
        strike=strike,
        expiry=expiry,
        vol=vol,
        rate=rate,
        dividend_yield=dividend_yield,
        is_call=is_call,
        model=model,
        exercise=exercise,
        dividends=dividends,
        dividend_model=dividend_model,
        accuracy=accuracy,
        threads=threads,
    )
    names = _wanted_outputs(only, out, batch.output_names)
    if out is None:
        plain = [name for name in names if name != BY_DIVIDEND]
        targets = dict(zip(plain, empty(len(plain), batch.columns.size), strict=True))
        if BY_DIVIDEND in names:
            targets[BY_DIVIDEND] = batch.target(BY_DIVIDEND, None)
    else:
        arrays = out.as_dict() if isinstance(out, Greeks) else out
        targets = {name: batch.target(name, arrays[name]) for name in names}
    batch.run(targets, fresh=out is None)
    values = [batch.shaped(targets.get(name)) for name in OUTPUT_NAMES]
    return Greeks(values, *_by_dividend(batch, targets))


def _by_dividend(batch: Batch, targets: Mapping[str, Doubles]) -> tuple[object, bool]:
    """Return the sensitivities to dividends, and whether they were left out."""
    if not isinstance(batch, DividendBatch) or BY_DIVIDEND not in batch.output_names:
        return None, False
    if BY_DIVIDEND not in targets:
        return None, True
    return batch.by_dividend(targets[BY_DIVIDEND]), False


def _wanted_outputs(
    only: Sequence[str] | None,
    out: Mapping[str, Doubles] | Greeks | None,
    all_names: tuple[str, ...],
) -> tuple[str, ...]:
    given = tuple(out.as_dict() if isinstance(out, Greeks) else out) if out is not None else None
    if isinstance(only, str):
        raise InvalidArgumentError(f"only must be a sequence of names, got the text {only!r}")
    names = tuple(only) if only is not None else given or all_names
    known = ", ".join(all_names)
    for name in (*names, *(given or ())):
        if name not in all_names:
            raise InvalidArgumentError(f"there is no Greek {name!r}: choose from {known}")
    if not names:
        raise InvalidArgumentError(f"only is empty: choose from {known}")
    missing = [name for name in names if given is not None and name not in given]
    if missing:
        raise InvalidArgumentError(f"out lacks {', '.join(missing)}, which only asks for")
    return names
