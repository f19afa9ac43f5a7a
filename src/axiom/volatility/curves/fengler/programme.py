"""The quadratic programme of one expiry."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from axiom.kernels import greeks
from axiom.volatility.curves.fengler.prices import CallCurve, call_curve
from axiom.volatility.curves.solvers import solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from axiom.volatility.curves.objective import SmileData

__all__ = ["Programme"]

_MARGIN = 1e-4
_ROUNDS = 5
_BETWEEN = np.linspace(0.0, 1.0, 9)[1:]
_LEAST_SHARE = 0.1  # of the outermost quote: what an outermost price is at least
_ROOM = 1e-3
_LESS = 1.0 - 1e-6
_LEAST_G = 0.05
_TOLERANCE = 1e-9
_FEASIBLE = 1e-7
_TAILS = np.geomspace(1e-4, 4.0, 80)


@dataclass(frozen=True, slots=True)
class Programme:
    """Smooth the prices of one expiry: unknowns are densities, the right end, and slacks.

    Attributes
    ----------
    data : SmileData
        Quotes (m,).
    nodes : ndarray of float64, (n,)
        Moneyness, n >= 4.
    before : CallCurve or None
        Prices at the expiry before, which these may not undercut.
    pull, roughness : float
        Weights of the distance to the mid, and of the integral of the squared density.
    more : ndarray of float64
        Moneyness of further points, inside the nodes, where prices may not undercut.
    margin : float
        By how much they exceed the ones before, in vol over vol.
    """

    data: SmileData
    nodes: NDArray[np.float64]
    before: CallCurve | None
    pull: float
    roughness: float
    more: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    margin: float = _MARGIN

    def settled(self) -> CallCurve | None:
        """Solve it again with points where prices undercut, until there are none, a few times."""
        programme, found = self, self.solved()
        for _ in range(_ROUNDS):
            if found is None or self.before is None:
                break
            short = programme.undercut(found)
            if short.size == 0:
                break
            more = np.union1d(programme.more, short)
            programme = replace(programme, more=more, margin=2.0 * programme.margin)
            found = programme.solved()
        return found

    def undercut(self, found: CallCurve) -> NDArray[np.float64]:
        """Points inside the nodes where total variance falls below that of the expiry before."""
        if self.before is None:
            return np.zeros(0)
        u = np.union1d(self.nodes, self.before.nodes)
        u = u[(u >= self.nodes[0]) & (u <= self.nodes[-1])]
        x = np.concatenate([u[:1], (u[:-1, None] + np.diff(u)[:, None] * _BETWEEN).ravel()])
        k = np.log(x)
        early, late = (c.smile(k).total_variance for c in (self.before, found))
        return np.asarray(x[~(late >= early)])

    def solved(self) -> CallCurve | None:
        """Solve it; None where there is no solution."""
        n, m = self.nodes.size, self.data.vol.size
        black = greeks(
            forward=1.0,
            strike=np.exp(self.data.log_moneyness),
            expiry=self.data.years,
            vol=self.data.vol,
            is_call=True,
        )
        scale = np.asarray(black.vega) * self.data.half_spread
        rows = self.values(np.exp(self.data.log_moneyness)) / scale[:, None]
        mid = np.asarray(black.price) / scale
        basis = self._basis()
        rough = basis[n:].T @ self._smoothness() @ basis[n:]
        quotes = rows @ basis
        quadratic = np.zeros((n + 2 + m, n + 2 + m))
        quadratic[: n + 2, : n + 2] = self.pull**2 * quotes.T @ quotes + rough
        linear = np.concatenate([-(self.pull**2) * quotes.T @ mid, np.ones(m)])
        found = _solve(quadratic, linear, self._least(rows, mid, basis))
        if found is None:
            return None
        density = np.maximum(found[:n], 0.0)
        return call_curve(self.nodes, density, float(found[n]), float(found[n + 1]))

    def values(self, moneyness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows (m, 2 n) that give spline values inside the nodes from the unknowns."""
        u, n = self.nodes, self.nodes.size
        i = np.clip(np.searchsorted(u, moneyness, side="right") - 1, 0, n - 2)
        h = u[i + 1] - u[i]
        b = (moneyness - u[i]) / h
        a, at = 1.0 - b, np.arange(moneyness.size)
        rows = np.zeros((moneyness.size, 2 * n))
        rows[at, i], rows[at, i + 1] = a, b
        rows[at, n + i], rows[at, n + i + 1] = (
            (a**3 - a) * h**2 / 6.0,
            (b**3 - b) * h**2 / 6.0,
        )
        return rows

    def _basis(self) -> NDArray[np.float64]:
        """Values and densities at the nodes, (2 n, n + 2), from densities and the right end."""
        n, h = self.nodes.size, np.diff(self.nodes)
        density = np.eye(n, n + 2)
        value, slope = np.zeros((n, n + 2)), np.zeros((n, n + 2))
        value[-1, n] = slope[-1, n + 1] = 1.0
        for i in range(n - 2, -1, -1):
            slope[i] = slope[i + 1] - 0.5 * h[i] * (density[i] + density[i + 1])
            bend = h[i] ** 2 * (density[i] / 6.0 + density[i + 1] / 3.0)
            value[i] = value[i + 1] - h[i] * slope[i + 1] + bend
        return np.vstack([value, density])

    def _floor(self) -> NDArray[np.float64]:
        """Least density at the nodes: that of Durrleman's g at a small number, at quoted vols."""
        order = np.argsort(self.data.log_moneyness, kind="stable")
        k = np.log(self.nodes)
        vol = np.interp(k, self.data.log_moneyness[order], self.data.vol[order])
        root = vol * math.sqrt(self.data.years)
        d2 = -k / root - 0.5 * root
        bell = np.exp(-0.5 * d2**2) / math.sqrt(2.0 * math.pi)
        return np.asarray(_LEAST_G * bell / (self.nodes * root))

    def _smoothness(self) -> NDArray[np.float64]:
        h, n = np.diff(self.nodes), self.nodes.size
        band = np.zeros((n, n))
        at = np.arange(n - 1)
        band[at, at] += h / 3.0
        band[at + 1, at + 1] += h / 3.0
        band[at, at + 1] += h / 6.0
        band[at + 1, at] += h / 6.0
        return self.roughness * self.data.deviation * band

    def _slopes(self) -> NDArray[np.float64]:
        """Rows (2, 2 n) that give the slopes at the first and the last node."""
        n, h = self.nodes.size, np.diff(self.nodes)
        rows = np.zeros((2, 2 * n))
        rows[0, [0, 1, n, n + 1]] = -1.0 / h[0], 1.0 / h[0], -h[0] / 3.0, -h[0] / 6.0
        last = [n - 2, n - 1, 2 * n - 2, 2 * n - 1]
        rows[1, last] = -1.0 / h[-1], 1.0 / h[-1], h[-1] / 6.0, h[-1] / 3.0
        return rows

    def _least(
        self, rows: NDArray[np.float64], mid: NDArray[np.float64], basis: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows and bounds of rows @ unknowns >= bound."""
        n, m = self.nodes.size, mid.size
        slack, quotes = np.eye(m), rows @ basis
        convex = np.eye(n, n + 2) * self.data.deviation
        limits = self._tails_and_calendar()
        alone = np.vstack([convex, *(part[0] @ basis for part in limits)])
        blocks = [
            np.hstack([quotes, slack]),
            np.hstack([-quotes, slack]),
            np.hstack([np.zeros((m, n + 2)), slack]),
            np.hstack([alone, np.zeros((alone.shape[0], m))]),
        ]
        floor = self._floor() * self.data.deviation
        bounds = [mid - 1.0, -mid - 1.0, np.zeros(m), floor, *(part[1] for part in limits)]
        return np.vstack(blocks), np.concatenate(bounds)

    def _tails_and_calendar(self) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Outermost prices > 0, puts convex from zero on, nothing below the expiry before."""
        n, u = self.nodes.size, self.nodes
        slopes, ends = self._slopes(), self._end_values()
        put, call = _outermost(self.data, u)
        intrinsic = np.array([1.0 - u[0], 0.0])
        size = np.array([put, call])
        parts = [(ends / size[:, None], (intrinsic + _LEAST_SHARE * size) / size)]
        steepest = (np.inf, np.inf) if self.before is None else self._powers(self.before)
        q, p = 1.0 + min(_ROOM, 0.5 * (steepest[0] - 1.0)), min(_ROOM, 0.5 * steepest[1])
        convex = np.zeros((2, 2 * n))  # (slope + 1) u_1 >= q put, and slope u_n <= -p call
        convex[0] = (slopes[0] * u[0] - q * ends[0]) / put
        convex[1] = (-slopes[1] * u[-1] - p * ends[1]) / call
        parts.append((convex, np.array([(-u[0] - q * intrinsic[0]) / put, 0.0])))
        return parts if self.before is None else [*parts, *self._above(self.before, steepest)]

    def _end_values(self) -> NDArray[np.float64]:
        n = self.nodes.size
        rows = np.zeros((2, 2 * n))
        rows[0, 0] = rows[1, n - 1] = 1.0
        return rows

    def _above(
        self, before: CallCurve, steepest: tuple[float, float]
    ) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Not below the expiry before at nodes of both, halfway, where told, nor in the tails."""
        u = self.nodes
        both = np.union1d(u, before.nodes[(before.nodes > u[0]) & (before.nodes < u[-1])])
        at = np.union1d(np.union1d(both, 0.5 * (both[1:] + both[:-1])), self.more)
        vol = np.sqrt(before.smile(np.log(at)).total_variance)
        black = greeks(forward=1.0, strike=at, expiry=1.0, vol=vol, is_call=True)
        vega = np.asarray(black.vega)
        floor = before.calls(at) / vega + self.margin * vol
        return [(self.values(at) / vega[:, None], floor), self._tails_above(steepest)]

    def _tails_above(
        self, steepest: tuple[float, float]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of tails that fall no faster than given powers."""
        u, slopes, ends = self.nodes, self._slopes(), self._end_values()
        put, call = _outermost(self.data, u)
        rows = np.stack(
            [
                (steepest[0] * ends[0] - slopes[0] * u[0]) / put,
                (steepest[1] * ends[1] + slopes[1] * u[-1]) / call,
            ]
        )
        return rows, np.array([(u[0] + steepest[0] * (1.0 - u[0])) / put, 0.0])

    def _powers(self, before: CallCurve) -> tuple[float, float]:
        """Least powers by which the prices of the expiry before fall beyond the outer nodes."""
        found = []
        for side, node, limit in ((-1, 0, before.left[1]), (1, -1, before.right[1])):
            x = self.nodes[node] * np.exp(side * np.concatenate([[0.0], _TAILS]))
            price = before.out_of_the_money(x).price
            alive = price[1:] > 0.0
            falls = (np.log(price[0]) - np.log(np.where(alive, price[1:], 1.0))) / _TAILS
            found.append(float(np.min(falls[alive], initial=limit)))
        return 1.0 + (found[0] - 1.0) * _LESS, found[1] * _LESS


def _outermost(data: SmileData, nodes: NDArray[np.float64]) -> tuple[float, float]:
    """Prices of the put at the first and of the call at the last node, by the vols quoted there."""
    order = np.argsort(data.log_moneyness, kind="stable")
    vols = data.vol[order[[0, -1]]]
    black = greeks(
        forward=1.0, strike=nodes[[0, -1]], expiry=data.years, vol=vols, is_call=[False, True]
    )
    return tuple(np.maximum(black.price, 1e-12).tolist())


def _solve(
    quadratic: NDArray[np.float64],
    linear: NDArray[np.float64],
    least: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64] | None:
    clarabel, sparse = solver("clarabel"), solver("scipy.sparse")
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_threads = False, 1
    settings.tol_feas = settings.tol_gap_abs = settings.tol_gap_rel = _TOLERANCE
    upper = sparse.triu(sparse.csc_matrix(quadratic), format="csc")
    matrix, bounds = sparse.csc_matrix(-least[0]), -least[1]
    cones = [clarabel.NonnegativeConeT(bounds.size)]
    answer: Any = clarabel.DefaultSolver(upper, linear, matrix, bounds, cones, settings).solve()
    lost = "Infeasible" in str(answer.status) or not answer.r_prim <= _FEASIBLE
    return None if lost else np.array(answer.x)
