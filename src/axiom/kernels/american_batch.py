"""Array calls on American options with a continuous dividend yield."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels._core import OUTPUT_NAMES
from axiom.kernels.accuracy import Accuracy
from axiom.kernels.arrays import Doubles, place_of
from axiom.kernels.batches import Batch
from axiom.kernels.terms import raise_outside_domain

__all__ = ["AmericanBatch", "accuracy_code"]

_CODES: Final[dict[Accuracy, int]] = {"fast": 0, "accurate": 1, "reference": 2}
_PRICE_ALONE = frozenset({"price", "lower", "upper"})
_OUTSIDE_DOMAIN = 1  # AmericanFault in american_batch.hpp


def accuracy_code(accuracy: Accuracy) -> int:
    """Return the core's number of an accuracy."""
    return _CODES[accuracy]


@dataclass(frozen=True, slots=True)
class AmericanBatch(Batch):
    """Options that may be exercised at any time: prices, boundaries and Greeks.

    Attributes
    ----------
    accuracy : {"fast", "accurate", "reference"}
    """

    accuracy: Accuracy

    def _compute(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        index, fault = (
            self._price(inputs, targets)
            if _PRICE_ALONE.issuperset(targets)
            else self._differentiate(inputs, targets)
        )
        if fault == _OUTSIDE_DOMAIN:
            raise_outside_domain(self.columns, self.carries, False, index)
        if index >= 0:
            raise InvalidArgumentError(
                "no exercise boundary was found: vol, rate, dividend_yield or expiry is far out of"
                f" range{place_of(self.columns, index)}"
            )

    def _price(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> tuple[int, int]:
        return _core.american_arrays(
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

    def _differentiate(
        self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]
    ) -> tuple[int, int]:
        return _core.american_greeks_arrays(
            **inputs,
            is_call=self.columns.is_call,
            carries=self.carries,
            accuracy=_CODES[self.accuracy],
            outputs=[targets.get(name) for name in OUTPUT_NAMES],
            size=self.columns.size,
            threads=self.threads,
        )
