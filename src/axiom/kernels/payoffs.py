"""Discounted payoffs on given paths, by the compiled loops that the Monte Carlo engine runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels._core import Contract

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Contract", "discounted_payoffs", "payoff_contract"]


def payoff_contract(
    payoff: str,
    *,
    numbers: Sequence[float],
    places: Sequence[int],
    discounts: Sequence[float],
    assets: int = 1,
) -> Contract:
    """Describe a contract to the compiled payoffs.

    Parameters
    ----------
    payoff : str
        A name in ``include/axiom/montecarlo/payoffs``, such as "vanilla" or "barrier".
    numbers : sequence of float
        Its terms, in the order that its header gives.
    places : sequence of int
        Indices of grid times, -1 for now, in the order that its header gives.
    discounts : sequence of float, (times,)
        Discount factors to the grid times.
    assets : int
        At least 1.

    Returns
    -------
    Contract

    Raises
    ------
    InvalidArgumentError
        For an unknown payoff, terms that are missing, places that are off the grid or descend.

    Notes
    -----
    Verified by tests/unit/kernels/test_payoffs.py.

    Examples
    --------
    >>> from axiom.kernels.payoffs import payoff_contract
    >>> payoff_contract(
    ...     "vanilla", numbers=(100.0, 1.0, 1.0), places=(0,), discounts=(0.95,)
    ... ).payoff
    'vanilla'
    """
    try:
        return Contract(
            payoff,
            [float(x) for x in numbers],
            [int(i) for i in places],
            [float(x) for x in discounts],
            assets,
        )
    except ValueError as error:
        raise InvalidArgumentError(f"{error}; see the payoff's header for what it takes") from None


def discounted_payoffs(
    contract: Contract,
    *,
    years: ArrayLike,
    start: ArrayLike,
    spots: ArrayLike,
    variances: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Evaluate a contract on given paths.

    Parameters
    ----------
    contract : Contract
    years : array_like, (times,)
        The grid, ascending, now excluded.
    start : array_like, (assets,)
        Spots now, above 0.
    spots : array_like, (paths, times, assets)
        Above 0.
    variances : array_like, (paths, times, assets), optional
        Variance of log spot over the step that ends at each time, for what happens between grid
        times; 0 where it is not given.

    Returns
    -------
    ndarray of float64, (paths,)
        Payoffs discounted to now.

    Raises
    ------
    InvalidArgumentError
        For shapes that disagree with each other or with the contract.

    Notes
    -----
    Verified by tests/parity/test_payoff_parity.py.
    """
    grid = np.ascontiguousarray(years, dtype=np.float64)
    now = np.ascontiguousarray(start, dtype=np.float64)
    paths = np.asarray(spots, dtype=np.float64)
    variance = np.zeros_like(paths) if variances is None else np.asarray(variances, np.float64)
    wanted = (len(paths) if paths.ndim else 0, contract.times, contract.assets)
    shapes = grid.shape, now.shape, paths.shape, variance.shape
    if shapes != (wanted[1:2], wanted[2:], wanted, wanted):
        raise InvalidArgumentError(
            f"years, start, spots and variances have shapes {shapes}: give (times,), (assets,) and "
            f"twice (paths, times, assets), with {contract.times} times, {contract.assets} assets"
        )
    return _core.payoffs_on_paths(contract, grid, now, _path_last(paths), _path_last(variance))


def _path_last(array: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.transpose(array, (2, 1, 0)))
