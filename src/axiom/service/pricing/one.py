"""One option: from what came over the wire to the library, and back."""

from __future__ import annotations

from typing import Any, Final

from axiom.kernels import Dividend, ImpliedVolStatus, greeks, implied_vol, price
from axiom.kernels.stated_errors import stated_error
from axiom.wire.pricing import GreeksRequest, ImpliedVolRequest, PriceRequest

__all__ = ["greeks_of", "implied_vol_of", "is_quick", "price_of"]

_STYLE: Final = ("model", "exercise", "dividend_model", "accuracy")
_NEEDED: Final = object()
_DEFAULTS: Final = {
    name: field.default
    for name, field in PriceRequest.model_fields.items()
    if not field.is_required()
}


def is_quick(request: PriceRequest | ImpliedVolRequest) -> bool:
    """Tell whether an option takes microseconds: a closed formula, without a boundary or a grid."""
    return request.exercise == "european" and not request.dividends


def price_of(request: PriceRequest) -> dict[str, Any]:
    """Price one option.

    Returns
    -------
    dict
        As `axiom.wire.pricing.PriceAnswer`.

    Raises
    ------
    InvalidArgumentError
        As `axiom.price`.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_one.py.
    """
    value = price(**_arguments(request))
    error, kind = _error_of(request)
    return {"price": value, "error": error, "error_kind": kind}


def greeks_of(request: GreeksRequest) -> dict[str, Any]:
    """Price one option with its Greeks.

    Returns
    -------
    dict
        As `axiom.wire.pricing.GreeksAnswer`.

    Raises
    ------
    InvalidArgumentError
        As `axiom.greeks`.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_one.py.
    """
    answer = greeks(**_arguments(request)).as_dict()
    answer["error"], answer["error_kind"] = _error_of(request)
    if request.dividends:
        answer["dividends"] = answer["dividends"].tolist()
    return answer


def implied_vol_of(request: ImpliedVolRequest) -> dict[str, Any]:
    """Find the vol of one option.

    Returns
    -------
    dict
        As `axiom.wire.pricing.ImpliedVolAnswer`.

    Raises
    ------
    ImpliedVolError, InvalidArgumentError
        As `axiom.implied_vol`.

    Notes
    -----
    Verified by tests/unit/service/pricing/test_one.py.
    """
    given: Any = _arguments(request)
    if not request.return_interval:
        return {"vol": implied_vol(**given), "status": ImpliedVolStatus.OK.name}
    vol, status, lower, upper = implied_vol(**given, return_status=True, return_interval=True)
    return {"vol": vol, "status": status.name, "lower": lower, "upper": upper}


def _arguments(request: PriceRequest | ImpliedVolRequest) -> dict[str, Any]:
    """Return the library's arguments; those at their defaults are left out.

    So plain options go to the compiled core at once.
    """
    given = {
        name: value
        for name, value in request.__dict__.items()
        if value != _DEFAULTS.get(name, _NEEDED) and name != "return_interval"
    }
    if request.dividends:
        given["dividends"] = [Dividend(**dict(dividend)) for dividend in request.dividends]
    return given


def _error_of(request: PriceRequest) -> tuple[float, str]:
    return stated_error(
        spot=request.spot,
        forward=request.forward,
        strike=request.strike,
        expiry=request.expiry,
        vol=request.vol,
        has_dividends=bool(request.dividends),
        **{name: getattr(request, name) for name in _STYLE},
    )
