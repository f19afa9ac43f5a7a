"""Mid-prices to quote around: Brownian ones, those of a model, recorded ones."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from axiom.core.errors import InvalidArgumentError
from axiom.core.fields import number, numbers, whole
from axiom.engines.montecarlo import grid_for, simulator
from axiom.engines.montecarlo.simulators import SIMULATED
from axiom.kernels import _core
from axiom.kernels.random_numbers import LANES, pseudorandom_source
from axiom.market.spot_market import Market
from axiom.models import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]

__all__ = ["BachelierMid", "BlackScholesMid", "Mid", "MidMotion", "ModelMid", "RecordedMid"]

ARITHMETIC: Final = 0
LOGNORMAL: Final = 1
GIVEN: Final = 2

_NO_TIMES = np.empty(0)


class Levels(Protocol):
    """Start and value after each given move, (1 or count, moves + 1), of consecutive episodes."""

    def __call__(self, *, seed: int, first: int, count: int, threads: int) -> Doubles:
        """Give them; one row stands for all episodes."""
        ...


def _without_moves(*, seed: int, first: int, count: int, threads: int) -> Doubles:
    """Give the one column that stands for a Brownian mid."""
    return np.zeros((1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class MidMotion:
    """A mid as the compiled episodes read it: a Brownian motion, or moves at given times."""

    kind: int
    start: float = 0.0
    drift: float = 0.0
    vol: float = 0.0
    move_times: Doubles
    levels: Levels = _without_moves


class Mid(ABC):
    """A mid-price; the unit of its time is that of the market it stands in.

    Verified by ``tests/unit/desk/markets/test_mids.py``.
    """

    __slots__ = ()

    @abstractmethod
    def motion(self, ends: Doubles) -> MidMotion:
        """Describe the motion over decision steps that end at these times, ascending from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BachelierMid(Mid):
    """dS = drift dt + vol dW, the mid of the theory of market making.

    Parameters
    ----------
    start : float
        Price at time 0; prices may be negative.
    vol : float
        Price per root of the unit of time, 0 or more.
    drift : float
        Price per unit of time.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    References
    ----------
    Avellaneda, Stoikov, High-frequency trading in a limit order book, Quantitative Finance 8 (3),
    2008, 217-224 (p. 218).

    Verified by ``tests/unit/desk/markets/test_mids.py``.
    """

    start: float = 100.0
    vol: float
    drift: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "start")
        number(self, "vol", least=0.0)
        number(self, "drift")

    def motion(self, ends: Doubles) -> MidMotion:
        """Describe the motion."""
        return MidMotion(
            kind=ARITHMETIC,
            start=self.start,
            drift=self.drift,
            vol=self.vol,
            move_times=_NO_TIMES,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BlackScholesMid(Mid):
    """dS / S = drift dt + vol dW.

    Parameters
    ----------
    start : float
        Price at time 0, above 0.
    vol : float
        Decimals per root of the unit of time, 0 or more.
    drift : float
        Decimals per unit of time.

    Raises
    ------
    InvalidArgumentError
        If a parameter is outside its domain.

    Verified by ``tests/unit/desk/markets/test_mids.py``.
    """

    start: float = 100.0
    vol: float
    drift: float = 0.0

    def __post_init__(self) -> None:
        """Check the domain."""
        number(self, "start", above=0.0)
        number(self, "vol", least=0.0)
        number(self, "drift")

    def motion(self, ends: Doubles) -> MidMotion:
        """Describe the motion."""
        return MidMotion(
            kind=LOGNORMAL,
            start=self.start,
            drift=self.drift,
            vol=self.vol,
            move_times=_NO_TIMES,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMid(Mid):
    """Paths of a model: Heston, Bates, rough Bergomi and whatever else has a scheme.

    Parameters
    ----------
    model : Model
        Of one asset; see `axiom.models`.
    market : Market
        Spot and rates that carry it; time is in years.
    moves_per_step : int
        Equal moves within each decision step; the mid holds between them. At least 1.

    Raises
    ------
    InvalidArgumentError
        If the model has no scheme or several assets, or a parameter is outside its domain.

    Notes
    -----
    Episode i takes path i of `axiom.engines.montecarlo.simulate_paths` under the same seed. A
    scheme that is not exact takes the longest step of a model, or less, between moves.

    Verified by ``tests/unit/desk/markets/test_mids.py``.
    """

    model: Model
    market: Market
    moves_per_step: int = 1

    def __post_init__(self) -> None:
        """Check the model."""
        if not isinstance(self.model, SIMULATED) or self.model.n_assets != 1:
            raise InvalidArgumentError(
                f"model is {type(self.model).__name__}: give a model of one asset whose paths can "
                "be simulated, such as Heston, Bates or RoughBergomi"
            )
        if not isinstance(self.market, Market) or self.market.n_assets != 1:
            raise InvalidArgumentError("market: give an axiom.Market of one asset")
        whole(self, "moves_per_step", least=1)

    def motion(self, ends: Doubles) -> MidMotion:
        """Describe the motion."""
        times = self._times(ends)
        grid = grid_for(self.model, times)
        walker = simulator(self.model, self.market, grid)
        start = np.asarray(self.market.spots, dtype=np.float64)

        def levels(*, seed: int, first: int, count: int, threads: int) -> Doubles:
            block, skipped = divmod(first, LANES)
            blocks = -(-(skipped + count) // LANES)
            source = pseudorandom_source(seed=seed)
            flat = _core.simulate_paths(walker, source, 0, block, blocks, threads)
            spots = flat.reshape(blocks * LANES, len(times))[skipped : skipped + count]
            starts = np.broadcast_to(start, (count, 1))
            return np.ascontiguousarray(np.hstack([starts, spots]))

        return MidMotion(kind=GIVEN, move_times=times, levels=levels)

    def _times(self, ends: Doubles) -> Doubles:
        edges = np.concatenate([[0.0], ends])
        shares = np.arange(1, self.moves_per_step + 1) / self.moves_per_step
        inner = edges[:-1, None] + np.diff(edges)[:, None] * shares
        inner[:, -1] = ends
        return inner.ravel()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMid(Mid):
    """A recorded mid, the same in every episode: each price holds until the next.

    Parameters
    ----------
    times : tuple of float
        Ascending from 0, in the market's unit of time.
    prices : tuple of float
        One a time.

    Raises
    ------
    InvalidArgumentError
        If times do not ascend from 0, or there are not as many prices.

    Verified by ``tests/unit/desk/markets/test_mids.py``.
    """

    times: tuple[float, ...]
    prices: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check times and prices."""
        numbers(self, "times")
        numbers(self, "prices", count=len(self.times))
        if self.times[0] != 0.0:
            raise InvalidArgumentError(f"times starts at {self.times[0]}: let it start at 0")
        for earlier, later in pairwise(self.times):
            if later <= earlier:
                raise InvalidArgumentError(
                    f"times: {later} follows {earlier}; give ascending times without doubles"
                )

    def motion(self, ends: Doubles) -> MidMotion:
        """Describe the motion."""
        if self.times[-1] < ends[-1]:
            raise InvalidArgumentError(
                f"the recorded mid ends at {self.times[-1]}, before horizon={ends[-1]}: shorten "
                "the horizon or record longer"
            )
        prices = np.asarray([self.prices])

        def levels(*, seed: int, first: int, count: int, threads: int) -> Doubles:
            return prices

        return MidMotion(kind=GIVEN, move_times=np.asarray(self.times[1:]), levels=levels)
