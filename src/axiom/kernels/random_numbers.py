"""Sources of normal numbers for simulations: counter-based, or scrambled Sobol points."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels._core import Source

__all__ = [
    "DIMENSIONS",
    "LANES",
    "Source",
    "checked_seed",
    "draw_normals",
    "pseudorandom_source",
    "sobol_source",
]

LANES = 64
"""Paths in a block."""
DIMENSIONS = 1024
"""Dimensions that Sobol points have."""


@cache
def _initial_numbers() -> NDArray[np.uint32]:
    table = np.load(Path(__file__).with_name("sobol_numbers.npy"))
    return np.ascontiguousarray(table, dtype=np.uint32)


def pseudorandom_source(*, seed: int, is_antithetic: bool = False) -> Source:
    """Make a source of independent normal numbers.

    Parameters
    ----------
    seed : int
        From 0 to 2^64 - 1; 0 is a seed like others.
    is_antithetic : bool
        Whether the second half of every block mirrors the first.

    Returns
    -------
    Source

    Raises
    ------
    InvalidArgumentError
        If the seed is outside its domain.

    Notes
    -----
    Philox4x32 with ten rounds; its counter is path, dimension and group, its key the seed: no
    number depends on what was drawn before it. 52 random bits make a uniform number, and a
    rational function of relative error below 3e-11 the normal one.

    References
    ----------
    Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC '11 (section 3.3).

    Verified by ``tests/unit/kernels/test_random.py``.
    """
    return _core.pseudorandom(checked_seed(seed), bool(is_antithetic))


def sobol_source(*, seed: int, years: ArrayLike, dimensions: int = DIMENSIONS) -> Source:
    """Make a source of scrambled Sobol points that run through a Brownian bridge.

    Parameters
    ----------
    seed : int
        Of the scrambles, from 0 to 2^64 - 1.
    years : array_like, (steps,)
        Ends of the steps of a path, ascending, above 0.
    dimensions : int
        How many will be asked for, if it is known: fewer take less work. Those beyond are
        pseudorandom.

    Returns
    -------
    Source
        Each group is a scramble of its own: their means are independent and unbiased.

    Raises
    ------
    InvalidArgumentError
        If the seed or the times are outside their domain.

    Notes
    -----
    Direction numbers of Joe and Kuo in 1,024 dimensions, hashed nested uniform scrambling; further
    dimensions are pseudorandom. The first dimensions decide where paths end, later ones what
    happens between.

    References
    ----------
    Joe, Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM Journal on
    Scientific Computing 30 (5), 2008, 2635-2654; Burley, Practical hash-based Owen scrambling,
    Journal of Computer Graphics Techniques 10 (4), 2020, 1-20 (p. 9).

    Verified by ``tests/unit/kernels/test_random.py``.
    """
    ends = np.ascontiguousarray(years, dtype=np.float64)
    if ends.ndim != 1 or not len(ends) or not (np.diff(ends, prepend=0.0) > 0.0).all():
        raise InvalidArgumentError("years does not ascend from above 0: sort it, without doubles")
    return _core.sobol(checked_seed(seed), _initial_numbers()[: max(dimensions, 1)], ends)


def draw_normals(
    source: Source, *, group: int = 0, block: int = 0, steps: int = 1, factors: int = 1
) -> NDArray[np.float64]:
    """Return the normal numbers of one block of paths.

    Parameters
    ----------
    source : Source
    group, block : int
        0 or more.
    steps, factors : int
        At least 1; a source of Sobol points takes as many steps as it has times.

    Returns
    -------
    ndarray of float64, (steps, factors, 64)

    Raises
    ------
    InvalidArgumentError
        If a size is below 1 or a number below 0.

    Verified by ``tests/unit/kernels/test_random.py``.
    """
    if min(steps, factors) < 1 or min(group, block) < 0:
        raise InvalidArgumentError(
            f"group={group}, block={block}, steps={steps}, factors={factors}: give numbers of 0 or "
            "more and sizes of at least 1"
        )
    return _core.draw_normals(source, group, block, steps, factors).reshape(steps, factors, LANES)


def checked_seed(seed: int) -> int:
    """Return a seed as an int, or raise InvalidArgumentError unless it is from 0 to 2^64 - 1."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 1 << 64:
        raise InvalidArgumentError(f"seed={seed!r}: give a whole number from 0 to 2^64 - 1")
    return int(seed)
