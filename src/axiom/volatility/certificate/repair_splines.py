"""Move splines of total variance as little as it takes to be free of arbitrage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from axiom.kernels.spline import second_derivatives
from axiom.kernels.spline_certificate import SplineCondition, SplinePlace, find_spline_arbitrage
from axiom.volatility.certificate.conditions_at import Basis, durrleman_gradient
from axiom.volatility.certificate.projection import Rows, project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from axiom.kernels.spline_certificate import SplineFindings

__all__ = ["Splines", "repair_splines"]

_ROUNDS = 25
_AT_REST = 1e-4
_INSIDE = np.array([0.0, 0.25, 0.5, 0.75])
_BEYOND = np.array([0.1, 0.3, 1.0, 3.0, 10.0, 100.0])
_LEE = 2.0 - 1e-6
_NEAR = 0.4
"""Conditions that hold by more, in g or relative to w, wait until the check finds them broken."""

_TRUST = 0.3
"""A round moves a value by at most this part of itself."""


@dataclass(frozen=True, slots=True)
class Splines:
    """Knots and total variances (n_i,) of each slice, its years, and whether w grows after all."""

    years: NDArray[np.float64]
    knots: tuple[NDArray[np.float64], ...]
    values: tuple[NDArray[np.float64], ...]
    growing: bool

    def find(self, values: Sequence[NDArray[np.float64]]) -> SplineFindings | None:
        """Check these values exactly."""
        second = [
            second_derivatives(knots=k, total_variance=v)
            for k, v in zip(self.knots, values, strict=True)
        ]
        return find_spline_arbitrage(
            knots=self.knots, total_variance=values, second=second, growing=self.growing
        )


@dataclass(slots=True)
class _Cuts:
    """Points that the exact check found, kept for all later rounds."""

    slices: list[list[tuple[float, float]]]
    gaps: list[list[tuple[float, float]]]

    def add(self, found: SplineFindings) -> None:
        """Keep the worst points of butterflies, after the last slice with the variance added."""
        butterfly = found.condition == SplineCondition.BUTTERFLY
        for i in np.flatnonzero(butterfly).tolist():
            place, index = int(found.place[i]), int(found.index[i])
            point = (float(found.log_moneyness[i]), float(found.weight[i]))
            (self.gaps if place == SplinePlace.GAP else self.slices)[index].append(point)


def repair_splines(splines: Splines) -> tuple[list[NDArray[np.float64]], int, str]:
    """Give repaired values, the rounds it took and how: "projected" or "blended".

    Each round projects the given values, in vol, onto the conditions made linear at the last ones,
    at points between all knots and where the exact check found violations; it ends when that check
    proves the slices. The first rounds start from the given values. Where these are too far from
    any sound ones for that, it starts again from flat slices that rise in expiry, free of
    arbitrage, until it no longer moves. Should the check prove nothing, those are mixed in.
    """
    floor = [np.maximum(v, 1e-3 * float(np.median(np.abs(v)))) for v in splines.values]
    flat = _flat(floor)
    values, used, proved = _rounds(splines, floor, settle=False)
    if not proved:
        values, more, proved = _rounds(splines, flat, settle=True)
        used += more
    if proved:
        return values, used, "projected"
    return _blended(splines, values, flat), used, "blended"


def _rounds(
    splines: Splines, start: list[NDArray[np.float64]], *, settle: bool
) -> tuple[list[NDArray[np.float64]], int, bool]:
    """Project until the check proves the values and, to settle, they rest; the last proved ones."""
    bases = [Basis.of(k) for k in splines.knots]
    cuts = _Cuts([[] for _ in bases], [[] for _ in bases])
    values, margin = start, 1e-7
    best: list[NDArray[np.float64]] | None = None
    for used in range(1, _ROUNDS + 1):
        before = values
        values = _round(splines, values, _rows(bases, values, cuts, margin))
        found = splines.find(values)
        if found is None:
            best = values
            moved = max(
                float(np.abs(a / b - 1.0).max()) for a, b in zip(values, before, strict=True)
            )
            if not settle or moved < _AT_REST:
                return values, used, True
        else:
            cuts.add(found)
            margin = min(1e-3, 1.6 * margin)
    return (values if best is None else best), _ROUNDS, best is not None


def _round(
    splines: Splines, values: list[NDArray[np.float64]], rows: list[Rows]
) -> list[NDArray[np.float64]]:
    scales = [2.0 * np.sqrt(v * t) for v, t in zip(values, splines.years, strict=True)]
    given = [v / s for v, s in zip(splines.values, scales, strict=True)]
    moved = project(given, [_scaled(r, scales) for r in rows])
    return [
        np.clip(m * s, (1.0 - _TRUST) * v, (1.0 + _TRUST) * v)
        for m, s, v in zip(moved, scales, values, strict=True)
    ]


def _flat(values: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Flat slices that never fall in expiry, at the slices' medians."""
    levels = np.maximum.accumulate([float(np.median(v)) for v in values])
    return [np.full(v.size, level) for v, level in zip(values, levels, strict=True)]


def _scaled(r: Rows, scales: list[NDArray[np.float64]]) -> Rows:
    """Write rows in the scaled variables, each of length one."""
    early = r.early * scales[r.index]
    late = None if r.late is None else r.late * scales[r.index + 1]
    length = np.sqrt((early**2).sum(axis=1) + (0.0 if late is None else (late**2).sum(axis=1)))
    length = np.where(length > 0.0, length, 1.0)[:, None]
    return Rows(r.index, early / length, None if late is None else late / length,
                r.bound / length[:, 0])  # fmt: skip


def _points(knots: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = knots[:-1, None] + np.diff(knots)[:, None] * _INSIDE
    unit = max(float(np.abs(knots).max()), float(np.sqrt(np.median(values))))
    return np.concatenate(
        [knots[0] - unit * _BEYOND, inside.ravel(), knots[-1:], knots[-1] + unit * _BEYOND]
    )


def _rows(
    bases: list[Basis], values: list[NDArray[np.float64]], cuts: _Cuts, margin: float
) -> list[Rows]:
    rows = []
    for i, (basis, y) in enumerate(zip(bases, values, strict=True)):
        k = _points(basis.knots, y)
        rows.append(_butterfly(i, basis, y, (k, np.zeros_like(k)), margin))
        if cuts.slices[i]:
            rows.append(_butterfly(i, basis, y, tuple(np.array(cuts.slices[i]).T), margin))
        rows += [_positive(i, basis, y, k), _wings(i, basis)]
    for i in range(len(bases) - 1):
        rows.append(_calendar(i, (bases[i], bases[i + 1]), (values[i], values[i + 1]), margin))
        if cuts.gaps[i]:
            rows.append(_between(i, bases, values, np.array(cuts.gaps[i]), margin))
    return rows


def _butterfly(
    i: int,
    basis: Basis,
    y: NDArray[np.float64],
    at: tuple[NDArray[np.float64], ...],
    margin: float,
) -> Rows:
    """Make g of w + added at k linear in the values: g + dg (x - y) >= margin."""
    k, added = at
    rows = basis.at(k)
    jet = rows @ y
    jet[0] = np.maximum(jet[0] + added, 1e-3 * float(y.min()))
    g, by = durrleman_gradient(k, jet)
    near = g < _NEAR
    slope = np.einsum("am,amn->mn", by[:, near], rows[:, near])
    return Rows(i, slope, None, margin - g[near] + slope @ y)


def _between(
    i: int,
    bases: list[Basis],
    values: list[NDArray[np.float64]],
    points: NDArray[np.float64],
    margin: float,
) -> Rows:
    k, weight = points.T
    early, late = bases[i].at(k), bases[i + 1].at(k)
    jet = (1.0 - weight) * (early @ values[i]) + weight * (late @ values[i + 1])
    jet[0] = np.maximum(jet[0], 1e-3 * float(values[i].min()))
    g, by = durrleman_gradient(k, jet)
    first = np.einsum("am,amn->mn", by * (1.0 - weight), early)
    second = np.einsum("am,amn->mn", by * weight, late)
    return Rows(i, first, second, margin - g + first @ values[i] + second @ values[i + 1])


def _positive(i: int, basis: Basis, y: NDArray[np.float64], k: NDArray[np.float64]) -> Rows:
    inside = k[(k >= basis.knots[0]) & (k <= basis.knots[-1])]
    rows = basis.at(inside)[0]
    rows = rows[rows @ y < (1.0 + _NEAR) * float(y.min())]
    return Rows(i, rows, None, np.full(rows.shape[0], 1e-2 * float(y.min())))


def _wings(i: int, basis: Basis) -> Rows:
    left, right = basis.at(basis.knots[[0, -1]])[1]
    rows = np.stack([-left, left, right, -right])
    return Rows(i, rows, None, np.array([1e-9, -_LEE, 1e-9, -_LEE]))


def _calendar(
    i: int,
    bases: tuple[Basis, Basis],
    values: tuple[NDArray[np.float64], NDArray[np.float64]],
    margin: float,
) -> Rows:
    knots = np.union1d(bases[0].knots, bases[1].knots)
    k = np.append((knots[:-1, None] + np.diff(knots)[:, None] * _INSIDE).ravel(), knots[-1])
    a, b = (basis.at(k)[0] for basis in bases)
    near = b @ values[1] < (1.0 + _NEAR) * (a @ values[0])
    ends = [basis.at(knots[[0, -1]])[1] * np.array([[-1.0], [1.0]]) for basis in bases]
    least = np.append(np.full(int(near.sum()), margin * float(values[0].min())), np.zeros(2))
    return Rows(i, -np.vstack([a[near], ends[0]]), np.vstack([b[near], ends[1]]), least)


def _blended(
    splines: Splines, values: list[NDArray[np.float64]], flat: list[NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Mix with flat slices, no more than the exact check asks for."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        if splines.find(_mix(values, flat, middle)) is None:
            high = middle
        else:
            low = middle
    return _mix(values, flat, high)


def _mix(
    a: list[NDArray[np.float64]], b: list[NDArray[np.float64]], weight: float
) -> list[NDArray[np.float64]]:
    if weight == 1.0:
        return b
    return [x + weight * (y - x) for x, y in zip(a, b, strict=True)]
