"""Risk of a book: values and Greeks, scenarios, value at risk, margin, explained profit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any, TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from axiom.client.calls import Call, given, post
from axiom.client.operations import AsyncDomain, Domain, operation
from axiom.core.documents import to_document
from axiom.core.errors import InvalidArgumentError
from axiom.wire.risk import (
    ExplainAnswer,
    LadderAnswer,
    LimitUsageAnswer,
    MarginAnswer,
    StressAnswer,
    ValuationAnswer,
    ValueAtRiskAnswer,
)

__all__ = ["AsyncRisk", "BookTerms", "Risk"]


class BookTerms(TypedDict, total=False):
    """Which book, and its market: the stored positions on the latest surface, unless said."""

    positions: Sequence[Any]
    strategy: str
    at: dt.datetime
    surface_id: str
    spot: float
    exercise: str
    dynamics: str | float


class RiskOperations:
    """Risk of a book on one underlying.

    Every operation takes, besides its own, the terms of the book: ``positions`` (of
    `axiom.risk.Position`, or mappings of their fields; those that are stored where None),
    ``strategy`` (whose stored positions), ``at`` (as the trades up to an instant make them),
    ``surface_id`` (the latest of the underlying where None), ``spot``, ``exercise`` and
    ``dynamics``.

    Notes
    -----
    Verified by tests/service/test_client_risk.py.
    """

    @operation
    def value(self, underlying: str, **book: Unpack[BookTerms]) -> Call[ValuationAnswer]:
        """Value a book with all Greeks, by position, expiry and strike.

        Raises
        ------
        NotFoundError
            If the underlying has no stored surface.
        """
        return post("/v1/risk/value", _book(underlying, book), ValuationAnswer)

    @operation
    def record_value(
        self, underlying: str, *, idempotency_key: str | None = None, **book: Unpack[BookTerms]
    ) -> Call[ValuationAnswer]:
        """Value a book, and keep the run, which can be replayed, and the Greeks at its time."""
        return post(
            "/v1/risk/value/record",
            _book(underlying, book),
            ValuationAnswer,
            is_write=True,
            idempotency_key=idempotency_key,
        )

    @operation
    def scenarios(
        self,
        underlying: str,
        *,
        spot_shocks: npt.ArrayLike | None = None,
        vol_shocks: npt.ArrayLike | None = None,
        **book: Unpack[BookTerms],
    ) -> Call[LadderAnswer]:
        """Revalue a book under joint moves of spot (relative) and vol (decimals), at once."""
        body = _book(underlying, book, spot_shocks=_list(spot_shocks), vol_shocks=_list(vol_shocks))
        return post("/v1/risk/scenarios", body, LadderAnswer)

    @operation
    def stress(
        self,
        underlying: str,
        *,
        stresses: Sequence[Any] | None = None,
        **book: Unpack[BookTerms],
    ) -> Call[StressAnswer]:
        """Revalue a book under stresses; the historical ones of the library where None."""
        named = None if stresses is None else [to_document(one) for one in stresses]
        return post("/v1/risk/stress", _book(underlying, book, stresses=named), StressAnswer)

    @operation
    def value_at_risk(
        self,
        underlying: str,
        *,
        spot_moves: npt.ArrayLike,
        method: str = "historical",
        levels: Sequence[float] | None = None,
        horizon: int = 1,
        vol_moves: npt.ArrayLike | None = None,
        tenors: npt.ArrayLike | None = None,
        seed: int = 0,
        **book: Unpack[BookTerms],
    ) -> Call[ValueAtRiskAnswer]:
        """Return value at risk and expected shortfall of a book over moves of its market.

        Parameters
        ----------
        underlying
            Of what.
        spot_moves
            Log-returns of spot over intervals of equal length, in the order of time.
        method
            ``historical``, ``filtered``, ``monte_carlo``, ``delta_normal`` or ``delta_gamma``.
        levels
            Shares of outcomes, such as 0.99.
        horizon
            Intervals that the book is held.
        vol_moves, tenors
            Moves of implied vol, decimals: one row a move, one column a tenor in years.
        seed
            Of a Monte Carlo.
        book
            The terms of the book.
        """
        body = _book(
            underlying, book, spot_moves=_list(spot_moves), method=method, horizon=horizon,
            levels=None if levels is None else list(levels), vol_moves=_list(vol_moves),
            tenors=_list(tenors), seed=seed,
        )  # fmt: skip
        return post("/v1/risk/value-at-risk", body, ValueAtRiskAnswer)

    @operation
    def margin(
        self, underlying: str, *, kind: str = "index", **book: Unpack[BookTerms]
    ) -> Call[MarginAnswer]:
        """Return the margin of a book by the portfolio rules: index, small_index or equity."""
        return post("/v1/risk/margin", _book(underlying, book, kind=kind), MarginAnswer)

    @operation
    def explain(
        self,
        underlying: str,
        *,
        after: Mapping[str, Any],
        greeks: str = "ends",
        **book: Unpack[BookTerms],
    ) -> Call[ExplainAnswer]:
        """Explain the profit of a book between two stored surfaces by its causes.

        Parameters
        ----------
        underlying
            Of what.
        after
            ``surface_id`` and ``spot`` of the market after; those of the book are before.
        greeks
            Where the second-order Greeks are taken: ``ends``, ``start`` or ``path``.
        book
            The terms of the book.
        """
        body = _book(underlying, book, after=dict(after), greeks=greeks)
        return post("/v1/risk/explain", body, ExplainAnswer)

    @operation
    def check_limits(
        self,
        underlying: str,
        *,
        profit: float = 0.0,
        drawdown: float = 0.0,
        idempotency_key: str | None = None,
        **book: Unpack[BookTerms],
    ) -> Call[LimitUsageAnswer]:
        """Check the limits of a strategy against its book; what is exceeded is stored."""
        return post(
            "/v1/risk/limits",
            _book(underlying, book, profit=profit, drawdown=drawdown),
            LimitUsageAnswer,
            is_write=True,
            idempotency_key=idempotency_key,
        )


class Risk(RiskOperations, Domain):
    """Risk of a book on one underlying."""


class AsyncRisk(RiskOperations, AsyncDomain):
    """Risk of a book on one underlying, for an asynchronous client."""


def _book(underlying: str, book: Mapping[str, Any], **asked: Any) -> dict[str, Any]:
    """Return what is asked of a book as JSON values; the service checks it."""
    terms = {name: to_document(value) for name, value in book.items() if value is not None}
    if "positions" in terms:
        terms["positions"] = [_position(underlying, one) for one in book["positions"]]
    return given(underlying=underlying, **terms, **asked)


def _position(underlying: str, position: Any) -> dict[str, Any]:
    """Return one position as JSON values; it has to be on the underlying that is asked for."""
    plain = position if is_dataclass(position) else tuple(position.items())
    terms = given(**dict(to_document(plain)))
    named = terms.pop("underlying", underlying)
    if named != underlying:
        raise InvalidArgumentError(f"a position is on {named!r}: give those on {underlying!r}")
    return terms


def _list(values: npt.ArrayLike | None) -> Any:
    """Return numbers as lists."""
    return None if values is None else np.asarray(values, dtype=np.float64).tolist()
