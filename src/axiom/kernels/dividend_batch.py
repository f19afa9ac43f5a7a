"""Options on an underlying that pays discrete dividends: a grid for each, solved in lanes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels._core import OUTPUT_NAMES
from axiom.kernels.accuracy import Accuracy
from axiom.kernels.arrays import Doubles, check_output, place_of
from axiom.kernels.batches import Batch
from axiom.kernels.schedule import DividendModel, Schedule, model_code
from axiom.kernels.terms import raise_outside_domain

__all__ = ["BY_DIVIDEND", "DividendBatch", "schemes_up_to"]

BY_DIVIDEND: Final = "dividends"
"""Name of the output with one row a dividend."""


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How finely the core resolves an option; the core's Scheme says what each field means."""

    nodes: int
    steps: int
    width: float
    extrapolated: bool


_LARGEST_DEVIATION: Final = 6.0  # kLargestDeviation in dividend_prices.cpp

_SCHEMES: Final[dict[Accuracy, _Scheme]] = {
    "fast": _Scheme(144, 72, 5.0, True),
    "accurate": _Scheme(384, 192, 5.0, True),
    "reference": _Scheme(1536, 768, 6.5, True),
}


def schemes_up_to(accuracy: Accuracy) -> list[tuple[int, int, float, bool]]:
    """Return the core's schemes from the coarsest to that of an accuracy."""
    schemes = []
    for name, scheme in _SCHEMES.items():
        schemes.append((scheme.nodes, scheme.steps, scheme.width, scheme.extrapolated))
        if name == accuracy:
            break
    return schemes


@dataclass(frozen=True, slots=True)
class DividendBatch(Batch):
    """European or American options under a schedule of dividends.

    Attributes
    ----------
    schedule : Schedule
    model : {"spot", "escrowed", "forward"}
    american : bool
    accuracy : {"fast", "accurate", "reference"}
    """

    schedule: Schedule
    model: DividendModel
    american: bool
    accuracy: Accuracy

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of everything that can be computed."""
        return (*OUTPUT_NAMES, BY_DIVIDEND) if self.schedule.given else OUTPUT_NAMES

    def target(self, name: str, out: object) -> Doubles:
        """Return the flat array that receives one output; by dividend, the rows follow another."""
        if name != BY_DIVIDEND:
            return Batch.target(self, name, out)
        shape = (self.schedule.given, *self.columns.shape)
        if out is None:
            return np.empty(self.schedule.given * self.columns.size)
        return check_output(name, out, shape)

    def by_dividend(self, target: Doubles) -> Doubles:
        """Return the sensitivities to the dividends in their shape."""
        return target.reshape(self.schedule.given, *self.columns.shape)

    def _compute(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        paying = self.schedule.paying()
        wanted = targets.get(BY_DIVIDEND)
        outputs = [targets.get(name) for name in OUTPUT_NAMES]
        complete = len(paying) == self.schedule.given
        rows = np.empty((len(paying), self.columns.size)) if wanted is not None else None
        self._solve(inputs, paying, outputs, rows if complete else None)
        if wanted is None:
            return
        if not complete:  # those of nothing have sensitivities too
            rows = np.empty((self.schedule.given, self.columns.size))
            self._solve(inputs, self.schedule, [None] * len(OUTPUT_NAMES), rows)
        wanted.reshape(self.schedule.given, -1)[self.schedule.order] = rows

    def _solve(
        self,
        inputs: dict[str, Doubles],
        schedule: Schedule,
        outputs: list[Doubles | None],
        rows: Doubles | None,
    ) -> None:
        scheme = _SCHEMES[self.accuracy]
        first_bad = _core.dividend_arrays(
            **inputs,
            is_call=self.columns.is_call,
            times=schedule.times.tolist(),
            cash=schedule.cash.tolist(),
            proportions=schedule.proportions.tolist(),
            model=model_code(self.model),
            american=self.american,
            nodes=scheme.nodes,
            steps=scheme.steps,
            width=scheme.width,
            extrapolated=scheme.extrapolated,
            outputs=outputs,
            by_dividend=None if rows is None else rows.reshape(-1),
            size=self.columns.size,
            threads=self.threads,
        )
        if first_bad >= 0:
            raise_outside_domain(self.columns, self.carries, False, first_bad)
        self._check_deviation(inputs)

    def _check_deviation(self, inputs: dict[str, Doubles]) -> None:
        """Refuse what a grid cannot hold: the spot's mean lies far beyond its median."""
        if not self.american and self.model != "spot":
            return
        deviation = np.broadcast_to(inputs["vol"] * np.sqrt(inputs["expiry"]), self.columns.size)
        for index in np.flatnonzero(deviation > _LARGEST_DEVIATION)[:1]:
            raise InvalidArgumentError(
                f"vol * sqrt(expiry) must not exceed {_LARGEST_DEVIATION:g} with dividends, got"
                f" {float(deviation[index])!r}{place_of(self.columns, int(index))}"
            )
