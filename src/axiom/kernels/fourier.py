"""European and digital options under Heston, Bates and Merton: strips from one Fourier integral."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.kernels import _core
from axiom.kernels.arrays import check_threads

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["OUTPUTS", "AffineParameters", "AffineStrips", "AffineValues"]

Payoff = Literal["vanilla", "cash", "asset"]

OUTPUTS = (
    "value",
    "forward",
    "forward_twice",
    "expiry",
    "initial_variance",
    "long_variance",
    "jump_intensity",
    "jump_mean",
    "jump_vol",
    "mean_reversion",
    "vol_of_vol",
    "correlation",
)
"""What `AffineStrips.values` can return: the value and, by argument, its derivatives."""

_PAYOFFS = {"vanilla": 0, "cash": 1, "asset": 2}
_COUNTS = (1, 6, 9, 12)  # outputs of each reach in strip.hpp
_LEAST_VOL_OF_VOL = 1e-4  # below it, derivatives of the dynamics lose their digits


@dataclass(frozen=True, slots=True, kw_only=True)
class AffineParameters:
    """Heston's variance process with normal jumps in the logarithm of the price.

    Attributes
    ----------
    initial_variance, long_variance : float
        Variance a year, >= 0.
    mean_reversion : float
        A year, >= 0.
    vol_of_vol : float
        >= 0; zero lets variance follow its expected path.
    correlation : float
        Of price and variance, in (-1, 1).
    jump_intensity : float
        Jumps a year, >= 0.
    jump_mean, jump_vol : float
        Mean and standard deviation of a jump's logarithm; the drift is compensated.

    Raises
    ------
    InvalidArgumentError
        A parameter outside its domain.

    Notes
    -----
    Verified by ``tests/unit/kernels/test_fourier.py``.
    """

    initial_variance: float
    mean_reversion: float = 1.0
    long_variance: float = 0.0
    vol_of_vol: float = 0.0
    correlation: float = 0.0
    jump_intensity: float = 0.0
    jump_mean: float = 0.0
    jump_vol: float = 0.0

    def __post_init__(self) -> None:
        """Refuse parameters outside their domain."""
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "correlation":
                inside, domain = -1.0 < value < 1.0, "in (-1, 1)"
            elif field.name == "jump_mean":
                inside, domain = abs(value) < 100.0, "between -100 and 100"
            else:
                inside, domain = 0.0 <= value < 1e6, "in [0, 1e6)"
            if not inside:
                raise InvalidArgumentError(f"{field.name} is {value}; give a number {domain}")

    def as_array(self) -> NDArray[np.float64]:
        """Return the parameters in the order of the fields, (8,)."""
        values = np.array([getattr(self, field.name) for field in fields(self)], dtype=np.float64)
        values[1] = max(values[1], 1e-12)
        return values


@dataclass(frozen=True, slots=True)
class AffineValues:
    """Undiscounted values and derivatives, with absolute errors.

    Attributes
    ----------
    values, errors : ndarray of float64, (k, n)
        Rows are the first k of `OUTPUTS`, columns the options.
    work : int
        Values of the characteristic function that were taken.
    """

    values: NDArray[np.float64]
    errors: NDArray[np.float64]
    work: int


class AffineStrips:
    """European options sorted into strips of one expiry and forward, to be valued often.

    Parameters
    ----------
    forward, strike, expiry, is_call : array_like
        Broadcast to one shape (n,). Forward and strike above 0; expiry in years, >= 0.

    Raises
    ------
    InvalidArgumentError
        For arguments outside their domain.

    Notes
    -----
    The integral runs along a sinh-shaped path [1]_ with a Black-Scholes control variate, by nested
    trapezoidal rules until the change between them vouches for the tolerance. The errors are
    estimates from those changes plus a bound on rounding.

    References
    ----------
    .. [1] S. Boyarchenko, S. Levendorskii (2019), Sinh-acceleration, International J. Theoretical
       and Applied Finance 22(3), 1950011.
    .. [2] A. Lewis (2000), Option Valuation under Stochastic Volatility, chapter 2.
    .. [3] R. Lord, C. Kahl (2010), Complex logarithms in Heston-like models, Mathematical Finance
       20(4), 671-694.

    Verified by ``tests/reference/test_fourier_values.py``, ``tests/parity/test_heston_parity.py``
    and ``tests/properties/test_fourier_errors.py``.

    Examples
    --------
    >>> from axiom.kernels.fourier import AffineParameters, AffineStrips
    >>> strips = AffineStrips(forward=100, strike=[90, 110], expiry=1, is_call=[False, True])
    >>> heston = AffineParameters(initial_variance=0.04, mean_reversion=2.0, long_variance=0.04,
    ...                           vol_of_vol=0.5, correlation=-0.7)
    >>> strips.values(heston).values[0].round(6)
    array([3.745602, 2.831118])
    """

    __slots__ = ("_columns", "_order", "size")

    def __init__(
        self, *, forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, is_call: ArrayLike
    ) -> None:
        f, k, t, c = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(a, dtype=np.float64)) for a in (forward, strike, expiry)),
            np.atleast_1d(np.asarray(is_call, dtype=np.bool_)),
        )
        _check_options(f, k, t)
        order = np.lexsort((f, t))
        f, k, t = f[order], k[order], t[order]
        is_new = np.ones(f.size, dtype=np.bool_)
        is_new[1:] = (t[1:] != t[:-1]) | (f[1:] != f[:-1])
        first = np.flatnonzero(is_new)
        start = np.append(first, f.size).astype(np.int64)
        flags = np.ascontiguousarray(c[order], dtype=np.uint8)
        self.size = int(f.size)
        self._order = order
        self._columns = (t[first].copy(), f[first].copy(), start, np.ascontiguousarray(k), flags)

    def values(
        self,
        parameters: AffineParameters,
        *,
        payoff: Payoff = "vanilla",
        outputs: Literal[1, 6, 9, 12] = 1,
        tolerance: float = 1e-9,
        threads: int = 1,
    ) -> AffineValues:
        """Value the options.

        Parameters
        ----------
        parameters : AffineParameters
        payoff : {"vanilla", "cash", "asset"}
            A call or put, or a digital that pays one unit of cash or of the underlying where that
            would be exercised.
        outputs : {1, 6, 9, 12}
            How many of `OUTPUTS`.
        tolerance : float
            Absolute error of the undiscounted values to reach, > 0.
        threads : int
            Strips are dealt to threads; results are bit-identical for any number.

        Raises
        ------
        InvalidArgumentError
            A tolerance that is not positive, or derivatives in the dynamics of a variance that has
            next to none (vol_of_vol below 1e-4).
        """
        if not tolerance > 0.0:
            raise InvalidArgumentError(f"tolerance is {tolerance}; give a number above 0")
        if outputs not in _COUNTS or payoff not in _PAYOFFS:
            msg = f"outputs is {outputs}, payoff {payoff!r}; give {_COUNTS} and {tuple(_PAYOFFS)}"
            raise InvalidArgumentError(msg)
        if outputs == _COUNTS[-1] and parameters.vol_of_vol < _LEAST_VOL_OF_VOL:
            msg = (
                f"vol_of_vol is {parameters.vol_of_vol}; derivatives in mean_reversion, vol_of_vol "
                f"and correlation need {_LEAST_VOL_OF_VOL} or more: ask for 9 outputs"
            )
            raise InvalidArgumentError(msg)
        return self.evaluate(
            parameters.as_array(),
            payoff=payoff,
            outputs=outputs,
            tolerance=tolerance,
            threads=check_threads(threads),
        )

    def evaluate(
        self,
        parameters: NDArray[np.float64],
        *,
        payoff: Payoff,
        outputs: int,
        tolerance: float,
        threads: int = 1,
    ) -> AffineValues:
        """Value at parameters (8,) as `AffineParameters.as_array` gives them, without checks."""
        expiry, forward, start, strike, flags = self._columns
        values, errors, work = _core.affine_strips(
            parameters,
            _PAYOFFS[payoff],
            _COUNTS.index(outputs),
            tolerance,
            expiry,
            forward,
            start,
            strike,
            flags,
            threads,
        )
        return AffineValues(self._unsorted(values, outputs), self._unsorted(errors, outputs), work)

    def _unsorted(self, rows: NDArray[np.float64], count: int) -> NDArray[np.float64]:
        out = np.empty((count, self.size))
        out[:, self._order] = rows.reshape(count, self.size)
        return out


def _check_options(
    forward: NDArray[np.float64], strike: NDArray[np.float64], expiry: NDArray[np.float64]
) -> None:
    for name, values, least in (
        ("forward", forward, 1e-100),
        ("strike", strike, 1e-100),
        ("expiry", expiry, 0.0),
    ):
        bad = ~((values >= least) & (values <= 1e100))
        if bad.any():
            domain = "not negative" if name == "expiry" else "above 0"
            msg = f"{name} is {values[bad][0]}; give finite numbers that are {domain}"
            raise InvalidArgumentError(msg)
