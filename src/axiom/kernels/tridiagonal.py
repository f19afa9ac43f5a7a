"""Linear equations dw/ds = M w with a tridiagonal M that is constant on steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["tridiagonal_flow"]


def tridiagonal_flow(
    *,
    start_logs: ArrayLike,
    lengths: ArrayLike,
    diagonal: ArrayLike,
    up: ArrayLike,
    down: ArrayLike,
) -> NDArray[np.float64]:
    """Solve dw/ds = M w for positive w and tridiagonal M with off-diagonals of 0 or more.

    Parameters
    ----------
    start_logs : array_like, shape (n,)
        Logarithms of w at the start.
    lengths : array_like, shape (n_steps,)
        Lengths of the steps on which M is constant, 0 or more.
    diagonal : array_like, shape (n_steps, n) or (1, n)
        Diagonal of M on each step; one row serves all steps.
    up, down : array_like, of the diagonal's shape
        M[i, i + 1] in ``up[:, i]`` and M[i, i - 1] in ``down[:, i]``, 0 or more; the last of `up`
        and the first of `down` are not used.

    Returns
    -------
    ndarray, shape (n_steps + 1, n)
        Logarithms of w at the start and after each step.

    Raises
    ------
    InvalidArgumentError
        If shapes disagree, a value is outside its domain, or components of w come to lie too far
        apart for double precision.

    Notes
    -----
    Each step is w <- exp(h M) w, by the Taylor series of the matrix shifted by its least diagonal
    element: no term is negative, so that every component keeps its relative accuracy.

    References
    ----------
    .. [1] Higham, N. and Al-Mohy, A. (2010), "Computing matrix functions", Acta Numerica 19,
       159-208 (section 4).

    Verified by ``tests/parity/test_tridiagonal_flow.py``.
    """
    start, steps = _array("start_logs", start_logs, 1), _array("lengths", lengths, 1)
    rows = {"diagonal": diagonal, "up": up, "down": down}
    tables = {name: _array(name, values, 2) for name, values in rows.items()}
    for name, table in tables.items():
        if table.shape not in ((1, start.size), (steps.size, start.size)) or start.size == 0:
            raise InvalidArgumentError(
                f"{name} has shape {table.shape}: give {(steps.size, start.size)} or one row"
            )
    if len({table.shape for table in tables.values()}) > 1:
        raise InvalidArgumentError("diagonal, up and down differ in shape: give one shape")
    for name, values in (("lengths", steps), ("up", tables["up"]), ("down", tables["down"])):
        if (values < 0.0).any():
            raise InvalidArgumentError(f"{name} has {values.min()}: give values of 0 or more")
    logs = _core.tridiagonal_flow(start, steps, tables["diagonal"], tables["up"], tables["down"])
    if not np.isfinite(logs).all():
        raise InvalidArgumentError(
            "components of w lie further apart than double precision holds: narrow the states, "
            "or take smaller rates"
        )
    return logs


def _array(name: str, values: ArrayLike, ndim: int) -> NDArray[np.float64]:
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.ndim != ndim:
        raise InvalidArgumentError(f"{name} has {array.ndim} dimensions: give {ndim}")
    if not np.isfinite(array).all():
        raise InvalidArgumentError(f"{name} holds numbers that are not finite; correct them")
    return array
