"""`Outline`: what a simulation has to know about a kind of contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from axiom.instruments import Instrument
from axiom.kernels.payoffs import Contract, payoff_contract
from axiom.market.spot_market import Market
from axiom.models import BlackScholes, Model

__all__ = ["Frame", "Outline", "Part", "ahead", "sign_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A payoff on the paths: the contract itself, or a control whose mean is known.

    Parameters
    ----------
    payoff : str
        Name of a compiled payoff.
    numbers : tuple of float
    places : tuple of int
        Indices of grid times, -1 for now.
    mean : float, optional
        Its value now, of a control.
    """

    payoff: str
    numbers: tuple[float, ...]
    places: tuple[int, ...]
    mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """A contract under one set of parameters, on the times at which its paths are watched.

    Parameters
    ----------
    instrument : Instrument
    model : Model
    market : Market
    times : ndarray of float64, (n,)
        Years, ascending, above 0.
    """

    instrument: Any
    model: Model
    market: Market
    times: NDArray[np.float64]

    def place(self, time: float) -> int:
        """Return the index of a watched time, -1 for now."""
        return int(np.abs(self.times - time).argmin()) if time > 0.0 else -1

    def places(self, times: Sequence[float]) -> tuple[int, ...]:
        """Return the indices of watched times."""
        middles = 0.5 * (self.times[1:] + self.times[:-1])
        asked = np.asarray(times, dtype=np.float64)
        nearest = np.where(asked > 0.0, np.searchsorted(middles, asked), -1)
        return tuple(nearest.tolist())

    def contract(self, part: Part) -> Contract:
        """Return a part as the compiled payoffs take it."""
        return payoff_contract(
            part.payoff,
            numbers=part.numbers,
            places=part.places,
            discounts=self.market.discount(self.times).tolist(),
            assets=self.market.n_assets,
        )

    def asset(self, time: float, *, asset: int = 0) -> Part:
        """Return the delivery of an asset, which every model values alike."""
        mean = float(self.market.discount(time)) * self.market.forward(time, asset)
        return Part(
            payoff="asset", numbers=(1.0, float(asset)), places=(self.place(time),), mean=mean
        )

    @property
    def lognormal(self) -> BlackScholes | None:
        """The model, where it is Black-Scholes."""
        return self.model if isinstance(self.model, BlackScholes) else None


def _never(instrument: Any, model: Model, market: Market) -> str | None:
    return None


def _one_step(instrument: Any, model: Model, market: Market) -> float:
    return np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a simulation has to know about a kind of contract.

    Parameters
    ----------
    keys : callable
        Of a contract: the times above 0 that it looks at, in any order.
    parts : callable
        Of a frame: the payoff, then controls.
    is_dense : callable
        Whether the contract looks at the path between its times as well.
    is_smooth : callable
        Whether the payoff has no jumps in the path.
    longest_step : callable
        Of contract, model and market: years between watched times, where it is dense and the path
        between them lognormal.
    refuses : callable
        Of contract, model and market: what stands in the way, as a clause, or None.
    """

    keys: Callable[[Any], Sequence[float]]
    parts: Callable[[Frame], list[Part]]
    is_dense: Callable[[Any], bool] = lambda instrument: False
    is_smooth: Callable[[Any], bool] = lambda instrument: True
    longest_step: Callable[[Any, Model, Market], float] = _one_step
    refuses: Callable[[Any, Model, Market], str | None] = _never


def ahead(times: Sequence[float]) -> tuple[float, ...]:
    """Return the times above 0, ascending, without doubles."""
    return tuple(sorted({float(time) for time in times if time > 0.0}))


def sign_of(instrument: Instrument) -> float:
    """Return 1 for a call, -1 for a put."""
    return 1.0 if getattr(instrument, "is_call", True) else -1.0
