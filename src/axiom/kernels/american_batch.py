"""Array calls on American options with a continuous dividend yield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.accuracy import Accuracy
from axiom.kernels.arrays import Doubles, place_of
from axiom.kernels.batches import Batch
from axiom.kernels.dividend_batch import DividendBatch
from axiom.kernels.schedule import no_dividends
from axiom.kernels.terms import raise_outside_domain

__all__ = ["AmericanBatch"]

_CODES: Final[dict[Accuracy, int]] = {"fast": 0, "accurate": 1, "reference": 2}
_IN_CLOSED_INTEGRALS = frozenset({"price", "lower", "upper"})
_OUTSIDE_DOMAIN = 1  # AmericanFault in american_batch.hpp


@dataclass(frozen=True, slots=True)
class AmericanBatch(Batch):
    """Options that may be exercised at any time: prices and boundaries in closed integrals.

    Greeks come from the grid that also solves options with dividends.

    Attributes
    ----------
    accuracy : {"fast", "accurate", "reference"}
    """

    accuracy: Accuracy

    def _compute(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        if not _IN_CLOSED_INTEGRALS.issuperset(targets):
            self._on_a_grid(inputs, targets)
            return
        index, fault = _core.american_arrays(
            **inputs,
            is_call=self.columns.is_call,
            carries=self.carries,
            accuracy=_CODES[self.accuracy],
            price=targets.get("price"),
            lower=targets.get("lower"),
            upper=targets.get("upper"),
            size=self.columns.size,
            threads=self.threads,
        )
        if fault == _OUTSIDE_DOMAIN:
            raise_outside_domain(self.columns, self.carries, False, index)
        if index >= 0:
            raise InvalidArgumentError(
                "no exercise boundary was found: vol, rate, dividend_yield or expiry is far out of"
                f" range{place_of(self.columns, index)}"
            )

    def _on_a_grid(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        if not self.carries:
            raise InvalidArgumentError("the Greeks of American options need spot, not forward")
        grid = DividendBatch(
            self.columns, self.carries, self.threads, no_dividends(), "spot", True, self.accuracy
        )
        grid._compute(inputs, targets)
