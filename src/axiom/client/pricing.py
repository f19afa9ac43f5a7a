"""Prices, Greeks and implied vols of European and American options."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Required, TypedDict, Unpack

import numpy.typing as npt

from axiom.client.calls import Call, post
from axiom.client.columns import as_columns, as_document, with_status_names
from axiom.client.operations import operation
from axiom.core.errors import InvalidArgumentError
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
        float or ndarray of float64, the broadcast shape
            Present value per unit of the underlying. In arrays, NaN where an argument is missing
            or outside its domain.

        Raises
        ------
        InvalidArgumentError
            For scalars as `axiom.price`; for arrays where shapes do not broadcast.
        """
        columns = as_columns(terms)
        if columns is not None:
            return columns.ask("/v1/price/batch").then(lambda found: columns.shaped(found["price"]))
        call = post("/v1/price", as_document(terms), PriceAnswer)
        return call.then(lambda answer: _limit(answer.price))

    @operation
    def greeks(
        self, *, only: Sequence[str] | None = None, **terms: Unpack[OptionTerms]
    ) -> Call[Any]:
        """Price options with all their Greeks, as `axiom.greeks` does.

        Parameters
        ----------
        only
            Names of the wanted outputs, for arrays: the others are not computed.
        terms
            As of `price`.

        Returns
        -------
        GreeksAnswer or polars.DataFrame
            Raw partial derivatives by the library's names. For scalars with the price and its
            error, None where a limit is infinite. For arrays a table of one row an option, in C
            order, whose last column ``status`` says ``INVALID_INPUT`` where an argument is missing
            or outside its domain.

        Raises
        ------
        InvalidArgumentError
            For scalars as `axiom.greeks`; for arrays where shapes do not broadcast; for ``only``
            with scalars.
        """
        columns = as_columns(terms)
        if columns is not None:
            wanted = None if only is None else ",".join(only)
            return columns.ask("/v1/greeks/batch", only=wanted).then(with_status_names)
        if only is not None:
            raise InvalidArgumentError(f"only={only!r}: give it with arrays, or leave it out")
        return post("/v1/greeks", as_document(terms), GreeksAnswer)

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
            Also return the name of an `axiom.ImpliedVolStatus`, for arrays its codes.
        return_interval
            Also return the lowest and highest vol that the price's rounding allows.
        terms
            As of `price`, without ``vol``.

        Returns
        -------
        float or ndarray of float64, or a tuple of them
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
        given = {"price": price, **terms}
        columns = as_columns(given)
        if columns is not None:
            names = ["vol"] + ["status"] * return_status + ["lower", "upper"] * return_interval
            call = columns.ask("/v1/implied-vol/batch", return_interval=return_interval or None)
            return call.then(lambda found: _together([columns.shaped(found[n]) for n in names]))
        document = as_document(given)
        if return_status or return_interval:
            document["return_interval"] = True
        one = post("/v1/implied-vol", document, ImpliedVolAnswer)
        return one.then(lambda answer: _vol_of(answer, return_status, return_interval))


def _limit(value: float | None) -> float:
    """Return a price; one that JSON cannot say is infinite."""
    return math.inf if value is None else value


def _vol_of(answer: ImpliedVolAnswer, with_status: bool, with_interval: bool) -> Any:
    """Return what was asked for of a vol."""
    parts: list[Any] = [math.nan if answer.vol is None else answer.vol]
    if with_status:
        parts.append(answer.status)
    if with_interval:
        parts += [math.nan if answer.lower is None else answer.lower, _limit(answer.upper)]
    return _together(parts)


def _together(parts: Sequence[Any]) -> Any:
    """Return several results as a tuple, one as itself."""
    return tuple(parts) if len(parts) > 1 else parts[0]
