"""Prices, Greeks and implied vols of European and American options."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Required, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from axiom.client.calls import Call, post
from axiom.client.operations import operation
from axiom.core.documents import to_document
from axiom.wire.pricing import GreeksAnswer, ImpliedVolAnswer, PriceAnswer

__all__ = ["OptionTerms", "PricingOperations", "QuoteTerms"]


class QuoteTerms(TypedDict, total=False):
    """What is known of an option besides its vol: keyword arguments of `axiom.price`."""

    spot: npt.ArrayLike
    forward: npt.ArrayLike
    strike: Required[npt.ArrayLike]
    expiry: Required[npt.ArrayLike]
    rate: npt.ArrayLike
    dividend_yield: npt.ArrayLike
    is_call: npt.ArrayLike
    model: str
    exercise: str
    dividends: Any
    dividend_model: str
    accuracy: str


class OptionTerms(QuoteTerms, total=False):
    """The same with the vol."""

    vol: Required[npt.ArrayLike]


class PricingOperations:
    """Prices, Greeks and implied vols, by the keyword arguments of the library.

    Notes
    -----
    Verified by tests/service/test_client_pricing.py.
    """

    @operation
    def price(self, **terms: Unpack[OptionTerms]) -> Call[Any]:
        """Price European or American options, as `axiom.price` does.

        Parameters
        ----------
        terms
            ``spot`` or ``forward``, ``strike``, ``expiry``, ``vol``, ``rate``,
            ``dividend_yield``, ``is_call``, ``model``, ``exercise``, ``dividends``,
            ``dividend_model`` and ``accuracy``, as `axiom.price` takes them.

        Returns
        -------
        float
            Present value per unit of the underlying.

        Raises
        ------
        InvalidArgumentError
            As `axiom.price`.
        """
        call = post("/v1/price", _document(terms), PriceAnswer)
        return call.then(lambda answer: _limit(answer.price))

    @operation
    def greeks(self, **terms: Unpack[OptionTerms]) -> Call[Any]:
        """Price options with all their Greeks, as `axiom.greeks` does.

        Parameters
        ----------
        terms
            As of `price`.

        Returns
        -------
        GreeksAnswer
            Raw partial derivatives by the library's names, with the price and its error; None
            where a limit is infinite.

        Raises
        ------
        InvalidArgumentError
            As `axiom.greeks`.
        """
        return post("/v1/greeks", _document(terms), GreeksAnswer)

    @operation
    def implied_vol(
        self,
        *,
        price: npt.ArrayLike,
        return_status: bool = False,
        return_interval: bool = False,
        **terms: Unpack[QuoteTerms],
    ) -> Call[Any]:
        """Find the volatility at which options have their prices, as `axiom.implied_vol` does.

        Parameters
        ----------
        price
            Discounted price per unit of the underlying.
        return_status
            Also return the name of an `axiom.ImpliedVolStatus`.
        return_interval
            Also return the lowest and highest vol that the price's rounding allows.
        terms
            As of `price`, without ``vol``.

        Returns
        -------
        float or tuple
            The vol; then status, lower and upper where they are asked for. NaN where the status
            is not OK.

        Raises
        ------
        ImpliedVolError
            For scalars without ``return_status`` or ``return_interval``, when there is no
            identified vol.
        InvalidArgumentError
            As `axiom.implied_vol`.
        """
        document = _document({"price": price, **terms})
        if return_status or return_interval:
            document["return_interval"] = True
        call = post("/v1/implied-vol", document, ImpliedVolAnswer)
        return call.then(lambda answer: _vol_of(answer, return_status, return_interval))


def _document(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of one option as JSON values; None is as if it were not given."""
    document = {name: _scalar(value) for name, value in terms.items() if value is not None}
    if "dividends" in document:
        document["dividends"] = [_dividend(one) for one in terms["dividends"]]
    return document


def _scalar(value: Any) -> Any:
    """Return one value as JSON knows it."""
    return value.item() if isinstance(value, np.generic | np.ndarray) and value.size == 1 else value


def _dividend(dividend: Any) -> Any:
    """Return a dividend, or a pair of time and amount, as JSON values."""
    if isinstance(dividend, tuple | list):
        time, cash = dividend
        return {"time": time, "cash": cash}
    return to_document(dividend)


def _limit(value: float | None) -> float:
    """Return a price; one that JSON cannot say is infinite."""
    return math.inf if value is None else value


def _vol_of(answer: ImpliedVolAnswer, with_status: bool, with_interval: bool) -> Any:
    """Return what was asked for of a vol."""
    vol = math.nan if answer.vol is None else answer.vol
    parts: list[Any] = [vol]
    if with_status:
        parts.append(answer.status)
    if with_interval:
        parts += [math.nan if answer.lower is None else answer.lower, _limit(answer.upper)]
    return tuple(parts) if len(parts) > 1 else vol
