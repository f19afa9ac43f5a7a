"""The options that a maker quotes on one underlying, and how often quotes are filled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number
from axiom.desk.quoting.fill_intensities import LogisticIntensity
from axiom.kernels.fourier import AffineParameters, AffineStrips

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from axiom.market.spot_market import Market
    from axiom.models import Heston

    Floats = NDArray[np.float64]

__all__ = ["QuotedOptions"]

PRICE_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuotedOptions:
    """Options with the vega, the size and the flow of requests of each.

    Parameters
    ----------
    price : array_like, shape (n_options,)
        Mid price of a contract, above 0.
    vega : array_like, shape (n_options,)
        Derivative of the price in the instantaneous vol (1.00 of it), above 0.
    size : array_like, shape (n_options,)
        Contracts of one trade, above 0.
    requests : array_like, shape (n_options,)
        Requests per unit of time on each side, 0 or more.
    steepness : float
        How steeply fills fall in the offset over vega, per 1.00 of vol, above 0.
    shift : float
        1 / (1 + exp(shift)) of the requests are filled at the mid.

    Raises
    ------
    InvalidArgumentError
        If an array has another length or a value outside its domain.

    Notes
    -----
    A quote of option i at an offset d from its mid is filled at the rate
    requests_i / (1 + exp(shift + steepness d / vega_i)), on either side. The arrays are kept as
    read-only copies.

    References
    ----------
    .. [1] Baldacci, B., Bergault, P. and Guéant, O. (2021), "Algorithmic market making for
       options", Quantitative Finance 21(1), 85-97 (section 4.1).

    Verified by tests/unit/desk/quoting/options/test_book.py.
    """

    price: Floats
    vega: Floats
    size: Floats
    requests: Floats
    steepness: float
    shift: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain and keep read-only copies."""
        for name in ("price", "vega", "size", "requests"):
            kept = np.array(getattr(self, name), dtype=np.float64)
            good = (kept >= 0.0) if name == "requests" else (kept > 0.0)
            if kept.ndim != 1 or kept.size == 0 or not (np.isfinite(kept) & good).all():
                least = "of 0 or more" if name == "requests" else "above 0"
                raise InvalidArgumentError(
                    f"{name} is {getattr(self, name)!r}: give finite values {least}, one an option"
                )
            if kept.size != np.size(self.price):
                raise InvalidArgumentError(
                    f"{name} has {kept.size} values: give {np.size(self.price)}, one an option"
                )
            kept.setflags(write=False)
            object.__setattr__(self, name, kept)
        number(self, "steepness", above=0.0)
        number(self, "shift")

    @classmethod
    def heston(
        cls,
        model: Heston,
        *,
        market: Market,
        strike: ArrayLike,
        expiry: ArrayLike,
        is_call: ArrayLike,
        notional: float,
        requests: ArrayLike,
        steepness: float,
        shift: float = 0.0,
    ) -> QuotedOptions:
        """Value European options under Heston's model, traded in equal amounts of money.

        Parameters
        ----------
        model : Heston
            Under the pricing measure; its initial variance is above 0.
        market : Market
            Spot, rates and yield of the one underlying.
        strike, expiry, is_call : array_like
            The options; strikes above 0, expiries in years above 0. They broadcast to one axis.
        notional : float
            Money that one trade is worth at the mid, above 0.
        requests, steepness, shift
            See the class; requests broadcast with the options.

        Returns
        -------
        QuotedOptions

        Raises
        ------
        InvalidArgumentError
            If an argument is outside its domain, or an option is worth nothing.
        """
        if not (math.isfinite(notional) and notional > 0.0):
            raise InvalidArgumentError(f"notional is {notional}: give a finite amount above 0")
        k, t, c, r = np.broadcast_arrays(
            np.atleast_1d(np.asarray(strike, dtype=np.float64)), expiry, is_call, requests
        )
        price, vega = _heston_values(model, market, k, np.asarray(t, dtype=np.float64), c)
        if not (price > PRICE_TOLERANCE * market.spots[0]).all():
            worthless = k[price <= PRICE_TOLERANCE * market.spots[0]].flat[0]
            raise InvalidArgumentError(
                f"the option at strike {worthless:g} is worth nothing: leave it out"
            )
        return cls(
            price=price,
            vega=vega,
            size=notional / price,
            requests=np.asarray(r, dtype=np.float64),
            steepness=steepness,
            shift=shift,
        )

    @property
    def traded_vega(self) -> Floats:
        """Vega of one trade of each option, in money per 1.00 of vol."""
        return np.asarray(self.size * self.vega)

    def fills(self, option: int) -> LogisticIntensity:
        """Give the intensity of one option, in its own price."""
        return LogisticIntensity(
            scale=float(self.requests[option]),
            steepness=float(self.steepness / self.vega[option]),
            shift=self.shift,
        )


def _heston_values(
    model: Heston, market: Market, strike: Floats, expiry: Floats, is_call: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Prices, and their derivatives in the root of the initial variance."""
    names = ("initial_variance", "mean_reversion", "long_variance", "vol_of_vol", "correlation")
    parameters = AffineParameters(**{name: getattr(model, name) for name in names})
    strips = AffineStrips(
        forward=market.spots[0] * market.growth(expiry),
        strike=strike, expiry=expiry, is_call=is_call,
    )  # fmt: skip
    found = strips.values(parameters, outputs=6, tolerance=PRICE_TOLERANCE * market.spots[0])
    discount = market.discount(expiry)
    return discount * found.values[0], discount * 2.0 * model.spot_vol * found.values[4]
