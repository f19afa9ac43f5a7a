"""One array call: broadcast arguments, flat targets, the core's answer checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from axiom.kernels import _core
from axiom.kernels._core import OUTPUT_NAMES
from axiom.kernels.arrays import Columns, Doubles, check_output, empty
from axiom.kernels.terms import raise_outside_domain

__all__ = ["Batch", "EuropeanBatch"]


@dataclass(frozen=True, slots=True)
class Batch:
    """The options of a call; subclasses know how they are priced.

    Attributes
    ----------
    columns : Columns
    carries : bool
        Whether the underlying is a spot.
    threads : int
    """

    columns: Columns
    carries: bool
    threads: int

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of everything that can be computed."""
        return OUTPUT_NAMES

    def target(self, name: str, out: object) -> Doubles:
        """Return the flat array that receives one output."""
        if out is None:
            return empty(1, self.columns.size)[0]
        return check_output(name, out, self.columns.shape)

    def run(self, targets: Mapping[str, Doubles], *, fresh: bool) -> None:
        """Compute; an input that shares memory with a target is copied first.

        Parameters
        ----------
        targets : mapping of str to ndarray
            Flat arrays by the output's name.
        fresh : bool
            Whether the targets were made for this call, so that none can be an input.
        """
        inputs = self.columns.values
        if not fresh:
            inputs = {
                name: value.copy() if _overlaps(value, targets) else value
                for name, value in inputs.items()
            }
        self._compute(inputs, targets)

    def shaped(self, target: Doubles | None) -> Any:
        """Return a target in the broadcast shape, a float where all arguments were scalars."""
        shape = self.columns.shape
        if target is None or len(shape) == 1:
            return target
        return float(target[0]) if shape == () else target.reshape(shape)

    def _compute(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class EuropeanBatch(Batch):
    """Options without early exercise or discrete dividends: closed formulas."""

    normal: bool

    def _compute(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        first_bad = _core.price_arrays(
            **inputs,
            is_call=self.columns.is_call,
            carries=self.carries,
            normal=self.normal,
            outputs=[targets.get(name) for name in OUTPUT_NAMES],
            size=self.columns.size,
            threads=self.threads,
        )
        if first_bad >= 0:
            raise_outside_domain(self.columns, self.carries, self.normal, first_bad)


def _overlaps(value: Doubles, targets: Mapping[str, Doubles]) -> bool:
    return any(np.may_share_memory(value, target) for target in targets.values())
