"""American options of which some expire before the first dividend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from axiom.kernels._core import OUTPUT_NAMES
from axiom.kernels.arrays import Columns, Doubles, empty
from axiom.kernels.batches import Batch
from axiom.kernels.dividend_batch import BY_DIVIDEND, DividendBatch

__all__ = ["MixedBatch"]

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class MixedBatch(DividendBatch):
    """Prices an option by the method without dividends where none is paid until its expiry.

    Attributes
    ----------
    plain : Batch
        The same options without dividends.
    """

    plain: Batch

    def _compute(self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles]) -> None:
        DividendBatch._solve(self, inputs, self.schedule, [None] * len(OUTPUT_NAMES), None)
        paid = self.schedule.paying().times
        early = np.broadcast_to(
            ~(inputs["expiry"] >= (paid[0] if paid.size else np.inf)), self.columns.size
        )
        greeks = {name: target for name, target in targets.items() if name != BY_DIVIDEND}
        if greeks:
            self._share(inputs, greeks, early)
        if BY_DIVIDEND in targets:
            DividendBatch._compute(self, inputs, {BY_DIVIDEND: targets[BY_DIVIDEND]})

    def _share(
        self, inputs: dict[str, Doubles], targets: Mapping[str, Doubles], early: Flags
    ) -> None:
        with_dividends = DividendBatch(
            self.columns, self.carries, self.threads, self.schedule, self.model, self.american,
            self.accuracy,
        )  # fmt: skip
        for batch, rows in ((self.plain, early), (with_dividends, ~early)):
            if rows.all():
                batch._compute(inputs, targets)
            elif rows.any():
                _compute_some(batch, inputs, targets, np.flatnonzero(rows))


def _compute_some(
    batch: Batch,
    inputs: dict[str, Doubles],
    targets: Mapping[str, Doubles],
    rows: npt.NDArray[np.int64],
) -> None:
    columns = batch.columns
    values = {name: value if value.size == 1 else value[rows] for name, value in inputs.items()}
    is_call = columns.is_call if columns.is_call.size == 1 else columns.is_call[rows]
    part = replace(batch, columns=Columns(values, is_call, (rows.size,), rows.size))
    found = dict(zip(targets, empty(len(targets), rows.size), strict=True))
    part._compute(values, found)
    for name, target in targets.items():
        target[rows] = found[name]
